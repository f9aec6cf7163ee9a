// The folder of an export: written beside its final name as `NAME.part`, which says by a file in it that it is unfinished,
// and renamed when it is whole. In: an absolute path of a folder that is not there, or empty. Invariant: what was there
// before is never changed, and nothing under the final name is half done.
import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../contract/errors.ts';
import { syncFolder } from '../files/syncFiles.ts';

export const UNFINISHED_FILE = 'UNFINISHED.txt';
const UNFINISHED = 'Freehold was writing an export here. As long as the name of this folder ends in “.part”, it did not finish, and the folder can be deleted.\n';
/** Windows refuses for as long as another program looks into a new folder. */
const RENAME_TRIES = 10;
const RENAME_EVERY_MS = 200;
const partOf = (target: string): string => `${target}.part`;

/** @returns the folder to write into. @throws AppError `folder-not-empty` */
export async function beginFolder(target: string): Promise<string> {
  const there = await namesIn(target);
  if (there !== null && there.length > 0) throw new AppError('folder-not-empty');
  await removeUnfinished(target);
  const part = partOf(target);
  if ((await namesIn(part)) !== null) throw new AppError('folder-not-empty');
  // Whatever the library holds is in it: for its owner alone.
  await mkdir(part, { mode: 0o700 });
  await writeFile(path.join(part, UNFINISHED_FILE), UNFINISHED, { flag: 'wx' });
  return part;
}

/** The mark goes last: whatever ends this before, the folder is removed, or says what it is. @throws AppError `folder-not-empty` when something came to lie there meanwhile */
export async function finishFolder(target: string): Promise<void> {
  // Empty: Windows renames onto no folder.
  await rmdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return;
    throw error.code === 'ENOTEMPTY' || error.code === 'EEXIST' ? new AppError('folder-not-empty', {}, { cause: error }) : error;
  });
  await renamePatiently(partOf(target), target);
  syncFolder(path.dirname(target));
  await rm(path.join(target, UNFINISHED_FILE));
  syncFolder(target);
}

async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (process.platform !== 'win32' || attempt === RENAME_TRIES || (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY')) throw error;
      await sleep(RENAME_EVERY_MS);
    }
  }
}

/** Removes what an export to this place left behind, its mark last. A folder that has no mark of one stays. */
export async function removeUnfinished(target: string): Promise<void> {
  const part = partOf(target);
  const names = await namesIn(part);
  if (names?.includes(UNFINISHED_FILE) !== true) return;
  for (const name of names) if (name !== UNFINISHED_FILE) await rm(path.join(part, name), { recursive: true, force: true, maxRetries: 5 });
  await rm(part, { recursive: true, force: true, maxRetries: 5 });
}

/** Null when nothing is there. @throws AppError `folder-not-empty` for anything but a folder */
async function namesIn(folder: string): Promise<string[] | null> {
  const found = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return null;
  if (!found.isDirectory()) throw new AppError('folder-not-empty');
  return readdir(folder);
}
