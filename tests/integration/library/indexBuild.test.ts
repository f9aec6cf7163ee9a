// The build of the vector index runs in native code that nobody can interrupt: it keeps out of the way.
import { expect, test, vi } from 'vitest';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';
import { sleep } from '../../support/processes.ts';

async function withHeldBuild(): Promise<{ h: LibraryHarness; forced: () => number; release: () => void }> {
  const h = await new LibraryHarness().open();
  const { vectors } = h.library.semantic!;
  const sync = vectors.sync.bind(vectors);
  const held = Promise.withResolvers<void>();
  let builds = 0;
  vi.spyOn(vectors, 'sync').mockImplementation(async (options) => {
    if (!options?.force) return sync(options);
    builds += 1;
    await held.promise;
    await sync(options);
  });
  for (let at = 0; at < 5; at += 1) h.write(`${at}.md`, note(at));
  h.library.sources.add({ path: h.filesDir, kind: 'folder' });
  return { h, forced: () => builds, release: held.resolve };
}

test('it begins only after a while without a question, and whoever waits for the end of the indexing waits for it', async () => {
  const { h, forced, release } = await withHeldBuild();
  release();
  h.ingest.wake();
  await vi.waitUntil(() => h.library.documents.coverage(null).indexed > 0 || forced() > 0, { timeout: 20_000, interval: 1 });
  await h.scheduler.foreground(() => sleep(500));
  const endedMs = performance.now();
  await vi.waitUntil(() => h.library.documents.coverage(null).indexed === 5, { timeout: 20_000 });
  const before = forced();
  await h.ingest.finished();
  expect(before).toBe(0);
  expect(forced()).toBe(1);
  expect(performance.now() - endedMs).toBeGreaterThan(4_500);
  expect(h.library.semantic!.vectors.unsynced()).toBe(0);
});

test('cancelling does not wait for it, nor do new files', async () => {
  const { h, forced, release } = await withHeldBuild();
  h.ingest.wake();
  await vi.waitUntil(() => forced() > 0, { timeout: 20_000, interval: 5 });
  expect(h.ingest.progress().state).toBe('idle');
  await h.ingest.cancel();
  h.write('new.md', note(6));
  h.library.sources.queueScan(h.library.sources.list()[0]!.id);
  h.ingest.wake();
  await vi.waitUntil(() => h.library.documents.coverage(null).indexed === 6, { timeout: 20_000 });
  release();
  await h.ingest.finished();
  expect(forced()).toBe(2);
  expect(h.library.semantic!.vectors.unsynced()).toBe(0);
});
