// The name of a library's truth, for those who only look whether a folder holds one: no native module behind it.
import { existsSync } from 'node:fs';
import path from 'node:path';

export const DATABASE_FILE = 'library.db';

export function holdsLibrary(libraryDir: string): boolean {
  return existsSync(path.join(libraryDir, DATABASE_FILE));
}
