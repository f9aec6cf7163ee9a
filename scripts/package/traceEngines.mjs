// @ts-check
// Which files of node_modules the engines load: the import graph of each built engine, file by file, as esbuild
// resolves it with Node's own conditions. In: the repository. Out: for each file, the engines that reach it.
// Invariant: an import that can't be followed and isn't named in `leftOut` stops the packaging.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** @typedef {'library' | 'llm' | 'parser'} EngineName */
/** @typedef {Map<string, Set<EngineName>>} Trace path below the repository, with `/`, to the engines that reach it */

/** @type {readonly EngineName[]} */
export const engineNames = ['library', 'llm', 'parser'];

/** Imports that are never carried out in an engine, with the reason. A `*` stands for the rest of a name. */
export const leftOut = [
  { name: 'sharp', reason: 'transformers imports it at once but calls it for images only; a stub stands in (stubs/sharp)' },
  { name: '@huggingface/transformers', reason: 'an optional embedding function of LanceDB; Freehold embeds by itself' },
  { name: 'openai', reason: 'an optional embedding function of LanceDB that speaks to a server' },
  { name: '@reflink/reflink', reason: "node-llama-cpp's downloader asks for it in a dynamic import; nothing is ever downloaded" },
  { name: 'electron', reason: 'node-llama-cpp asks for it inside Electron only; the engines are plain Node programs' },
  { name: '@node-llama-cpp/*', reason: "found by name at run time; nativeParts.mjs brings this platform's" },
  { name: '@lancedb/lancedb-*', reason: "found by name at run time; nativeParts.mjs brings this platform's" },
];

/** What a package loads through a `require` of its own making, which no bundler sees. @type {readonly { from: string, name: string, engine: EngineName }[]} */
const hiddenImports = [{ from: '@xenova/transformers', name: 'onnxruntime-node', engine: 'library' }];

/** @param {string} root @returns {Promise<Trace>} */
export async function traceEngines(root) {
  const entries = engineNames.map((engine) => ({ engine, file: `build/engines/${engine}.js` }));
  for (const { from, name, engine } of hiddenImports) {
    const within = createRequire(join(root, 'node_modules', from, 'package.json'));
    entries.push({ engine, file: relativeTo(root, within.resolve(name)) });
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries.map(({ file }) => file),
    outdir: join(root, 'build', 'package', 'trace'),
    write: false,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // Node knows no `module` condition, and loads what a package calls free of side effects all the same.
    conditions: [],
    ignoreAnnotations: true,
    treeShaking: false,
    logLevel: 'error',
    external: leftOut.map(({ name }) => name),
    loader: { '.node': 'empty', '.wasm': 'empty' },
  });
  /** @type {Trace} */
  const trace = new Map();
  for (const { engine, file } of entries) reach(file, engine);
  return trace;

  /** @param {string} file @param {EngineName} engine */
  function reach(file, engine) {
    const waiting = [file];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const engines = trace.get(next) ?? new Set();
      if (engines.has(engine)) continue;
      trace.set(next, engines.add(engine));
      for (const found of metafile.inputs[next]?.imports ?? []) if (!found.external && found.path in metafile.inputs) waiting.push(found.path);
    }
  }
}

/** @param {string} root @param {string} file absolute */
function relativeTo(root, file) {
  return file.slice(root.length + 1).split('\\').join('/');
}

/** Finds a package the way Node does, from a folder upwards. @param {string} fromDir @param {string} name */
export function findPackage(fromDir, name) {
  const within = createRequire(join(fromDir, 'package.json'));
  for (const place of within.resolve.paths(name) ?? []) {
    try {
      return dirname(createRequire(join(place, 'x.js')).resolve(join(place, name, 'package.json')));
    } catch {
      // Not in this node_modules; the next one up may have it.
    }
  }
  return undefined;
}
