// The largest file that is read, without a single blank line: while it is cut, everybody is listened to.
import { expect, test, vi } from 'vitest';
import type { ParseResult } from '../../../main/engines/parser/protocol.ts';
import { LibraryHarness } from '../../support/libraryHarness.ts';

const LENGTH = 50 * 1024 * 1024;
/** Of the cut: pieces of work that were done, and whether it came to its end. */
const cut = { steps: 0, ended: false };

vi.mock('../../../main/ingest/3-chunk/chunkDocument.ts', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../../main/ingest/3-chunk/chunkDocument.ts')>();
  return {
    ...real,
    *chunkStream(...args: Parameters<typeof real.chunkStream>): ReturnType<typeof real.chunkStream> {
      for (const chunk of real.chunkStream(...args)) {
        cut.steps += 1;
        yield chunk;
      }
      cut.ended = true;
    },
  };
});

test.each(['cancel', 'pause', 'close'] as const)('%s comes through while 50 MiB of log are cut', async (how) => {
  const line = (at: number): string => `2026-03-31 12:00:${at % 60} request ${at} took ${at % 977} ms and was answered\n`;
  const text = Array.from({ length: Math.floor(LENGTH / line(100_000).length) }, (_, at) => line(at)).join('');
  const document = { title: 'log', text, blocks: [{ kind: 'paragraph' as const, start: 0, end: text.length }], pageStarts: null };
  const h = await new LibraryHarness().open();
  h.write('server.log', 'stands for what the parser gives');
  h.parser = { parse: async (): Promise<ParseResult> => ({ ok: true, hash: 'a'.repeat(64), sizeBytes: text.length, document }) };
  Object.assign(cut, { steps: 0, ended: false });
  h.library.sources.add({ path: h.filesDir, kind: 'folder' });
  h.ingest.wake();
  await vi.waitUntil(() => cut.steps > 50, { timeout: 60_000, interval: 5 });
  const before = cut.steps;
  if (how === 'cancel') await h.ingest.cancel();
  else if (how === 'close') await h.close();
  else {
    h.ingest.pause();
    await h.ingest.finished();
  }
  console.log(`${how} after ${before} steps and ${cut.steps - before} more`);
  // What is in hand is a small part of what was done.
  expect([cut.ended, cut.steps - before < before]).toEqual([false, true]);
});
