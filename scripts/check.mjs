// `npm run check`: every check that needs no engine and no window, one after the other, under a minute.
// Prints a line a check; on a failure the check's own output. Ends with 1 if any failed.
// --no-tests leaves out the unit tests, for a run that has all tests follow.
// @ts-check
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', ...name.split('/'));

/** @type {readonly [name: string, args: readonly string[]][]} */
const CHECKS = [
  ['types: contract, main, preload', [bin('typescript/bin/tsc'), '-b', 'main', 'preload']],
  ['types: tests', [bin('typescript/bin/tsc'), '-p', 'tests', '--noEmit']],
  ['types: renderer', [bin('svelte-check/bin/svelte-check'), '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human']],
  ['lint', [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']],
  ['import rules', [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.cjs', 'contract', 'main', 'preload', 'renderer']],
  ['dead code', [bin('knip/bin/knip.js')]],
  ['unit tests', [bin('vitest/vitest.mjs'), 'run', '--project', 'unit', '--project', 'contract']],
];

const wanted = process.argv.includes('--no-tests') ? CHECKS.filter(([name]) => name !== 'unit tests') : CHECKS;
let failed = 0;
for (const [name, args] of wanted) {
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, FREEHOLD_TEST: '1' } });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed += 1;
  console.log(`${stdout}${stderr}`);
}
process.exitCode = failed === 0 ? 0 : 1;
