// @ts-check
// Model files out of npm packages, by name: what is published there in the first place, such as language files for OCR.
// In: a catalog's npm source. Out: its files, hash-checked, in the given folder.
// Invariant: a package is used only with its pinned integrity, and a file of it only with its pinned hash.

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { fetchNpmTarball, unpackTarball } from './npmTarball.mjs';
import { verifySha256 } from './verify.mjs';

/**
 * @typedef {{ path: string, package: string, version: string, integrity: string, member: string, gzip?: boolean, bytes: number, sha256: string }} NpmFile
 *   `member`: below the package's folder; `gzip`: it is packed once more
 * @typedef {{ files: readonly NpmFile[] }} NpmSource
 */

/**
 * @param {object} options
 * @param {NpmSource} options.source
 * @param {string} options.label
 * @param {string} options.work a folder that is kept between interrupted runs and deleted after a complete one
 * @param {string} options.folder where the finished files go
 * @param {import('./progress.mjs').Reporter} options.reporter
 * @param {typeof fetchNpmTarball} [options.fetchTarball]
 */
export async function fetchNpmFiles({ source, label, work, folder, reporter, fetchTarball = fetchNpmTarball }) {
  for (const file of source.files) {
    const { package: name, version, integrity } = file;
    const tarball = await fetchTarball({ name, version, integrity, label, downloads: work, reporter });
    const unpacked = await mkdtemp(join(work, 'unpacked-'));
    await unpackTarball(tarball, unpacked);
    const partial = join(unpacked, 'file');
    const packed = createReadStream(join(unpacked, file.member));
    await (file.gzip ? pipeline(packed, createGunzip(), createWriteStream(partial)) : pipeline(packed, createWriteStream(partial)));
    await verifySha256(partial, file.sha256, `the npm package ${name}@${version}`);
    await mkdir(dirname(join(folder, file.path)), { recursive: true });
    await rename(partial, join(folder, file.path));
    await rm(unpacked, { recursive: true });
  }
}
