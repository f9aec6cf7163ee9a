// What a restoring that was broken off leaves in its folder, by name; for whoever looks without SQLite.
import { readdirSync } from 'node:fs';
import { KEY_FILE } from '../../sovereignty/keys/keyFile.ts';
import { DATABASE_FILE } from '../databaseFile.ts';

/** The database, until it was proven. */
export const RESTORING_FILE = `${DATABASE_FILE}.restoring`;
export const LEFTOVERS: ReadonlySet<string> = new Set([RESTORING_FILE, `${RESTORING_FILE}-wal`, `${RESTORING_FILE}-shm`, `${RESTORING_FILE}-journal`, `${KEY_FILE}.new`]);

/** Nothing is in it but that. */
export function isFree(folder: string): boolean {
  const names = readdirSync(folder);
  // The key file comes between the last two steps.
  const begun = names.includes(RESTORING_FILE);
  return names.every((name) => LEFTOVERS.has(name) || (begun && name === KEY_FILE));
}
