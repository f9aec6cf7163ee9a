// Whether a copy of a database is sound. In: a file that nobody has open, and its key. Every page is read under that, which
// tells of each that is not as it was written.
import Database from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../contract/errors.ts';
import { useKey } from './databaseKey.ts';

/** @param version of its schema @throws AppError `library-damaged` */
export function proveDatabase(file: string, key: Uint8Array | null, version: number): void {
  const db = new Database(file);
  try {
    if (key !== null) useKey(db, key);
    // Then a log needs no file for its index, which would stay.
    db.pragma('locking_mode = EXCLUSIVE');
    if (db.pragma('quick_check', { simple: true }) !== 'ok' || db.pragma('user_version', { simple: true }) !== version) throw new AppError('library-damaged', { path: file });
  } finally {
    db.close();
  }
}
