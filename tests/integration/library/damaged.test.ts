// A library whose database is damaged, through the whole host and the command line: it says so, and nothing is asked of it;
// it is made anew on request, with its sources and conversations, and the files are read again. Damage that shows only while
// the library is open ends the same way.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { root, setup, startHost } from '../../support/host.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';
import { createConversations } from '../../../main/library/conversations.ts';

const PAGE = 4_096;
const signal = new AbortController().signal;

/** Ten notes, read; one conversation with an answer. Closed. */
async function library(): Promise<{ harness: LibraryHarness; file: string }> {
  const harness = new LibraryHarness();
  for (let at = 0; at < 10; at += 1) harness.write(`${at}.md`, note(at));
  await harness.open();
  await harness.add();
  const conversations = createConversations(harness.library.db);
  const { id: conversationId } = conversations.create('When does it end?');
  const coverage = { seen: 10, indexed: 10, skipped: 0, failed: 0, waiting: 0 };
  conversations.saveAnswer({ id: conversations.newAnswerId(), conversationId, question: 'When does it end?', searchedQuestion: 'When does it end?', text: 'In March.', status: 'answered', passages: [], sentences: [], coverage, modelId: null, timings: null, createdAtMs: 1 });
  await harness.close();
  return { harness, file: path.join(harness.libraryDir, 'library.db') };
}

function zero(file: string, from: number, to: number): void {
  writeFileSync(file, readFileSync(file).fill(0, from, to));
}

test('said as such, made anew on request; sources and conversations are there, the files are read again, the old one is kept', async () => {
  const { harness, file } = await library();
  const db = openDatabase(harness.libraryDir);
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'documents'").pluck().get() as number;
  db.close();
  zero(file, (root - 1) * PAGE, root * PAGE);
  const host = await startHost(path.join(harness.dir, 'user'));
  onTestFinished(() => host.close());
  await expect(host.openLibrary(harness.libraryDir, { remember: false })).rejects.toMatchObject({ code: 'library-damaged' });
  expect(await host.handlers['library.state']({}, { signal })).toMatchObject({ status: 'failed', errorCode: 'library-damaged' });
  expect(await host.handlers['library.rebuild']({}, { signal })).toEqual({ sources: 1, conversations: 1 });
  await host.engines.library.call('ingest.finished', {});
  expect(await host.handlers['library.state']({}, { signal })).toMatchObject({ status: 'open', errorCode: null });
  expect(await host.handlers['document.coverage']({}, { signal })).toMatchObject({ seen: 10, indexed: 10 });
  const [conversation] = await host.handlers['conversation.list']({}, { signal });
  expect((await host.handlers['conversation.get']({ conversationId: conversation!.id }, { signal })).answers.map(({ text }) => text)).toEqual(['In March.']);
  // The ledger noted its opening in it before the damage showed; the page stays as it was found.
  expect(readFileSync(path.join(harness.libraryDir, 'library.db.damaged-1', 'library.db')).subarray((root - 1) * PAGE, root * PAGE)).toEqual(Buffer.alloc(PAGE));
  await expect(host.handlers['library.rebuild']({}, { signal })).rejects.toMatchObject({ code: 'bad-request' });
  // What is forgotten is not to be found in what was set aside either.
  const [source] = await host.handlers['source.list']({}, { signal });
  await host.handlers['source.remove']({ sourceId: source!.id }, { signal });
  expect(existsSync(path.join(harness.libraryDir, 'library.db.damaged-1'))).toBe(false);
});

test('damage that a reader comes upon while the library is open', async () => {
  const { harness, file } = await library();
  const db = openDatabase(harness.libraryDir);
  const answers = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'answers'").pluck().get() as number;
  db.close();
  zero(file, (answers - 1) * PAGE, answers * PAGE);
  const host = await startHost(path.join(harness.dir, 'user'));
  onTestFinished(() => host.close());
  await host.openLibrary(harness.libraryDir, { remember: false });
  const [conversation] = await host.handlers['conversation.list']({}, { signal });
  await expect(host.handlers['conversation.get']({ conversationId: conversation!.id }, { signal })).rejects.toMatchObject({ code: 'library-damaged' });
  await vi.waitUntil(async () => (await host.handlers['library.state']({}, { signal })).status === 'failed', { timeout: 10_000, interval: 20 });
  expect(await host.handlers['library.state']({}, { signal })).toMatchObject({ errorCode: 'library-damaged' });
  expect((await host.handlers['library.rebuild']({}, { signal })).sources).toBe(1);
  await host.engines.library.call('ingest.finished', {});
  expect(await host.handlers['document.coverage']({}, { signal })).toMatchObject({ seen: 10, indexed: 10 });
});

test('freehold repair: names the way on a failure, and goes it', async () => {
  const { harness, file } = await library();
  const run = (...args: string[]) =>
    promisify(execFile)(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), ...args, '--library', harness.libraryDir], { env: { ...process.env, LC_ALL: 'en', FREEHOLD_USER_DATA: path.join(harness.dir, 'user') } });
  expect((await run('repair')).stdout).toContain('nothing was changed');
  zero(file, 0, PAGE);
  await expect(run('status')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(`freehold repair --library "${harness.libraryDir}"`) });
  const { stdout } = await run('repair');
  expect(stdout).toContain('library.db.damaged-1');
  // Its header was all that told which sources there were.
  expect(stdout).toContain('Add your folders again');
  expect((await run('index', harness.filesDir)).stdout).toContain('10 indexed');
});
