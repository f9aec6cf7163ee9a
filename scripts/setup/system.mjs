// @ts-check
// Step 1: the system libraries that a window needs on Linux.
// In: what the dynamic linker knows. Out: nothing missing, or the one command that installs the rest.
// Invariant: nothing is installed unless this runs as root on a Debian-like system.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { SetupError } from './errors.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} SystemNeed
 * @property {string} probe a library as the linker names it, or a program
 * @property {'library' | 'program'} kind
 * @property {readonly [string, ...string[]]} packages Debian's names, the newest first (Debian 13 renamed some to …t64)
 * @property {'window' | 'tests'} usedBy
 */

/** @type {readonly SystemNeed[]} */
const needs = [
  { probe: 'libgtk-3.so.0', kind: 'library', packages: ['libgtk-3-0t64', 'libgtk-3-0'], usedBy: 'window' },
  { probe: 'libnss3.so', kind: 'library', packages: ['libnss3'], usedBy: 'window' },
  { probe: 'libgbm.so.1', kind: 'library', packages: ['libgbm1'], usedBy: 'window' },
  { probe: 'libasound.so.2', kind: 'library', packages: ['libasound2t64', 'libasound2'], usedBy: 'window' },
  { probe: 'libXss.so.1', kind: 'library', packages: ['libxss1'], usedBy: 'window' },
  { probe: 'libXtst.so.6', kind: 'library', packages: ['libxtst6'], usedBy: 'window' },
  { probe: 'Xvfb', kind: 'program', packages: ['xvfb'], usedBy: 'tests' },
  { probe: 'xauth', kind: 'program', packages: ['xauth'], usedBy: 'tests' },
];

/**
 * @typedef {object} SystemState
 * @property {boolean} lacksForWindow
 * @property {boolean} lacksForTests
 * @property {string} command the one command that mends it
 * @property {readonly string[]} files the libraries found, so that a later run notices when one is gone
 */

/**
 * @param {object} options
 * @param {import('./progress.mjs').Reporter} options.reporter
 * @param {boolean} options.install
 * @param {typeof run} [options.runner]
 * @param {boolean} [options.isRoot]
 * @param {boolean} [options.isDebian]
 * @param {NodeJS.Platform} [options.platform]
 * @returns {Promise<SystemState>}
 */
export async function ensureSystem({
  reporter, install, runner = run, isRoot = process.getuid?.() === 0, isDebian = existsSync('/etc/debian_version'), platform = process.platform,
}) {
  if (platform !== 'linux') return { lacksForWindow: false, lacksForTests: false, command: '', files: [] };
  let { missing, files } = await lookAround(runner);
  if (install && missing.length > 0 && isRoot && isDebian) {
    await installPackages(missing, runner, reporter);
    ({ missing, files } = await lookAround(runner));
  }
  return {
    lacksForWindow: missing.some(({ usedBy }) => usedBy === 'window'),
    lacksForTests: missing.length > 0,
    command: await installCommand(missing, runner),
    files,
  };
}

/** @param {typeof run} runner */
async function lookAround(runner) {
  const known = await linkerCache(runner);
  /** @type {SystemNeed[]} */
  const missing = [];
  /** @type {string[]} */
  const files = [];
  for (const need of needs) {
    if (need.kind === 'library' && known === undefined) continue;
    const path = need.kind === 'program' ? onPath(need.probe) : libraryPath(known ?? '', need.probe);
    if (path) files.push(path);
    else missing.push(need);
  }
  return { missing, files };
}

/** @param {string} known lines such as `\tlibnss3.so (libc6,x86-64) => /lib/x86_64-linux-gnu/libnss3.so` @param {string} library */
function libraryPath(known, library) {
  return known.split('\n').find((line) => line.startsWith(`\t${library} `))?.split(' => ')[1];
}

/** Undefined where there is no ldconfig: then nothing can be said, and nothing is asked for. @param {typeof run} runner */
async function linkerCache(runner) {
  // A normal user's PATH lacks sbin on Debian.
  for (const command of ['/sbin/ldconfig', '/usr/sbin/ldconfig', 'ldconfig']) {
    const result = await runner(command, ['-p']);
    if (result.code === 0) return result.stdout;
  }
  return undefined;
}

/** @param {string} program */
function onPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** @param {readonly SystemNeed[]} missing @param {typeof run} runner @param {import('./progress.mjs').Reporter} reporter */
async function installPackages(missing, runner, reporter) {
  reporter.line(`Installing ${missing.length} system packages with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runner('apt-get', ['update', '-q'], { env });
  const names = await packageNames(missing, runner);
  const result = await runner('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env });
  if (result.code !== 0) {
    throw new SetupError('apt-get could not install the system packages.', {
      detail: `${update.code === 0 ? '' : update.stderr}${result.stderr || result.stdout}`,
      remedy: `Mend what apt-get says, or run:\n  ${await installCommand(missing, runner)}`,
    });
  }
}

/** @param {readonly SystemNeed[]} missing @param {typeof run} runner */
async function installCommand(missing, runner) {
  if (missing.length === 0) return '';
  const names = await packageNames(missing, runner);
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`;
}

/**
 * The names that this release has. Where apt knows none yet, the oldest: newer releases still provide most of them.
 * @param {readonly SystemNeed[]} missing @param {typeof run} runner
 */
function packageNames(missing, runner) {
  return Promise.all(missing.map(async ({ packages }) => {
    const known = await Promise.all(packages.map((name) => runner('apt-cache', ['show', '--no-all-versions', name])));
    return packages.find((_, index) => known[index]?.code === 0) ?? String(packages.at(-1));
  }));
}
