// @ts-check
// `npm test`: sets up what is missing and runs all tests; arguments go to vitest as filters, but for `--images`: pictures
// of the window are kept in docs/images then. `--suite=NAME` runs one suite longer than `npm test` does, `--full` in its
// written counts.
// In: vitest arguments. Out: the last line `N passed, N failed`, and exit code 1 when one failed or none ran.
// Invariant: tests of the real window run apart from the others, so that nothing else slows or covers it.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hasDisplay } from './setup/display.mjs';
import { runMain, SetupError } from './setup/errors.mjs';
import { repoRoot } from './setup/paths.mjs';
import { handOver } from './setup/run.mjs';
import { runSetup } from './setup/runSetup.mjs';
import { countRun, sumCounts, tellCounts } from './setup/testCounts.mjs';

const securityTests = [
  'tests/unit/sovereignty',
  'tests/unit/library/encrypted',
  'tests/unit/library/backupFile',
  'tests/integration/encryption',
  'tests/integration/backup',
  'tests/e2e/encryption',
  'tests/e2e/canaries',
  'tests/unit/models/ggufHeader',
  'tests/unit/models/download',
  'tests/unit/renderer/hostileAnswers',
  'tests/contract',
  'tests/unit/update',
  'tests/unit/removal',
  'tests/integration/updateAndRemoval',
  'tests/e2e/update',
  'tests/e2e/removal',
  'tests/integration/engines/confinedParser',
  'tests/integration/engines/emptyNetwork',
  'tests/integration/evilFiles',
  'tests/e2e/security',
  'tests/e2e/catalog',
  'tests/e2e/hostileAnswers',
  'tests/e2e/offline',
];

/** Projects of vitest.config.ts. `thoroughness` is read by tests/support/thoroughness.ts. @type {Readonly<Record<string, { withoutWindow: string[], withWindow: string[], thoroughness: string, filters?: string[] }>>} */
const suites = {
  all: { withoutWindow: ['unit', 'contract', 'integration', 'reliability'], withWindow: ['e2e'], thoroughness: 'short' },
  reliability: { withoutWindow: ['reliability'], withWindow: [], thoroughness: 'normal' },
  // Of scripts/testSecurity.mjs, which adds the packaged app.
  security: { withoutWindow: ['unit', 'contract', 'integration'], withWindow: ['e2e'], thoroughness: 'normal', filters: securityTests },
};

await runMain(async () => {
  const args = process.argv.slice(2);
  const [, suiteName = 'all'] = args.find((argument) => argument.startsWith('--suite='))?.split('=') ?? [];
  const suite = suites[suiteName];
  if (suite === undefined) throw new SetupError(`There is no suite named ${suiteName}.`, { remedy: `Name one of these: ${Object.keys(suites).join(', ')}.` });
  const { withoutWindow, withWindow } = suite;
  const named = args.filter((argument) => argument !== '--images' && argument !== '--full' && !argument.startsWith('--suite='));
  const filters = named.length > 0 ? named : (suite.filters ?? []);
  const images = args.includes('--images') ? { FREEHOLD_IMAGES: '1' } : {};
  const thoroughness = { FREEHOLD_THOROUGHNESS: args.includes('--full') ? 'full' : suite.thoroughness };
  const { nodeBinary, system } = await runSetup({ profile: 'tests', build: true });
  const reports = await mkdtemp(join(tmpdir(), 'freehold-tests-'));
  try {
    const counts = [await runProjects(withoutWindow, [nodeBinary])];
    if (withWindow.length === 0) {
      // Nothing of this suite needs one.
    } else if (hasDisplay()) {
      counts.push(await runProjects(withWindow, [nodeBinary]));
    } else if (system.lacksForTests) {
      process.stderr.write(`The tests of the window did not run: system packages are missing. Install them with:\n  ${system.command}\n`);
      counts.push({ passed: 0, failed: 1, skipped: 0 });
    } else {
      counts.push(await runProjects(withWindow, ['xvfb-run', '-a', nodeBinary]));
    }
    const all = sumCounts(counts);
    if (all.passed + all.failed === 0) process.stderr.write('No test ran.\n');
    tellCounts(all);
    return all.failed > 0 || all.passed === 0 ? 1 : 0;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }

  /** @param {readonly string[]} projects @param {readonly [string, ...string[]] | string[]} command */
  async function runProjects(projects, [command, ...first]) {
    const output = join(reports, `${projects[0]}.json`);
    const vitest = join(repoRoot, 'node_modules', 'vitest', 'vitest.mjs');
    const options = ['--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
    const vitestArgs = [...first, vitest, 'run', ...projects.map((name) => `--project=${name}`), ...options, ...filters];
    const exitCode = await handOver(command, vitestArgs, { cwd: repoRoot, env: { ...process.env, ...images, ...thoroughness, FREEHOLD_TEST: '1' } });
    const report = await readFile(output, 'utf8').then(JSON.parse, () => undefined);
    if (!report) process.stderr.write(`The test run of ${projects.join(', ')} ended without a report (exit code ${exitCode}); it counts as a failure.\n`);
    else if (exitCode !== 0 && report.numFailedTests === 0) process.stderr.write(`The test run of ${projects.join(', ')} broke although no test failed (exit code ${exitCode}).\n`);
    return countRun(report, exitCode);
  }
});
