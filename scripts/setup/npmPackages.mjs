// @ts-check
// Step 2: the npm packages that package-lock.json names.
// In: the repository. Out: node_modules that matches the lock file.
// Invariant: no package's install script runs.

import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { watchGrowth } from './progress.mjs';
import { runNpm } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, os?: readonly string[], cpu?: readonly string[], optionalDependencies?: Record<string, string> }} LockedPackage */

const keepLock = ['install', '--no-save'];
const quietly = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/**
 * @param {object} options
 * @param {import('./paths.mjs').Places} options.at
 * @param {import('./progress.mjs').Reporter} options.reporter
 * @param {typeof runNpm} [options.npm]
 */
export async function ensureNpmPackages({ at, reporter, npm = runNpm }) {
  if (await packagesMatch(at.root)) return;
  const wanted = await readLock(join(at.root, 'package-lock.json'));
  const paths = pathsHere(wanted);
  reporter.line(`Installing ${paths.length} npm packages (1 GB on disk, about half a minute) …`);

  const modules = join(at.root, 'node_modules');
  const started = join(at.build, 'npm-install.started');
  // npm takes a half-unpacked package for a whole one, so what an interrupted run left is thrown away.
  if (existsSync(started)) await rm(modules, { recursive: true, force: true });
  await mkdir(at.build, { recursive: true });
  await writeFile(started, '');
  const progress = reporter.progress('npm packages', paths.length, (count) => String(Math.round(count)));
  /** @param {readonly string[]} command */
  const install = (command) => watchGrowth(() => countUnpacked(at.root, paths), 1_000, progress.set, () => npm([...command, ...quietly], { cwd: at.root }));
  // `npm ci` refuses a lock file that lacks packages of other platforms; `npm install --no-save` keeps to it all the same.
  const asLocked = lockIsComplete(wanted) ? ['ci'] : keepLock;
  let result = await install(asLocked);
  if (result.code !== 0 && asLocked !== keepLock) {
    // An older npm misses packages in a lock file that a newer one calls complete.
    reporter.line(`  npm ci failed (${result.stderr.trim().split('\n')[0]}); trying once more with npm install, which keeps to the lock file too.`);
    await rm(modules, { recursive: true, force: true });
    result = await install(keepLock);
  }
  if (result.code !== 0) {
    throw new SetupError('npm could not install the packages of package-lock.json.', {
      detail: result.stderr || result.stdout,
      remedy: 'Check the connection to the npm registry, then run the same command again.',
    });
  }
  progress.done();
  await rm(started, { force: true });
}

/** @param {Record<string, LockedPackage>} wanted @returns {readonly string[]} the packages that fit this system */
function pathsHere(wanted) {
  const here = Object.entries(wanted).filter(([path, { os, cpu }]) => path !== '' && os?.includes(process.platform) !== false && cpu?.includes(process.arch) !== false);
  return here.map(([path]) => path);
}

/** npm makes all folders first; one look at a thousand files costs 5 ms. @param {string} root @param {readonly string[]} paths */
function countUnpacked(root, paths) {
  return paths.filter((path) => existsSync(join(root, path, 'package.json'))).length;
}

/** Compares the lock file with what npm wrote down after its last complete installation. @param {string} root */
export async function packagesMatch(root) {
  try {
    const [wanted, installed] = await Promise.all([
      readLock(join(root, 'package-lock.json')),
      readLock(join(root, 'node_modules', '.package-lock.json')),
    ]);
    return lockMatches(wanted, installed);
  } catch {
    return false;
  }
}

/** @param {string} path @returns {Promise<Record<string, LockedPackage>>} */
async function readLock(path) {
  return JSON.parse(await readFile(path, 'utf8')).packages;
}

/** @param {Record<string, LockedPackage>} wanted @param {Record<string, LockedPackage>} installed */
export function lockMatches(wanted, installed) {
  for (const [path, { version, integrity, optional, devOptional, peer }] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // Packages for other platforms are in the lock file but never installed.
    if (!found && (optional || devOptional || peer)) continue;
    if (!found || found.version !== version || found.integrity !== integrity) return false;
  }
  return Object.entries(installed).every(([path, { optional }]) => path in wanted || optional);
}

/** Whether every optional package that a locked one may want is locked too. @param {Record<string, LockedPackage>} wanted */
export function lockIsComplete(wanted) {
  return Object.entries(wanted).every(([path, { optionalDependencies = {} }]) => Object.keys(optionalDependencies).every((name) => isLocked(wanted, path, name)));
}

/** Looks where Node would: in the package's own node_modules, then in each one above. @param {Record<string, LockedPackage>} wanted @param {string} path @param {string} name */
function isLocked(wanted, path, name) {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    if (`${from ? `${from}/` : ''}node_modules/${name}` in wanted) return true;
    if (from === '') return false;
  }
}
