// Indexing in a real library, steered: pause, cancel and retry, and how it gives way to a question. The parser runs in the
// test's process; the rest is the real thing.
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { LibraryHarness, note, realParser } from '../../support/libraryHarness.ts';
import { sleep } from '../../support/processes.ts';

const open = (): Promise<LibraryHarness> => new LibraryHarness().open();

describe('pause, cancel, retry', () => {
  async function readingMany(files: number): Promise<LibraryHarness> {
    const h = await open();
    for (let at = 0; at < files; at += 1) h.write(`${at}.md`, note(at));
    h.library.sources.add({ path: h.filesDir, kind: 'folder' });
    h.ingest.wake();
    await vi.waitUntil(() => h.library.documents.coverage(null).indexed > 0, { timeout: 20_000, interval: 5 });
    return h;
  }

  test('a pause holds, also over a restart, and resuming reads the rest', async () => {
    const h = await readingMany(100);
    h.ingest.pause();
    await h.ingest.finished();
    const { indexed, waiting } = h.library.documents.coverage(null);
    expect(waiting).toBeGreaterThan(0);
    expect(h.library.db.prepare("SELECT count(*) FROM documents WHERE state = 'reading'").pluck().get()).toBe(0);
    await h.reopen();
    await h.settle();
    expect(h.library.documents.coverage(null).indexed).toBe(indexed);
    expect(h.ingest.progress()).toMatchObject({ state: 'paused', problem: null });
    h.ingest.resume();
    await h.ingest.finished();
    expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 100, waiting: 0 });
    expect(h.ingest.progress().state).toBe('idle');
  });

  test('pausing and resuming at once loses nothing', async () => {
    const h = await readingMany(60);
    for (let round = 0; round < 10; round += 1) {
      h.ingest.pause();
      h.ingest.resume();
      await sleep(round * 7);
    }
    await h.ingest.finished();
    expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 60, failed: 0, waiting: 0 });
  });

  test('cancel ends it: nothing waits, nothing is read on; retry reads the rest', async () => {
    const h = await readingMany(100);
    await h.ingest.cancel();
    const { indexed, skipped, waiting } = h.library.documents.coverage(null);
    expect([waiting, indexed + skipped]).toEqual([0, 100]);
    expect(skipped).toBeGreaterThan(0);
    await h.ingest.finished();
    expect([h.ingest.progress().state, h.library.documents.coverage(null).skipped]).toEqual(['idle', skipped]);
    expect(h.library.documents.retry(null)).toBe(skipped);
    await h.settle();
    expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 100, skipped: 0 });
  });

  test('cancel in the middle of a scan ends that too', async () => {
    const h = await open();
    for (let at = 0; at < 2_000; at += 1) h.write(`${at % 40}/${at}.md`, 'x');
    h.library.sources.add({ path: h.filesDir, kind: 'folder' });
    h.ingest.wake();
    await h.ingest.cancel();
    await h.ingest.finished();
    expect([h.library.documents.coverage(null).waiting, h.library.sources.scansDue(), h.ingest.progress().state]).toEqual([0, 0, 'idle']);
  });

  test('closing in the middle loses nothing', async () => {
    const h = await readingMany(60);
    await h.reopen();
    await h.settle();
    expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 60, failed: 0, waiting: 0 });
    expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([60, 60, 60, 60]);
  });

  test('a large file goes on where it was paused', async () => {
    const h = await open();
    const paragraphs = Array.from({ length: 700 }, (_, at) => `Paragraph ${at} is about subject ${at * 31} and ${'some more words of a certain length '.repeat(8)}.`);
    h.write('large.txt', paragraphs.join('\n\n'));
    h.library.sources.add({ path: h.filesDir, kind: 'folder' });
    h.ingest.wake();
    await vi.waitUntil(() => h.chunkRows().length > 50, { timeout: 60_000, interval: 5 });
    h.ingest.pause();
    await h.ingest.finished();
    const before = h.chunkRows();
    expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 0, waiting: 1 });
    expect(await h.search('Paragraph 3 subject')).toEqual([]);
    await h.reopen();
    h.ingest.resume();
    await h.ingest.finished();
    const after = h.chunkRows();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length * 2);
    expect(new Set(after.map(({ text }) => text)).size).toBe(after.length);
    expect(await h.search('Paragraph 3 subject')).toContain('large.txt');
  });

  test('progress counts up to its total, and ends idle', async () => {
    const h = await readingMany(100);
    const seen: number[][] = [];
    const timer = setInterval(() => {
      const { done, total, state } = h.ingest.progress();
      if (state === 'running') seen.push([done, total]);
    }, 20);
    await h.ingest.finished();
    clearInterval(timer);
    expect(seen.length).toBeGreaterThan(3);
    for (const [at, [done, total]] of seen.entries()) {
      expect(total).toBe(100);
      expect(done).toBeGreaterThanOrEqual(seen[at - 1]?.[0] ?? 0);
    }
    expect(h.ingest.progress()).toEqual({ state: 'idle', done: 0, total: 0, filesPerMinute: null, secondsLeft: null, currentFile: null, problem: null });
  });
});

