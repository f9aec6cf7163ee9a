// Search and scope in the real window: operators as one types, files by their count of passages, and an answer that
// looks only where the person said. Nothing serious for axe in either theme.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const dir = temporaryFolderOfFile();
let app: App;

const FILES: Readonly<Record<string, string>> = {
  'contracts/lease.md': '# Lease Elm Street\n\nThe monthly rent of the flat is 950 euros. The notice period is three months.\n\nThe key has the part number AB-12/3.\n',
  'contracts/garage.md': '# Garage\n\nThe monthly rent of the garage is 80 euros. The notice period is two weeks.\n',
  'letters/landlord.txt': 'Dear tenants, the rent rises in May. The part AB 12 3 of the boiler is broken.\n',
  'letters/diary.txt': Array.from({ length: 60 }, (_, day) => `Day ${day + 1}. I paid the rent today and wrote a long letter to my aunt about the weather, the garden and the cat next door.`).join('\n\n'),
};

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.join(dir, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  }
  app = await App.launchWithLibrary();
  await app.addSources([dir]);
  await app.waitUntilRead(Object.keys(FILES).length);
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

const dialog = () => app.page.getByRole('dialog');
const found = (): Promise<string[]> => dialog().getByTestId('passage').locator('.name').allInnerTexts();

test('operators, phrases and switches say what is found as one types', async () => {
  await app.invokeCommand('search');
  const field = dialog().getByRole('combobox');
  await look(app, 'search-empty');
  await field.fill('rent');
  await expect.poll(found).toEqual(expect.arrayContaining(['lease.md', 'garage.md', 'landlord.txt', 'diary.txt']));
  await expect.poll(() => dialog().getByTestId('search-count').innerText()).toMatch(/passages in 4 files$/);
  await look(app, 'search-files');
  await field.fill('rent in:contracts -garage');
  await expect.poll(found).toEqual(['lease.md']);
  expect(await dialog().getByTestId('scope-chips').innerText()).toBe('contracts');
  await field.fill('"AB-12/3"');
  await expect.poll(found).toEqual(['lease.md']);
  await field.fill('notice in:cellar');
  await expect.poll(() => dialog().innerText()).toContain('“in:cellar” names nothing here');
  await look(app, 'search-note');
  await field.fill('money for the flat each month');
  await dialog().getByTestId('search-exact').check();
  await expect.poll(() => dialog().innerText()).toContain('Nothing says exactly');
  await dialog().getByTestId('search-exact').uncheck();
  await expect.poll(async () => (await found())[0]).toBe('lease.md');
});

test('the keys walk through the passages, show more of a file, and open one', async () => {
  const field = dialog().getByRole('combobox');
  await field.fill('aunt rent');
  await expect.poll(async () => (await found())[0]).toBe('diary.txt');
  await field.focus();
  const rows = dialog().getByRole('option');
  const more = dialog().getByTestId('more-of-file').first();
  await more.waitFor();
  const before = await rows.count();
  for (let at = 0; at < 20 && (await more.getAttribute('aria-selected')) !== 'true'; at += 1) await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('Enter');
  await expect.poll(() => rows.count()).toBeGreaterThan(before);
  await field.fill('garage weeks');
  await expect.poll(async () => (await found())[0]).toBe('garage.md');
  await app.page.keyboard.press('Enter');
  await expect.poll(() => app.page.getByTestId('viewer').getByRole('heading').first().innerText()).toBe('garage.md');
  await app.page.getByTestId('viewer-close').click();
});

test('an @ names the file that an answer looks in, and says so', async () => {
  await app.page.getByTestId('place-ask').click();
  const composer = app.page.getByTestId('composer');
  await composer.click();
  await app.page.keyboard.type('How long is the notice period? @gar');
  const options = app.page.getByTestId('mentions').getByRole('option');
  await expect.poll(() => options.first().innerText()).toContain('garage.md');
  await look(app, 'mention');
  await app.page.keyboard.press('Enter');
  expect(await composer.inputValue()).toBe('How long is the notice period? ');
  await expect.poll(() => app.page.locator('form').getByTestId('scope-chips').innerText()).toBe('garage.md');
  await app.page.keyboard.press('Enter');
  await expect.poll(() => app.lastAnswer.getAttribute('data-status'), { timeout: 240_000 }).toMatch(/answered|not-in-documents|no-model/);
  const article = app.page.locator('article').last();
  expect(await article.getByTestId('scope-chips').innerText()).toBe('garage.md');
  expect(await article.getByTestId('passage').locator('.name').allInnerTexts()).toEqual(['garage.md']);
  expect((await article.innerText()).replaceAll(/\s+/gu, ' ')).toContain('Searched the only file where you chose to look');
  await look(app, 'scoped-answer');
});

