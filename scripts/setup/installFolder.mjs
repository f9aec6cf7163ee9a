// @ts-check
// Puts a folder into its place all at once.
// In: the target and a function that fills a folder. Out: the target, complete.
// Invariant: the target either holds everything or does not exist; an interrupted run leaves only `<target>.partial`.

import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @param {string} target @param {(folder: string) => Promise<void>} fill */
export async function installFolder(target, fill) {
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await mkdir(partial);
  await fill(partial);
  if (existsSync(target)) {
    const old = `${target}.old`;
    await rm(old, { recursive: true, force: true });
    await rename(target, old);
    await rename(partial, target);
    await rm(old, { recursive: true, force: true });
  } else {
    await rename(partial, target);
  }
}
