// kill -9 at moments drawn from a seed (FREEHOLD_SEED, printed): of the library engine alone, of the whole command line, and
// in the middle of handing vectors to LanceDB. Afterwards every file is indexed exactly once and nothing is left over.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Host } from '../../main/host/createHost.ts';
import { root, setup, startHost } from '../support/host.ts';
import { LibraryHarness, note } from '../support/libraryHarness.ts';
import { isAlive, seeded, sleep, waitUntilGone } from '../support/processes.ts';
import { counted } from '../support/thoroughness.ts';

const FILES = 60;
const ROUNDS = counted({ short: 5, normal: 20, full: 60 });
const LATEST_MS = 1_500;
const signal = new AbortController().signal;

/** The library as it must be, seen without any engine. */
async function expectWhole(harness: LibraryHarness, files: number): Promise<void> {
  await harness.open();
  await harness.settle();
  expect(harness.library.documents.coverage(null)).toEqual({ seen: files, indexed: files, partly: 0, skipped: 0, failed: 0, waiting: 0 });
  const rows = await harness.rowsEverywhere();
  expect(rows.map((all) => all.length)).toEqual([files, files, files, files]);
  expect(new Set(rows.map(String)).size).toBe(1);
  expect(new Set(harness.chunkRows().map(({ text }) => text)).size).toBe(files);
  expect(harness.library.db.pragma('integrity_check', { simple: true })).toBe('ok');
  harness.library.db.exec("INSERT INTO chunk_fts (chunk_fts) VALUES ('integrity-check')");
  expect((await harness.search('locker number of note 17')).slice(0, 3)).toContain('17.md');
  await harness.close();
}

function withFiles(): LibraryHarness {
  const harness = new LibraryHarness();
  for (let at = 0; at < FILES; at += 1) harness.write(`${at}.md`, note(at));
  return harness;
}

const seed = Number(process.env['FREEHOLD_SEED'] ?? Date.now() % 1_000_000);
console.log(`FREEHOLD_SEED=${seed}`);

test(`the command line with all its engines, ${ROUNDS} times`, async () => {
  const harness = withFiles();
  const random = seeded(seed);
  for (let round = 0; round < ROUNDS; round += 1) {
    const running = spawn(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), 'index', harness.filesDir, '--library', harness.libraryDir], {
      env: { ...process.env, FREEHOLD_USER_DATA: path.join(harness.dir, 'user') },
      stdio: 'ignore',
    });
    const ended = once(running, 'exit');
    await sleep(200 + random() * LATEST_MS);
    const engines = childrenOf(running.pid!);
    running.kill('SIGKILL');
    await ended;
    for (const engine of engines) await waitUntilGone(engine);
  }
  await expectWhole(harness, FILES);
});

test(`the library engine alone, ${ROUNDS} times: the host starts it again and indexing goes on`, async () => {
  const harness = withFiles();
  const random = seeded(seed + 1);
  let host = await open();
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(random() * LATEST_MS);
    await killLibraryEngine(host);
    await vi.waitUntil(() => host.handlers['document.coverage']({}, { signal }).then(() => true, () => false), { timeout: 60_000, interval: 50 });
    // A host waits ever longer after each crash in a row; a new one begins anew.
    if (round % 3 !== 2) continue;
    await host.close();
    host = await open();
  }
  await host.engines.library.call('ingest.finished', {});
  await host.close();
  await expectWhole(harness, FILES);

  async function open(): Promise<Host> {
    const opened = await startHost(path.join(harness.dir, 'user'), { warmModel: false });
    onTestFinished(() => opened.close());
    await opened.openLibrary(harness.libraryDir, { remember: false });
    return opened;
  }
});

test('in the middle of handing vectors to LanceDB, and again while it is put right', async () => {
  const harness = withFiles();
  const data = path.join(harness.libraryDir, 'vectors', 'chunks.lance', 'data');
  const pieces = (): string[] => (existsSync(data) ? readdirSync(data) : []);
  const host = await startHost(path.join(harness.dir, 'user'), { warmModel: false });
  onTestFinished(() => host.close());
  await host.openLibrary(harness.libraryDir, { remember: false });
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  for (let round = 0; round < 3; round += 1) {
    const known = new Set(pieces());
    // The first sign of a write; its manifest is still to come. Names, since compaction takes as many away as come.
    await vi.waitUntil(() => pieces().some((name) => !known.has(name)), { timeout: 60_000, interval: 1 });
    await killLibraryEngine(host);
    if (round === 1) rmSync(path.join(harness.libraryDir, 'vectors'), { recursive: true, force: true });
    for (let at = 0; at < 20; at += 1) harness.write(`${FILES + round * 20 + at}.md`, note(FILES + round * 20 + at));
    await vi.waitUntil(() => host.handlers['source.rescan']({ sourceId: null }, { signal }).then(() => true, () => false), { timeout: 60_000, interval: 50 });
  }
  await host.engines.library.call('ingest.finished', {});
  await host.close();
  await expectWhole(harness, FILES + 60);
});

async function killLibraryEngine(host: Host): Promise<void> {
  const engine = host.engines.library.processId();
  if (engine === null) return;
  process.kill(engine, 'SIGKILL');
  await waitUntilGone(engine);
}

/** Linux tells; elsewhere the engines' end is not waited for, the lock is. */
function childrenOf(processId: number): number[] {
  const list = `/proc/${processId}/task/${processId}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number).filter(isAlive) : [];
}
