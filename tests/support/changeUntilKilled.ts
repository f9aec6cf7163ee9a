// Works on the disk until it is killed, or is done. In: `replace APPIMAGE KEYS UPDATE…`: puts these updates in place of the
// AppImage, one after the other, over and over; `remove USER-DATA LIBRARY`: removes all that is Freehold's, once. Out: `ready`
// before the first step, then a line whenever something is done.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { listData, removeData } from '../../main/removal/removeData.ts';
import { checkFront } from '../../main/update/checkUpdate.ts';
import { replaceAppImage } from '../../main/update/installUpdate.ts';
import type { UpdateKey } from '../../main/update/updateFile.ts';

const [what, ...args] = process.argv.slice(2) as [string, ...string[]];
const say = (word: string): void => void process.stdout.write(`${word}\n`);

if (what === 'remove') {
  const [userDataDir, library] = args as [string, string];
  const places = { userDataDir, sampleLibraryDir: path.resolve(import.meta.dirname, '..', '..', 'resources', 'sample-library'), libraries: [library] };
  const ids = (await listData(places)).map(({ id }) => id);
  say('ready');
  await removeData(places, ids);
  say('done');
} else {
  const [appImage, keys, ...files] = args as [string, string, ...string[]];
  const options = { keys: JSON.parse(keys) as UpdateKey[], installation: { kind: 'AppImage', platform: process.platform, arch: process.arch, appImage }, version: '0.0.0' } as const;
  say('ready');
  for (let at = 0; ; at += 1) {
    const handle = await open(files[at % files.length]!);
    await replaceAppImage(handle, await checkFront(handle, options), appImage, { signal: new AbortController().signal, onProgress: () => undefined });
    await handle.close();
    say('done');
  }
}
