// @ts-check
// Run by the pinned Node, since both packages below want a newer Node than the one that bootstraps.
// In: an unpacked Electron folder and its executable's name. Out: that folder with our default app and development fuses.
// Invariant: only the given folder changes.

import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { createPackage } from '@electron/asar';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, executable] = process.argv.slice(2);
if (!folder || !executable) throw new Error('usage: patchElectron.mjs FOLDER EXECUTABLE');
await createPackage(fileURLToPath(new URL('default-app', import.meta.url)), join(folder, 'resources', 'default_app.asar'));
await flipFuses(join(folder, executable), {
  version: FuseVersion.V1,
  // On, it loads the snapshot of the app that this build was made for, and the start fails.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Playwright attaches to the main process through --inspect.
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
});
