// A library in use for a long time, by a script: files are renamed, edited, added and deleted in a watched folder, questions
// asked, a source forgotten and added again, the library closed and opened. In: minutes. Out: what each process holds over
// time. Whoever leaks a kilobyte in each round shows here. Real engines, in a host of its own; Linux tells the figures.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../../main/host/createHost.ts';
import { sleep } from '../support/processes.ts';
import { startHost } from '../support/host.ts';

const FILES = 300;
/** Longer than indexing waits for a question. */
const QUIET_MS = 6_500;
const context = { signal: new AbortController().signal };

interface Sample {
  readonly atMs: number;
  /** By process; resident. */
  readonly megabytes: Readonly<Record<string, number>>;
  /** Open in the library engine. */
  readonly handles: number;
  readonly vectorKilobytes: number;
  readonly databaseKilobytes: number;
  /** Of the vector table. */
  readonly versions: number;
}

export interface Lasting {
  readonly minutes: number;
  readonly rounds: number;
  readonly questions: number;
  /** Of the library engine and of the host, after the first third of the time. */
  readonly slopeMegabytesAnHour: Readonly<Record<string, number>>;
  /** Medians of the second and of the last third. */
  readonly megabytes: Readonly<Record<string, readonly [number, number]>>;
  readonly handles: readonly [number, number];
  readonly vectorKilobytes: readonly [number, number];
  readonly databaseKilobytes: readonly [number, number];
  readonly mostVersions: number;
  readonly problems: readonly string[];
}

const textOf = (at: number, round: number): string => `# Note ${at}\n\nThe locker number of note ${at} is L-${at * 37 + 11}, as of round ${round}. ${'More words stand here to fill a passage. '.repeat(8)}\n`;

function bytesBelow(dir: string): number {
  let bytes = 0;
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) bytes += entry.isFile() ? (statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0) : 0;
  return bytes;
}

function residentOf(processId: number | null): number {
  if (processId === null || !existsSync(`/proc/${processId}/status`)) return 0;
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1] ?? 0) / 1_024);
}

