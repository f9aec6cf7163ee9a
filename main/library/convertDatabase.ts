// Encrypts a library, or decrypts it: a copy is written beside the old file, proven whole under its key, and takes the old
// one's name in one step. In: a library that nobody has open. Invariants: whatever ends this in the middle, at any moment,
// leaves one file under the name, complete and of one kind; nobody can write to the old one meanwhile.
import Database from 'better-sqlite3-multiple-ciphers';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../files/syncFiles.ts';
import { copiesOf } from './copyBeforeMigration.ts';
import { CONVERTING_FILE, DATABASE_FILE, REBUILDING_FOLDER, TRY_FOLDER } from './databaseFile.ts';
import { attachKeyed, useKey } from './databaseKey.ts';
import { openError } from './openDatabase.ts';
import { proveDatabase } from './proveDatabase.ts';
import { eraseSetAside } from './setAside.ts';
import { eraseVectorFolders } from './vectorFolders.ts';

/** Has the copy's key, or none, and no table: SQLite writes a copy under the key of the connection's first database. */
const KEY_HOLDER = 'library.db.key';

export const CONVERT_STEPS = ['locked', 'copied', 'synced', 'proven', 'vectors gone', 'logs gone', 'renamed', 'folder synced'] as const;

export interface ConvertOptions {
  readonly libraryDir: string;
  /** Null: it is plain. */
  readonly from: Uint8Array | null;
  readonly to: Uint8Array | null;
  /** After each step; for tests that end everything there. */
  readonly onStep?: (step: (typeof CONVERT_STEPS)[number]) => void;
}

/** @throws AppError `library-in-use`, `library-damaged`, `disk-full`, `no-permission` */
export function convertDatabase({ libraryDir, from, to, onStep }: ConvertOptions): void {
  clearConversion(libraryDir);
  const file = path.join(libraryDir, DATABASE_FILE);
  const copy = path.join(libraryDir, CONVERTING_FILE);
  const db = new Database(path.join(libraryDir, KEY_HOLDER), { timeout: 500 });
  try {
    if (to !== null) useKey(db, to);
    db.pragma('temp_store = MEMORY');
    attachKeyed(db, file, 'old', from);
    // What is in the write-ahead log goes into the file, and the log goes: it must never meet another file of that name.
    // Before the lock, under which SQLite would keep a journal with a page of the old file in it.
    db.pragma('old.journal_mode = DELETE');
    db.pragma('old.journal_mode = MEMORY');
    db.pragma('old.locking_mode = EXCLUSIVE');
    // Takes the lock, which stays: SQLite has it with the first write, and this one changes nothing.
    const version = db.pragma('old.user_version', { simple: true }) as number;
    db.pragma(`old.user_version = ${version}`);
    onStep?.('locked');
    db.prepare('VACUUM old INTO ?').run(copy);
    chmodSync(copy, 0o600);
    onStep?.('copied');
    sync(copy);
    onStep?.('synced');
    proveDatabase(copy, to, version);
    onStep?.('proven');
    // They hold vectors and text in the open. Tables are made anew of the library where it wants them; what was set aside of it
    // is in the open for good, and goes.
    eraseVectorFolders(libraryDir, 'all');
    if (to !== null) eraseSetAside(file);
    for (const name of [REBUILDING_FOLDER, TRY_FOLDER]) rmSync(path.join(libraryDir, name), { recursive: true, force: true });
    for (const before of copiesOf(file)) rmSync(before, { force: true });
    onStep?.('vectors gone');
    for (const log of ['-wal', '-journal']) if (existsSync(file + log)) throw new Error('a log of the old file is still there');
    onStep?.('logs gone');
    renameSync(copy, file);
    onStep?.('renamed');
    syncFolder(libraryDir);
    onStep?.('folder synced');
  } catch (error) {
    throw openError(error, libraryDir);
  } finally {
    db.close();
    clearConversion(libraryDir);
  }
}

/** What a conversion that was broken off has left. Only for whoever has the library's lock. */
export function clearConversion(libraryDir: string): void {
  for (const name of [CONVERTING_FILE, `${CONVERTING_FILE}-journal`, KEY_HOLDER]) rmSync(path.join(libraryDir, name), { force: true });
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
