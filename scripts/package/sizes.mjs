// @ts-check
// Where the megabytes of a package are. In: its folder. Out: bytes by part, and a table for people.
import { lstatSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** First match wins; the rest is Electron. @type {readonly [string, (path: string) => boolean][]} */
const parts = [
  ['language model', (path) => path.startsWith('models/') && path.endsWith('.gguf')],
  ['languages for images', (path) => path.startsWith('models/') && path.endsWith('.traineddata')],
  ['embedder', (path) => path.startsWith('models/')],
  ['Node', (path) => path.startsWith('node/')],
  ['engines: LanceDB', (path) => path.startsWith('engines/node_modules/@lancedb/')],
  ['engines: ONNX Runtime', (path) => path.startsWith('engines/') && path.includes('/onnxruntime-node/')],
  ['engines: llama.cpp', (path) => path.startsWith('engines/node_modules/@node-llama-cpp/')],
  ['engines: the rest', (path) => path.startsWith('engines/')],
  ['app.asar', (path) => path === 'app.asar'],
  ['licences, SBOM', (path) => /^(LICENSE|THIRD_PARTY_LICENSES\.txt|sbom\.cdx\.json)$/.test(path)],
  ['command line, sample files, catalog', (path) => /^(cli\/|sample-library\/|sample-questions\.json$|freehold(\.cmd)?$|model-(?:catalog|downloads)\.json$)/.test(path)],
  ['other resources', () => true],
];

/** @param {string} folder @param {string} resources @returns {Map<string, number>} */
export function partSizes(folder, resources) {
  const sizes = new Map([...parts.map(([name]) => /** @type {[string, number]} */ ([name, 0])), ['Electron', 0]]);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    const found = lstatSync(file);
    if (!found.isFile()) continue;
    const inside = file.startsWith(resources + sep) ? file.slice(resources.length + 1).split(sep).join('/') : undefined;
    const part = inside === undefined ? 'Electron' : (parts.find(([, matches]) => matches(inside))?.[0] ?? 'Electron');
    sizes.set(part, (sizes.get(part) ?? 0) + found.size);
  }
  return sizes;
}

/** @param {ReadonlyMap<string, number>} sizes */
export function sizeTable(sizes) {
  const line = (/** @type {string} */ name, /** @type {number} */ bytes) => `  ${name.padEnd(36)} ${(bytes / 1e6).toFixed(1).padStart(8)} MB`;
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  return [...[...sizes].filter(([, bytes]) => bytes > 0).sort((a, b) => b[1] - a[1]).map(([name, bytes]) => line(name, bytes)), line('total', total)].join('\n');
}

/** @param {string} path @returns {number} bytes of a folder; 0 when it isn't there */
export function folderSize(path) {
  try {
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
      const found = lstatSync(join(path, name));
      return sum + (found.isFile() ? found.size : 0);
    }, 0);
  } catch {
    return 0;
  }
}
