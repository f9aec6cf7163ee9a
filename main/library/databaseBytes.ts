// An open library's database as bytes, for whoever looks at it beside SQLite. On POSIX systems closing any descriptor of a
// file drops every lock that the process has on it, SQLite's too: two programs could write to one library then. So there
// is one descriptor, opened before SQLite has the file and closed after it. Invariant: nobody else in this process opens it.
import { closeSync, openSync, readSync, fstatSync } from 'node:fs';
import type Database from 'better-sqlite3-multiple-ciphers';
import { headerTells } from './databaseFile.ts';

type Db = Database.Database;

/** Pages of the log until SQLite takes it over into the file: its own default. */
const CHECKPOINT_PAGES = 1_000;

const descriptors = new WeakMap<Db, number>();
const stills = new WeakMap<Db, Promise<unknown>>();

/** Makes the file if need be, and opens it for its database, which closes it. */
export function withBytes(file: string, open: () => Db): Db {
  const descriptor = openSync(file, 'a+', 0o600);
  let db: Db;
  try {
    db = open();
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  descriptors.set(db, descriptor);
  const close = db.close.bind(db);
  db.close = () => {
    close();
    if (descriptors.delete(db)) closeSync(descriptor);
    return db;
  };
  return db;
}

/** To be read from, and never to be closed. */
export function descriptorOf(db: Db): number {
  const descriptor = descriptors.get(db);
  if (descriptor === undefined) throw new Error('the database is closed');
  return descriptor;
}

/** As it lies on the disk. */
export function isSealed(db: Db): boolean {
  const header = Buffer.alloc(16);
  const read = readSync(descriptorOf(db), header, 0, header.length, 0);
  return headerTells(header.subarray(0, read)) === 'sealed';
}

/** Takes what is in the write-ahead log over into the file, and empties the log. Waits while the file has to keep still. */
export async function truncateLog(db: Db): Promise<void> {
  await untilMoving(db);
  db.pragma('wal_checkpoint(TRUNCATE)');
}

async function untilMoving(db: Db): Promise<void> {
  while (stills.has(db)) await stills.get(db)!.catch(() => undefined);
}

/**
 * Keeps the file as it is now, with everything that was committed before, while `work` reads it; what is written meanwhile
 * goes to the log. One after the other.
 * @param work is given the file's size in bytes; until its first `await` nothing more is written
 */
export async function whileStill<Value>(db: Db, work: (bytes: number) => Promise<Value>): Promise<Value> {
  await untilMoving(db);
  // From here to the end of `work`'s first step nobody gets in between.
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.pragma('wal_autocheckpoint = 0');
  const working = work(fstatSync(descriptorOf(db)).size);
  stills.set(db, working);
  try {
    return await working;
  } finally {
    stills.delete(db);
    if (db.open) db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  }
}
