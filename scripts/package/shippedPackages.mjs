// @ts-check
// Which npm packages ship, and as what: beside the engines, or inside the built programs and the window's page.
// In: the trace of the engines; the source maps and modules of what was built. Out: one entry a package.
// Invariant: a package is known by its folder, since two versions of one name may both ship.
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * @typedef {object} ShippedPackage
 * @property {string} path below the repository, e.g. `node_modules/zod`
 * @property {string} folder absolute
 * @property {string} name
 * @property {string} version
 * @property {string} licence the SPDX expression that the package states; '' when it states none
 * @property {string} author
 * @property {Set<string>} usedBy `library`, `llm`, `parser`, `main`, `command line`, `preload`, `window`
 */

/** @param {string} path below the repository, with `/` @returns {string | undefined} */
export function packagePath(path) {
  return /^(.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

/** @param {string} root */
export function createShipped(root) {
  /** @type {Map<string, ShippedPackage>} */
  const packages = new Map();
  return {
    /** @param {string} file below the repository @param {string} user */
    add(file, user) {
      const path = packagePath(file);
      if (path === undefined) return undefined;
      const known = packages.get(path) ?? readPackage(root, path);
      known.usedBy.add(user);
      packages.set(path, known);
      return known;
    },
    /** @returns {readonly ShippedPackage[]} */
    list: () => [...packages.values()].sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1)),
  };
}

/** @param {string} root @param {string} path @returns {ShippedPackage} */
function readPackage(root, path) {
  const folder = join(root, ...path.split('/'));
  const { name, version, license, licenses, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const stated = license ?? licenses?.map((/** @type {{ type: string }} */ one) => one.type).join(' OR ') ?? '';
  return {
    path,
    folder,
    name,
    version,
    licence: typeof stated === 'string' ? stated : stated.type,
    author: typeof author === 'string' ? author : (author?.name ?? ''),
    usedBy: new Set(),
  };
}

/** What esbuild put into a program, by its source map. @param {string} root @param {string} program below the repository @returns {string[]} files below the repository */
export function bundledInto(root, program) {
  /** @type {{ sources: string[] }} */
  const { sources } = JSON.parse(readFileSync(join(root, `${program}.map`), 'utf8'));
  return sources.map((source) => posix.normalize(posix.join(posix.dirname(program), source)));
}

/** What vite puts into the page. Builds it once more, into nothing, to see its modules. @param {string} root @returns {Promise<string[]>} */
export async function bundledIntoWindow(root) {
  /** @type {string[]} */
  const files = [];
  const { build } = await import('vite');
  await build({
    root: join(root, 'renderer'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'silent',
    build: { write: false },
    plugins: [
      {
        name: 'freehold-shipped-modules',
        generateBundle(_options, bundle) {
          for (const output of Object.values(bundle)) {
            if (output.type === 'chunk') files.push(...Object.keys(output.modules));
            else files.push(...output.originalFileNames.map((name) => posix.resolve(join(root, 'renderer'), name)));
          }
        },
      },
    ],
  });
  const prefix = `${root.split('\\').join('/')}/`;
  const inside = files.map((file) => file.replace(/^\0+/, '').split('?')[0] ?? '').map((file) => file.split('\\').join('/')).filter((file) => file.startsWith(prefix));
  // Character maps, fonts and decoders are copied from pdf.js by vite.config.ts, not imported.
  return [...new Set(inside.map((file) => file.slice(prefix.length))), 'node_modules/pdfjs-dist/package.json'];
}

const licenceName = /^(licen[cs]e|copying|notice|third.?party.?(notices?|licen[cs]es?)|rust_third_party_licenses)([-_.].*)?$/i;
const notText = /\.(js|ts|mjs|cjs|map|json|svelte)$/i;

/** @param {string} folder of a package @returns {string[]} licence files in it, nested packages left aside, the package's own first */
export function licenceFiles(folder) {
  const depth = (/** @type {string} */ name) => name.split('/').length;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split('\\').join('/'))
    .filter((name) => licenceName.test(posix.basename(name)) && !notText.test(name) && !name.split('/').includes('node_modules'))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}
