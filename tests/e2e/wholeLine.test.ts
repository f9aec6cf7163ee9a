// The whole line in the real app, with real engines and the real default model: first run, index the sample library,
// ask, click a citation, and check that the marked text is the quoted text; then a restart with everything still there.
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';

const dir = temporaryFolderOfFile();
const kept = { userDataDir: path.join(dir, 'profile'), libraryDir: path.join(dir, 'Library') };
let app: App;

beforeAll(async () => {
  app = await App.launch(kept);
  await app.waitUntilLoaded();
});

afterAll(() => app.close());

test('the first run makes a library at the offered place and reads the sample files', async () => {
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-sample').click();
  await app.waitUntilRead(33);
  const coverage = await app.request('document.coverage', {});
  expect(coverage.seen).toBe(coverage.indexed + coverage.skipped + coverage.failed + coverage.waiting);
});

test('passages come before the answer, and the answer cites its source', async () => {
  await app.ask('What pressure should the boiler have when it is cold?');
  await app.page.getByTestId('passage').first().waitFor();
  await app.waitUntilAnswered();
  expect(await app.lastAnswer.innerText()).toMatch(/1\.2 and 1\.8 bar/);
  expect(await app.lastAnswer.getByTestId('citation').count()).toBeGreaterThan(0);
});

test('a click on a citation opens the document with the quoted text marked', async () => {
  const conversations = await app.request('conversation.list', {});
  const { answers } = await app.request('conversation.get', { conversationId: conversations[0]!.id });
  const quote = answers[0]!.sentences.flatMap((sentence) => sentence.citations)[0]!.quote;
  await app.lastAnswer.getByTestId('citation').first().click();
  const mark = app.page.getByTestId('viewer').getByTestId('passage-mark').first();
  await mark.waitFor();
  const marked = (await app.page.getByTestId('viewer').getByTestId('passage-mark').allTextContents()).join('');
  expect(marked).toBe(quote);
});

test('after a restart the library and the conversation are still there, and its citations work', async () => {
  await app.close();
  app = await App.launch(kept);
  await app.waitUntilLoaded();
  await app.page.getByTestId('conversation-row').first().click();
  await app.lastAnswer.getByTestId('citation').first().click();
  await app.page.getByTestId('viewer').getByTestId('passage-mark').first().waitFor();
  expect((await app.request('document.coverage', {})).indexed).toBe(33);
});

test('a question that the files do not answer is refused, with the nearest passages', async () => {
  await app.ask('Who won the football world cup in 1974?');
  await app.waitUntilAnswered('not-in-documents');
  expect(app.pageErrors).toEqual([]);
});
