// The model for search by meaning, changed by a person in Settings: a folder is added, the estimate is read, the change is
// paused, cancelled, made; questions find their passages all the while.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { copyOfMiniLm, SECOND } from '../support/embedders.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const dir = temporaryFolderOfFile();
let app: App;

beforeAll(async () => {
  const folder = copyOfMiniLm(dir, 'own model');
  writeFileSync(path.join(folder, 'freehold.json'), JSON.stringify({ ...SECOND, name: 'Own model', licence: 'Apache-2.0', languages: ['de', 'en'] }));
  app = await App.launchWithLibrary();
  await app.request('source.addSample', {});
  await app.waitUntilRead(33);
  await app.page.getByTestId('place-settings').click();
  await app.page.getByTestId('embedders').scrollIntoViewIfNeeded();
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

const rows = async (): Promise<string[]> => app.page.getByTestId('embedder-row').evaluateAll((all) => all.map((row) => `${row.querySelector('.words span')?.textContent} ${row.getAttribute('data-selected')}`));
const found = async (): Promise<(number | null)[]> => (await app.request('search.passages', { question: 'When does the lease end?', scope: null, limit: 3 })).passages.map(({ cosine }) => cosine);

test('a folder that is no model is refused in words; a good one is on the list', async () => {
  expect(await rows()).toEqual(['all-MiniLM-L6-v2 true']);
  await app.answerDialogWith([dir]);
  await app.page.getByTestId('embedder-add').click();
  await app.page.getByText('That folder is not a model for search by meaning').waitFor();
  await app.answerDialogWith([path.join(dir, 'own model')]);
  await app.page.getByTestId('embedder-add').click();
  await expect.poll(rows).toEqual(['all-MiniLM-L6-v2 true', 'Own model false']);
});

test('the estimate comes first, and saying no changes nothing', async () => {
  await app.page.getByRole('button', { name: 'Use Own model' }).press('Enter');
  const dialog = app.page.getByRole('dialog');
  await dialog.waitFor({ timeout: 60_000 });
  expect(await app.page.getByTestId('embedder-estimate').innerText()).toMatch(/^\d+ passages are read again by this model: (less than a minute|about \d+ minutes?) on this machine, and \d+ kB of disk space\.$/);
  await look(app, 'embedder-estimate');
  await app.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await app.request('embedder.state', {})).toEqual({ activeId: 'all-minilm-l6-v2-int8', building: null });
});

test('a change that is paused shows how far it is, in Settings and in the library; cancelled, it leaves all as it was', async () => {
  await app.request('ingest.pause', {});
  await app.page.getByTestId('embedder-use').click();
  await app.page.getByTestId('embedder-confirm').click({ timeout: 60_000 });
  await expect.poll(() => app.page.getByTestId('embedder-progress').getAttribute('data-state')).toBe('paused');
  expect(await app.page.getByTestId('embedder-progress').innerText()).toMatch(/0 of \d+ passages/);
  await look(app, 'embedder-paused');
  expect(await found()).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
  await app.page.getByTestId('place-library').click();
  await app.page.getByText('Search by meaning is being changed to Own model: 0 %.').waitFor();
  await look(app, 'embedder-library');
  await app.page.getByTestId('place-settings').click();
  await app.page.getByTestId('embedder-cancel').click();
  await app.page.getByTestId('embedder-progress').waitFor({ state: 'detached' });
  expect(await rows()).toEqual(['all-MiniLM-L6-v2 true', 'Own model false']);
  await app.request('ingest.resume', {});
});

test('a change that is made is told of, and search goes on with the new model', async () => {
  const before = await found();
  await app.page.getByTestId('embedder-use').click();
  await app.page.getByTestId('embedder-confirm').click({ timeout: 60_000 });
  await app.page.getByText('Search by meaning now uses Own model').waitFor({ timeout: 120_000 });
  await expect.poll(rows).toEqual(['all-MiniLM-L6-v2 false', 'Own model true']);
  const after = await found();
  expect(after.every((cosine) => cosine !== null)).toBe(true);
  expect(after).not.toEqual(before);
  await app.request('settings.set', { language: 'de' });
  await app.page.getByRole('heading', { name: 'Modell für die Suche nach Bedeutung' }).waitFor();
  await app.page.getByTestId('embedders').scrollIntoViewIfNeeded();
  await look(app, 'embedder-german');
  await app.request('settings.set', { language: 'system', theme: 'system' });
});
