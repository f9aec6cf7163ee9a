// Indexing when something fails in the middle: no parser, a file that goes away, no room on the disk. No file is blamed
// for what it is not guilty of, and everything goes on afterwards.
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { LibraryHarness, note, realParser } from '../../support/libraryHarness.ts';

const open = (): Promise<LibraryHarness> => new LibraryHarness().open();

test('a parser that cannot work at all stops indexing with its reason; no file is blamed, and it goes on later', async () => {
  const h = await open();
  for (let at = 0; at < 20; at += 1) h.write(`${at}.md`, note(at));
  h.parser = { parse: () => Promise.reject(new AppError('engine-unavailable', { engine: 'parser' })) };
  await h.add();
  expect(h.library.documents.coverage(null)).toMatchObject({ failed: 0, waiting: 20 });
  expect(h.ingest.progress()).toMatchObject({ state: 'paused', problem: 'engine-unavailable' });
  expect(h.problems.map(({ code }) => code)).toEqual(['engine-unavailable']);
  h.parser = realParser;
  h.ingest.resume();
  await h.ingest.finished();
  expect(h.library.documents.coverage(null)).toMatchObject({ indexed: 20, waiting: 0 });
});

test('a file that goes away after it was listed and before it is read is said to be gone, and leaves at the next scan', async () => {
  const h = await open();
  h.write('stays.md', note(1));
  const goes = h.write('goes.md', note(2));
  h.parser = {
    parse: (file, options) => {
      rmSync(goes, { force: true });
      return realParser.parse(file, options);
    },
  };
  await h.add();
  expect(h.states()).toEqual({ 'stays.md': 'indexed', 'goes.md': 'failed: vanished' });
  await h.rescan();
  expect(h.states()).toEqual({ 'stays.md': 'indexed' });
  expect(await h.search('locker number')).toEqual(['stays.md']);
});

test('a library that finds no room on the disk: said as such, nothing lost, and it goes on when there is room', async () => {
  const h = await open();
  for (let at = 0; at < 80; at += 1) h.write(`${at}.md`, note(at));
  const pages = h.library.db.pragma('page_count', { simple: true }) as number;
  // Some files fit, not all.
  h.library.db.pragma(`max_page_count = ${pages + 40}`);
  await h.add();
  expect(h.ingest.progress()).toMatchObject({ state: 'paused', problem: 'disk-full' });
  expect(h.problems.map(({ code }) => code)).toEqual(['disk-full']);
  const { seen, failed, skipped, waiting } = h.library.documents.coverage(null);
  expect([seen, failed, skipped]).toEqual([80, 0, 0]);
  expect(waiting).toBeGreaterThan(0);
  h.library.db.pragma('max_page_count = 1000000');
  h.ingest.resume();
  await h.ingest.finished();
  expect(h.library.documents.coverage(null)).toEqual({ seen: 80, indexed: 80, partly: 0, skipped: 0, failed: 0, waiting: 0 });
  expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([80, 80, 80, 80]);
});
