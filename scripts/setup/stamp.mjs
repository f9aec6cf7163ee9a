// @ts-check
// Tells whether the built app, or a package of it, is older than its sources.
// In: the repository. Out: one hash over the paths, sizes and times of everything that goes into the build.
// Invariant: only file metadata is read, so that a start which has nothing to do stays fast.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What goes into the app. Folders are taken whole; what is missing is left out. */
const appSources = [
  'contract', 'main', 'preload', 'renderer', 'resources/icons', 'scripts/build.mjs', 'package.json', 'package-lock.json',
  'tsconfig.json', 'tsconfig.base.json', 'vite.config.ts', 'svelte.config.js',
];
const sources = [...appSources, 'tests/bench', 'tests/eval', 'tests/soak', 'tests/support', 'tests/e2e'];
export const packageSources = [...appSources, 'resources', 'scripts/package', 'scripts/package.mjs', 'electron-builder.yml', 'LICENSE'];

/** @param {string} root @param {readonly string[]} [paths] relative to root */
export function sourceStamp(root, paths = sources) {
  /** @type {string[]} */
  const lines = [];
  for (const path of paths) addPath(root, path, lines);
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** @param {string} root @param {string} path @param {string[]} lines */
function addPath(root, path, lines) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) {
    lines.push(`${path} ${found.size} ${found.mtimeMs}`);
    return;
  }
  for (const name of readdirSync(join(root, path))) {
    if (name !== 'node_modules') addPath(root, `${path}/${name}`, lines);
  }
}

/** @param {string} root @param {string} [stamp] */
export function isBuilt(root, stamp = sourceStamp(root)) {
  return isStamped(join(root, 'build'), stamp);
}

/** @param {string} folder what was made @param {string} stamp of what it would be made from now */
export function isStamped(folder, stamp) {
  try {
    return JSON.parse(readFileSync(join(folder, 'stamp.json'), 'utf8')).stamp === stamp;
  } catch {
    return false;
  }
}

/** @param {string} folder what was made @param {string} stamp of what it was made from */
export async function writeStamp(folder, stamp) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'stamp.json'), `${JSON.stringify({ stamp }, null, 2)}\n`);
}
