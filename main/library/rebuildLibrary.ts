// Makes a library whose database is damaged usable again: a new database with what could be read of the old one, which is
// set aside and never deleted. The files of its sources are read anew afterwards. Invariant: until the new database is
// complete and on the disk, the old one is in its place, untouched.
import Database from 'better-sqlite3-multiple-ciphers';
import { closeSync, copyFileSync, existsSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { syncFolder, syncTree } from '../files/syncFiles.ts';
import { checkFree } from './checkFree.ts';
import { DATABASE_FILE, REBUILDING_FOLDER, REBUILT_FOLDER } from './databaseFile.ts';
import { useKey } from './databaseKey.ts';
import { openDatabase, type Db } from './openDatabase.ts';
import { salvage } from './salvage.ts';
import { takeUpRebuilt } from './takeUpRebuilt.ts';

const HEADER_BYTES = 100;
/** A header that says more is damaged itself. */
const MAX_PADDED_BYTES = 2 ** 40;

/** What could be kept. */
export interface Rebuilt {
  readonly sources: number;
  readonly conversations: number;
}

/** @param key of an encrypted library: what is made anew is encrypted under it @throws AppError `library-in-use`; what the file system throws, e.g. for want of room: nothing has changed then */
export async function rebuildLibrary(libraryDir: string, key: Uint8Array | null = null): Promise<Rebuilt> {
  const file = path.join(libraryDir, DATABASE_FILE);
  // Another process may have open what this one can't read.
  checkFree(libraryDir);
  const work = path.join(libraryDir, REBUILDING_FOLDER);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o700 });
  try {
    const to = openDatabase(work, key);
    let rebuilt: Rebuilt;
    try {
      const copy = path.join(work, 'damaged.db');
      // A copy, since reading the log writes into the database.
      for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
      if (existsSync(copy)) pad(copy);
      const from = openDamaged(copy, key);
      if (from !== null) salvage(from, to);
      from?.close();
      const count = (sql: string): number => to.prepare(sql).pluck().get() as number;
      rebuilt = { sources: count('SELECT count(*) FROM sources WHERE deleted_at_ms IS NULL'), conversations: count('SELECT count(*) FROM conversations WHERE deleted_at_ms IS NULL') };
      for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
    } finally {
      to.close();
    }
    await syncTree(work);
    renameSync(work, path.join(libraryDir, REBUILT_FOLDER));
    syncFolder(libraryDir);
    takeUpRebuilt(libraryDir);
    return rebuilt;
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
}

/** SQLite reads nothing at all of a file that is shorter than its header says, though most of it may be there. */
function pad(copy: string): void {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(copy, 'r+');
  try {
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
    // Offsets of the file format: page size (1 stands for 65,536) and number of pages.
    const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const wholeBytes = pageBytes * header.readUInt32BE(28);
    if (header.toString('latin1', 0, 15) === 'SQLite format 3' && fstatSync(descriptor).size < wholeBytes && wholeBytes < MAX_PADDED_BYTES) ftruncateSync(descriptor, wholeBytes);
  } finally {
    closeSync(descriptor);
  }
}

/** Null when there is nothing in it that SQLite could read. */
function openDamaged(copy: string, key: Uint8Array | null): Db | null {
  if (!existsSync(copy)) return null;
  let db: Db | null = null;
  try {
    db = new Database(copy);
    if (key !== null) useKey(db, key);
    db.pragma('locking_mode = EXCLUSIVE');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch {
    db?.close();
    return null;
  }
}
