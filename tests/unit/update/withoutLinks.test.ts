// On a disk that knows no second names (FAT) the program before the update is kept as a copy, and that is on the disk before
// the new one takes its place.
import { writeFileSync, chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { makeSigner, signUpdate } from '../../support/updateFiles.ts';

const steps: string[] = [];

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...real,
    link: async () => {
      throw Object.assign(new Error('no links'), { code: 'EPERM' });
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      steps.push(`renamed to ${path.basename(to)}`);
    },
    open: async (file: string, ...rest: [string?, number?]) => {
      const handle = await real.open(file, ...rest);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        await sync();
        steps.push(`synced ${path.basename(file).replace(/\.update-.*/, '')}`);
      };
      return handle;
    },
  };
});

const { open } = await import('node:fs/promises');
const { checkFront } = await import('../../../main/update/checkUpdate.ts');
const { replaceAppImage } = await import('../../../main/update/installUpdate.ts');

test('the copy of the old program is synced before it has its name', async () => {
  const dir = temporaryFolder();
  const appImage = path.join(dir, 'Freehold.AppImage');
  writeFileSync(appImage, 'old');
  chmodSync(appImage, 0o555);
  const signer = makeSigner(path.join(dir, 'keys'), 'key');
  const handle = await open(signUpdate(path.join(dir, 'update'), signer), 'r');
  const update = await checkFront(handle, { keys: [signer.key], installation: { kind: 'AppImage', platform: process.platform, arch: process.arch, appImage }, version: '0.1.0' });
  await replaceAppImage(handle, update, appImage, { signal: new AbortController().signal, onProgress: () => undefined });
  await handle.close();
  expect([readFileSync(`${appImage}.previous`, 'utf8'), readFileSync(appImage, 'utf8')]).toEqual(['old', '#!/bin/sh\necho 0.2.0\n']);
  expect(steps.slice(-3)).toEqual(['synced Freehold.AppImage.previous', 'renamed to Freehold.AppImage.previous', 'renamed to Freehold.AppImage']);
});
