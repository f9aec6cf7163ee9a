// What the keyboard and the focus do in the real window: Escape closes only what is on top, the focus is never lost,
// and what was chosen is what is searched. One start; the tests follow each other in one library.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';

const dir = temporaryFolderOfFile();
let app: App;

beforeAll(async () => {
  writeFileSync(path.join(dir, 'boiler.txt'), 'The boiler needs a water pressure of 1.5 bar. It is serviced every October.\n');
  mkdirSync(path.join(dir, 'music'));
  writeFileSync(path.join(dir, 'music', 'song.mp3'), 'not a text');
  app = await App.launch();
  await app.waitUntilLoaded();
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

test('files are picked and read', async () => {
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-sample').click();
  await app.answerDialogWith([path.join(dir, 'boiler.txt'), path.join(dir, 'music')]);
  await app.page.getByTestId('add-folder').first().waitFor();
  await app.page.getByRole('button', { name: 'Add files' }).click();
  await expect.poll(() => app.request('document.coverage', {}), { timeout: 120_000 }).toMatchObject({ seen: 35, indexed: 34, skipped: 1 });
});

test('Escape closes the dialog or the list on top, and the answer goes on', async () => {
  await app.ask('When does the lease end, and how long is the notice period?');
  await app.page.getByTestId('stop-button').waitFor();
  await app.invokeCommand('search');
  await app.page.getByRole('dialog').waitFor();
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('dialog').waitFor({ state: 'detached' });
  await app.page.getByRole('button', { name: 'Where to look' }).click();
  await app.page.locator('[popover]:popover-open input').first().waitFor();
  await app.page.keyboard.press('Escape');
  await app.page.locator('[popover="auto"]:popover-open').waitFor({ state: 'detached' });
  expect(await app.lastAnswer.getAttribute('data-status')).not.toBe('stopped');
  await app.waitUntilAnswered();
});

test('the first question of a conversation can be found again while it runs', async () => {
  await app.invokeCommand('new-conversation');
  await app.ask('How high is the deposit, and when is it paid back?');
  await app.page.getByTestId('stop-button').waitFor();
  await app.invokeCommand('search');
  await app.page.getByRole('dialog').getByRole('combobox').fill('deposit');
  await app.page.keyboard.press('Shift+Enter');
  expect(await app.page.getByRole('dialog').innerText()).toContain('An answer is being written');
  await app.page.keyboard.press('Escape');
  await app.invokeCommand('new-conversation');
  await app.page.getByTestId('show-running').click();
  expect(await app.page.locator('article h2').allInnerTexts()).toEqual(['How high is the deposit, and when is it paid back?']);
  await app.waitUntilAnswered();
});

test('the last ticked source stays ticked, and a forgotten one is no longer looked in', async () => {
  const scope = app.page.getByRole('button', { name: 'Where to look' });
  const boxes = app.page.locator('[popover]:popover-open input[type="checkbox"]');
  await scope.click();
  await boxes.first().waitFor();
  const names = (await app.request('source.list', {})).map((source) => source.name);
  const boiler = boxes.nth(names.indexOf('boiler.txt'));
  for (const [at, name] of names.entries()) if (name !== 'boiler.txt') await boxes.nth(at).click();
  expect(await scope.innerText()).toBe('boiler.txt');
  await boiler.click();
  expect(await boiler.isChecked()).toBe(true);
  expect(await scope.innerText()).toBe('boiler.txt');
  await app.page.keyboard.press('Escape');

  const { id } = (await app.request('source.list', {})).find((source) => source.name === 'boiler.txt')!;
  await app.request('source.remove', { sourceId: id });
  // Nobody is led to look everywhere: it says so until another choice is made.
  await expect.poll(() => scope.innerText()).toBe('No longer in the library');
  await scope.click();
  await app.page.getByRole('button', { name: 'Look in all' }).click();
  expect(await scope.innerText()).toBe('All sources');
  await app.page.keyboard.press('Escape');
});

/** The name, the id or the test id of what has the focus. */
const focused = (): Promise<string | null> =>
  app.page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.getAttribute('data-testid') ?? element?.id ?? null;
  });

async function resize(width: number): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]!.setSize(wanted, 800), width);
  await expect.poll(() => app.page.evaluate(() => innerWidth)).toBe(width);
}

test('the focus stays in sight when the sidebar or the place changes', async () => {
  await app.page.getByRole('button', { name: 'Hide sidebar' }).focus();
  await app.page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Show sidebar');
  await app.page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Hide sidebar');
  await app.page.keyboard.press('Control+1');
  await expect.poll(focused).toBe('Your question');
  await app.page.keyboard.press('Control+3');
  await expect.poll(focused).toBe('place');
});

