// The switch for the model's own knowledge in the real window, with the real model: off at first and in each conversation,
// without effect on what the files answer, and what comes of it never looks like a proved answer.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const dir = temporaryFolderOfFile();
const ELSEWHERE = 'Which planet of the solar system is the largest?';
const LABEL = 'From the model’s own knowledge, not from your files. Nothing here is proved.';
let app: App;

beforeAll(async () => {
  writeFileSync(path.join(dir, 'lease.md'), '# Lease of Elm Street 12\n\nThe lease ends on 31 March 2027. The notice period is three months.\n');
  writeFileSync(path.join(dir, 'garden.txt'), 'Water the tomatoes at six in the morning.\n');
  app = await App.launchWithLibrary();
  await app.addSources([dir]);
  await app.waitUntilRead(2);
  await app.page.getByTestId('place-ask').click();
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

const toggle = () => app.page.getByTestId('general-switch');
const box = () => app.lastAnswer.getByTestId('general-answer');

test('off at first: what the files do not answer is refused', async () => {
  expect(await toggle().getAttribute('aria-checked')).toBe('false');
  await look(app, 'general-off');
  await app.ask(ELSEWHERE);
  await app.waitUntilAnswered('not-in-documents');
  expect(await box().count()).toBe(0);
});

test('switched on by keyboard, the model answers in a box of its own, without a citation, above the nearest passages', async () => {
  await toggle().focus();
  await app.page.keyboard.press('Space');
  expect(await toggle().getAttribute('aria-checked')).toBe('true');
  await app.ask(ELSEWHERE);
  await app.waitUntilAnswered('not-in-documents');
  expect(await box().innerText()).toMatch(/Jupiter/);
  expect((await box().innerText()).startsWith(LABEL)).toBe(true);
  expect(await app.lastAnswer.innerText()).toContain('Not in your documents');
  expect(await box().getByTestId('citation').count()).toBe(0);
  const article = app.page.locator('article').last();
  expect(await article.innerText()).toContain('Nearest passages');
  await app.lastAnswer.getByRole('button', { name: 'Copy answer' }).click();
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/^From the model’s own knowledge[^\n]+\n\n.*Jupiter/);
  await look(app, 'general-answer');
});

test('with the switch on, what the files answer is answered by them', async () => {
  await app.ask('When does the lease of Elm Street end?');
  await app.waitUntilAnswered();
  expect(await box().count()).toBe(0);
  expect(await app.lastAnswer.getByTestId('citation').count()).toBeGreaterThan(0);
});

test('a stop while the model is asked itself keeps the refusal', async () => {
  await app.ask('Which river is the longest in the world, and through which countries does it flow?');
  await app.page.waitForFunction(() => [...document.querySelectorAll('[data-testid="answer"]')].at(-1)?.getAttribute('data-status') === 'general', undefined, { timeout: 60_000, polling: 20 });
  await app.page.getByTestId('stop-button').click();
  await app.waitUntilAnswered('stopped');
  expect(await app.lastAnswer.innerText()).toContain('Not in your documents');
});

test('a question to every file has no use for it, and says why', async () => {
  await app.page.getByTestId('whole-set-mode').click();
  expect([await toggle().getAttribute('aria-disabled'), await toggle().getAttribute('aria-checked')]).toEqual(['true', 'false']);
  expect(await toggle().getAttribute('title')).toContain('only files answer it');
  await toggle().click({ force: true });
  await app.page.getByTestId('whole-set-mode').click();
  expect(await toggle().getAttribute('aria-checked')).toBe('true');
});

test('off again in a new conversation and in an old one, which keeps what was written; German, and little room', async () => {
  await app.page.getByRole('button', { name: 'New conversation' }).first().click();
  expect(await toggle().getAttribute('aria-checked')).toBe('false');
  await app.page.getByTestId('conversation-row').first().locator('.open').click();
  await expect.poll(() => app.page.getByTestId('general-answer').count()).toBe(1);
  expect(await toggle().getAttribute('aria-checked')).toBe('false');
  await app.request('settings.set', { language: 'de' });
  await expect.poll(() => app.page.getByTestId('general-answer').innerText()).toContain('Nichts davon ist belegt.');
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(720, 640));
  await app.page.getByTestId('general-answer').scrollIntoViewIfNeeded();
  await look(app, 'general-german');
});
