// A folder that lives while the app runs: files are added, edited, moved and deleted, and the library follows; when
// many vanish at once, nothing is dropped before the person says so. One start; each test has a folder of its own.
import { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SourceId } from '../../contract/domain.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';

const dir = temporaryFolderOfFile();
/** The folder's own watcher, or at the latest a scan by hand. */
const NOTICED = { timeout: 60_000 };
let app: App;

beforeAll(async () => {
  app = await App.launchWithLibrary();
});

afterAll(() => app.close());

afterEach(async () => {
  for (const source of await app.request('source.list', {})) await app.request('source.remove', { sourceId: source.id });
  await app.waitUntilRead(0);
  expect(app.pageErrors.splice(0)).toEqual([]);
});

const sentence = (name: string, number: number): string => `# ${name}\n\nThe locker number of ${name} is L-${number}. The key is with the porter.\n`;

function makeFolder(name: string, files: Readonly<Record<string, string>>): string {
  const folder = path.join(dir, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return folder;
}

async function sourceCalled(name: string): Promise<{ id: SourceId; held: { gone: number; of: number; kept: boolean } | null }> {
  return (await app.request('source.list', {})).find((source) => source.name === name)!;
}

async function found(words: string): Promise<string[]> {
  const { passages } = await app.request('search.passages', { question: words, scope: null, limit: 5 });
  return passages.filter((passage) => passage.text.includes(words)).map((passage) => passage.documentName);
}

test('a folder is added by its button, and its files are listed and read', async () => {
  const folder = makeFolder('added', { 'anna.md': sentence('anna', 101), 'berta.md': sentence('berta', 102) });
  await app.answerDialogWith([folder]);
  await app.page.getByTestId('place-library').click();
  await app.page.getByTestId('add-folder').first().click();
  await app.waitUntilRead(2);
  await expect.poll(() => app.page.getByTestId('file-row').count()).toBe(2);
  expect(await found('L-102')).toEqual(['berta.md']);
});

test('what is edited, added, moved and deleted while the app runs is followed', async () => {
  const folder = makeFolder('edited', { 'carl.md': sentence('carl', 201), 'dora.md': sentence('dora', 202), 'emil.md': sentence('emil', 203), ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`other${at}.md`, sentence(`other${at}`, 900 + at)])) });
  await app.addSources([folder]);
  await app.waitUntilRead(15);

  writeFileSync(path.join(folder, 'carl.md'), sentence('carl', 299));
  await expect.poll(() => found('L-299'), NOTICED).toEqual(['carl.md']);
  expect(await found('L-201')).toEqual([]);

  writeFileSync(path.join(folder, 'frieda.md'), sentence('frieda', 204));
  await expect.poll(() => found('L-204'), NOTICED).toEqual(['frieda.md']);

  const before = (await app.request('search.passages', { question: 'L-202', scope: null, limit: 1 })).passages[0]!;
  mkdirSync(path.join(folder, 'archive'));
  renameSync(path.join(folder, 'dora.md'), path.join(folder, 'archive', 'dora 2024.md'));
  await expect.poll(() => found('L-202'), NOTICED).toEqual(['dora 2024.md']);
  const after = (await app.request('search.passages', { question: 'L-202', scope: null, limit: 1 })).passages[0]!;
  // The same bytes, so the same chunk: nothing was embedded anew.
  expect([after.chunkId, after.versionHash]).toEqual([before.chunkId, before.versionHash]);
  const reopened = await app.request('document.open', { documentId: before.documentId, versionHash: before.versionHash });
  expect(reopened).toMatchObject({ name: 'dora 2024.md', original: 'same' });

  unlinkSync(path.join(folder, 'emil.md'));
  await expect.poll(() => found('L-203'), NOTICED).toEqual([]);
  await expect.poll(async () => (await app.request('document.coverage', {})).seen, NOTICED).toBe(15);
});

test('the safety brake: many files gone at once stay until the person says that they are really gone', async () => {
  const files = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`note${at}.md`, sentence(`note${at}`, 300 + at)]));
  const folder = makeFolder('contracts', files);
  await app.addSources([folder]);
  await app.waitUntilRead(10);
  const kept = new Map(Object.keys(files).slice(0, 6).map((name) => [name, readFileSync(path.join(folder, name))]));
  for (const name of kept.keys()) unlinkSync(path.join(folder, name));
  const { id } = await sourceCalled('contracts');
  await app.request('source.rescan', { sourceId: id });

  await app.page.getByTestId('place-library').click();
  const notice = app.page.getByTestId('held-notice');
  await notice.waitFor({ timeout: 60_000 });
  expect(await notice.innerText()).toContain('6 of 10 files of “contracts” are no longer there. Nothing was removed.');
  expect((await app.request('document.coverage', {})).seen).toBe(10);
  expect(await found('L-300')).toEqual(['note0.md']);

  await app.page.getByTestId('held-keep').click();
  await notice.waitFor({ state: 'detached' });
  expect((await app.request('document.coverage', {})).seen).toBe(10);

  for (const [name, bytes] of kept) writeFileSync(path.join(folder, name), bytes);
  await app.request('source.rescan', { sourceId: id });
  await expect.poll(async () => (await sourceCalled('contracts')).held, NOTICED).toBeNull();
  await app.waitUntilRead(10);

  for (const name of kept.keys()) unlinkSync(path.join(folder, name));
  await app.request('source.rescan', { sourceId: id });
  await notice.waitFor({ timeout: 60_000 });
  await app.page.getByTestId('held-drop').click();
  await app.page.getByRole('alertdialog').getByRole('button', { name: 'Take 6 files out' }).click();
  await expect.poll(async () => (await app.request('document.coverage', {})).seen, NOTICED).toBe(4);
  expect(await found('L-300')).toEqual([]);
  expect(await found('L-309')).toEqual(['note9.md']);
});

test('a folder that is gone altogether loses nothing', async () => {
  const folder = makeFolder('drive', { 'gustav.md': sentence('gustav', 401), 'hanna.md': sentence('hanna', 402) });
  await app.addSources([folder]);
  await app.waitUntilRead(2);
  renameSync(folder, `${folder}-away`);
  const { id } = await sourceCalled('drive');
  await app.request('source.rescan', { sourceId: id });
  await expect.poll(async () => (await app.request('source.list', {}))[0]!.available, NOTICED).toBe(false);
  expect(await found('L-402')).toEqual(['hanna.md']);
  renameSync(`${folder}-away`, folder);
  await app.request('source.rescan', { sourceId: id });
  await expect.poll(async () => (await app.request('source.list', {}))[0]!.available, NOTICED).toBe(true);
  await app.waitUntilRead(2);
});
