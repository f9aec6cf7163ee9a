// What the tests of reliability share: a library of notes with nothing lost and nothing twice, the command line as a process
// that can be killed with its engines, seeds, and the figures that docs/guide/reliability.md shows.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Host } from '../../main/host/createHost.ts';
import { root, setup, startHost } from './host.ts';
import { LibraryHarness, note } from './libraryHarness.ts';
import { isAlive, waitUntilGone } from './processes.ts';

/** Beyond this nobody would say that it resumes. */
export const RESUME_LIMIT_MS = 5_000;
export const context = { signal: new AbortController().signal };

/** The same moments again: `FREEHOLD_SEED=… npm run test:reliability -- FILE`. */
export function seedOfRun(): number {
  const seed = Number(process.env['FREEHOLD_SEED'] ?? Date.now() % 1_000_000);
  console.log(`FREEHOLD_SEED=${seed}`);
  return seed;
}

export function withNotes(files: number): LibraryHarness {
  const harness = new LibraryHarness();
  for (let at = 0; at < files; at += 1) harness.write(`${at}.md`, note(at));
  return harness;
}

/** Opens the library in this process, without any engine, and has everything read: every file once, the same rows everywhere, sound. Closed again. */
export async function expectWhole(harness: LibraryHarness, files: number): Promise<void> {
  await harness.open();
  await harness.settle();
  await expectWholeNow(harness, files);
  await harness.close();
}

export async function expectWholeNow(harness: LibraryHarness, files: number): Promise<void> {
  expect(harness.library.documents.coverage(null)).toEqual({ seen: files, indexed: files, partly: 0, skipped: 0, failed: 0, waiting: 0 });
  const rows = await harness.rowsEverywhere();
  expect(rows.map((all) => all.length)).toEqual([files, files, files, files]);
  expect(new Set(rows.map(String)).size).toBe(1);
  expect(new Set(harness.chunkRows().map(({ text }) => text)).size).toBe(files);
  expect(harness.library.db.pragma('integrity_check', { simple: true })).toBe('ok');
  harness.library.db.exec("INSERT INTO chunk_fts (chunk_fts) VALUES ('integrity-check')");
  expect((await harness.search('locker number of note 17')).slice(0, 3)).toContain('17.md');
}

/** A host over the harness' library, in this process, with engines of its own. */
export async function hostOver(harness: LibraryHarness): Promise<Host> {
  const host = await startHost(path.join(harness.dir, 'user'), { warmModel: false });
  onTestFinished(() => host.close());
  await host.openLibrary(harness.libraryDir, { remember: false });
  return host;
}

/** Of the documents that the library says are indexed, at most 500. */
export async function indexedNames(host: Host): Promise<string[]> {
  const { rows } = await host.handlers['document.list']({ sourceId: null, state: 'indexed', nameContains: '', offset: 0, limit: 500 }, context);
  return rows.map(({ folder, name }) => path.join(folder, name));
}

/** @param wrap what it runs under, e.g. a tracer */
export function startCli(harness: LibraryHarness, wrap: readonly string[] = []): ChildProcess {
  const command = [...wrap, setup.nodeBinary, path.join(root, 'build', 'cli', 'index.js'), 'index', harness.filesDir, '--library', harness.libraryDir];
  return spawn(command[0]!, command.slice(1), { env: { ...process.env, FREEHOLD_USER_DATA: path.join(harness.dir, 'user') }, stdio: 'ignore' });
}

/** Linux tells; elsewhere the engines' end is not waited for, the lock is. */
export function childrenOf(processId: number): number[] {
  const list = `/proc/${processId}/task/${processId}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number).filter(isAlive) : [];
}

/** The command line alone is killed: its engines notice by themselves. */
export async function killAlone(running: ChildProcess): Promise<void> {
  const ended = running.exitCode === null && running.signalCode === null ? once(running, 'exit') : null;
  running.kill('SIGKILL');
  await ended;
}

/** An engine, for a moment not there; the host starts it again. @returns false when it did not run */
export async function killEngine(host: Host, name: 'library' | 'llm' | 'parser'): Promise<boolean> {
  const engine = host.engines[name].processId();
  if (engine === null || !isAlive(engine)) return false;
  process.kill(engine, 'SIGKILL');
  await waitUntilGone(engine);
  return true;
}

/** Counts what docs/guide/reliability.md has a column for. */
export class Tally {
  lost = 0;
  twice = 0;
  unopened = 0;
  readonly resumeMs: number[] = [];

  constructor(private readonly what: string) {}

  /** One attempt to have the library back after harm was done. */
  async resuming<Value>(open: () => Promise<Value>): Promise<Value> {
    const startedMs = performance.now();
    try {
      const value = await open();
      this.resumeMs.push(performance.now() - startedMs);
      return value;
    } catch (error) {
      this.unopened += 1;
      // The figures say that it did not open; this, why.
      console.error(error);
      this.report();
      throw error;
    }
  }

  /** @param acknowledged said to be indexed before the harm; after it all of them are, each once */
  compare(acknowledged: readonly string[], now: readonly string[]): void {
    const there = new Set(now);
    this.lost += acknowledged.filter((name) => !there.has(name)).length;
    this.twice += now.length - there.size;
  }

  /** One line of the table; also added to the file that `FREEHOLD_FIGURES` names. */
  report(): void {
    const sorted = this.resumeMs.toSorted((a, b) => a - b);
    const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : `${(ms / 1_000).toFixed(2)} s`);
    const line = `| ${this.what} | ${sorted.length} | ${this.lost} | ${this.twice} | ${this.unopened} | ${seconds(sorted[Math.floor(sorted.length / 2)])} | ${seconds(sorted.at(-1))} |`;
    console.log(line);
    const file = process.env['FREEHOLD_FIGURES'];
    if (file !== undefined) appendFileSync(file, `${line}\n`);
    expect([this.lost, this.twice, this.unopened]).toEqual([0, 0, 0]);
  }
}
