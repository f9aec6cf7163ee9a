// A power cut, by model: what a traced process wrote and never synced may be on the disk or not. In: the trace of a process
// (strace, Linux) and a seed. Out: the files below a folder with some of what was not synced zeroed, cut off or gone. What was
// synced is never touched. Deletions count as done: a file that comes back is one more that is whole.
import { execFileSync } from 'node:child_process';
import { existsSync, openSync, closeSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';

const CALLS = 'write,writev,pwrite64,pwritev,ftruncate,fallocate,copy_file_range,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat';

export const canTrace = ((): boolean => {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
})();

/** What a command is put behind, to be traced with all its children. Nothing of what it writes is in the trace. */
export const tracer = (traceFile: string): readonly string[] => ['strace', '-f', '-y', '-s', '0', '-qq', '--seccomp-bpf', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', traceFile];

/** Written since the last sync, as [from, to); the whole file when its name was never synced either. */
interface Unsynced {
  readonly ranges: (readonly [number, number])[];
  isNew: boolean;
}
/** Of files, by path. */
export type UnsyncedFiles = ReadonlyMap<string, Unsynced>;

/** @param known files that were there, and synced, before the trace began */
export function unsyncedFiles(traceFile: string, folder: string, known: ReadonlySet<string>): UnsyncedFiles {
  const files = new Map<string, Unsynced>();
  const synced = new Set(known);
  const appended = new Map<string, number>();
  const begun = new Map<string, string>();

  function wrote(file: string, from: number, bytes: number): void {
    if (!file.startsWith(folder)) return;
    const unsynced = files.get(file) ?? { ranges: [], isNew: !synced.has(file) };
    unsynced.ranges.push([from, from + bytes]);
    files.set(file, unsynced);
  }

  function moved(from: string, to: string, keep: boolean): void {
    const unsynced = files.get(from);
    if (!keep) files.delete(from);
    if (unsynced === undefined) files.delete(to);
    else files.set(to, unsynced);
    appended.set(to, appended.get(from) ?? 0);
    if (synced.has(from)) synced.add(to);
    if (!keep) synced.delete(from);
  }

  /** A call whose end is in the trace, and writes from their beginning on. */
  function take(call: string, args: string, result: string | null): void {
    const [, file = ''] = /^\d+<([^>]*)>/.exec(args) ?? [];
    const quoted = [...args.matchAll(/"([^"]+)"/g)].map(([, name]) => name!);
    const numbers = args.split(',').map((part) => Number(part.trim()));
    if (call === 'pwrite64') wrote(file, numbers.at(-1)!, numbers.at(-2)!);
    else if (call === 'write' || call === 'writev' || call === 'copy_file_range') {
      const target = call === 'copy_file_range' ? (/^\d+<[^>]*>, [^,]*, \d+<([^>]*)>/.exec(args)?.[1] ?? '') : file;
      const from = appended.get(target) ?? 0;
      const bytes = call === 'write' ? numbers.at(-1)! : Number(result ?? 0);
      wrote(target, from, bytes);
      appended.set(target, from + bytes);
    } else if (result === null || result.startsWith('-')) return;
    else if (call === 'fsync' || call === 'fdatasync') {
      files.delete(file);
      synced.add(file);
    } else if (call.startsWith('rename') || call.startsWith('link')) moved(quoted[0]!, quoted[1]!, call.startsWith('link'));
    else if (call.startsWith('unlink')) {
      files.delete(quoted[0]!);
      synced.delete(quoted[0]!);
      appended.delete(quoted[0]!);
    }
  }

  for (const line of readFileSync(traceFile, 'utf8').split('\n')) {
    const begins = /^(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>$/.exec(line);
    if (begins !== null) {
      const [, pid, call, args] = begins;
      begun.set(`${pid} ${call}`, args!);
      if (call === 'pwrite64' || call === 'write') take(call, args!, null);
      continue;
    }
    const ends = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)\)\s+= (\S+)/.exec(line);
    if (ends !== null) {
      const [, pid, call, rest, result] = ends;
      const args = `${begun.get(`${pid} ${call}`) ?? ''}${rest}`;
      if (call !== 'pwrite64' && call !== 'write') take(call!, args, result!);
      continue;
    }
    const whole = /^\d+\s+(\w+)\((.*)\)\s+= (\S+)/.exec(line);
    if (whole !== null) take(whole[1]!, whole[2]!, whole[3]!);
  }
  return new Map([...files].filter(([file]) => existsSync(file)));
}

/** Nothing of it reached the disk: the worst case, and the one by which to tell what was acknowledged. */
export function loseAll(files: UnsyncedFiles): void {
  for (const [file, { ranges, isNew }] of files) {
    if (isNew) rmSync(file, { force: true });
    else for (const range of ranges) zero(file, range);
  }
}

/** Some of it did. @returns what was done, for a failure's message */
export function loseSome(files: UnsyncedFiles, random: () => number): string[] {
  const done: string[] = [];
  for (const [file, { ranges, isNew }] of files) {
    const fate = random();
    if (fate < 0.3) continue;
    if (isNew && fate < 0.5) {
      rmSync(file, { force: true });
      done.push(`gone: ${file}`);
    } else if (fate < 0.75) {
      const size = statSync(file).size;
      const first = isNew ? 0 : endSynced(ranges, size);
      const length = Math.floor(first + random() * Math.max(0, size - first));
      // A file that reached the disk in part may be of no bytes at all.
      truncateSync(file, isNew && random() < 0.5 ? 0 : length);
      done.push(`cut: ${file}`);
    } else {
      for (const range of ranges) if (random() < 0.6) zero(file, range);
      done.push(`zeroed: ${file}`);
    }
  }
  return done;
}

/** No power cut makes a file shorter than it was when it was synced: only an end that was written since can be missing. */
function endSynced(ranges: Unsynced['ranges'], size: number): number {
  let end = size;
  for (const [from, to] of ranges.toSorted((a, b) => b[1] - a[1])) if (to >= end && from < end) end = from;
  return end;
}

function zero(file: string, [from, to]: readonly [number, number]): void {
  const end = Math.min(to, statSync(file).size);
  if (end <= from) return;
  const descriptor = openSync(file, 'r+');
  try {
    writeSync(descriptor, Buffer.alloc(end - from), 0, end - from, from);
  } finally {
    closeSync(descriptor);
  }
}
