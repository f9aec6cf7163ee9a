// Opens a library's SQLite file: the truth of a library. Takes the file's exclusive lock (one writer, always; the
// lock goes with the process, also on kill -9), and brings the schema up to date one numbered migration at a time.
import Database from 'better-sqlite3-multiple-ciphers';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { writeFault } from '../files/writeFault.ts';
import { copyBeforeMigration } from './copyBeforeMigration.ts';
import { isSealed, withBytes } from './databaseBytes.ts';
import { APPLICATION_ID, DATABASE_FILE } from './databaseFile.ts';
import { useKey } from './databaseKey.ts';
import { checkNotEmptied, takeUpRebuilt } from './takeUpRebuilt.ts';
import { initial } from './migrations/0001-initial.ts';
import { resumableVersions } from './migrations/0002-resumable-versions.ts';
import { everyFile } from './migrations/0003-every-file.ts';
import { stems } from './migrations/0004-stems.ts';
import { tagsAndAuthors } from './migrations/0005-tags-and-authors.ts';
import { wholeSetNotes } from './migrations/0006-whole-set-notes.ts';
import { collections } from './migrations/0007-collections.ts';
import { embedders } from './migrations/0008-embedders.ts';
import { ledger } from './migrations/0009-ledger.ts';
import { backups } from './migrations/0010-backups.ts';
import { forgottenWith } from './migrations/0011-forgotten-with.ts';

export type Db = Database.Database;

/** Position is the version; append only. */
const MIGRATIONS: readonly string[] = [initial, resumableVersions, everyFile, stems, tagsAndAuthors, wholeSetNotes, collections, embedders, ledger, backups, forgottenWith];
export const SCHEMA_VERSION = MIGRATIONS.length;

/** `key`: of an encrypted library, made or opened; what is on the disk must be encrypted then. */
export function openDatabase(libraryDir: string, key: Uint8Array | null = null): Db {
  try {
    mkdirSync(libraryDir, { recursive: true, mode: 0o700 });
    readdirSync(libraryDir);
    takeUpRebuilt(libraryDir);
    checkNotEmptied(libraryDir);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw code === 'ENOTDIR' || code === 'EEXIST' ? new AppError('not-a-folder', { path: libraryDir }, { cause }) : writeFault(cause, libraryDir);
  }
  const file = path.join(libraryDir, DATABASE_FILE);
  let db: Db | null = null;
  try {
    db = withBytes(file, () => new Database(file, { timeout: 500 }));
    if (key !== null) useKey(db, key);
    db.pragma('locking_mode = EXCLUSIVE');
    checkOwn(db, libraryDir);
    // Before anything is written: a log gets the permissions that this file has, and one of a file in that mode is there already.
    for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) chmodSync(file + end, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('temp_store = MEMORY');
    db.pragma('secure_delete = ON');
    db.pragma('cache_size = -65536');
    migrate(db, key);
    markAsOwn(db);
    // A key that SQLite did not take would leave everything in the open, without an error.
    if (key !== null && !isSealed(db)) throw new Error('the database is not encrypted on the disk');
    return db;
  } catch (cause) {
    db?.close();
    throw openError(cause, libraryDir);
  }
}

/** What SQLite or the file system threw, as an error that people understand; anything else stays as it is. */
export function openError(cause: unknown, libraryDir: string): unknown {
  const code = (cause as { code?: unknown }).code;
  if (typeof code !== 'string') return cause;
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new AppError('library-in-use', { path: libraryDir }, { cause });
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return new AppError('library-damaged', { path: libraryDir }, { cause });
  if (code.startsWith('SQLITE_FULL')) return new AppError('disk-full', { path: libraryDir }, { cause });
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) return new AppError('no-permission', { path: libraryDir }, { cause });
  return writeFault(cause, libraryDir);
}

/** @throws AppError `library-foreign` when another program made the file, before anything in it is changed */
function checkOwn(db: Db, libraryDir: string): void {
  const id = db.pragma('application_id', { simple: true });
  if (id === APPLICATION_ID) return;
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const isNew = tables.length === 0 && db.pragma('user_version', { simple: true }) === 0;
  // One that was not opened since libraries have the number.
  const isOlder = tables.includes('meta') && tables.includes('documents');
  if (id !== 0 || !(isNew || isOlder)) throw new AppError('library-foreign', { path: libraryDir });
}

function migrate(db: Db, key: Uint8Array | null): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) throw new AppError('library-newer', { version });
  if (version > 0 && version < MIGRATIONS.length) copyBeforeMigration(db, version, key);
  // All in one transaction: after some of them the next try would put a copy of that in the place of the old one.
  if (version < MIGRATIONS.length) {
    db.transaction(() => {
      for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
      db.pragma(`user_version = ${MIGRATIONS.length}`);
    }).immediate();
  }
  db.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('device_id', ?), ('library_id', ?)").run(randomUUID(), randomUUID());
}

/** For whoever looks at the file alone. A library on a full or write-protected disk opens all the same, and has it the next time. */
function markAsOwn(db: Db): void {
  if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return;
  try {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    if (!/^SQLITE_(FULL|IOERR|READONLY)/.test(String((error as { code?: unknown }).code))) throw error;
  }
}

export function readMeta(db: Db, key: string): string | null {
  const row = db.prepare('SELECT value FROM meta WHERE key = ?').get(key) as { value: string } | undefined;
  return row?.value ?? null;
}

export function writeMeta(db: Db, key: string, value: string): void {
  db.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, value);
}

export function deleteMeta(db: Db, key: string): void {
  db.prepare('DELETE FROM meta WHERE key = ?').run(key);
}
