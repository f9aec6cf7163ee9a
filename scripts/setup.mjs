// @ts-check
// `npm run setup`: fetches and builds everything that the app needs, without starting it.
// In: --tests, --verify, --retry-release. Out: build/setup.json and a built app.
// Invariant: running it again is always safe; it goes on where an interrupted run stopped.

import { parseArgs } from 'node:util';

import { runMain } from './setup/errors.mjs';
import { runSetup } from './setup/runSetup.mjs';

const usage = `usage: npm run setup -- [options]
  --tests          also fetch what only the tests need
  --verify         check the hashes of everything again
  --retry-release  try Electron's release host again although the fallback is installed
`;

await runMain(async () => {
  const started = Date.now();
  let values;
  try {
    ({ values } = parseArgs({
      options: { tests: { type: 'boolean' }, verify: { type: 'boolean' }, 'retry-release': { type: 'boolean' }, help: { type: 'boolean' } },
    }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { app, system } = await runSetup({
    profile: values.tests ? 'tests' : 'app',
    build: true,
    verify: values.verify ?? false,
    retryRelease: values['retry-release'] ?? false,
  });
  if (system.command) process.stderr.write(`Some system libraries are missing. Install them with:\n  ${system.command}\n`);
  process.stderr.write(`Ready in ${((Date.now() - started) / 1000).toFixed(1)} s: Electron ${app?.electronVersion} (${app?.electronSource}). Start with: npm start\n`);
  return 0;
});
