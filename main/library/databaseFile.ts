// The names of a library's truth, for those who only look whether a folder holds one: no native module behind it.
import { existsSync } from 'node:fs';
import path from 'node:path';

export const DATABASE_FILE = 'library.db';
/** A folder with the database that takes the place of a damaged one; complete when it has this name. */
export const REBUILT_FOLDER = 'rebuilt';

export function holdsLibrary(libraryDir: string): boolean {
  return existsSync(path.join(libraryDir, DATABASE_FILE)) || existsSync(path.join(libraryDir, REBUILT_FOLDER, DATABASE_FILE));
}
