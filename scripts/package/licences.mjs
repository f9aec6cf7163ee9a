// @ts-check
// The licences of everything that ships, in one text. In: the packages that ship and what is inside their binaries.
// Out: THIRD_PARTY_LICENSES.txt. Invariant: a package without a licence text, or under a licence that isn't on the
// list below, stops the packaging; nobody finds out later what was given away.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { licenceFiles } from './shippedPackages.mjs';

/** @typedef {import('./shippedPackages.mjs').ShippedPackage} ShippedPackage */
/** @typedef {{ name: string, licence: string, within: string, text: string, version?: string }} Embedded */

/** None asks for more than to pass its text on. */
const allowed = new Set(['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Zlib', 'CC0-1.0', 'Unlicense', 'Python-2.0']);

/** Packages that come without a text: where their own words, or their authors', stand. Paths below the repository. @type {readonly [RegExp, string][]} */
const textElsewhere = [
  [/^@lancedb\/lancedb-/, 'LICENSE'],
  [/^onnxruntime-(node|common)$/, 'scripts/package/licences/onnxruntime.txt'],
  [/^simple-git$|^@simple-git\/argv-parser$/, 'node_modules/@simple-git/args-pathspec/LICENSE'],
  [/^isarray$/, 'node_modules/isarray/README.md'],
  [/^saxes$/, 'scripts/package/licences/saxes.txt'],
];

/** Beside what a package says of itself. */
const alsoUnder = new Map([['@lancedb/lancedb', 'LICENSE']]);

/** Other people's programs inside a package's binary. @type {readonly Embedded[]} */
export const embedded = [
  { name: 'llama.cpp', licence: 'MIT', within: 'node-llama-cpp', text: 'llama.cpp.txt' },
  { name: 'ONNX Runtime', licence: 'MIT', within: 'onnxruntime-node', text: 'onnxruntime.txt' },
  { name: 'PDFium', licence: 'BSD-3-Clause AND Apache-2.0', within: '@hyzyla/pdfium', text: 'pdfium.txt' },
  { name: 'Tesseract', licence: 'Apache-2.0', within: 'tesseract.js-core', text: 'tesseract.txt' },
  { name: 'Leptonica', licence: 'BSD-2-Clause', within: 'tesseract.js-core', text: 'tesseract.txt' },
  { name: 'giflib, libjpeg, libpng, libtiff, libwebp, zlib', licence: 'MIT, IJG, libpng-2.0, libtiff, BSD-3-Clause, Zlib', within: 'tesseract.js-core', text: 'tesseract.txt' },
  { name: 'SQLite3 Multiple Ciphers', licence: 'MIT', within: 'better-sqlite3-multiple-ciphers', text: 'sqlite.txt' },
  { name: 'SQLite', licence: 'blessing', within: 'better-sqlite3-multiple-ciphers', text: 'sqlite.txt' },
];

/** @param {string} expression of SPDX @returns {boolean} whether some choice it leaves is on the list */
export function isAllowed(expression) {
  const plain = expression.trim();
  const inner = /^\(([^()]*)\)$/.exec(plain)?.[1];
  if (inner !== undefined) return isAllowed(inner);
  if (plain.includes('(')) return false;
  if (/ OR /i.test(plain)) return plain.split(/ OR /i).some(isAllowed);
  if (/ AND /i.test(plain)) return plain.split(/ AND /i).every(isAllowed);
  return allowed.has(plain);
}

/**
 * @param {{ root: string, packages: readonly ShippedPackage[], models: readonly { name: string, licence: string }[], electronVersion: string, nodeVersion: string }} what
 * @returns {string}
 */
export function thirdPartyLicences({ root, packages, models, electronVersion, nodeVersion }) {
  const refused = packages.filter(({ licence }) => !isAllowed(licence)).map(({ name, version, licence }) => `${name}@${version} is under "${licence}"`);
  refused.push(...models.filter(({ licence }) => !isAllowed(licence)).map(({ name, licence }) => `the model ${name} is under "${licence}"`));
  const texts = packages.map((one) => ({ one, ...textsOf(root, one) }));
  refused.push(...texts.filter(({ text, files }) => text === '' && files.length === 0).map(({ one }) => `${one.name}@${one.version} has no licence text`));
  if (refused.length > 0) throw new Error(`These may not ship as they are:\n  ${refused.join('\n  ')}`);

  const own = (/** @type {string} */ name) => readFileSync(join(root, 'scripts', 'package', 'licences', name), 'utf8').trim();
  const sections = [
    section('Freehold', 'Apache-2.0', 'Its text is in LICENSE, beside this file.'),
    section(`Electron ${electronVersion}`, 'MIT', 'Its text is in LICENSE.electron.txt; those of Chromium and all that is inside it are in LICENSES.chromium.html. Both lie in the program folder (on macOS, in Contents/Resources).'),
    section(`Node.js ${nodeVersion}`, 'MIT', 'Its text, with those of all that is inside it, is in node/LICENSE.'),
    ...models.map(({ name, licence }) => section(`Model: ${name}`, licence, 'Its text is that of LICENSE, beside this file.')),
    ...texts.map(({ one, text, files }) => section(`${one.name} ${one.version}`, one.licence, [text, ...files.map((file) => `See also ${file}.`)].filter(Boolean).join('\n\n'))),
    ...unique(embedded.map(({ text }) => text)).map((text) => {
      const inside = embedded.filter((one) => one.text === text);
      return section(`${inside.map(({ name }) => name).join(', ')} (inside ${inside[0]?.within})`, inside.map(({ licence }) => licence).join(', '), own(text));
    }),
  ];
  return `Freehold ships work of others. Each is named here with its licence; ${packages.length} npm packages in all.\n\n${sections.join('\n')}`;
}

/** A page of markup is named rather than copied into a text. @param {string} root @param {ShippedPackage} one */
function textsOf(root, one) {
  const found = licenceFiles(one.folder);
  const files = found.filter((name) => /\.html?$/i.test(name)).map((name) => `engines/${one.path}/${name}`);
  const paths = found.filter((name) => !/\.html?$/i.test(name)).map((name) => join(one.folder, name));
  const also = alsoUnder.get(one.name);
  if (also !== undefined) paths.push(join(root, also));
  if (paths.length === 0) paths.push(...textElsewhere.filter(([name]) => name.test(one.name)).map(([, path]) => join(root, path)));
  // ONNX Runtime's notices follow once, as what is inside the binary.
  const text = paths.filter((path) => !path.endsWith('onnxruntime.txt')).map((path) => readFileSync(path, 'utf8').trim());
  if (text.length < paths.length) text.push('Copyright (c) Microsoft Corporation. Its text is under "ONNX Runtime" below.');
  return { text: unique(text).join('\n\n'), files };
}

/** @param {string} title @param {string} licence @param {string} text */
function section(title, licence, text) {
  return `${'='.repeat(100)}\n${title}\n${licence}\n${'-'.repeat(100)}\n\n${text}\n`;
}

/** @template Value @param {readonly Value[]} values @returns {Value[]} */
function unique(values) {
  return [...new Set(values)];
}
