// Whether an open library is still where it was opened. A drive that was pulled leaves an empty folder behind: SQLite goes on
// with the file that it has, but LanceDB would make a new table there.
import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { DATABASE_FILE } from './databaseFile.ts';

export interface Place {
  /** @throws AppError `path-not-found` when the library is not there any more */
  check(): void;
  isThere(): boolean;
  /** Deletes what a write under way made anew where the library was: it would stand in its way when it comes back. */
  clearStray(folder: string): void;
  close(): void;
}

const LOOK_EVERY_MS = 2_000;

/** @param onLost called once, by the timer alone */
export function watchPlace(libraryDir: string, onLost: () => void, everyMs = LOOK_EVERY_MS): Place {
  const opened = statSync(libraryDir);
  /** The drive itself may be the library: then an empty folder was there before. */
  const isDrive = opened.dev !== statSync(path.dirname(libraryDir)).dev;

  function check(): void {
    try {
      statSync(path.join(libraryDir, DATABASE_FILE));
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code !== 'EACCES' && code !== 'EPERM') throw new AppError('path-not-found', { path: libraryDir }, { cause });
    }
  }

  function isThere(): boolean {
    try {
      check();
      return true;
    } catch {
      return false;
    }
  }

  function clearStray(folder: string): void {
    const found = statSync(libraryDir, { throwIfNoEntry: false });
    const same = found?.ino === opened.ino && found.dev === opened.dev;
    if (found === undefined || same || isThere()) return;
    rmSync(folder, { recursive: true, force: true });
    if (!isDrive && readdirSync(libraryDir).length === 0) rmdirSync(libraryDir);
  }

  const timer = setInterval(() => {
    if (isThere()) return;
    clearInterval(timer);
    onLost();
  }, everyMs);
  timer.unref();
  return { check, isThere, clearStray, close: () => clearInterval(timer) };
}
