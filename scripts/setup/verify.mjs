// @ts-check
// Refuses a file whose content is not the pinned one.
// In: a path and the hash it must have. Out: nothing, or a SetupError that names the file.
// Invariant: a refused file is gone from the disk, so nothing can use it later and the next run fetches it anew.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { SetupError } from './errors.mjs';

/** @param {string} path @param {'sha256' | 'sha512'} [algorithm] */
export async function hashFile(path, algorithm = 'sha256') {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash;
}

/** @param {string} path @returns {Promise<string>} lower-case hex */
export async function sha256File(path) {
  return (await hashFile(path)).digest('hex');
}

/** @param {string} path @param {string} expected hex @param {string} [from] where it came from, for the message */
export async function verifySha256(path, expected, from) {
  const actual = await sha256File(path);
  if (actual !== expected) await refuse(path, `sha256 ${expected}`, `sha256 ${actual}`, from);
}

/** @param {string} path @param {string} integrity `sha512-…` as in a package lock @param {string} [from] */
export async function verifyIntegrity(path, integrity, from) {
  const actual = `sha512-${(await hashFile(path, 'sha512')).digest('base64')}`;
  if (actual !== integrity) await refuse(path, integrity, actual, from);
}

/**
 * @param {string} path @param {string} expected @param {string} actual @param {string} [from]
 * @returns {Promise<never>}
 */
export async function refuse(path, expected, actual, from) {
  await rm(path, { force: true });
  throw new SetupError(`${basename(path)}${from ? ` (from ${from})` : ''} is not the expected file, so it was deleted and is not used.`, {
    detail: `expected ${expected}\ngot      ${actual}\nfile     ${path}`,
    remedy: 'Run the same command again. If it happens again, what is offered under that name has changed: do not use it, and report it.',
  });
}

/** @param {string} path @param {number} bytes */
export async function hasSize(path, bytes) {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size === bytes;
}
