// A lock between processes of one person, for moments: the window and the command line may append to one file. In: a file
// that stands for the lock. A lock whose process is gone is taken over. Synchronous, since what it guards is.
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../contract/errors.ts';

const PATIENCE_MS = 3_000;
const WAIT_MS = 4;

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
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isAbandoned(file)) takeAway(file);
    else if (Date.now() > until) throw new AppError('internal', {}, { cause: new Error('ledger lock') });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  }
}

/** This process can't hold it here: whoever does returns before anything else runs. */
function isAbandoned(file: string): boolean {
  let holder: number;
  try {
    holder = Number(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
  if (!Number.isInteger(holder) || holder <= 0) return false;
  if (holder === process.pid) return true;
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
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
