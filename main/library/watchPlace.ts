// Whether an open library is still where it was opened. A drive that was pulled leaves an empty folder behind: SQLite goes on
// with the file that it has, but LanceDB would make a new table there.
import { statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { DATABASE_FILE } from './databaseFile.ts';

export interface Place {
  /** @throws AppError `path-not-found` when the library is not there any more */
  check(): void;
  isThere(): boolean;
  close(): void;
}

const LOOK_EVERY_MS = 2_000;

/** @param onLost called once, by the timer alone */
export function watchPlace(libraryDir: string, onLost: () => void, everyMs = LOOK_EVERY_MS): Place {
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

  const timer = setInterval(() => {
    if (isThere()) return;
    clearInterval(timer);
    onLost();
  }, everyMs);
  timer.unref();
  return { check, isThere, close: () => clearInterval(timer) };
}
