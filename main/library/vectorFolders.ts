// The folders of vector tables below a library, by their names: `vectors`, `vectors-2`, and what was set aside of them.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const TABLE = /^vectors(-\d+)?$/u;
const SET_ASIDE = /^vectors(-\d+)?\.damaged-\d+$/u;

export const isVectorTable = (name: string): boolean => TABLE.test(name);

/** Takes them off the disk: what was set aside, or all of them. Of a table that nobody has open. */
export function eraseVectorFolders(libraryDir: string, which: 'set-aside' | 'all'): void {
  for (const name of readdirSync(libraryDir)) {
    if (SET_ASIDE.test(name) || (which === 'all' && isVectorTable(name))) rmSync(path.join(libraryDir, name), { recursive: true, force: true });
  }
}
