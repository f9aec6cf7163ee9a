// A lock between processes of one person, for moments: the window and the command line may append to one file. In: a file
// that stands for the lock. A lock whose process is gone is taken over. Synchronous, since what it guards is.
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../contract/errors.ts';
import { isAlive } from '../../isAlive.ts';

const PATIENCE_MS = 3_000;
const WAIT_MS = 4;
const NAMELESS_MS = 1_000;

/** @throws AppError `internal` when another process keeps it for seconds */
export function withLock<Value>(file: string, work: () => Value): Value {
  acquire(file);
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function acquire(file: string): void {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeName(descriptor, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isAbandoned(file)) takeAway(file);
    else if (Date.now() > until) throw new AppError('internal', {}, { cause: new Error('ledger lock') });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  }
}

/** On a full disk there is room for the file and none for what is in it. */
function writeName(descriptor: number, file: string): void {
  try {
    writeSync(descriptor, String(process.pid));
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** This process can't hold it here: whoever does returns before anything else runs. */
function isAbandoned(file: string): boolean {
  let holder: number;
  try {
    const text = readFileSync(file, 'utf8');
    // Killed between making it and writing into it, which takes microseconds.
    if (text === '') return Math.abs(Date.now() - statSync(file).mtimeMs) > NAMELESS_MS;
    holder = Number(text);
  } catch {
    return false;
  }
  if (!Number.isInteger(holder) || holder <= 0) return false;
  return holder === process.pid || !isAlive(holder);
}

/** By a rename, so that of two who see it only one takes it. */
function takeAway(file: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  rmSync(aside, { force: true });
}
