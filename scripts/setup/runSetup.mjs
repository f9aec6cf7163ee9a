// @ts-check
// The way in to set-up for every entry script.
// In: what is wanted. Out: where Node, Electron and the models are.
// Invariant: with everything in place it only stats files; the steps are not even loaded.

import { withLock } from './lock.mjs';
import { places } from './paths.mjs';
import { createReporter } from './progress.mjs';
import { readReadyNow } from './ready.mjs';
import { isBuilt } from './stamp.mjs';

/**
 * @typedef {object} SetupOptions
 * @property {import('./ready.mjs').Profile} profile
 * @property {boolean} build also bring the built app up to date
 * @property {boolean} [verify] hash everything again
 * @property {boolean} [retryRelease] try Electron's release host again though the fallback is there
 */

/** @param {SetupOptions} options @returns {Promise<import('./ready.mjs').Ready>} */
export async function runSetup({ profile, build, verify = false, retryRelease = false }) {
  const at = places();
  const redo = verify || retryRelease;
  const known = redo ? undefined : await readReadyNow(at, profile);
  if (known && (!build || isBuilt(at.root))) return known;

  const reporter = createReporter();
  const { installAll, ensureBuilt } = await import('./steps.mjs');
  return withLock(at.cache, reporter, async () => {
    // Another run may have finished the work while this one waited for the lock.
    const ready = (redo ? undefined : await readReadyNow(at, profile)) ?? (await installAll({ profile, verify, retryRelease, at, reporter }));
    if (build) await ensureBuilt({ root: at.root, nodeBinary: ready.nodeBinary, reporter });
    return ready;
  });
}
