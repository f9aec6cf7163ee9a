// @ts-check
// electron-builder's hook after it laid the app out and before it flips the fuses. In: the folder. Out: the folder
// without what only a bare Electron needs. Invariant: no start page but ours, and nothing of another app, is left.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** @param {{ appOutDir: string, packager: { getResourcesDir(appOutDir: string): string } }} context */
export default async function afterPack({ appOutDir, packager }) {
  const leftovers = [
    join(packager.getResourcesDir(appOutDir), 'default_app.asar'),
    join(appOutDir, 'version'),
    // The stand-in Electron of set-up carries the snapshot of the app that it was made for; its fuse is off anyway.
    join(appOutDir, 'browser_v8_context_snapshot.bin'),
  ];
  await Promise.all(leftovers.map((path) => rm(path, { force: true })));
}
