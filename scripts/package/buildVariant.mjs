// @ts-check
// Makes one variant out of what is staged, with electron-builder. In: the variant and the kinds of package wanted.
// Out: the folder of the unpacked app. Invariant: what lies in that folder is what was staged, byte for byte.
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Platform, build } from 'electron-builder';

import { differences } from './engineManifest.mjs';

/**
 * @param {object} options
 * @param {string} options.root
 * @param {import('./stageResources.mjs').Variant} options.variant
 * @param {readonly string[]} options.targets e.g. `dir`, `deb`
 * @param {{ electronBinary: string, electronVersion: string }} options.setup
 * @param {import('./engineManifest.mjs').Manifest} options.manifest
 * @returns {Promise<{ folder: string, resources: string }>}
 */
export async function buildVariant({ root, variant, targets, setup, manifest }) {
  const output = variant === 'full' ? 'dist' : join('dist', variant);
  // A run that breaks off must not leave a package that calls itself up to date.
  rmSync(join(root, output, 'stamp.json'), { force: true });
  await build({
    projectDir: root,
    targets: Platform.current().createTarget([...targets]),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.yml'),
      directories: { output },
      electronDist: electronDist(setup.electronBinary),
      electronVersion: setup.electronVersion,
      // A file name says which variant it is.
      artifactName: `\${productName}-\${version}-${variant}-\${arch}.\${ext}`,
    },
  });
  const folder = unpackedFolder(join(root, output));
  const resources = process.platform === 'darwin' ? join(folder, 'Freehold.app', 'Contents', 'Resources') : join(folder, 'resources');
  const wrong = await differences(resources, manifest);
  if (wrong.length > 0) throw new Error(`These files of the package differ from what was staged:\n  ${wrong.slice(0, 20).join('\n  ')}`);
  return { folder, resources };
}

/** The folder that holds Electron; on macOS the one around Electron.app. @param {string} binary */
function electronDist(binary) {
  return process.platform === 'darwin' ? dirname(dirname(dirname(dirname(binary)))) : dirname(binary);
}

/** @param {string} output */
function unpackedFolder(output) {
  const names = readdirSync(output).filter((name) => /^(linux|win)(-\w+)?-unpacked$|^mac(-\w+)?$/.test(name));
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw new Error(`Expected one unpacked app in ${output}, found: ${names.join(', ') || 'none'}.`);
  return join(output, name);
}
