// Whether another process has a library open, for whoever is about to replace or remove it. In: its folder; it may be
// encrypted or damaged, the lock comes before anything is read. Invariant: only for a library that this process does not have
// open, since closing the file would drop its own lock.
import Database from 'better-sqlite3-multiple-ciphers';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { DATABASE_FILE } from './databaseFile.ts';

/** @throws AppError `library-in-use` */
export function checkFree(libraryDir: string): void {
  const file = path.join(libraryDir, DATABASE_FILE);
  if (!existsSync(file)) return;
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { timeout: 500, readonly: true });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (cause) {
    const code = String((cause as { code?: unknown }).code);
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) throw new AppError('library-in-use', { path: libraryDir }, { cause });
  } finally {
    db?.close();
  }
}
