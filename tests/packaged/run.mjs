// @ts-check
// All checks of the packages, inside whatever isolation scripts/testPackaged.mjs could set up. In: FREEHOLD_PACKAGED,
// a JSON of what there is. Out: the last line `N passed, N failed`; exit code 1 when one failed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { tellCounts } from '../../scripts/setup/testCounts.mjs';
import { checkAlteredEngine, checkCommandLine, checkFullApp, checkLightApp, checkSecondStart } from './appChecks.mjs';
import { checkContents } from './contents.mjs';
import { createReport } from './report.mjs';
import { checkWindow } from './windowChecks.mjs';
import { Place } from './startApp.mjs';

/** @typedef {{ repoRoot: string, cacheDir: string, mounts: boolean, ownNetwork: boolean, why: string }} Facts */
/** @type {Facts} */
const facts = JSON.parse(process.env.FREEHOLD_PACKAGED ?? '{}');
const { repoRoot, cacheDir, mounts, ownNetwork, why } = facts;
const { version } = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8'));
const report = createReport();
const folders = { full: join(repoRoot, 'dist', 'linux-unpacked'), light: join(repoRoot, 'dist', 'light', 'linux-unpacked') };
const hidden = [repoRoot, cacheDir].filter((path) => existsSync(path));

if (!ownNetwork) report.skip('an empty network', why);
if (!mounts) report.skip('the repository and the cache out of sight, a path with spaces', why);

/** @param {string} title @param {'full' | 'light'} variant @param {(place: Place) => Promise<void>} checks */
async function inPlace(title, variant, checks) {
  console.log(title);
  const place = new Place({ folder: folders[variant], mounts, hidden });
  try {
    await checks(place);
  } finally {
    place.remove();
  }
}

for (const variant of /** @type {const} */ (['full', 'light'])) {
  console.log(`The ${variant} package`);
  await checkContents(report, { variant, folder: folders[variant], repoRoot });
}
await inPlace('The command line of the full package', 'full', (place) => checkCommandLine(report, place, 'full'));
await inPlace('The command line of the light package', 'light', (place) => checkCommandLine(report, place, 'light'));
await inPlace('The full app', 'full', (place) => checkFullApp(report, place, { ownNetwork, version }));
await inPlace('The light app', 'light', async (place) => {
  await checkLightApp(report, place);
  await checkSecondStart(report, place);
});
await inPlace("The light app's window, as hostile script would find it", 'light', (place) => checkWindow(report, place));
if (mounts) await inPlace('A damaged app', 'light', (place) => checkAlteredEngine(report, place));
else report.skip('an engine with one flipped byte', why);

tellCounts(report.counts());
process.exit(report.counts().failed > 0 ? 1 : 0);
