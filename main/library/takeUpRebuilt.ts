// What is looked at before SQLite gets a library's file: a rebuilt database that waits to take its place, and a file that
// lost all its bytes. Invariant: nothing is deleted; what was there before is set aside with all that was made of it.
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { syncFolder } from '../files/syncFiles.ts';
import { DATABASE_FILE, REBUILT_FOLDER } from './databaseFile.ts';
import { nextAside } from './setAside.ts';
import { isVectorTable } from './vectorFolders.ts';

/** Puts a rebuilt database in the place of the damaged one. A kill in the middle is made up for at the next opening. */
export function takeUpRebuilt(libraryDir: string): void {
  const rebuilt = path.join(libraryDir, REBUILT_FOLDER);
  const file = path.join(libraryDir, DATABASE_FILE);
  if (!existsSync(path.join(rebuilt, DATABASE_FILE))) return;
  const damaged = readdirSync(libraryDir).filter((name) => name === DATABASE_FILE || name.startsWith(`${DATABASE_FILE}-`) || isVectorTable(name));
  if (damaged.length > 0) {
    const aside = nextAside(file);
    mkdirSync(aside, { mode: 0o700 });
    for (const name of damaged) renameSync(path.join(libraryDir, name), path.join(aside, name));
    syncFolder(aside);
  }
  renameSync(path.join(rebuilt, DATABASE_FILE), file);
  rmdirSync(rebuilt);
  syncFolder(libraryDir);
}

/**
 * SQLite takes a file of no bytes for a new database, and deletes the log beside it.
 * @throws AppError `library-damaged` when the file is empty or gone, and what was made of it is still there
 */
export function checkNotEmptied(libraryDir: string): void {
  const sizeOf = (name: string): number => statSync(path.join(libraryDir, name), { throwIfNoEntry: false })?.size ?? 0;
  if (sizeOf(DATABASE_FILE) > 0) return;
  const hasTable = (name: string): boolean => isVectorTable(name) && readdirSync(path.join(libraryDir, name)).length > 0;
  if (sizeOf(`${DATABASE_FILE}-wal`) > 0 || readdirSync(libraryDir).some(hasTable)) throw new AppError('library-damaged', { path: libraryDir });
}
