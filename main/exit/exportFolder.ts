// The folder of an export: written beside its final name as `NAME.part`, which says by a file in it that it is unfinished,
// and renamed when it is whole. In: an absolute path of a folder that is not there, or empty. Invariant: what was there
// before is never changed, and nothing under the final name is half done.
import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { syncFolder } from '../syncFiles.ts';

export const UNFINISHED_FILE = 'UNFINISHED.txt';
const UNFINISHED = 'Freehold was writing an export here and did not finish. This folder can be deleted.\n';
const partOf = (target: string): string => `${target}.part`;

/** @returns the folder to write into. @throws AppError `folder-not-empty` */
export async function beginFolder(target: string): Promise<string> {
  const there = await namesIn(target);
  if (there !== null && there.length > 0) throw new AppError('folder-not-empty', { name: path.basename(target) });
  await removeUnfinished(target);
  const part = partOf(target);
  if ((await namesIn(part)) !== null) throw new AppError('folder-not-empty', { name: path.basename(part) });
  // Whatever the library holds is in it: for its owner alone.
  await mkdir(part, { mode: 0o700 });
  await writeFile(path.join(part, UNFINISHED_FILE), UNFINISHED, { flag: 'wx' });
  return part;
}

export async function finishFolder(target: string): Promise<void> {
  await rm(path.join(partOf(target), UNFINISHED_FILE));
  syncFolder(partOf(target));
  // Empty: Windows renames onto no folder.
  await rmdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(partOf(target), target);
  syncFolder(path.dirname(target));
}

/** Removes what an export to this place left behind. A folder that has no mark of one stays. */
export async function removeUnfinished(target: string): Promise<void> {
  const part = partOf(target);
  if ((await namesIn(part))?.includes(UNFINISHED_FILE) === true) await rm(part, { recursive: true, force: true, maxRetries: 5 });
}

/** Null when nothing is there. @throws AppError `folder-not-empty` for anything but a folder */
async function namesIn(folder: string): Promise<string[] | null> {
  const found = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return null;
  if (!found.isDirectory()) throw new AppError('folder-not-empty', { name: path.basename(folder) });
  return readdir(folder);
}
