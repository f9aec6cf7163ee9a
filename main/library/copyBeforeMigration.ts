// A copy of the database as it was before its schema is changed, beside it: `library.db.version-9`. In: an open database
// that nobody else has. Invariants: the copy is whole, on the disk and found sound before anything is changed; there is one,
// the newest; it goes when something is forgotten, since it holds that, and when the library is encrypted.
import type Database from 'better-sqlite3-multiple-ciphers';
import { closeSync, fsyncSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../files/syncFiles.ts';
import { descriptorOf } from './databaseBytes.ts';
import { proveDatabase } from './proveDatabase.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

/** @param version of the schema that the copy has */
export function copyBeforeMigration(db: Database.Database, version: number, key: Uint8Array | null): void {
  const copy = `${db.name}.version-${version}`;
  const unfinished = `${copy}.part`;
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    const out = openSync(unfinished, 'w', 0o600);
    try {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      for (let position = 0; ; ) {
        const read = readSync(descriptorOf(db), piece, 0, piece.length, position);
        if (read === 0) break;
        for (let written = 0; written < read; ) written += writeSync(out, piece, written, read - written);
        position += read;
      }
      fsyncSync(out);
    } finally {
      closeSync(out);
    }
    proveDatabase(unfinished, key, version);
    for (const old of copiesOf(db.name)) if (old !== unfinished) rmSync(old, { force: true });
    renameSync(unfinished, copy);
    syncFolder(path.dirname(copy));
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(unfinished + end, { force: true });
  }
}

/** Those that are there, whatever version they are of; also one that was broken off. */
export function copiesOf(database: string): string[] {
  const prefix = `${path.basename(database)}.version-`;
  const folder = path.dirname(database);
  return readdirSync(folder).filter((name) => name.startsWith(prefix)).map((name) => path.join(folder, name));
}
