// Reads the .gitignore of a folder that is walked. A folder without one, or with one that can't be read, has none.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { gitignoreScope, type GitignoreScope } from './rules.ts';

/** No person writes a longer one. */
const MAX_BYTES = 256 * 1024;

/** @param folder absolute @param place the same below the root, with `/` */
export async function readGitignore(folder: string, place: string): Promise<GitignoreScope | null> {
  try {
    // Not followed where it is a link, and not waited for where it is a pipe: git takes neither.
    await using file = await open(path.join(folder, '.gitignore'), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > MAX_BYTES) return null;
    return gitignoreScope(place, await file.readFile('utf8'));
  } catch {
    return null;
  }
}
