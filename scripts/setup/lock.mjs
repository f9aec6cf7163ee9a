// @ts-check
// Lets one set-up work in the cache folder at a time; a second one waits for it and then finds everything done.
// In: the cache folder. Out: whatever the guarded work returns.
// Invariant: a lock whose owner died is taken over, so a killed set-up never blocks the next one.

import { unlinkSync } from 'node:fs';
import { mkdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const beatMs = 5_000;
// Six missed beats: long enough for a suspended laptop to wake up and beat again before another run looks.
const staleMs = 30_000;

/**
 * @template T
 * @param {string} folder
 * @param {{ line(text: string): void }} reporter
 * @param {() => Promise<T>} work
 */
export async function withLock(folder, reporter, work) {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'setup.lock');
  let told = false;
  while (!(await take(path))) {
    if (!told) reporter.line('Another set-up is running; waiting for it to finish …');
    told = true;
    await sleep(200);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), beatMs);
  const release = () => {
    try {
      unlinkSync(path);
    } catch {
      // Already released, or the folder was deleted meanwhile: either way it is free.
    }
  };
  const interrupted = () => process.exit(130);
  process.on('exit', release).on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    release();
  }
}

/** @param {string} path @returns {Promise<boolean>} */
async function take(path) {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const age = await stat(path).then((s) => Date.now() - s.mtimeMs, () => 0);
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  // An empty file is one that its owner is just writing.
  if (age <= staleMs && (owner === 0 || isAlive(owner))) return false;
  await unlink(path).catch(() => {});
  return take(path);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
