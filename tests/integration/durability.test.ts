// Nothing is lost: a damaged or missing vector index, files that move, and a question that takes the cores from indexing
// and gives them back. Real engines in temporary folders; kill -9 has its own file (../reliability/killed.test.ts).
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Host } from '../../main/host/createHost.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { startHost } from '../support/host.ts';
import { sleep } from '../support/processes.ts';

const signal = new AbortController().signal;
const FILES = 60;
let dir: string;
let libraryDir: string;
let host: Host | null;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-durable-'));
  libraryDir = path.join(dir, 'library');
  host = null;
  mkdirSync(path.join(dir, 'files', 'a'), { recursive: true });
  for (let at = 0; at < FILES; at += 1) writeFileSync(path.join(dir, 'files', 'a', `note ${at}.md`), textOf(at));
});

afterEach(async () => {
  await host?.close();
  rmSync(dir, { recursive: true, force: true });
});

const textOf = (at: number): string => `# Note ${at}\n\nThe locker number of note ${at} is L-${at * 37 + 11}. ${'More words stand here to fill a passage. '.repeat(12)}\n`;

async function open(): Promise<Host> {
  host = await startHost(path.join(dir, 'user'));
  await host.openLibrary(libraryDir, { remember: false });
  return host;
}

async function readAll(running: Host): Promise<void> {
  await running.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
  await running.engines.library.call('ingest.finished', {});
}

const coverage = (running: Host): Promise<unknown> => running.handlers['document.coverage']({}, { signal });
const search = async (running: Host, question: string): Promise<string[]> =>
  (await running.handlers['search.passages']({ question, scope: null, limit: 10 }, { signal })).passages.map((passage) => `${passage.documentName} ${passage.cosine?.toFixed(4)}`);

test('a missing, then a damaged vector index is built anew, with the same hits', async () => {
  let running = await open();
  await readAll(running);
  const hits = await search(running, 'locker number of note 23');
  const vectors = path.join(libraryDir, 'vectors');

  const damages: (() => void)[] = [
    () => rmSync(vectors, { recursive: true }),
    () => {
      const versions = path.join(vectors, readdirSync(vectors).find((name) => name.endsWith('.lance'))!, '_versions');
      for (const name of readdirSync(versions)) truncateSync(path.join(versions, name), 0);
    },
  ];
  for (const damage of damages) {
    await running.close();
    damage();
    running = await open();
    await running.engines.library.call('ingest.finished', {});
    expect(await search(running, 'locker number of note 23')).toEqual(hits);
  }
});

test('a moved folder embeds nothing again, a copy shares its chunks, a changed file is read again, a deleted one leaves', async () => {
  const running = await open();
  await readAll(running);
  const chunkRows = async (): Promise<string> => {
    await running.engines.library.call('library.close', {});
    const db = openDatabase(libraryDir);
    const rows = db.prepare('SELECT row, id FROM chunks ORDER BY row').all();
    db.close();
    await running.openLibrary(libraryDir, { remember: false });
    await running.engines.library.call('ingest.finished', {});
    return JSON.stringify(rows);
  };
  const before = await chunkRows();
  renameSync(path.join(dir, 'files', 'a'), path.join(dir, 'files', 'b'));
  cpSync(path.join(dir, 'files', 'b', 'note 1.md'), path.join(dir, 'files', 'copy of note 1.md'));
  await chunkRows();
  expect(await chunkRows()).toBe(before);
  expect(await coverage(running)).toMatchObject({ indexed: FILES + 1, waiting: 0 });

  writeFileSync(path.join(dir, 'files', 'b', 'note 2.md'), '# Note 2\n\nNow it is about a lighthouse.\n');
  rmSync(path.join(dir, 'files', 'b', 'note 3.md'));
  await running.handlers['source.rescan']({ sourceId: null }, { signal });
  await running.engines.library.call('ingest.finished', {});
  expect((await search(running, 'lighthouse'))[0]).toContain('note 2.md');
  expect(await coverage(running)).toMatchObject({ seen: FILES, indexed: FILES });
});

test('a source whose folder is not there loses nothing', async () => {
  const running = await open();
  await readAll(running);
  renameSync(path.join(dir, 'files'), path.join(dir, 'elsewhere'));
  await running.handlers['source.rescan']({ sourceId: null }, { signal });
  await running.engines.library.call('ingest.finished', {});
  expect(await coverage(running)).toMatchObject({ seen: FILES, indexed: FILES });
  expect((await running.handlers['source.list']({}, { signal }))[0]!.available).toBe(false);
});

test('a question pauses indexing, and indexing goes on after it', async () => {
  for (let at = FILES; at < 400; at += 1) writeFileSync(path.join(dir, 'files', 'a', `note ${at}.md`), textOf(at));
  const running = await open();
  await running.handlers['settings.set']({ modelId: 'smollm2-135m-instruct-q4_1', cores: 1 }, { signal });
  await running.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
  const indexed = async (): Promise<number> => ((await coverage(running)) as { indexed: number }).indexed;
  while ((await indexed()) < 20) await sleep(50);

  const begun = Promise.withResolvers<void>();
  let answered = false;
  // One that the model comes to answer, whichever notes are read by then.
  const asking = running.handlers['answer.ask']({ question: 'Tell me at length everything about the locker numbers of all the notes.', conversationId: null, scope: null }, { signal, emit: () => begun.resolve() }).finally(() => {
    answered = true;
  });
  // From its first word on it has the cores.
  await Promise.race([begun.promise, asking]);
  const seen: number[] = [];
  do {
    seen.push(await indexed());
    await sleep(50);
  } while (!answered);
  await asking;
  // What was in hand when the question came may still settle, once. The answer event may come a moment before the
  // question's call returns; the last reading does not count.
  expect(new Set(seen.slice(0, -1)).size).toBeLessThanOrEqual(2);
  expect(seen.at(-1)).toBeLessThan(400);
  await running.engines.library.call('ingest.finished', {});
  expect(await indexed()).toBe(400);
});

test('the log holds no document text, no question and no file name', async () => {
  writeFileSync(path.join(dir, 'files', 'a', 'filecanary.md'), '# Canary\n\nThe word is textcanary.\n');
  const running = await open();
  await running.handlers['settings.set']({ modelId: null }, { signal });
  await readAll(running);
  await running.handlers['answer.ask']({ question: 'Where is the questioncanary?', conversationId: null, scope: null }, { signal, emit: () => undefined });
  await running.close();
  host = null;
  const logs = path.join(dir, 'user', 'logs');
  const text = readdirSync(logs).map((name) => readFileSync(path.join(logs, name), 'utf8')).join('\n');
  expect(text).toContain('library.opened');
  expect(text).not.toMatch(/canary/i);
});
