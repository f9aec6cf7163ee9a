// Builds everything that runs into build/: main and preload for Electron, the engines, the command line, bench
// and eval as plain Node programs (esbuild), and the window (vite). Arguments name the parts to build; none means
// all. A part whose entry file doesn't exist yet is skipped with a line, so the build works from the first day.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** By which the program believes updates; see docs/guide/updates.md. */
const UPDATE_KEYS = readFileSync(join(root, 'resources', 'update-keys.json'), 'utf8');
const development = process.env.NODE_ENV === 'development';

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  // The map's own copy of the sources would double its size; the sources lie beside it in development.
  sourcesContent: false,
  logLevel: 'warning',
  legalComments: 'none',
  charset: 'utf8',
  tsconfigRaw: { compilerOptions: { target: 'ES2023', verbatimModuleSyntax: true } },
};

/** @type {import('esbuild').BuildOptions} */
const nodeProgram = { ...common, platform: 'node', format: 'esm', target: 'node24' };

// A CommonJS package bundled into an ES module needs a `require`; a global one collides with no declaration.
const requireBanner = {
  js: "import { createRequire as freeholdCreateRequire } from 'node:module'; globalThis.require ??= freeholdCreateRequire(import.meta.url);",
};

/** Engines keep their packages outside the bundle: native binaries can't be bundled. */
const engine = (name, entry = `main/engines/${name}/index.ts`) => ({ ...nodeProgram, entryPoints: [entry], outfile: `build/engines/${name}.js`, packages: 'external' });

/** @type {Record<string, import('esbuild').BuildOptions[]>} */
const parts = {
  // Node 20 is inside the oldest Electron that the tests run on; zod and the rest are bundled, so that the packed app needs no node_modules.
  main: [
    {
      ...nodeProgram,
      target: 'node20',
      entryPoints: ['main/index.ts'],
      outfile: 'build/main/index.js',
      external: ['electron'],
      banner: requireBanner,
      // About calls a build that runs on any other Electron a test build.
      define: { DECLARED_ELECTRON_VERSION: JSON.stringify(packageJson.devDependencies.electron), UPDATE_KEYS },
    },
  ],
  preload: [{ ...common, platform: 'browser', format: 'cjs', target: 'chrome130', entryPoints: ['preload/index.ts'], outfile: 'build/preload/index.cjs', external: ['electron'] }],
  engines: [engine('library'), engine('llm'), engine('parser'), engine('guard', 'main/shutNetwork.ts')],
  cli: [{ ...nodeProgram, entryPoints: ['main/cli/index.ts'], outfile: 'build/cli/index.js', banner: requireBanner, define: { APP_VERSION: JSON.stringify(packageJson.version), UPDATE_KEYS } }],
  bench: [{ ...nodeProgram, entryPoints: ['tests/bench/index.ts'], outfile: 'build/bench/index.js', packages: 'external' }],
  soak: [{ ...nodeProgram, entryPoints: ['tests/soak/index.ts'], outfile: 'build/soak/index.js', packages: 'external' }],
  eval: [{ ...nodeProgram, entryPoints: ['tests/eval/index.ts'], outfile: 'build/eval/index.js', packages: 'external' }],
  calibrate: [{ ...nodeProgram, entryPoints: ['tests/eval/calibrate.ts'], outfile: 'build/eval/calibrate.js', packages: 'external' }],
  documents: [{ ...nodeProgram, entryPoints: ['tests/eval/documents/index.ts'], outfile: 'build/eval/documents.js', packages: 'external' }],
  ocr: [{ ...nodeProgram, entryPoints: ['tests/eval/ocr/index.ts'], outfile: 'build/eval/ocr.js', packages: 'external' }],
  injection: [{ ...nodeProgram, entryPoints: ['tests/eval/injection/index.ts'], outfile: 'build/eval/injection.js', packages: 'external' }],
  fuzz: [{ ...nodeProgram, entryPoints: ['tests/fuzz/index.ts'], outfile: 'build/fuzz/index.js', packages: 'external' }],
};

async function buildProgram(options) {
  const [entry] = options.entryPoints;
  if (!existsSync(join(root, entry))) {
    console.log(`skip  ${entry} (not there yet)`);
    return;
  }
  const startedMs = performance.now();
  await esbuild(options);
  console.log(`built ${options.outfile} in ${Math.round(performance.now() - startedMs)} ms`);
}

async function buildRenderer() {
  if (!existsSync(join(root, 'renderer/index.html')) || !existsSync(join(root, 'vite.config.ts'))) {
    console.log('skip  renderer/ (no renderer/index.html or vite.config.ts yet)');
    return;
  }
  const startedMs = performance.now();
  const vite = await import('vite');
  await vite.build({ root: join(root, 'renderer'), configFile: join(root, 'vite.config.ts'), mode: development ? 'development' : 'production', logLevel: 'warn' });
  console.log(`built build/renderer in ${Math.round(performance.now() - startedMs)} ms`);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => name !== 'renderer' && !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}, renderer.`);
  process.exit(2);
}
const includes = (name) => wanted.length === 0 || wanted.includes(name);

const jobs = Object.keys(parts).filter(includes).flatMap((name) => parts[name].map(buildProgram));
if (includes('renderer')) jobs.push(buildRenderer());
const failed = (await Promise.allSettled(jobs)).filter((job) => job.status === 'rejected');
// esbuild and vite have printed their own errors with places; only what they didn't print is repeated here.
for (const { reason } of failed) if (!Array.isArray(reason?.errors)) console.error(reason);
if (failed.length > 0) process.exit(1);
