// @ts-check
// Tells whether the built app is older than its sources.
// In: the repository. Out: one hash over the paths, sizes and times of everything that goes into the build.
// Invariant: only file metadata is read, so that a start which has nothing to do stays fast.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Folders are taken whole; what is missing is left out. */
const sources = [
  'contract', 'main', 'preload', 'renderer', 'tests/bench', 'tests/eval',
  'resources/icons', 'scripts/build.mjs', 'package.json', 'package-lock.json',
  'tsconfig.json', 'tsconfig.base.json', 'vite.config.ts', 'svelte.config.js',
];

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

/** @param {string} root */
function stampPath(root) {
  return join(root, 'build', 'stamp.json');
}

/** @param {string} root @param {string} [stamp] */
export function isBuilt(root, stamp = sourceStamp(root)) {
  try {
    return JSON.parse(readFileSync(stampPath(root), 'utf8')).stamp === stamp;
  } catch {
    return false;
  }
}

/** @param {string} root @param {string} stamp */
export async function writeStamp(root, stamp) {
  await mkdir(dirname(stampPath(root)), { recursive: true });
  await writeFile(stampPath(root), `${JSON.stringify({ stamp }, null, 2)}\n`);
}
