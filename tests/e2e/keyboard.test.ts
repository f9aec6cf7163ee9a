// The window with the keyboard alone: ask and walk through the citations; rename, delete and take back a conversation;
// pause, resume and stop reading. One start. Only the first test needs the language model.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';

const FILES = 400;
const WAIT = { timeout: 60_000 };
const dir = temporaryFolderOfFile();
let app: App;

beforeAll(async () => {
  mkdirSync(path.join(dir, 'notes'));
  for (let at = 0; at < FILES; at += 1) writeFileSync(path.join(dir, 'notes', `${at}.md`), `# Note ${at}\n\nThe locker number of note ${at} is L-${at * 37}. ${'More words fill the passage. '.repeat(12)}\n`);
  app = await App.launch();
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-sample').click();
  await vi.waitUntil(async () => (await app.request('document.coverage', {})).indexed === 33, { timeout: 120_000, interval: 100 });
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

const press = (key: string): Promise<void> => app.page.keyboard.press(key);
const focused = (name: string): Promise<string | null> => app.page.evaluate((attribute) => document.activeElement?.getAttribute(attribute) ?? null, name);

/** In a new conversation. */
async function ask(question: string): Promise<void> {
  await app.invokeCommand('new-conversation');
  await expect.poll(() => focused('data-testid'), WAIT).toBe('composer');
  await app.page.keyboard.type(question);
  await press('Enter');
}
const status = (): Promise<string | null> => app.page.getByTestId('answer').last().getAttribute('data-status');

test('a question, its answer, and ← → through its citations; an open viewer follows', async () => {
  await ask('When does the lease end, and how long is the notice period?');
  await expect.poll(status, { timeout: 240_000 }).toBe('answered');
  const citations = app.page.getByTestId('answer').last().getByTestId('citation');
  const count = await citations.count();
  expect(count).toBeGreaterThanOrEqual(2);
  const position = app.page.getByTestId('viewer').getByRole('status').first();
  const at = (): Promise<number> => citations.evaluateAll((all) => all.indexOf(document.activeElement as never));

  await citations.first().focus();
  await press('ArrowRight');
  expect(await at()).toBe(1);
  await press('ArrowLeft');
  expect(await at()).toBe(0);
  await press('Enter');
  await app.page.getByTestId('passage-mark').first().waitFor();
  const first = await position.innerText();
  await press('ArrowRight');
  expect(await at()).toBe(1);
  await expect.poll(() => position.innerText(), WAIT).not.toBe(first);
  // Backwards over the first comes the last.
  await press('ArrowLeft');
  await press('ArrowLeft');
  expect(await at()).toBe(count - 1);
  await app.page.getByTestId('viewer-close').click();
});

test('a conversation is renamed, deleted, and taken back', async () => {
  await app.request('settings.set', { modelId: null });
  await ask('How high is the deposit?');
  await expect.poll(status, WAIT).toBe('no-model');
  const titles = async (): Promise<string[]> => (await app.request('conversation.list', {})).map(({ title }) => title);
  const rows = app.page.getByTestId('conversation-row');
  await expect.poll(() => rows.count(), WAIT).toBe(2);

  await rows.first().getByRole('button').first().focus();
  await press('F2');
  await rows.first().getByRole('textbox').waitFor();
  await app.page.keyboard.type('Money');
  await press('Enter');
  await expect.poll(titles, WAIT).toContain('Money');
  const row = rows.filter({ hasText: 'Money' });
  await row.getByRole('button').first().press('F2');
  await rows.getByRole('textbox').waitFor();
  await app.page.keyboard.type('Something else');
  await press('Escape');
  await row.waitFor();
  expect(await titles()).toContain('Money');

  await row.getByRole('button').first().focus();
  await press('Delete');
  await expect.poll(titles, WAIT).not.toContain('Money');
  await row.waitFor({ state: 'detached' });
  await app.page.getByTestId('toast').getByRole('button', { name: 'Undo' }).press('Enter');
  await expect.poll(titles, WAIT).toContain('Money');
  await row.getByRole('button').first().press('Enter');
  await expect.poll(() => app.page.getByTestId('answer').count(), WAIT).toBe(1);
});

test('reading is paused, goes on, and is stopped for good', async () => {
  await app.answerDialogWith([path.join(dir, 'notes')]);
  await app.page.getByTestId('place-library').press('Enter');
  await app.page.getByTestId('add-folder').press('Enter');
  const bar = app.page.getByTestId('ingest-bar');
  const coverage = () => app.request('document.coverage', {});
  await expect.poll(async () => (await coverage()).seen, { ...WAIT, interval: 20 }).toBe(FILES + 33);
  await bar.getByRole('button', { name: 'Pause' }).press('Enter');
  await expect.poll(() => bar.getAttribute('data-state'), WAIT).toBe('paused');
  // What was in hand goes back to the queue; then nothing moves.
  let before = await coverage();
  await expect.poll(async () => JSON.stringify(before) === JSON.stringify((before = await coverage())), { ...WAIT, interval: 1_000 }).toBe(true);
  expect(before.waiting).toBeGreaterThan(0);

  await bar.getByRole('button', { name: 'Resume' }).press('Enter');
  await expect.poll(async () => (await coverage()).indexed, { ...WAIT, interval: 20 }).toBeGreaterThan(before.indexed);
  await bar.getByRole('button', { name: 'Pause' }).press('Enter');
  await bar.getByRole('button', { name: 'Stop reading' }).press('Enter');
  // Cancel has the focus.
  await press('Enter');
  await app.page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await bar.getByRole('button', { name: 'Stop reading' }).press('Enter');
  await app.page.getByRole('alertdialog').getByRole('button', { name: 'Stop reading' }).press('Enter');
  await bar.waitFor({ state: 'detached' });
  const after = await coverage();
  expect(after).toMatchObject({ seen: FILES + 33, waiting: 0, failed: 0 });
  expect(after.skipped).toBeGreaterThan(0);
});
