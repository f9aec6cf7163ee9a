// @ts-check
// Lays the engines out as they ship: their bundles, and a node_modules that holds the files they load and no others.
// In: the built repository. Out: a folder, and who uses which package. Invariant: every file that Node reads to
// resolve or run an import comes along (package.json of each folder on the way), and so do licences.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import { nativeFiles } from './nativeParts.mjs';
import { licenceFiles } from './shippedPackages.mjs';
import { engineNames, traceEngines } from './traceEngines.mjs';

/** Where the stub of sharp must lie for transformers to find it. */
const sharpPlace = ['node_modules', '@xenova', 'transformers', 'node_modules', 'sharp'];

/**
 * @param {{ root: string, into: string, system: import('./nativeParts.mjs').TargetSystem, shipped: ReturnType<typeof import('./shippedPackages.mjs').createShipped> }} options
 * @returns {Promise<Map<string, Set<import('./traceEngines.mjs').EngineName>>>} files below `into`, with `/`, to the engines that load them
 */
export async function stageEngines({ root, into, system, shipped }) {
  /** @type {Map<string, Set<import('./traceEngines.mjs').EngineName>>} */
  const staged = new Map();
  const stage = (/** @type {string} */ from, /** @type {string} */ name) => {
    mkdirSync(dirname(join(into, name)), { recursive: true });
    copyFileSync(from, join(into, name));
  };

  for (const engine of engineNames) {
    stage(join(root, 'build', 'engines', `${engine}.js`), `${engine}.js`);
    staged.set(`${engine}.js`, new Set([engine]));
  }
  // What each of them loads first.
  stage(join(root, 'build', 'engines', 'guard.js'), 'guard.js');
  staged.set('guard.js', new Set(engineNames));
  writeFileSync(join(into, 'package.json'), `${JSON.stringify({ name: 'freehold-engines', private: true, type: 'module' })}\n`);
  staged.set('package.json', new Set(engineNames));

  const trace = await traceEngines(root);
  for (const { file, engine } of nativeFiles(root, system)) {
    const name = file.slice(root.length + 1).split('\\').join('/');
    trace.set(name, (trace.get(name) ?? new Set()).add(engine));
  }
  for (const [file, engines] of trace) {
    if (!file.includes('node_modules/')) continue;
    for (const engine of engines) {
      const found = shipped.add(file, engine);
      if (found === undefined) continue;
      for (const name of [file, ...manifestsAbove(root, file, found.path)]) {
        if (!staged.has(name)) stage(join(root, name), name);
        staged.set(name, (staged.get(name) ?? new Set()).add(engine));
      }
    }
  }
  for (const { path, folder, usedBy } of shipped.list()) {
    if (![...usedBy].some((user) => staged.has(`${user}.js`))) continue;
    for (const name of licenceFiles(folder)) if (!existsSync(join(into, path, name))) stage(join(folder, name), posix.join(path, name));
  }
  await cp(fileURLToPath(new URL('stubs/sharp', import.meta.url)), join(into, ...sharpPlace), { recursive: true });
  for (const name of ['package.json', 'index.js']) staged.set([...sharpPlace, name].join('/'), new Set(['library']));
  return staged;
}

/** A package.json deeper in a package says whether the files beside it are modules. @param {string} root @param {string} file @param {string} top the package's folder */
function manifestsAbove(root, file, top) {
  const found = [];
  for (let folder = posix.dirname(file); folder.length >= top.length; folder = posix.dirname(folder)) {
    if (existsSync(join(root, folder, 'package.json'))) found.push(`${folder}/package.json`);
  }
  return found;
}
