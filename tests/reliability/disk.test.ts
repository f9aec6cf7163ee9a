// The disk under a library: full at many points, not to be written, pulled out and back again. Each time a message that names
// the cause, no harm to what is stored, and it goes on by itself, without a new start, when the cause is gone.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { AppError, toWireError } from '../../contract/errors.ts';
import { note } from '../support/libraryHarness.ts';
import { startHost } from '../support/host.ts';
import { sleep } from '../support/processes.ts';
import { context, expectWholeNow, hostOver, indexedNames, Tally, withNotes } from '../support/reliable.ts';
import { canMount, drive, NEEDS_MOUNT, readOnly, smallDisk } from '../support/smallDisk.ts';
import { counted } from '../support/thoroughness.ts';

const POINTS = counted({ short: 3, normal: 10, full: 30 });
const FILES = 40;
const FIRST_KB = 8;
const LAST_KB = 4_000;
const PLENTY_KB = 64_000;

function signatureOf(dir: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    hash.update(path.relative(dir, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** To the last block. */
function fill(file: string): void {
  const { bavail, bsize } = statfsSync(path.dirname(file));
  writeFileSync(file, Buffer.alloc(bavail * bsize));
}

test.skipIf(!canMount)(`a library on a disk that is full, at ${POINTS} points (${NEEDS_MOUNT})`, async () => {
  const tally = new Tally('disk full while files are read, then room again (resume: everything read)');
  let full = 0;
  for (let point = 0; point < POINTS; point += 1) {
    const harness = withNotes(FILES);
    // More points where little fits: the first transactions are the most various.
    const kilobytes = Math.round(FIRST_KB * (LAST_KB / FIRST_KB) ** (point / Math.max(1, POINTS - 1)));
    const disk = smallDisk(harness.libraryDir, kilobytes);
    const failed = await harness.open().then(
      () => null,
      (error: unknown) => error,
    );
    let acknowledged: string[] = [];
    if (failed === null) {
      // Where not even the source can be noted, that is said.
      const added = await harness.add().then(
        () => null,
        (error: unknown) => error,
      );
      const indexed = harness.library.documents.list({ sourceId: null, state: 'indexed', nameContains: '' }, 0, 500).rows;
      acknowledged = indexed.map(({ name }) => name);
      const { problem } = harness.ingest.progress();
      if (problem !== null || added !== null) full += 1;
      expect(['disk-full', null]).toContain(problem);
      if (added !== null) expect(toWireError(added).code).toBe('disk-full');
      expect(harness.library.documents.coverage(null)).toMatchObject({ failed: 0, skipped: 0 });
    } else {
      full += 1;
      expect([kilobytes, toWireError(failed).code]).toEqual([kilobytes, 'disk-full']);
    }
    disk.grow(PLENTY_KB);
    await tally.resuming(async () => {
      if (failed !== null) await harness.open();
      if (harness.library.sources.list().length === 0) await harness.add();
      // By itself: nobody asks it to.
      else await vi.waitUntil(() => harness.library.documents.coverage(null).indexed === FILES, { timeout: 60_000, interval: 50 });
    });
    const now = harness.library.documents.list({ sourceId: null, state: 'indexed', nameContains: '' }, 0, 500).rows;
    tally.compare(acknowledged, now.map(({ name }) => name));
    await harness.ingest.finished();
    await expectWholeNow(harness, FILES);
    await harness.close();
  }
  expect(full).toBeGreaterThan(POINTS / 3);
  tally.report();
});

test.skipIf(!canMount)(`a library that can't be opened on a full disk opens by itself when there is room (${NEEDS_MOUNT})`, async () => {
  const harness = withNotes(10);
  smallDisk(harness.libraryDir, 16_000);
  await harness.open();
  await harness.add();
  await harness.close();
  const filler = path.join(harness.libraryDir, 'filler');
  fill(filler);
  const host = await startHost(path.join(harness.dir, 'user'), { warmModel: false });
  try {
    await expect(host.openLibrary(harness.libraryDir, { remember: false })).rejects.toMatchObject({ code: 'disk-full' });
    const state = () => host.handlers['library.state']({}, context);
    expect(await state()).toMatchObject({ status: 'failed', errorCode: 'disk-full' });
    rmSync(filler);
    await vi.waitUntil(async () => (await state()).status === 'open', { timeout: 20_000, interval: 50 });
    expect(await indexedNames(host)).toHaveLength(10);
  } finally {
    await host.close();
  }
});

test.skipIf(!canMount)(`settings on a full disk: said as such, the old ones stay, and the library goes on (${NEEDS_MOUNT})`, async () => {
  const harness = withNotes(5);
  const user = path.join(harness.dir, 'user');
  const disk = smallDisk(user, 256);
  const host = await startHost(user, { warmModel: false });
  try {
    await host.handlers['settings.set']({ theme: 'dark' }, context);
    await host.openLibrary(harness.libraryDir, { remember: false });
    fill(path.join(user, 'filler'));
    const before = readdirSync(user, { recursive: true }).length;
    await expect(host.handlers['settings.set']({ theme: 'light' }, context)).rejects.toMatchObject({ code: 'disk-full' });
    expect(await host.handlers['settings.get']({}, context)).toMatchObject({ theme: 'dark' });
    await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
    await host.engines.library.call('ingest.finished', {});
    expect(await host.handlers['document.coverage']({}, context)).toMatchObject({ indexed: 5 });
    // The ledger has to be told of an opening, and can't be; nothing is left behind by the attempt.
    await host.openLibrary(harness.libraryDir, { remember: true }).catch((error: unknown) => expect(toWireError(error).code).toBe('disk-full'));
    expect(readdirSync(user, { recursive: true }).length).toBeLessThanOrEqual(before + 1);
    disk.grow(1_024);
    expect(await host.handlers['settings.set']({ theme: 'light' }, context)).toMatchObject({ theme: 'light' });
    await host.openLibrary(harness.libraryDir, { remember: true });
    expect(await indexedNames(host)).toHaveLength(5);
    expect(host.lastLibraryDir()).toBe(harness.libraryDir);
  } finally {
    await host.close();
  }
});

test.skipIf(!canMount)(`a library that can't be written: said as such, not a byte of it changes, and it opens when it can (${NEEDS_MOUNT})`, async () => {
  const harness = await withNotes(5).open();
  await harness.add();
  await harness.close();
  const before = signatureOf(harness.libraryDir);
  const setReadOnly = readOnly(harness.libraryDir);
  setReadOnly(true);
  await expect(harness.open()).rejects.toMatchObject({ code: 'no-permission' });
  expect(signatureOf(harness.libraryDir)).toBe(before);
  setReadOnly(false);
  await harness.open();
  expect(harness.library.documents.coverage(null)).toMatchObject({ indexed: 5 });
  await harness.close();
});

test.skipIf(!canMount)(`a drive that is pulled while its library is open: said as such, nothing is made in its place, and it is open again when it is back (${NEEDS_MOUNT})`, async () => {
  const harness = withNotes(FILES);
  const stick = drive(harness.libraryDir);
  stick.plugIn();
  const host = await hostOver(harness);
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  const tally = new Tally('drive with the library pulled while files are read, and plugged in again');
  for (let round = 0; round < counted({ short: 1, normal: 3, full: 8 }); round += 1) {
    for (let at = 0; at < 10; at += 1) harness.write(`more/${round}-${at}.md`, note(FILES + round * 10 + at));
    await host.handlers['source.rescan']({ sourceId: null }, context);
    await sleep(100 + round * 150);
    const acknowledged = await indexedNames(host);
    stick.pull();
    const state = () => host.handlers['library.state']({}, context);
    await vi.waitUntil(async () => (await state()).status === 'failed', { timeout: 20_000, interval: 50 });
    expect(await state()).toMatchObject({ errorCode: 'path-not-found' });
    // An unplugged drive must not become an empty library.
    expect(readdirSync(harness.libraryDir)).toEqual([]);
    await expect(host.handlers['library.open']({ token: null }, context)).rejects.toBeInstanceOf(AppError);
    rmSync(path.join(harness.libraryDir, 'library.db'), { force: true });
    stick.plugIn();
    await tally.resuming(() => vi.waitUntil(async () => (await state()).status === 'open', { timeout: 20_000, interval: 20 }));
    await host.engines.library.call('ingest.finished', {});
    tally.compare(acknowledged, await indexedNames(host));
  }
  await host.close();
  await harness.open();
  await harness.settle();
  await expectWholeNow(harness, FILES + counted({ short: 1, normal: 3, full: 8 }) * 10);
  await harness.close();
  tally.report();
});

test.skipIf(!canMount)(`a drive with the person's files that is pulled while they are read: none is lost, none is blamed (${NEEDS_MOUNT})`, async () => {
  const harness = withNotes(0);
  const place = path.join(harness.dir, 'stick');
  const stick = drive(place);
  stick.plugIn();
  mkdirSync(path.join(place, 'notes'));
  for (let at = 0; at < FILES; at += 1) harness.write(`../stick/notes/${at}.md`, note(at));
  await harness.open();
  const adding = harness.add(path.join(place, 'notes'));
  await expect.poll(() => harness.library.documents.coverage(null).seen, { interval: 5 }).toBe(FILES);
  stick.pull();
  await adding;
  await harness.rescan();
  const { failed, seen } = harness.library.documents.coverage(null);
  expect([seen, failed]).toEqual([FILES, 0]);
  expect(harness.library.sources.list()[0]!.available).toBe(false);
  stick.plugIn();
  await harness.rescan();
  await expectWholeNow(harness, FILES);
  await harness.close();
  expect(existsSync(place)).toBe(true);
});
