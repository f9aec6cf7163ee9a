// @ts-check
// Step 6: the app itself, built from its sources.
// In: the sources. Out: build/, with a stamp of what it was built from.
// Invariant: the stamp is taken before the build starts, so a file saved meanwhile is built next time.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { run } from './run.mjs';
import { isBuilt, sourceStamp, writeStamp } from './stamp.mjs';

/** @param {{ root: string, nodeBinary: string, reporter: import('./progress.mjs').Reporter, runner?: typeof run }} options */
export async function ensureBuilt({ root, nodeBinary, reporter, runner = run }) {
  const stamp = sourceStamp(root);
  if (isBuilt(root, stamp)) return;
  const script = join(root, 'scripts', 'build.mjs');
  if (!existsSync(script)) throw new SetupError(`${script} is missing, so the app can't be built.`, { remedy: 'Restore the file, then run the same command again.' });
  reporter.line('Building the app …');
  await rm(join(root, 'build', 'stamp.json'), { force: true });
  const result = await runner(nodeBinary, [script], { cwd: root });
  if (result.code !== 0) {
    throw new SetupError('The app could not be built.', {
      detail: `${result.stdout}\n${result.stderr}`,
      remedy: 'Mend what is said above, then run the same command again. `npm run build` shows the whole output.',
    });
  }
  await writeStamp(join(root, 'build'), stamp);
}
