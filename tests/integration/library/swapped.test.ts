// Hundreds of files renamed at once, and a checkout of another branch while the first is still being read: in the end the
// index is the one that a fresh library makes. `npm run soak` does the same with thousands.
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openChangingFolder, signatureOf, signatureOfFresh, type ChangingFolder } from '../../support/changingFolder.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const FILES = 240;

async function reading(dir: string): Promise<ChangingFolder> {
  const folder = await openChangingFolder(dir);
  onTestFinished(() => folder.close());
  folder.write('main', 0, FILES);
  folder.library.sources.add({ path: folder.filesDir, kind: 'folder' });
  void folder.library.semantic!.watch!.sync();
  folder.library.semantic!.ingest.wake();
  return folder;
}

test('renaming every file embeds nothing, and ends in the index of a fresh library', async () => {
  const dir = temporaryFolder();
  const folder = await reading(dir);
  await folder.settled();
  const before = folder.embedded();
  expect(before).toBe(FILES);
  folder.renameAll();
  await folder.settled();
  expect(folder.library.sources.list()[0]!.held).toBeNull();
  expect(folder.embedded()).toBe(before);
  expect(signatureOf(folder.library, folder.filesDir)).toEqual(await signatureOfFresh(folder.filesDir, path.join(dir, 'fresh')));
});

test('a checkout while it is read ends in the index of a fresh library', async () => {
  const dir = temporaryFolder();
  const folder = await reading(dir);
  await vi.waitUntil(() => folder.library.documents.coverage(null).indexed > 0, { timeout: 20_000, interval: 5 });
  folder.checkOut('topic', FILES);
  await folder.settled();
  const found = signatureOf(folder.library, folder.filesDir);
  expect(found.files).toBe(FILES - FILES / 6 + FILES / 30);
  expect(found).toEqual(await signatureOfFresh(folder.filesDir, path.join(dir, 'fresh')));
});
