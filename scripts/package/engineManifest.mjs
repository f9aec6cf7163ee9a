// @ts-check
// What main checks before it starts an engine: size and SHA-256 of each file that the engine loads, and of Node.
// In: the staged resources. Out: the manifest that goes into the asar (read by main/sovereignty/verifyEngines.ts).
// Invariant: every file that a program could be made of is in it, but for macOS's native ones: signing changes them
// afterwards, and the signature of the whole bundle then vouches for them.
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ path: string, bytes: number, sha256: string, engines: string[] }} ManifestFile */
/** @typedef {{ files: ManifestFile[] }} Manifest */

/**
 * @param {string} resources
 * @param {ReadonlyMap<string, ReadonlySet<string>>} engines files below `engines/` to the engines that load them
 * @param {string} nodeBinary below the resources
 * @returns {Promise<Manifest>}
 */
export async function makeManifest(resources, engines, nodeBinary) {
  const everyone = new Set([...engines.values()].flatMap((names) => [...names]));
  const all = [[nodeBinary, everyone], ...[...engines].map(([file, names]) => [`engines/${file}`, names])];
  /** @type {ManifestFile[]} */
  const files = [];
  for (const [path, names] of /** @type {[string, ReadonlySet<string>][]} */ (all)) {
    const file = join(resources, ...path.split('/'));
    if (isMachO(file)) continue;
    files.push({ path, bytes: statSync(file).size, sha256: await sha256(file), engines: [...names].sort() });
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** @param {string} folder the resources of a finished package @param {Manifest} manifest @returns {Promise<string[]>} files that differ */
export async function differences(folder, manifest) {
  const wrong = [];
  for (const { path, bytes, sha256: expected } of manifest.files) {
    const file = join(folder, ...path.split('/'));
    if (statSync(file, { throwIfNoEntry: false })?.size !== bytes || (await sha256(file)) !== expected) wrong.push(path);
  }
  return wrong;
}

/** @param {string} file @returns {Promise<string>} */
export async function sha256(file) {
  const hash = createHash('sha256');
  for await (const block of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(block);
  return hash.digest('hex');
}

/** @param {string} file a program or library of macOS, for one processor or several */
function isMachO(file) {
  const magic = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  readSync(handle, magic, 0, 4, 0);
  closeSync(handle);
  return ['cffaedfe', 'cafebabe'].includes(magic.toString('hex'));
}
