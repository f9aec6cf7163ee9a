// @ts-check
// `npm run test:security`: everything that somebody who has to sign Freehold off would try. The tests of the guards, the
// engines' confinement and the window; then the packaged app: what is in it, how it starts, and, by the system's own
// record, what it asks of the network while it works. In: `--full` for the written counts. Out: the last line
// `N passed, N failed`, over all of it. Invariant: what can't be tried here is counted as skipped.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hasDisplay } from './setup/display.mjs';
import { runMain } from './setup/errors.mjs';
import { repoRoot } from './setup/paths.mjs';
import { handOver } from './setup/run.mjs';
import { sumCounts, tellCounts } from './setup/testCounts.mjs';

const full = process.argv.includes('--full');

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-counts-'));
  try {
    const script = (/** @type {string} */ name) => join(repoRoot, 'scripts', name);
    const counts = [
      await run([script('test.mjs'), '--suite=security', ...(full ? ['--full'] : [])]),
      await run([script('testPackaged.mjs')]),
      await run([join(repoRoot, 'tests', 'packaged', 'offline.mjs')], { FREEHOLD_OFFLINE: JSON.stringify({ repoRoot, questions: 20 }) }),
    ];
    const all = sumCounts(counts);
    tellCounts(all);
    return all.failed > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  /** @param {readonly string[]} args @param {Readonly<Record<string, string>>} [env] @returns {Promise<import('./setup/testCounts.mjs').Counts>} */
  async function run(args, env = {}) {
    const file = join(folder, 'counts.json');
    rmSync(file, { force: true });
    const [command = '', ...rest] = hasDisplay() ? [process.execPath, ...args] : ['xvfb-run', '-a', process.execPath, ...args];
    const exitCode = await handOver(command, rest, { cwd: repoRoot, env: { ...process.env, ...env, FREEHOLD_COUNTS: file } });
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      process.stderr.write(`A part of the run ended without its counts (exit code ${exitCode}); it counts as a failure.\n`);
      return { passed: 0, failed: 1, skipped: 0 };
    }
  }
});
