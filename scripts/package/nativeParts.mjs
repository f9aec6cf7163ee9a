// @ts-check
// The files that no import names: native libraries, their companions, wasm. In: platform and architecture. Out: which
// package, which of its files, for which engine. Invariant: one platform's binaries only, and no graphics drivers'
// parts: the engines compute on the processor (main/engines/llm asks for `gpu: false`).
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { findPackage } from './traceEngines.mjs';

/** @typedef {import('./traceEngines.mjs').EngineName} EngineName */
/** @typedef {{ platform: NodeJS.Platform, arch: string }} TargetSystem */
/** @typedef {{ package: string, from?: string, engine: EngineName, files: (name: string) => boolean }} Part */

/** @type {Record<string, string>} */
const lanceTargets = {
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64-msvc',
  'win32-arm64': 'win32-arm64-msvc',
};

/** @type {Record<string, string>} */
const llamaTargets = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};

/** @type {Record<string, string>} */
const watcherTargets = {
  'linux-x64': 'linux-x64-glibc',
  'linux-arm64': 'linux-arm64-glibc',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

/** Named in the report of a packaging run, with the size that they would add. */
export const leftOutNatives = [
  { path: '@node-llama-cpp/linux-x64-cuda', reason: 'CUDA' },
  { path: '@node-llama-cpp/linux-x64-cuda-ext', reason: 'CUDA' },
  { path: '@node-llama-cpp/linux-x64-vulkan', reason: 'Vulkan; the llm engine asks for no graphics processor' },
  { path: '@xenova/transformers/node_modules/onnxruntime-web', reason: 'ONNX Runtime for browsers' },
  { path: '@xenova/transformers/node_modules/@img', reason: 'libvips, for images' },
];

/** @param {TargetSystem} system @returns {readonly Part[]} */
function partsOf({ platform, arch }) {
  const key = `${platform}-${arch}`;
  const lance = lanceTargets[key];
  const llama = llamaTargets[key];
  const watcher = watcherTargets[key];
  if (lance === undefined || llama === undefined || watcher === undefined) throw new Error(`Freehold can't be packaged for ${key}: LanceDB or node-llama-cpp has no binary for it.`);
  return [
    { package: 'better-sqlite3-multiple-ciphers', engine: 'library', files: (name) => name === `prebuilds/${key}.node` },
    { package: `@lancedb/lancedb-${lance}`, engine: 'library', files: (name) => name.endsWith('.node') },
    { package: `@parcel/watcher-${watcher}`, engine: 'library', files: (name) => name.endsWith('.node') },
    {
      package: 'onnxruntime-node',
      from: '@xenova/transformers',
      engine: 'library',
      files: (name) => name.includes(`/${platform}/${arch}/`) && !/providers_(cuda|tensorrt)/.test(name) && !isCopy(platform, name),
    },
    { package: `@node-llama-cpp/${llama}`, engine: 'llm', files: (name) => name.startsWith('bins/') || name.startsWith('dist/') },
    { package: 'node-llama-cpp', engine: 'llm', files: (name) => ['llama/binariesGithubRelease.json', 'llama/llama.cpp.info.json'].includes(name) },
    { package: '@hyzyla/pdfium', engine: 'parser', files: (name) => name === 'dist/pdfium.wasm' },
    // Loaded by a `require` of its own making: it is CommonJS, and finds its wasm by our hand.
    { package: 'tesseract.js-core', engine: 'parser', files: (name) => /^tesseract-core-simd-lstm\.(js|wasm)$/.test(name) },
  ];
}

/** macOS's folder holds the same library under two names; the binding asks for the short one. @param {NodeJS.Platform} platform @param {string} name */
function isCopy(platform, name) {
  return platform === 'darwin' && /libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(name);
}

/**
 * @param {string} root
 * @param {TargetSystem} system
 * @returns {{ file: string, engine: EngineName }[]} absolute files
 */
export function nativeFiles(root, system) {
  return partsOf(system).flatMap((part) => {
    const from = part.from === undefined ? root : join(root, 'node_modules', part.from);
    const folder = findPackage(from, part.package);
    const names = folder === undefined ? [] : filesBelow(folder).filter(part.files);
    if (folder === undefined || names.length === 0) throw new Error(`${part.package} has no file for ${system.platform}-${system.arch}. Run "npm run setup" on the system that the package is for.`);
    return names.map((name) => ({ file: join(folder, ...name.split('/')), engine: part.engine }));
  });
}

/** @param {string} folder @returns {string[]} relative, with `/`; no nested node_modules */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split('\\').join('/'))
    .filter((name) => !name.split('/').includes('node_modules') && statSync(join(folder, name)).isFile());
}
