// @ts-check
// Remembers that set-up is complete, so that the next start only looks at file sizes.
// In: the files that set-up made and those it was made from. Out: yes or no, in a few milliseconds.
// Invariant: "ready" is said only if every file has the size (and every input the time) that it had when set-up ended.

import { readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { platformKey } from './paths.mjs';
import { silentReporter } from './progress.mjs';

/**
 * What is set up: `tools` is npm packages and Node (enough to build and check), `terminal` adds the default models,
 * `app` adds Electron, `tests` adds the models that only tests use. Each includes the ones before it.
 * @typedef {'tools' | 'terminal' | 'app' | 'tests'} Profile
 * @typedef {{ nodeBinary: string, modelsDir: string, cacheDir: string }} EngineSetup
 * @typedef {EngineSetup & { electronBinary: string, electronVersion: string, electronSource: 'release' | 'fallback' }} SetupResult
 * @typedef {{ nodeBinary: string, app?: SetupResult, system: import('./system.mjs').SystemState }} Ready
 * @typedef {{ profile: Profile, platform: string, cacheDir: string, inputs: Record<string, string>, files: Record<string, number>, ready: Ready }} Record_
 */

/** @type {readonly Profile[]} */
const profiles = ['tools', 'terminal', 'app', 'tests'];

/** @param {Profile} have @param {Profile} want */
export function includes(have, want) {
  return profiles.indexOf(have) >= profiles.indexOf(want);
}

const inputPaths = ['resources/runtime-pins.json', 'resources/model-catalog.json', 'package-lock.json', 'node_modules/.package-lock.json'];

/** @param {string} root */
function recordPath(root) {
  return join(root, 'build', 'setup-record.json');
}

/** @param {string} root */
function readInputs(root) {
  return Object.fromEntries(inputPaths.map((path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    return [path, found ? `${found.size} ${found.mtimeMs}` : 'missing'];
  }));
}

/** @param {import('./paths.mjs').Places} at @param {Profile} profile @returns {Ready | undefined} */
export function readReady(at, profile) {
  /** @type {Record_} */
  let record;
  try {
    record = JSON.parse(readFileSync(recordPath(at.root), 'utf8'));
  } catch {
    return undefined;
  }
  const same = record.platform === platformKey && record.cacheDir === at.cache && includes(record.profile, profile);
  if (!same || JSON.stringify(record.inputs) !== JSON.stringify(readInputs(at.root))) return undefined;
  for (const [path, bytes] of Object.entries(record.files)) {
    if (statSync(path, { throwIfNoEntry: false })?.size !== bytes) return undefined;
  }
  return record.ready;
}

/**
 * As `readReady`, but what the record says a window lacks is looked for again: the person may have installed it since.
 * @param {import('./paths.mjs').Places} at
 * @param {Profile} profile
 * @param {() => Promise<import('./system.mjs').SystemState>} [look]
 * @returns {Promise<Ready | undefined>}
 */
export async function readReadyNow(at, profile, look = lookAtSystem) {
  const ready = readReady(at, profile);
  return ready?.system.lacksForTests && includes(profile, 'app') ? { ...ready, system: await look() } : ready;
}

async function lookAtSystem() {
  const { ensureSystem } = await import('./system.mjs');
  return ensureSystem({ reporter: silentReporter, install: false });
}

/** @param {import('./paths.mjs').Places} at @param {Profile} profile @param {Ready} ready @param {readonly string[]} files absolute */
export async function writeReady(at, profile, ready, files) {
  await mkdir(at.build, { recursive: true });
  /** @type {Record_} */
  const record = {
    profile,
    platform: platformKey,
    cacheDir: at.cache,
    inputs: readInputs(at.root),
    files: Object.fromEntries(files.map((path) => [path, statSync(path).size])),
    ready,
  };
  await writeWhole(recordPath(at.root), record);
}

/** The part that the app, the engines and the tests read. @param {import('./paths.mjs').Places} at @param {EngineSetup | SetupResult} result */
export async function writeSetupResult(at, result) {
  await mkdir(at.build, { recursive: true });
  await writeWhole(join(at.build, 'setup.json'), result);
}

/** @param {string} path @param {unknown} value */
async function writeWhole(path, value) {
  await writeFile(`${path}.partial`, `${JSON.stringify(value, null, 2)}\n`);
  await rename(`${path}.partial`, path);
}
