// @ts-check
// Where set-up reads and writes: the repository, its build folder, and the cache folder of this system.
// In: environment. Out: absolute paths.
// Invariant: everything that is downloaded lives under cacheDir, so a second clone needs no download.

import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const platformKey = `${process.platform}-${process.arch}`;

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @param {string} [home]
 */
export function cacheDir(env = process.env, platform = process.platform, home = homedir()) {
  if (env.FREEHOLD_CACHE) return resolve(env.FREEHOLD_CACHE);
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'freehold');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'freehold', 'Cache');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'freehold');
}

/**
 * @typedef {object} Places
 * @property {string} root the repository
 * @property {string} cache
 * @property {string} downloads partial downloads; may be deleted at any time when no set-up is running
 * @property {string} models
 * @property {string} build
 */

/** @returns {Places} */
export function places(root = repoRoot, cache = cacheDir()) {
  return {
    root,
    cache,
    downloads: join(cache, 'downloads'),
    models: join(cache, 'models'),
    build: join(root, 'build'),
  };
}
