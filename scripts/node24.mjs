// @ts-check
// `node scripts/node24.mjs FILE ARGS …`: runs a file with the pinned Node, after setting up what is missing.
// In: a script. Out: its output and exit code, nothing else on stdout.
// Invariant: a file under build/ is never older than its sources.

import { join, relative, resolve, sep } from 'node:path';

import { runMain } from './setup/errors.mjs';
import { repoRoot } from './setup/paths.mjs';
import { handOver } from './setup/run.mjs';
import { runSetup } from './setup/runSetup.mjs';
import { sourceStamp, writeStamp } from './setup/stamp.mjs';

/** What needs less than the app: a machine that only builds downloads no models, one that only asks no Electron. @type {Record<string, import('./setup/ready.mjs').Profile>} */
const profiles = { 'scripts/build.mjs': 'tools', 'scripts/check.mjs': 'tools', 'scripts/signUpdate.mjs': 'tools', 'build/cli/index.js': 'terminal' };

await runMain(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) {
    process.stderr.write('usage: node scripts/node24.mjs FILE [ARGS …]\n');
    return 2;
  }
  const path = relative(repoRoot, resolve(file)).split(sep).join('/');
  const { nodeBinary } = await runSetup({ profile: profiles[path] ?? 'app', build: path.startsWith('build/') });
  const stamp = sourceStamp(repoRoot);
  const code = await handOver(nodeBinary, [resolve(file), ...args]);
  // A complete build by hand counts: the next start need not build again.
  if (path === 'scripts/build.mjs' && args.length === 0 && code === 0) await writeStamp(join(repoRoot, 'build'), stamp);
  return code;
});
