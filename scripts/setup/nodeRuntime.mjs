// @ts-check
// Step 3: the Node that runs the engines, apart from the one that runs this script.
// In: the pins. Out: the path of a Node binary.
// Invariant: the binary has the pinned hash where one is pinned; else its package has the pinned integrity.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { installFolder } from './installFolder.mjs';
import { fetchNpmTarball, unpackTarball } from './npmTarball.mjs';
import { platformKey } from './paths.mjs';
import { verifySha256 } from './verify.mjs';

/**
 * `version`: where the platform's package has no release of the common one.
 * @typedef {{ package: string, version?: string, binary: string, integrity: string, bytes?: number, binarySha256?: string, tried: boolean }} NodePlatform
 * @param {object} options
 * @param {{ version: string, platforms: Record<string, NodePlatform> }} options.pins
 * @param {import('./paths.mjs').Places} options.at
 * @param {import('./progress.mjs').Reporter} options.reporter
 * @param {boolean} [options.verify] hash the binary even though it is in place
 * @param {typeof fetchNpmTarball} [options.fetchTarball]
 * @returns {Promise<string>}
 */
export async function ensureNode({ pins, at, reporter, verify = false, fetchTarball = fetchNpmTarball }) {
  const pin = pins.platforms[platformKey];
  if (!pin) return ownNode(pins.version);
  const version = pin.version ?? pins.version;
  const folder = join(at.cache, 'node', `${version}-${platformKey}`);
  const binary = join(folder, pin.binary);
  if (existsSync(binary)) {
    if (verify && pin.binarySha256) await verifySha256(binary, pin.binarySha256);
    return binary;
  }
  const tarball = await fetchTarball({
    name: pin.package,
    version,
    integrity: pin.integrity,
    bytes: pin.bytes,
    label: `Node ${version}`,
    downloads: at.downloads,
    reporter,
  });
  await installFolder(folder, async (partial) => {
    await unpackTarball(tarball, partial);
    if (pin.binarySha256) await verifySha256(join(partial, pin.binary), pin.binarySha256, `the npm package ${pin.package}@${version}`);
  });
  await rm(tarball, { force: true });
  return binary;
}

/** Where no package offers the pinned Node, the one that runs this script will do if it is new enough. @param {string} wanted */
function ownNode(wanted) {
  const major = Number(wanted.split('.')[0]);
  if (Number(process.versions.node.split('.')[0]) >= major) return process.execPath;
  throw new SetupError(`Freehold's engines need Node ${major}, and there is no package of it for ${platformKey}; this is Node ${process.versions.node}.`, {
    remedy: `Install Node ${major} or later, then run the same command again.`,
  });
}
