// Stop, and engines that die during work: the window stays up, what was written is kept, the question can be asked
// again, and the engine comes back by itself. Real engines, the small model for speed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processorTicks } from '../support/processes.ts';
import { App } from './electronApp.ts';
import { engineProcess, waitForEngine } from './processes.ts';

const SMALL_MODEL = 'smollm2-135m-instruct-q4_1';
const QUESTION = 'Tell me at length everything about the lease, the rent, the deposit, repairs and pets.';
let app: App;

beforeAll(async () => {
  app = await App.launch();
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-sample').click();
  // With a part of the files, a question may rightly be refused.
  await app.waitUntilRead(33);
  await app.request('model.select', { modelId: SMALL_MODEL });
});

afterAll(() => app.close());

async function askAndWaitForText(): Promise<void> {
  await app.page.getByTestId('place-ask').click();
  await app.invokeCommand('new-conversation');
  await app.page.getByTestId('composer').fill(QUESTION);
  await app.page.getByTestId('ask-button').click();
  await expect.poll(() => app.page.getByTestId('answer').last().getAttribute('data-status'), { timeout: 120_000, interval: 20 }).toBe('writing');
}

const status = (): Promise<string | null> => app.page.getByTestId('answer').last().getAttribute('data-status');

test('stop frees the processor and keeps what was written', async () => {
  await askAndWaitForText();
  const llm = await waitForEngine(app, 'llm');
  await app.page.getByTestId('stop-button').click();
  await expect.poll(status, { timeout: 10_000, interval: 20 }).toBe('stopped');
  const before = processorTicks(llm);
  await app.page.waitForTimeout(1_000);
  expect(processorTicks(llm) - before).toBeLessThan(20);
  const [conversation] = await app.request('conversation.list', {});
  const { answers } = await app.request('conversation.get', { conversationId: conversation!.id });
  expect(answers.at(-1)!.status).toBe('stopped');
  expect(answers.at(-1)!.text.length).toBeGreaterThan(0);
});

test('a killed language model: the answer is kept as interrupted, and asking again works', async () => {
  await askAndWaitForText();
  const before = await waitForEngine(app, 'llm');
  process.kill(before, 'SIGKILL');
  await expect.poll(status, { timeout: 30_000 }).toBe('interrupted');
  await app.page.getByTestId('ask-again').last().click();
  await expect.poll(status, { timeout: 120_000 }).toMatch(/^(answered|not-in-documents)$/);
  expect(engineProcess(app, 'llm')).not.toBe(before);
});

test('a killed library engine during a question: it comes back, the library is open, asking again works', async () => {
  await askAndWaitForText();
  const before = await waitForEngine(app, 'library');
  process.kill(before, 'SIGKILL');
  await expect.poll(() => engineProcess(app, 'library') ?? before, { timeout: 30_000 }).not.toBe(before);
  await expect.poll(async () => (await app.request('library.state', {})).status, { timeout: 30_000 }).toBe('open');
  await app.page.getByTestId('ask-again').last().click();
  await expect.poll(status, { timeout: 120_000 }).toMatch(/^(answered|not-in-documents)$/);
});

test('a killed parser during indexing: the other files are read, and every file is accounted for', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'freehold-files-'));
  mkdirSync(path.join(dir, 'many'));
  for (let index = 0; index < 120; index += 1) writeFileSync(path.join(dir, 'many', `note ${index}.md`), `# Note ${index}\n\nThe code of note ${index} is K-${index * 17}. ${'It has some more words. '.repeat(20)}`);
  try {
    const before = await app.request('document.coverage', {});
    await app.answerDialogWith([path.join(dir, 'many')]);
    await app.page.getByTestId('place-library').click();
    await app.page.getByTestId('add-folder').click();
    await expect.poll(async () => (await app.request('document.coverage', {})).indexed, { timeout: 60_000, interval: 20 }).toBeGreaterThan(before.indexed + 5);
    process.kill(await waitForEngine(app, 'parser'), 'SIGKILL');
    await expect.poll(async () => (await app.request('document.coverage', {})).waiting, { timeout: 120_000 }).toBe(0);
    const after = await app.request('document.coverage', {});
    expect(after.seen).toBe(before.seen + 120);
    expect(after.indexed + after.failed).toBe(before.indexed + before.failed + 120);
    expect(after.failed - before.failed).toBeLessThanOrEqual(1);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
