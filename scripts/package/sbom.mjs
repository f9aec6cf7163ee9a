// @ts-check
// The bill of materials of what ships, in CycloneDX 1.6. In: cyclonedx-npm's list of all that is installed. Out: that
// list cut down to the packages that ship, with Electron, Chromium, Node, the models and what is inside binaries.
// Invariant: each shipped package is in it once a place; a package that can't be found in the list stops the packaging.
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { embedded } from './licences.mjs';

/** @typedef {{ 'bom-ref'?: string, type: string, name: string, version?: string, group?: string, components?: Component[], properties?: { name: string, value: string }[], [key: string]: unknown }} Component */
/** @typedef {{ components: Component[], dependencies: { ref: string, dependsOn?: string[] }[], metadata: { component: Component, [key: string]: unknown }, [key: string]: unknown }} Bom */

const placeProperty = 'cdx:npm:package:path';

/** All that is installed; made once for both variants. @param {string} root @param {string} work a folder to write into @returns {Promise<Bom>} */
export async function listInstalled(root, work) {
  const output = join(work, 'installed.cdx.json');
  const program = join(root, 'node_modules', '@cyclonedx', 'cyclonedx-npm', 'bin', 'cyclonedx-npm-cli.js');
  const args = [program, '--spec-version', '1.6', '--output-format', 'JSON', '--output-reproducible', '--output-file', output];
  // With NODE_ENV=production, which vite leaves behind, it would leave out what is bundled into the window.
  await promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: '' }, maxBuffer: 64 * 1024 * 1024 });
  const bom = JSON.parse(await readFile(output, 'utf8'));
  await rm(output);
  return bom;
}

/**
 * @param {Bom} installed
 * @param {object} what
 * @param {readonly import('./shippedPackages.mjs').ShippedPackage[]} what.packages
 * @param {readonly import('./stageResources.mjs').CatalogModel[]} what.models
 * @param {{ electron: string, chromium: string | undefined, node: string, nodeSha256: string, llamaCpp: string }} what.versions
 * @returns {Bom}
 */
export function shippedBom(installed, { packages, models, versions }) {
  const flat = flatten(installed.components);
  const libraries = packages.map((one) => {
    const found = flat.find((component) => component.properties?.some(({ name, value }) => name === placeProperty && value === one.path));
    if (found === undefined) throw new Error(`${one.path} ships and is not in the list of installed packages.`);
    const { components: _nested, ...own } = found;
    const inside = embedded.filter(({ within }) => within === one.name).map((part) => embeddedComponent(part, one, versions));
    return { ...own, properties: [...(own.properties ?? []), { name: 'freehold:used-by', value: [...one.usedBy].sort().join(', ') }], ...(inside.length > 0 ? { components: inside } : {}) };
  });
  const runtime = runtimeComponents(versions);
  const components = [...runtime, ...libraries, ...models.map(modelComponent)];
  const refs = new Set([...components.map((component) => component['bom-ref']), installed.metadata.component['bom-ref']]);
  const root = String(installed.metadata.component['bom-ref']);
  const dependencies = installed.dependencies
    .filter(({ ref }) => refs.has(ref) && ref !== root)
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: (dependsOn ?? []).filter((other) => refs.has(other)) }));
  const direct = installed.dependencies.find(({ ref }) => ref === root)?.dependsOn?.filter((ref) => refs.has(ref)) ?? [];
  const added = [...runtime, ...models.map(modelComponent)].map((component) => String(component['bom-ref']));
  return {
    ...installed,
    components: /** @type {Component[]} */ (components),
    dependencies: [{ ref: root, dependsOn: [...direct, ...added] }, ...dependencies, ...added.map((ref) => ({ ref }))],
  };
}

/** @param {readonly Component[]} components @returns {Component[]} */
function flatten(components) {
  return components.flatMap((component) => [component, ...flatten(component.components ?? [])]);
}

/** @param {string} id of SPDX, or an expression */
function licence(id) {
  return / (AND|OR) /.test(id) ? [{ expression: id }] : [{ license: { id } }];
}

/** @param {import('./licences.mjs').Embedded} part @param {import('./shippedPackages.mjs').ShippedPackage} holder @param {{ llamaCpp: string }} versions @returns {Component} */
function embeddedComponent({ name, licence: id }, holder, { llamaCpp }) {
  /** @type {Record<string, string>} */
  const known = { 'llama.cpp': llamaCpp, 'ONNX Runtime': holder.version };
  const version = known[name];
  return { type: 'library', 'bom-ref': `inside|${holder.path}|${name}`, name, ...(version === undefined ? {} : { version }), licenses: licence(id) };
}

/** @param {{ electron: string, chromium: string | undefined, node: string, nodeSha256: string }} versions @returns {Component[]} */
function runtimeComponents({ electron, chromium, node, nodeSha256 }) {
  return [
    {
      type: 'framework',
      'bom-ref': `electron@${electron}`,
      name: 'electron',
      version: electron,
      description: 'The window. Chromium and a Node.js of its own are inside; LICENSES.chromium.html names what is inside Chromium.',
      licenses: licence('MIT'),
      ...(chromium === undefined ? {} : { components: [{ type: 'framework', 'bom-ref': `chromium@${chromium}`, name: 'chromium', version: chromium, licenses: licence('BSD-3-Clause') }] }),
    },
    {
      type: 'platform',
      'bom-ref': `node@${node}`,
      name: 'node',
      version: node,
      description: 'Runs the engines and the command line. node/LICENSE names what is inside it.',
      hashes: [{ alg: 'SHA-256', content: nodeSha256 }],
      licenses: licence('MIT'),
    },
  ];
}

/** @param {import('./stageResources.mjs').CatalogModel} model @returns {Component} */
function modelComponent(model) {
  const origins = (model.sources ?? []).flatMap(({ files }) => files ?? []).flatMap(({ url }) => (url === undefined ? [] : [{ type: 'distribution', url }]));
  return {
    type: 'machine-learning-model',
    'bom-ref': `model|${model.id}`,
    name: model.name,
    version: model.id,
    licenses: licence(model.licence),
    ...(origins.length > 0 ? { externalReferences: origins } : {}),
    components: model.files.map(({ path, sha256 }) => ({
      type: 'file',
      'bom-ref': `model|${model.id}|${path}`,
      name: `models/${model.id}/${path}`,
      hashes: [{ alg: 'SHA-256', content: sha256 }],
    })),
  };
}
