// @ts-check
// `npm run package`: makes the app's packages, full (embedder and language model inside) and light (embedder only).
// In: --full, --light (both if neither), --target NAME (deb, AppImage, dmg, nsis; a folder if left out), --no-build.
// Out: dist/linux-unpacked and dist/light/linux-unpacked, or the like of this system. Nothing is downloaded for a folder;
// for the other targets electron-builder fetches its own tools.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';

import { buildVariant } from './package/buildVariant.mjs';
import { makeManifest } from './package/engineManifest.mjs';
import { thirdPartyLicences } from './package/licences.mjs';
import { leftOutNatives } from './package/nativeParts.mjs';
import { listInstalled, shippedBom } from './package/sbom.mjs';
import { bundledInto, bundledIntoWindow, createShipped } from './package/shippedPackages.mjs';
import { folderSize, partSizes, sizeTable } from './package/sizes.mjs';
import { stageApp } from './package/stageApp.mjs';
import { stageEngines } from './package/stageEngines.mjs';
import { modelsOf, shippedCatalog, stageModels, stageResources } from './package/stageResources.mjs';
import { repoRoot as root } from './setup/paths.mjs';
import { packageSources, sourceStamp, writeStamp } from './setup/stamp.mjs';

/** @typedef {import('./package/stageResources.mjs').Variant} Variant */

const { values } = parseArgs({ options: { full: { type: 'boolean' }, light: { type: 'boolean' }, target: { type: 'string', multiple: true }, 'no-build': { type: 'boolean' } } });
/** @type {readonly Variant[]} */
const variants = values.full === values.light ? ['full', 'light'] : [values.full ? 'full' : 'light'];
const stage = join(root, 'build', 'package');
const resources = join(stage, 'resources');
const startedMs = performance.now();

/** @param {string} what */
function say(what) {
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${what}`);
}

/** @type {import('./setup/ready.mjs').SetupResult} */
const setup = JSON.parse(readFileSync(join(root, 'build', 'setup.json'), 'utf8'));
const system = { platform: process.platform, arch: process.arch };

// Taken before anything is read, so that a file saved meanwhile makes the package out of date.
const stamp = values['no-build'] ? 'of an unknown build' : sourceStamp(root, packageSources);
if (!values['no-build']) {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main', 'preload', 'engines', 'cli', 'renderer'], { stdio: 'inherit' });
  say('built');
}

rmSync(stage, { recursive: true, force: true });
mkdirSync(resources, { recursive: true });
const shipped = createShipped(root);
const engineFiles = await stageEngines({ root, into: join(resources, 'engines'), system, shipped });
const catalog = shippedCatalog(root, setup.modelsDir);
stageResources({ root, into: resources, nodeBinary: setup.nodeBinary, platform: process.platform, catalog });
for (const [program, user] of [['build/main/index.js', 'main'], ['build/preload/index.cjs', 'preload'], ['build/cli/index.js', 'command line']]) {
  for (const file of bundledInto(root, String(program))) shipped.add(file, String(user));
}
for (const file of await bundledIntoWindow(root)) shipped.add(file, 'window');
const packages = shipped.list();
say(`staged ${engineFiles.size} files for the engines; ${packages.length} npm packages ship`);

const nodePath = process.platform === 'win32' ? 'node/node.exe' : 'node/bin/node';
const manifest = await makeManifest(resources, engineFiles, nodePath);
stageApp({ root, into: join(stage, 'app'), manifest });
const installed = await listInstalled(root, stage);
const versions = {
  electron: setup.electronVersion,
  chromium: chromiumVersion(),
  node: process.versions.node,
  nodeSha256: manifest.files.find(({ path }) => path === nodePath)?.sha256 ?? '',
  llamaCpp: JSON.parse(readFileSync(join(root, 'node_modules/node-llama-cpp/llama/llama.cpp.info.json'), 'utf8')).tag,
};
say('hashed the engines, listed what is installed');

/** @type {string[]} */
const report = [];
for (const variant of variants) {
  const models = modelsOf(catalog, variant);
  stageModels({ modelsDir: setup.modelsDir, into: join(stage, 'models'), models });
  writeFileSync(join(resources, 'THIRD_PARTY_LICENSES.txt'), thirdPartyLicences({ root, packages, models, electronVersion: versions.electron, nodeVersion: versions.node }));
  writeFileSync(join(resources, 'sbom.cdx.json'), `${JSON.stringify(shippedBom(installed, { packages, models, versions }), null, 2)}\n`);
  const made = await buildVariant({ root, variant, targets: values.target ?? ['dir'], setup, manifest });
  await writeStamp(dirname(made.folder), stamp);
  report.push(`${variant}: ${relative(root, made.folder)}`, sizeTable(partSizes(made.folder, made.resources)));
  say(`made the ${variant} variant`);
}
rmSync(stage, { recursive: true, force: true });

console.log(`\n${report.join('\n')}\n\nLeft out of both:`);
for (const { path, reason } of leftOutNatives) {
  const bytes = folderSize(join(root, 'node_modules', path));
  if (bytes > 0) console.log(`  ${path.padEnd(58)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB  ${reason}`);
}
if (setup.electronSource === 'fallback') console.log(`\nMade with the stand-in Electron ${setup.electronVersion}: a test build, as About says. Release packages are made where set-up reaches the Electron release.`);

/** Asked of Electron itself; its fuse for this is still on before packaging. */
function chromiumVersion() {
  if (!existsSync(setup.electronBinary)) throw new Error('Electron is not set up. Run "npm run setup".');
  try {
    return execFileSync(setup.electronBinary, ['-p', 'process.versions.chrome'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8', timeout: 20_000 }).trim();
  } catch {
    return undefined;
  }
}