test('what lies over the place takes the focus, and gives it back', async () => {
  await resize(560);
  await app.page.getByRole('button', { name: 'Show sidebar' }).focus();
  await app.page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Hide sidebar');
  expect(await app.page.locator('main').getAttribute('inert')).not.toBeNull();
  await app.page.keyboard.press('Escape');
  await expect.poll(focused).toBe('Show sidebar');
  await app.page.keyboard.press('Enter');
  await app.page.getByTestId('place-library').focus();
  await app.page.keyboard.press('Enter');
  await expect.poll(focused).toBe('place');

  await resize(800);
  await app.page.keyboard.press('Control+1');
  await app.lastAnswer.getByTestId('citation').first().focus();
  await app.page.keyboard.press('Enter');
  await expect.poll(focused).toBe('viewer');
  expect(await app.page.locator('main').getAttribute('inert')).not.toBeNull();
  await app.page.keyboard.press('Escape');
  await expect.poll(() => app.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('citation');
  expect(await app.page.locator('main').getAttribute('inert')).toBeNull();
  await resize(1240);
});

test('the field for names follows a filter that is set elsewhere', async () => {
  await app.page.getByTestId('place-library').click();
  const field = app.page.getByRole('textbox', { name: 'Filter by name' });
  await field.fill('lease');
  await expect.poll(() => app.page.getByTestId('file-row').count()).toBe(2);
  await app.invokeCommand('search');
  await app.page.getByRole('dialog').getByRole('combobox').fill('notice period');
  await app.page.getByRole('dialog').getByRole('button', { name: /not read/ }).click();
  await expect.poll(() => field.inputValue()).toBe('');
});

test('Ctrl+Z takes a delete back, from wherever the focus is', async () => {
  const rows = app.page.getByTestId('conversation-row');
  const before = await rows.count();
  await rows.first().getByRole('button').first().focus();
  await app.page.keyboard.press('Delete');
  await expect.poll(() => rows.count()).toBe(before - 1);
  await app.page.keyboard.press('Control+z');
  await expect.poll(() => rows.count()).toBe(before);
  expect(await app.page.getByTestId('toast').filter({ hasText: 'was deleted' }).count()).toBe(0);
});

test('Enter in the quick search opens what was typed, not what was found before', async () => {
  await app.page.getByTestId('place-ask').click();
  await app.invokeCommand('search');
  const words = app.page.getByRole('dialog').getByRole('combobox');
  await words.fill('bicycle theft excess');
  await expect.poll(() => app.page.getByRole('option').first().innerText()).toContain('Household insurance.pdf');
  await words.fill('photos backup script');
  await app.page.keyboard.press('Enter');
  await expect.poll(() => app.page.getByTestId('viewer').getByRole('heading').first().innerText()).toBe('backup_photos.py');
  await app.page.getByTestId('viewer-close').click();
});

test('a passage whose file was forgotten meanwhile is shown as it was kept', async () => {
  // Added only now, so that no answer quotes it: what an answer quotes is kept whole.
  writeFileSync(path.join(dir, 'sundial.txt'), 'The sundial in the garden was made in Lisbon in 1883.\n');
  const { indexed } = await app.request('document.coverage', {});
  await app.addSources([path.join(dir, 'sundial.txt')]);
  await expect.poll(async () => (await app.request('document.coverage', {})).indexed, { timeout: 60_000 }).toBe(indexed + 1);

  await app.invokeCommand('search');
  await app.page.getByRole('dialog').getByRole('combobox').fill('sundial in the garden');
  const hit = app.page.getByRole('option').filter({ hasText: 'sundial.txt' }).first();
  await hit.waitFor();
  const source = (await app.request('source.list', {})).find((candidate) => candidate.name === 'sundial.txt')!;
  await app.request('source.remove', { sourceId: source.id });
  await hit.click();
  expect(await app.page.getByTestId('kept-quote').innerText()).toContain('made in Lisbon in 1883');
  expect(await app.page.getByTestId('viewer').innerText()).toContain('no longer in the library');
  await app.page.getByTestId('viewer-close').click();
});

test('German has German keys, German models, and room for its words', async () => {
  await app.request('settings.set', { language: 'de' });
  await expect.poll(() => app.page.locator('aside kbd').innerText()).toBe('Strg K');
  const cut = await app.page.locator('aside .places .ellipsis').evaluateAll((words) => words.filter((word) => word.scrollWidth > word.clientWidth).map((word) => word.textContent));
  expect(cut).toEqual([]);
  await app.page.getByTestId('place-settings').click();
  await expect.poll(() => app.page.getByTestId('model-row').first().innerText()).toContain('Antwortet in ganzen Sätzen');
});
