// The largest file that is read, without a single blank line: while it is cut, everybody is listened to.
import { expect, test, vi } from 'vitest';
import type { ParseResult } from '../../../main/engines/parser/protocol.ts';
import { LibraryHarness } from '../../support/libraryHarness.ts';

const LENGTH = 50 * 1024 * 1024;

test.each(['cancel', 'pause', 'close'] as const)('%s comes through while 50 MiB of log are cut', async (how) => {
  const line = (at: number): string => `2026-03-31 12:00:${at % 60} request ${at} took ${at % 977} ms and was answered\n`;
  const text = Array.from({ length: Math.floor(LENGTH / line(100_000).length) }, (_, at) => line(at)).join('');
  const document = { title: 'log', text, blocks: [{ kind: 'paragraph' as const, start: 0, end: text.length }], pageStarts: null };
  const h = await new LibraryHarness().open();
  h.write('server.log', 'stands for what the parser gives');
  let began = 0;
  h.parser = {
    parse: async (): Promise<ParseResult> => {
      began = performance.now();
      return { ok: true, hash: 'a'.repeat(64), sizeBytes: text.length, document };
    },
  };
  h.library.sources.add({ path: h.filesDir, kind: 'folder' });
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    if (began > 0) longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  h.ingest.wake();
  await vi.waitUntil(() => began > 0 && performance.now() - began > 2_000, { timeout: 60_000, interval: 5 });
  expect(h.chunkRows()).toEqual([]);
  const startedMs = performance.now();
  if (how === 'cancel') await h.ingest.cancel();
  else if (how === 'close') await h.close();
  else {
    h.ingest.pause();
    await h.ingest.finished();
  }
  const tookMs = performance.now() - startedMs;
  clearInterval(timer);
  console.log(`${how} after ${Math.round(tookMs)} ms, longest gap ${Math.round(longest)} ms`);
  expect(tookMs).toBeLessThan(1_000);
});
