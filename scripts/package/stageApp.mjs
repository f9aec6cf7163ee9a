// @ts-check
// Lays out what goes into the asar. In: the built repository and the manifest of the engines. Out: a folder with a
// package.json of its own. Invariant: no source maps and no node_modules; what runs is bundled.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {{ root: string, into: string, manifest: import('./engineManifest.mjs').Manifest }} options */
export function stageApp({ root, into, manifest }) {
  const parts = ['main/index.js', 'preload/index.cjs', 'renderer/index.html'];
  const missing = parts.filter((part) => !existsSync(join(root, 'build', part)));
  if (missing.length > 0) throw new Error(`Not built: ${missing.join(', ')}.`);
  for (const part of ['main', 'preload', 'renderer']) {
    cpSync(join(root, 'build', part), join(into, 'build', part), { recursive: true, filter: (source) => !source.endsWith('.map') });
  }
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'build', 'main', 'engine-manifest.json'), `${JSON.stringify(manifest)}\n`);
  const { name, version, description, license, type, main, homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const own = {
    name,
    // Electron names the folder of settings after it, the command line by itself; both must agree.
    productName: 'Freehold',
    // By this a Linux desktop knows which entry of its menu a window belongs to.
    desktopName: 'freehold.desktop',
    version,
    description,
    license,
    author: 'Freehold contributors <maintainers@freehold.invalid>',
    // A deb must name a page; `.invalid` says that there is none yet.
    homepage: homepage ?? 'https://freehold.invalid',
    type,
    main,
    private: true,
  };
  writeFileSync(join(into, 'package.json'), `${JSON.stringify(own, null, 2)}\n`);
}
