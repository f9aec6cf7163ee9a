// @ts-check
// Fetches one npm package as a file, by name, without installing it.
// In: name, version and pinned integrity. Out: the path of a verified .tgz in the downloads folder.
// Invariant: a path that is returned has the pinned content; a finished download is kept until its user deletes it.

import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { watchFolder } from './progress.mjs';
import { run, runNpm } from './run.mjs';
import { verifyIntegrity } from './verify.mjs';

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.version
 * @param {string} options.integrity
 * @param {number} [options.bytes]
 * @param {string} options.label
 * @param {string} options.downloads
 * @param {import('./progress.mjs').Reporter} options.reporter
 */
export async function fetchNpmTarball({ name, version, integrity, bytes, label, downloads, reporter }) {
  const plainName = `${name.replace('@', '').replace('/', '-')}-${version}`;
  const target = join(downloads, `${plainName}.tgz`);
  if (!existsSync(target)) {
    const work = join(downloads, `${plainName}.partial`);
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    const progress = reporter.progress(label, bytes);
    // A cache of its own lets the progress be seen, and leaves no second copy of 200 MB in the user's npm cache.
    const args = ['pack', `${name}@${version}`, '--pack-destination', work, '--cache', join(work, 'cache'), '--loglevel=error'];
    const result = await watchFolder(join(work, 'cache'), progress.set, () => runNpm(args, { cwd: work }));
    const packed = (await readdir(work)).find((file) => file.endsWith('.tgz'));
    if (result.code !== 0 || !packed) {
      throw new SetupError(`npm could not fetch the package ${name}@${version}.`, {
        detail: result.stderr,
        remedy: 'Check the connection to the npm registry, then run the same command again.',
      });
    }
    progress.done();
    await rename(join(work, packed), target);
    await rm(work, { recursive: true, force: true });
  }
  await verifyIntegrity(target, integrity, `the npm package ${name}@${version}`);
  return target;
}

/** Unpacks a .tgz whose files all lie under `package/`. @param {string} tarball @param {string} folder */
export async function unpackTarball(tarball, folder) {
  const result = await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  if (result.code !== 0) {
    throw new SetupError(`${tarball} could not be unpacked.`, { detail: result.stderr, remedy: 'Check that the disk has room and that `tar` is installed.' });
  }
}
