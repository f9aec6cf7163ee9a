// `--folder=DIR` on the command line: adds that folder to the library, opening the library first if need be. In:
// the arguments of this start or of a second one. The person at the keyboard named the path, so main may use it.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Host } from '../host/createHost.ts';

const PREFIX = '--folder=';

export function startFolder(argv: readonly string[], workingDir: string): string | null {
  const value = argv.find((argument) => argument.startsWith(PREFIX))?.slice(PREFIX.length);
  return value ? resolve(workingDir, value) : null;
}

export async function addStartFolder(host: Host, folder: string): Promise<void> {
  const kind = (await stat(folder)).isDirectory() ? 'folder' : 'file';
  const context = { signal: new AbortController().signal };
  const { status, defaultLocation } = await host.handlers['library.state']({}, context);
  if (status === 'none') await host.openLibrary(defaultLocation, { remember: true });
  if (status === 'opening') await libraryOpened(host);
  await host.addPaths([{ path: folder, kind }]);
}

function libraryOpened(host: Host): Promise<void> {
  return new Promise((done) => {
    const stop = host.onEvent((event) => {
      if (event.type !== 'library.changed' || event.state.status === 'opening') return;
      stop();
      done();
    });
  });
}