test('a chip is taken away by key, and operators in a question become one', async () => {
  const chips = app.page.locator('form').getByTestId('scope-chips');
  await chips.getByRole('button').focus();
  await app.page.keyboard.press('Delete');
  await chips.waitFor({ state: 'detached' });
  expect(await app.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('composer');
  await app.ask('How high is the rent? in:letters');
  await expect.poll(() => chips.innerText()).toBe('letters');
  await expect.poll(() => app.page.locator('article h2').last().innerText()).toBe('How high is the rent?');
  await expect.poll(() => app.lastAnswer.getAttribute('data-status'), { timeout: 240_000 }).toMatch(/answered|not-in-documents|no-model/);
});

const panel = () => app.page.getByRole('dialog', { name: 'Where to look' });
const chooser = () => app.page.getByRole('button', { name: /^Where to look/ });
const inComposer = () => app.page.locator('form').getByTestId('collection-chip');

test('where it looks is kept as a collection, by keyboard; picked, renamed, deleted and taken back', async () => {
  const { page } = app;
  // From the question before: in:letters.
  await chooser().focus();
  await page.keyboard.press('Enter');
  await panel().getByTestId('collection-name').fill('Post');
  await look(app, 'collection-save');
  await page.keyboard.press('Enter');
  await expect.poll(() => inComposer().innerText()).toContain('Post');
  expect(await panel().getByTestId('collection-name').count()).toBe(0);
  await look(app, 'collection-picked');
  await panel().getByRole('button', { name: 'Look in all' }).click();
  expect(await page.locator('form').getByTestId('scope-chips').count()).toBe(0);
  await panel().getByTestId('collection').getByRole('button', { name: 'Post' }).first().focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('form').getByTestId('scope-chips').innerText()).toContain('letters');

  await panel().getByTestId('collection-menu').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await panel().getByRole('textbox', { name: 'Name of the collection' }).fill('Letters and such');
  await page.keyboard.press('Enter');
  await expect.poll(() => inComposer().innerText()).toContain('Letters and such');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Letters and such');

  await panel().getByTestId('collection-menu').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect.poll(() => panel().getByTestId('collection').count()).toBe(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[popover]') !== null)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => inComposer().innerText()).toContain('Letters and such');
});

test('a question within a collection says so; a forgotten source is told of, and is not made up for by all the rest', async () => {
  const { page } = app;
  await app.ask('How high is the rent? collection:letters');
  await expect.poll(() => app.lastAnswer.getAttribute('data-status'), { timeout: 240_000 }).toMatch(/answered|not-in-documents|no-model/);
  expect(await page.locator('article').last().getByTestId('collection-chip').innerText()).toContain('Letters and such');
  const extra = mkdtempSync(path.join(tmpdir(), 'freehold-extra-'));
  writeFileSync(path.join(extra, 'note.md'), '# Note\n\nThe rent of the shed is 20 euros.\n');
  await app.addSources([extra]);
  await app.waitUntilRead(Object.keys(FILES).length + 1);
  const { id } = (await app.request('source.list', {})).find(({ location }) => location === extra)!;
  await app.request('collection.save', { name: 'Shed', scope: { sources: [id] } });
  await app.request('source.remove', { sourceId: id });
  rmSync(extra, { recursive: true, force: true });
  await chooser().click();
  const shed = panel().getByTestId('collection').filter({ hasText: 'Shed' });
  await expect.poll(() => shed.innerText()).toContain('Nothing of it is left');
  expect(await shed.locator('.pick').getAttribute('aria-disabled')).toBe('true');
  await look(app, 'collection-gone');
  // Panes scroll, the window never does.
  expect(await page.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.body.scrollTop])).toEqual([0, 0]);
  await app.request('settings.set', { language: 'de' });
  await expect.poll(() => page.getByTestId('collection').filter({ hasText: 'Shed' }).innerText()).toContain('Nichts davon ist noch da');
  await app.page.getByRole('dialog', { name: 'Wo gesucht wird' }).locator('input[type=date]').first().fill('2020-01-01');
  await look(app, 'collection-german');
  await app.request('settings.set', { language: 'en' });
  await page.keyboard.press('Escape');
  await app.ask('How high is the rent of the shed? collection:shed');
  await app.waitUntilAnswered('not-in-documents');
  const article = page.locator('article').last();
  expect(await article.innerText()).toContain('Not where you chose to look');
  expect(await article.getByTestId('passage').count()).toBe(0);
});
