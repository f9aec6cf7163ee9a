// The name of a library's truth, and how it lies on the disk, for those who only look: no native module behind it.
// Invariant: what counts is what the file is, never what is said about it elsewhere.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

export const DATABASE_FILE = 'library.db';
/** A folder with the database that takes the place of a damaged one; complete when it has this name. */
export const REBUILT_FOLDER = 'rebuilt';
/** Where a backup is restored for a try, below the library: what is plain lies beside what is plain already. */
export const TRY_FOLDER = 'backup-try';
/** Where it is made, beside a copy of the damaged one. */
export const REBUILDING_FOLDER = 'rebuilt.part';
/** The copy that takes its place when a library is encrypted or decrypted. */
export const CONVERTING_FILE = 'library.db.converting';
/** SQLite's field for it: "FrHd". Every library has it from its next opening on; encrypted with the rest of one that is. */
export const APPLICATION_ID = 0x46724864;
/** How every SQLite file begins that is not encrypted. */
const PLAIN_HEADER = Buffer.from('SQLite format 3\0', 'latin1');

export function holdsLibrary(libraryDir: string): boolean {
  return existsSync(path.join(libraryDir, DATABASE_FILE)) || existsSync(path.join(libraryDir, REBUILT_FOLDER, DATABASE_FILE));
}

/** `none`: there is no file, or not a byte in it. `unknown`: one that can't be read, or whose beginning is lost. `sealed`: it does not begin as a plain one does. */
export type DatabaseKind = 'none' | 'unknown' | 'plain' | 'sealed';

/** For a library that this process does not have open, see `databaseBytes.ts`. */
export function lookAtDatabase(libraryDir: string): DatabaseKind {
  const file = path.join(libraryDir, DATABASE_FILE);
  const header = Buffer.alloc(PLAIN_HEADER.length);
  let read: number;
  try {
    const descriptor = openSync(file, 'r');
    try {
      read = readSync(descriptor, header, 0, header.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whoever opens it is told why it can't be read.
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'none' : 'unknown';
  }
  return headerTells(header.subarray(0, read));
}

/** @param header the file's first 16 bytes, or fewer where it has fewer */
export function headerTells(header: Uint8Array): DatabaseKind {
  if (header.length === 0) return 'none';
  // A page that a disk lost is all zeroes; nothing encrypted looks like that.
  if (header.every((byte) => byte === 0)) return 'unknown';
  return PLAIN_HEADER.equals(header) ? 'plain' : 'sealed';
}
