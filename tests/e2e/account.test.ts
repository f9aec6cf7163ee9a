// The account of every file in the real window: it adds up to what is on the disk, a line shows its files, rules and
// their tester work, and an answer's line leads there. One start, one folder; no language model.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { makePdf, setParagraphs } from '../unit/parse/fixtures/makePdf.ts';
import { App } from './electronApp.ts';

const dir = temporaryFolderOfFile();
const folder = path.join(dir, 'papers');
const PASSWORD = 'tulip bulbs';
let app: App;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'drafts'), { recursive: true });
  for (let at = 0; at < 4; at += 1) writeFileSync(path.join(folder, `letter${at}.md`), `# Letter ${at}\n\nThe garden gate of house ${at} is painted green.\n`);
  for (let at = 0; at < 2; at += 1) writeFileSync(path.join(folder, 'drafts', `draft${at}.txt`), `Draft ${at} about the garden gate.\n`);
  writeFileSync(path.join(folder, 'song.mp3'), 'not a text');
  writeFileSync(path.join(folder, 'nothing.txt'), '');
  writeFileSync(path.join(folder, 'protected.pdf'), makePdf([{ lines: setParagraphs(['The sundial behind the garden gate was made in 1883.']) }], { password: PASSWORD }));
  app = await App.launchWithLibrary();
  await app.addSources([folder]);
  await app.waitUntilRead(filesIn(folder));
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

const filesIn = (root: string): number => readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const line = (reason: string) => app.page.locator(`[data-testid="account-line"][data-reason="${reason}"]`);
const numberIn = (text: string): number => Number(/\d+/.exec(text)?.[0]);
const rowNames = (): Promise<string[]> => app.page.getByTestId('file-row').locator('[role="gridcell"].name > span').evaluateAll((names) => names.map((name) => name.firstChild?.textContent ?? '').sort());

test('the account adds up to the files on the disk, each reason in plain words', async () => {
  await app.page.getByTestId('place-library').click();
  await app.page.getByTestId('account-toggle').click();
  await expect.poll(() => app.page.getByTestId('account-sum').innerText()).toBe(String(filesIn(folder)));
  const groups = (await app.page.getByTestId('account-group').allInnerTexts()).map(numberIn);
  expect(groups.reduce((sum, count) => sum + count, 0)).toBe(filesIn(folder));
  expect(await line('unsupported-type').innerText()).toContain('can’t read this kind of file');
  expect(await line('password-protected').innerText()).toContain('protected by a password');
  const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode().analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('a line shows its own files, and the reason can be taken off again', async () => {
  await line('unsupported-type').click();
  await expect.poll(rowNames).toEqual(['song.mp3']);
  await app.page.getByRole('button', { name: 'Show all reasons' }).click();
  await expect.poll(rowNames).toEqual(['nothing.txt', 'protected.pdf', 'song.mp3']);
});

test('the password dialog asks for each protected file, and says when a password is wrong', async () => {
  await app.page.locator('[data-testid="account-fix"][data-fix="password"]').click();
  const dialog = app.page.getByRole('dialog');
  const field = dialog.getByLabel('protected.pdf');
  expect(await field.getAttribute('type')).toBe('password');
  await field.fill('not this one');
  await app.page.keyboard.press('Enter');
  await expect.poll(() => dialog.getByTestId('password-row').getAttribute('data-outcome')).toBe('wrong');
  expect(await field.inputValue()).toBe('');
  await app.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('rules: the tester says what decides, the account counts what they leave out, and they can be undone', async () => {
  const openRules = async (): Promise<void> => {
    await app.page.getByRole('button', { name: 'Rules of papers' }).press('Enter');
    await app.page.getByTestId('rules-dialog').waitFor();
  };
  const dialog = app.page.getByRole('dialog');
  await openRules();
  await dialog.getByLabel('Would this file be read?').fill('drafts/draft0.txt');
  await expect.poll(() => dialog.getByTestId('rules-verdict').innerText()).toMatch(/^It would be read/);
  await dialog.getByLabel('Leave out', { exact: true }).fill('drafts/*.txt');
  await expect.poll(() => dialog.getByTestId('rules-verdict').innerText()).toMatch(/^It would not be read.*drafts\/\*\.txt/);
  await expect.poll(() => dialog.getByTestId('rules-preview').innerText()).toContain('2 left out');
  await dialog.getByRole('button', { name: 'Save and look again' }).click();
  await expect.poll(async () => numberIn(await line('excluded').innerText().catch(() => '')), { timeout: 60_000 }).toBe(2);
  await expect.poll(() => app.page.getByTestId('account-sum').innerText()).toBe(String(filesIn(folder)));

  await app.page.locator('[data-testid="account-fix"][data-fix="rules"]').click();
  await app.page.getByTestId('rules-dialog').waitFor();
  await dialog.getByLabel('Leave out', { exact: true }).fill('');
  await dialog.getByRole('button', { name: 'Save and look again' }).click();
  await line('excluded').waitFor({ state: 'detached', timeout: 60_000 });
  await app.waitUntilRead(filesIn(folder));
});

test('the account is saved as CSV, a row a file', async () => {
  const file = path.join(dir, 'account.csv');
  await app.answerDialogWith([file]);
  await app.page.getByRole('button', { name: 'Export as CSV' }).click();
  await app.page.getByTestId('toast').filter({ hasText: 'The account was saved' }).waitFor();
  const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  expect(rows).toHaveLength(filesIn(folder) + 1);
  expect(rows.find((row) => row.includes('song.mp3'))).toContain('can’t read this kind of file');
});

test('what a search could not see is one click away, with the reasons', async () => {
  await app.page.getByRole('button', { name: 'Account', exact: true }).click();
  await app.invokeCommand('search');
  const dialog = app.page.getByRole('dialog');
  await dialog.getByRole('combobox').fill('garden gate');
  const unread = dialog.getByTestId('coverage-unread');
  await expect.poll(() => unread.innerText()).toBe('3 not read');
  await unread.click();
  await app.page.getByTestId('account').waitFor();
  await expect.poll(rowNames).toEqual(['nothing.txt', 'protected.pdf', 'song.mp3']);
});

test('the right password has the file read, and is asked for no more', async () => {
  await app.page.getByTestId('file-row').filter({ hasText: 'protected.pdf' }).locator('.state').getByRole('button').click();
  const dialog = app.page.getByRole('dialog');
  await dialog.getByLabel('protected.pdf').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect.poll(() => dialog.getByTestId('password-row').getAttribute('data-outcome')).toBe('opened');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect.poll(rowNames, { timeout: 60_000 }).toEqual(['nothing.txt', 'song.mp3']);
  const { passages } = await app.request('search.passages', { question: 'sundial made', scope: null, limit: 1 });
  expect(passages).toMatchObject([{ documentName: 'protected.pdf' }]);
});
