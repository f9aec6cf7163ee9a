// @ts-check
// The steps of set-up, in order.
// In: the profile wanted. Out: build/setup.json, and the record that lets the next start skip all of this.
// Invariant: each step does nothing when its result is there, so an interrupted run goes on where it stopped.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ensureElectron } from './electron.mjs';
import { ensureModels } from './models.mjs';
import { ensureNode } from './nodeRuntime.mjs';
import { ensureNpmPackages } from './npmPackages.mjs';
import { includes, writeReady, writeSetupResult } from './ready.mjs';
import { ensureSystem } from './system.mjs';

export { ensureBuilt } from './build.mjs';

/**
 * @param {{ profile: import('./ready.mjs').Profile, verify: boolean, retryRelease: boolean, at: import('./paths.mjs').Places, reporter: import('./progress.mjs').Reporter }} options
 * @returns {Promise<import('./ready.mjs').Ready>}
 */
export async function installAll({ profile, verify, retryRelease, at, reporter }) {
  const pins = JSON.parse(await readFile(join(at.root, 'resources', 'runtime-pins.json'), 'utf8'));
  reporter.line(`Setting up Freehold. Downloads are kept in ${at.cache}.`);

  const system = await ensureSystem({ reporter, install: includes(profile, 'app') });
  await ensureNpmPackages({ at, reporter });
  const nodeBinary = await ensureNode({ pins: pins.node, at, reporter, verify });
  if (!includes(profile, 'terminal')) {
    const ready = { nodeBinary, system };
    await writeReady(at, profile, ready, [nodeBinary]);
    return ready;
  }

  const electron = includes(profile, 'app') ? await ensureElectron({ pins: pins.electron, at, nodeBinary, reporter, retryRelease }) : undefined;
  const modelFiles = await ensureModels({ models: await wantedModels(at.root, profile), at, reporter, verify });
  const engines = { nodeBinary, modelsDir: at.models, cacheDir: at.cache };
  if (!electron) {
    await writeSetupResult(at, engines);
    const ready = { nodeBinary, system };
    await writeReady(at, profile, ready, [nodeBinary, ...modelFiles]);
    return ready;
  }
  const app = { ...engines, electronBinary: electron.binary, electronVersion: electron.version, electronSource: electron.source };
  await writeSetupResult(at, app);
  const ready = { nodeBinary, app, system };
  await writeReady(at, profile, ready, [nodeBinary, electron.binary, ...modelFiles, ...system.files]);
  return ready;
}

/** @param {string} root @param {import('./ready.mjs').Profile} profile @returns {Promise<readonly import('./models.mjs').Model[]>} */
async function wantedModels(root, profile) {
  /** @type {{ models: import('./models.mjs').Model[] }} */
  const { models } = JSON.parse(await readFile(join(root, 'resources', 'model-catalog.json'), 'utf8'));
  return models.filter((model) => model.default || (model.testsOnly && includes(profile, 'tests')));
}