describe('a question', () => {
  /** Longest time in which this thread listened to nobody, while `work` runs, and how long that took in all. */
  async function longestGap(work: () => Promise<unknown>): Promise<{ gapMs: number; totalMs: number }> {
    const startedMs = performance.now();
    let last = startedMs;
    let longest = 0;
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    await work();
    clearInterval(timer);
    return { gapMs: longest, totalMs: performance.now() - startedMs };
  }

  test('has the processor for itself a moment after it came, until it is over; then indexing goes on to its end', async () => {
    const h = await open();
    for (let at = 0; at < 150; at += 1) h.write(`${at}.md`, note(at));
    h.library.sources.add({ path: h.filesDir, kind: 'folder' });
    h.ingest.wake();
    await vi.waitUntil(() => h.library.documents.coverage(null).indexed > 0, { timeout: 20_000, interval: 5 });
    let parsing = 0;
    h.parser = { parse: async (file, options) => ((parsing += 1), realParser.parse(file, options)) };
    const reading = (): string => JSON.stringify([h.chunkRows().length, h.library.documents.coverage(null), parsing]);
    await h.scheduler.foreground(async () => {
      let still = reading();
      await vi.waitUntil(
        () => {
          const before = still;
          still = reading();
          return still === before;
        },
        { timeout: 60_000, interval: 1_000 },
      );
      expect(h.ingest.progress().state).toBe('yielding');
      expect(h.library.documents.coverage(null).waiting).toBeGreaterThan(0);
      const cpu = process.cpuUsage();
      await sleep(1_500);
      const { user, system } = process.cpuUsage(cpu);
      expect(reading()).toBe(still);
      // A batch in progress would take all of both cores.
      console.log(`processor time in 1,500 ms of a question: ${Math.round((user + system) / 1_000)} ms`);
    });
    await h.ingest.finished();
    expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 150, waiting: 0 });
  });

  test('that fails gives the processor back as well', async () => {
    const h = await open();
    h.write('a.md', note(1));
    await expect(h.scheduler.foreground(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    await h.add();
    expect(h.states()).toEqual({ 'a.md': 'indexed' });
  });

  test('waits for no large file: reading 5 MB of text without a break listens all the time', async () => {
    const h = await open();
    const text = Array.from({ length: 15_000 }, (_, at) => `Paragraph ${at} is about subject ${at * 31} and ${'some more words of a certain length '.repeat(8)}.`).join('\n\n');
    h.write('large.txt', text);
    const parsed = await realParser.parse({ path: path.join(h.filesDir, 'large.txt'), name: 'large.txt', kind: 'text' }, { signal: new AbortController().signal });
    // Parsing is another process's work.
    h.parser = { parse: async () => parsed };
    h.library.sources.add({ path: h.filesDir, kind: 'folder' });
    const { gapMs, totalMs } = await longestGap(async () => {
      h.ingest.wake();
      await vi.waitUntil(() => h.chunkRows().length > 0, { timeout: 60_000, interval: 20 });
      h.ingest.pause();
      await h.ingest.finished();
    });
    console.log(`longest gap ${Math.round(gapMs)} ms of ${Math.round(totalMs)} ms`);
    // Without breaks it is nearly all of the time.
    expect(gapMs / totalMs).toBeLessThan(0.5);
  });
});
