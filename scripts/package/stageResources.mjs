// @ts-check
// Lays out everything of the package that isn't the app itself: Node, the command line, models, sample files, words
// on licences. In: what set-up made (build/setup.json). Out: the folder that becomes the package's `resources`.
// Invariant: nothing in it names a place on the machine that packaged it.
import { chmodSync, copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {{ id: string, role: 'llm' | 'embedder' | 'ocr', name: string, licence: string, default?: boolean, files: { path: string, bytes: number, sha256: string }[], sources?: { kind: string, files?: { path: string, url?: string }[] }[] }} CatalogModel */
/** @typedef {'full' | 'light'} Variant */

/** @param {string} root @param {string} modelsDir where set-up put them @returns {CatalogModel[]} the models that a person may be offered; only the default ones come along */
export function shippedCatalog(root, modelsDir) {
  /** @type {{ models: CatalogModel[] }} */
  const { models } = JSON.parse(readFileSync(join(root, 'resources', 'model-catalog.json'), 'utf8'));
  return models.map((model) => ({
    ...model,
    files: checkedFiles(model, join(modelsDir, model.id, 'verified.json')),
    // The hub's address stays as the model's origin; where set-up fetches it from otherwise is of no use in the app.
    sources: (model.sources ?? []).filter(({ kind }) => kind === 'hub'),
  }));
}

/** A source may offer other bytes than the next one: what ships is what set-up checked here. @param {CatalogModel} model @param {string} record */
function checkedFiles({ files }, record) {
  /** @type {import('../setup/models.mjs').Verified} */
  const checked = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
  return files.map((file) => {
    const { bytes, sha256 } = checked[file.path] ?? file;
    return { ...file, bytes, sha256 };
  });
}

/** @param {readonly CatalogModel[]} catalog @param {Variant} variant */
export function modelsOf(catalog, variant) {
  return catalog.filter((model) => model.default === true && (variant === 'full' || model.role !== 'llm'));
}

/** @param {{ root: string, into: string, nodeBinary: string, platform: NodeJS.Platform, catalog: readonly CatalogModel[] }} options */
export function stageResources({ root, into, nodeBinary, platform, catalog }) {
  const place = (/** @type {string} */ from, /** @type {string} */ name, mode = 0o644) => {
    mkdirSync(dirname(join(into, name)), { recursive: true });
    copyFileSync(from, join(into, name));
    chmodSync(join(into, name), mode);
  };
  const windows = platform === 'win32';
  place(nodeBinary, windows ? 'node/node.exe' : 'node/bin/node', 0o755);
  place(nodeLicence(nodeBinary), 'node/LICENSE');

  place(join(root, 'build', 'cli', 'index.js'), 'cli/index.js');
  writeFileSync(join(into, 'cli', 'package.json'), `${JSON.stringify({ name: 'freehold-cli', private: true, type: 'module' })}\n`);
  const launcher = windows ? 'freehold.cmd' : 'freehold';
  place(join(root, 'scripts', 'package', 'launchers', launcher), launcher, 0o755);

  writeFileSync(join(into, 'model-catalog.json'), `${JSON.stringify({ models: catalog }, null, 2)}\n`);
  place(join(root, 'resources', 'model-downloads.json'), 'model-downloads.json');
  cpSync(join(root, 'resources', 'sample-library'), join(into, 'sample-library'), { recursive: true });
  place(join(root, 'resources', 'sample-questions.json'), 'sample-questions.json');
  place(join(root, 'LICENSE'), 'LICENSE');
}

/** Beside the binary on Windows, two folders up elsewhere. @param {string} nodeBinary */
function nodeLicence(nodeBinary) {
  const places = [join(dirname(nodeBinary), 'LICENSE'), join(dirname(dirname(nodeBinary)), 'LICENSE')];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`Node's LICENSE is not beside ${nodeBinary}.`);
  return found;
}

/** @param {{ modelsDir: string, into: string, models: readonly CatalogModel[] }} options */
export function stageModels({ modelsDir, into, models }) {
  rmSync(into, { recursive: true, force: true });
  for (const { id, files } of models) {
    for (const { path } of files) {
      const target = join(into, id, path);
      mkdirSync(dirname(target), { recursive: true });
      linkOrCopy(join(modelsDir, id, path), target);
    }
  }
}

/** A gigabyte need not be copied twice; a link can't cross file systems. @param {string} from @param {string} to */
function linkOrCopy(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
