// An export onto a disk that is too small, at many sizes, and into a folder that may not be written: a typed message,
// nothing half done left, and the library goes on.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startHost, root } from '../support/host.ts';
import { canMount, NEEDS_MOUNT, readOnly, smallDisk } from '../support/smallDisk.ts';
import { counted } from '../support/thoroughness.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** As a file system of pages of 4 KiB counts them. */
function kilobytesOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + 4 * Math.ceil(statSync(path.join(entry.parentPath, entry.name)).size / 4_096), 0);
}

const FILL_POINTS = counted({ short: 5, normal: 10, full: 30 });
const signal = new AbortController().signal;

test.skipIf(!canMount)(`full disk at ${FILL_POINTS} fill points, and a read-only folder (${NEEDS_MOUNT})`, async () => {
  const dir = temporaryFolder();
  const host = await startHost(path.join(dir, 'user'));
  onTestFinished(() => host.close());
  await host.openLibrary(path.join(dir, 'library'), { remember: false });
  await host.addPaths([{ path: path.join(root, 'resources', 'sample-library'), kind: 'folder' }]);
  await host.engines.library.call('ingest.finished', {});
  const options = { signal, onProgress: (): void => undefined };

  const place = path.join(dir, 'stick');
  await host.exit.write(path.join(dir, 'whole'), options);
  const needed = kilobytesOf(path.join(dir, 'whole'));
  const disk = smallDisk(place, 4);
  for (let point = 0; point < FILL_POINTS; point += 1) {
    // The last pages are written at the end of all.
    disk.grow(4 + Math.round((point * (needed - 16)) / FILL_POINTS));
    await expect(host.exit.write(path.join(place, 'out'), options)).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(place)).toEqual([]);
  }
  disk.grow(40_000);
  expect(await host.exit.write(path.join(place, 'out'), options)).toMatchObject({ documents: 33 });
  expect(existsSync(path.join(place, 'out', 'README.md'))).toBe(true);

  const locked = path.join(dir, 'locked');
  mkdirSync(locked);
  const setReadOnly = readOnly(locked);
  setReadOnly(true);
  await expect(host.exit.write(path.join(locked, 'out'), options)).rejects.toMatchObject({ code: 'no-permission' });
  setReadOnly(false);
  expect(readdirSync(locked)).toEqual([]);

  // Held, so that it can't be done before the word comes.
  const engine = host.engines.library.processId()!;
  const cancelled = new AbortController();
  process.kill(engine, 'SIGSTOP');
  const cancelling = host.exit.write(path.join(dir, 'cancelled'), { ...options, signal: cancelled.signal });
  cancelled.abort();
  process.kill(engine, 'SIGCONT');
  await expect(cancelling).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(dir).filter((name) => name.startsWith('cancelled'))).toEqual([]);
  expect((await host.handlers['document.coverage']({}, { signal })).indexed).toBe(33);

  // Freehold quits while it writes: that waits until nothing of it is left.
  process.kill(engine, 'SIGSTOP');
  const quitting = host.exit.write(path.join(dir, 'quit'), options);
  quitting.catch(() => undefined);
  const closing = host.close();
  await setImmediate();
  process.kill(engine, 'SIGCONT');
  await expect(quitting).rejects.toMatchObject({ code: expect.stringMatching(/^(cancelled|engine-)/) as string });
  await closing;
  expect(readdirSync(dir).filter((name) => name.startsWith('quit'))).toEqual([]);
});
