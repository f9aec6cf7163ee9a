// @ts-check
// What lies in a package, without starting it: the asar, the fuses, the engines and what is said about their origin.
// In: an unpacked package and its variant. Invariant: nothing here reads the repository, except for the golden copies.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

import { differences, sha256 } from '../../scripts/package/engineManifest.mjs';
import { ensure, same } from './report.mjs';

/** The golden copy: a change here is a decision, not a side effect. */
const goldenFuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/**
 * @param {import('./report.mjs').Report} report
 * @param {{ variant: 'full' | 'light', folder: string, repoRoot: string }} options
 */
export async function checkContents(report, { variant, folder, repoRoot }) {
  const resources = join(folder, 'resources');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
  const asar = join(resources, 'app.asar');
  const sbom = () => JSON.parse(readFileSync(join(resources, 'sbom.cdx.json'), 'utf8'));

  await report.check('the asar holds the built app and nothing else', () => {
    const inside = listPackage(asar, { isPack: false }).map((name) => name.split('\\').join('/'));
    const strange = inside.filter((name) => name.includes('node_modules') || name.endsWith('.map') || !/^\/(package\.json|build(\/(main|preload|renderer)(\/.*)?)?)$/.test(name));
    same(strange, [], 'strange files');
    for (const name of ['/build/main/index.js', '/build/main/engine-manifest.json', '/build/preload/index.cjs', '/build/renderer/index.html']) ensure(inside.includes(name), `${name} is missing`);
  });

  await report.check('nothing of a bare Electron or of another app is left', () => {
    same(files.filter((name) => /default_app\.asar|app\.asar\.unpacked|browser_v8_context_snapshot|(^|\/)resources\/app\//.test(name)), [], 'leftovers');
  });

  await report.check('the fuses are those of the golden copy', async () => {
    const wire = /** @type {Record<number, FuseState>} */ (/** @type {unknown} */ (await getCurrentFuseWire(join(folder, 'freehold'))));
    const found = Object.fromEntries(Object.keys(goldenFuses).map((name) => [name, wire[FuseV1Options[/** @type {keyof typeof goldenFuses} */ (name)]] === FuseState.ENABLE]));
    same(found, goldenFuses, 'fuses');
  });

  await report.check("the engines' files are those of the manifest in the asar, and no program lies beside them", async () => {
    const manifest = JSON.parse(extractFile(asar, 'build/main/engine-manifest.json').toString('utf8'));
    same(await differences(resources, manifest), [], 'differing files');
    const known = new Set(manifest.files.map((/** @type {{ path: string }} */ { path }) => `resources/${path}`));
    const programs = files.filter((name) => /^resources\/(engines|node)\//.test(name) && /\.(js|mjs|cjs|json|node|so[.\d]*|dylib|dll|wasm|exe)$/.test(name));
    same(programs.filter((name) => !known.has(name)), [], 'programs that the manifest does not know');
  });

  await report.check("native files are this system's, and none is for a graphics processor", () => {
    const native = files.filter((name) => name.startsWith('resources/') && /\.(node|so[.\d]*|dylib|dll)$/.test(name));
    ensure(native.length >= 5, `only ${native.length} native files`);
    same(native.filter((name) => /cuda|tensorrt|vulkan|metal/i.test(name)), [], 'for graphics processors');
    same(native.filter((name) => machineOf(join(folder, name)) !== process.arch), [], 'for another machine');
  });

  await report.check('no file names the machine that packaged it', () => {
    const names = [repoRoot, homedir()].filter((name) => name.length > 1).map((name) => Buffer.from(`${name}/`));
    const texts = files.filter((name) => name.startsWith('resources/') && /\.(js|mjs|cjs|json|asar|txt)$|resources\/freehold$/.test(name));
    same(texts.filter((name) => names.some((machine) => readFileSync(join(folder, name)).includes(machine))), [], 'files');
  });

  await report.check(`models: ${variant === 'full' ? 'embedder, languages for images and language model' : 'no language model'}, as the catalog says`, async () => {
    const { models } = JSON.parse(readFileSync(join(resources, 'model-catalog.json'), 'utf8'));
    const found = readdirSync(join(resources, 'models')).sort();
    const wanted = models.filter((/** @type {any} */ model) => model.default && (variant === 'full' || model.role !== 'llm'));
    same(found, wanted.map((/** @type {any} */ { id }) => id).sort(), 'models');
    const listed = new Set(sbom().components.flatMap((/** @type {any} */ one) => (one.type === 'machine-learning-model' ? one.components : [])).map((/** @type {any} */ one) => `${one.name} ${one.hashes[0].content}`));
    for (const { id, files: modelFiles } of wanted) {
      for (const { path, ...stated } of modelFiles) {
        const file = join(resources, 'models', id, path);
        const found = { bytes: statSync(file).size, sha256: await sha256(file) };
        same(stated, found, `${id}/${path} in the catalog`);
        ensure(listed.has(`models/${id}/${path} ${found.sha256}`), `${id}/${path} is not in the SBOM with its hash`);
      }
    }
  });

  await report.check('the SBOM and the licences name every package that ships', () => {
    const { specVersion, components } = sbom();
    same(specVersion, '1.6', 'CycloneDX version');
    const listed = new Set(components.map((/** @type {any} */ one) => `${one.group ? `${one.group}/` : ''}${one.name} ${one.version}`));
    const licences = readFileSync(join(resources, 'THIRD_PARTY_LICENSES.txt'), 'utf8');
    const manifests = files.filter((name) => /^resources\/engines\/.*node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(name)).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    const shipped = manifests.filter(({ version }) => !version.endsWith('-stub')).map(({ name, version }) => `${name} ${version}`);
    ensure(shipped.length > 50, `only ${shipped.length} packages`);
    same(shipped.filter((one) => !listed.has(one)), [], 'not in the SBOM');
    same([...listed].filter((one) => /^(@[^/]+\/)?[a-z]/.test(String(one)) && !/^(electron|node) /.test(String(one)) && !licences.includes(`\n${one}\n`)), [`all-MiniLM-L6-v2 all-minilm-l6-v2-int8`], 'without a licence text (a model is named by its name only)');
    for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'resources/node/LICENSE', 'resources/LICENSE']) ensure(files.includes(name), `${name} is missing`);
  });
}

/** @param {string} file @returns {string | undefined} Node's name of the processor that a Linux library is for */
function machineOf(file) {
  const head = readFileSync(file).subarray(0, 20);
  return head.readUInt32BE(0) === 0x7f454c46 ? { 0x3e: 'x64', 0xb7: 'arm64', 0x28: 'arm' }[head.readUInt16LE(18)] : undefined;
}