function sample(host: Host, libraryDir: string, startedMs: number): Sample {
  const library = host.engines.library.processId();
  const vectors = path.join(libraryDir, 'vectors');
  const manifests = path.join(vectors, 'chunks.lance', '_versions');
  const files = ['library.db', 'library.db-wal'].map((name) => statSync(path.join(libraryDir, name), { throwIfNoEntry: false })?.size ?? 0);
  return {
    atMs: performance.now() - startedMs,
    megabytes: { library: residentOf(library), host: Math.round(process.memoryUsage.rss() / 2 ** 20) },
    handles: library !== null && existsSync(`/proc/${library}/fd`) ? readdirSync(`/proc/${library}/fd`).length : 0,
    vectorKilobytes: Math.round((existsSync(vectors) ? bytesBelow(vectors) : 0) / 1_024),
    databaseKilobytes: Math.round(files.reduce((sum, size) => sum + size, 0) / 1_024),
    versions: existsSync(manifests) ? readdirSync(manifests).filter((name) => name.endsWith('.manifest')).length : 0,
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Least squares, a unit an hour. */
function slope(samples: readonly Sample[], of: (one: Sample) => number): number {
  const x = samples.map(({ atMs }) => atMs / 3_600_000);
  const y = samples.map(of);
  const [meanX, meanY] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length) as [number, number];
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  return spread === 0 ? 0 : Number((x.reduce((sum, value, at) => sum + (value - meanX) * (y[at]! - meanY), 0) / spread).toFixed(1));
}

/** Each third of the time has some of them, also on a slow machine in a short run. */
const LEAST_ROUNDS = 9;

export async function useForMinutes(dir: string, minutes: number): Promise<Lasting> {
  const libraryDir = path.join(dir, 'library');
  const [notes, other] = [path.join(dir, 'notes'), path.join(dir, 'other')];
  for (const folder of [notes, other]) mkdirSync(folder, { recursive: true });
  const nameOf = new Map<number, string>();
  const put = (at: number, round: number): void => {
    const name = nameOf.get(at) ?? `note ${at}.md`;
    nameOf.set(at, name);
    writeFileSync(path.join(notes, name), textOf(at, round));
  };
  for (let at = 0; at < FILES; at += 1) put(at, 0);
  for (let at = 0; at < 20; at += 1) writeFileSync(path.join(other, `${at}.md`), textOf(1_000 + at, 0));

  const host = await startHost(path.join(dir, 'user'));
  const problems: string[] = [];
  const samples: Sample[] = [];
  const settled = (): Promise<unknown> => host.engines.library.call('ingest.finished', {});
  const startedMs = performance.now();
  let rounds = 0;
  let questions = 0;
  try {
    await host.handlers['settings.set']({ modelId: null }, context);
    await host.openLibrary(libraryDir, { remember: false });
    await host.addPaths([{ path: notes, kind: 'folder' }, { path: other, kind: 'folder' }]);
    await settled();
    for (; performance.now() - startedMs < minutes * 60_000 || rounds < LEAST_ROUNDS; rounds += 1) {
      for (let step = 0; step < 6; step += 1) {
        const at = (rounds * 17 + step * 41) % FILES;
        const file = path.join(notes, nameOf.get(at)!);
        if (step < 2) put(at, rounds);
        else if (step < 4) {
          const name = `note ${at} moved ${rounds}.md`;
          if (existsSync(file)) renameSync(file, path.join(notes, name));
          nameOf.set(at, name);
        } else {
          // Gone, and there again a round later: the number of files stays.
          rmSync(file, { force: true });
          put((rounds * 17 + step * 41 - 17 + FILES) % FILES, rounds);
        }
      }
      await host.handlers['source.rescan']({ sourceId: null }, context);
      await settled();
      const asked = (rounds * 7) % FILES;
      const { passages } = await host.handlers['search.passages']({ question: `locker number of note ${asked}`, scope: null, limit: 10 }, context);
      if (passages.length === 0) problems.push(`round ${rounds}: nothing found`);
      await host.handlers['answer.ask']({ question: `What is the locker number of note ${asked}?`, conversationId: null, scope: null }, { ...context, emit: () => undefined });
      questions += 2;
      for (const { id } of await host.handlers['conversation.list']({}, context)) await host.handlers['conversation.delete']({ conversationId: id }, context);
      if (rounds % 5 === 4) {
        const source = (await host.handlers['source.list']({}, context)).find(({ location }) => location === other);
        if (source !== undefined) await host.handlers['source.remove']({ sourceId: source.id }, context);
        await host.addPaths([{ path: other, kind: 'folder' }]);
        await settled();
      }
      // Only when nobody has asked for a while is the table tidied up.
      if (rounds % 4 === 1) await sleep(QUIET_MS);
      if (rounds % 10 === 9) await host.openLibrary(libraryDir, { remember: false });
      const { problem } = await host.handlers['ingest.progress']({}, context);
      if (problem !== null) problems.push(`round ${rounds}: ${problem}`);
      samples.push(sample(host, libraryDir, startedMs));
    }
    if (host.engines.library.restarts() > 0) problems.push(`the library engine was restarted ${host.engines.library.restarts()} times`);
  } finally {
    await host.close();
  }
  const third = Math.floor(samples.length / 3);
  const [before, after] = [samples.slice(third, 2 * third), samples.slice(2 * third)];
  const both = (of: (one: Sample) => number): readonly [number, number] => [median(before.map(of)), median(after.map(of))];
  const warm = samples.slice(third);
  return {
    minutes: Number(((performance.now() - startedMs) / 60_000).toFixed(1)),
    rounds,
    questions,
    slopeMegabytesAnHour: { library: slope(warm, ({ megabytes }) => megabytes['library']!), host: slope(warm, ({ megabytes }) => megabytes['host']!) },
    megabytes: { library: both(({ megabytes }) => megabytes['library']!), host: both(({ megabytes }) => megabytes['host']!) },
    handles: both(({ handles }) => handles),
    vectorKilobytes: both(({ vectorKilobytes }) => vectorKilobytes),
    databaseKilobytes: both(({ databaseKilobytes }) => databaseKilobytes),
    mostVersions: Math.max(0, ...samples.map(({ versions }) => versions)),
    problems,
  };
}

/** What is not flat, in words; none when all is. Memory counts only in a run that is long enough to be warm. */
export function notFlat({ minutes, rounds, problems, megabytes, handles, vectorKilobytes, databaseKilobytes, mostVersions }: Lasting): string[] {
  const grown = [...problems];
  const check = (what: string, [before, after]: readonly [number, number], share: number, more: number): void => {
    if (after > before * share + more) grown.push(`${what}: ${before} → ${after}`);
  };
  check('file handles', handles, 1, 8);
  check('kilobytes of vectors', vectorKilobytes, 1.5, 512);
  // SQLite's log is up to 4 MB before it is taken over; the ledger is never shortened, and a round has a dozen entries of 430 bytes.
  check('kilobytes of database', databaseKilobytes, 1.25, 4_096 + 6 * rounds);
  if (mostVersions > 50) grown.push(`versions of the vector table: ${mostVersions}`);
  if (minutes < 10) return grown;
  for (const [name, both] of Object.entries(megabytes)) check(`megabytes of the ${name}`, both, 1.1, 20);
  return grown;
}
