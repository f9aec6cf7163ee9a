// Scans in a library: what OCR off leaves unread and says so, what OCR on finds, where a quote stands on the picture, and
// that no page is read twice or stays behind. The real parser, Tesseract and languages.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createDocumentReader, type DocumentReader } from '../../../main/engines/library/documentReader.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { encodePng } from '../../../main/ingest/2-parse/image/encodePng.ts';
import type { Raster } from '../../../main/ingest/2-parse/image/raster.ts';
import { LibraryHarness, realPages, realParser } from '../../support/libraryHarness.ts';
import { drawPage } from '../../unit/parse/fixtures/drawPage.ts';
import { makePdf, setParagraphs, type PdfPageSpec } from '../../unit/parse/fixtures/makePdf.ts';
import { makeZip } from '../../unit/parse/fixtures/makeZip.ts';
import { makeTiff } from '../../unit/parse/fixtures/makeTiff.ts';

const DEPOSIT = 'The deposit for the boat house amounts to three rents and is kept apart.';
const KEYS = 'The caretaker keeps the spare keys of the lighthouse in a blue tin.';
const TYPED = 'This page was typed. The harbour master collects the fees on Mondays and on Thursdays, between nine and noon, at the office behind the old customs house.';
const pictures = {} as Record<'deposit' | 'keys' | 'onItsSide', Raster>;

beforeAll(async () => {
  pictures.deposit = await drawPage(setParagraphs([DEPOSIT, 'Signed by both parties.']));
  pictures.keys = await drawPage(setParagraphs([KEYS]));
  pictures.onItsSide = await drawPage(setParagraphs([KEYS, DEPOSIT, TYPED]), { quarterTurns: 1 });
});

const scanned = (raster: Raster): PdfPageSpec => ({ lines: [], image: { raster } });
const typed: PdfPageSpec = { lines: setParagraphs([TYPED]) };
const english = { languages: ['eng'] };

const readerOf = (h: LibraryHarness): DocumentReader => createDocumentReader(h.library, realPages);

async function passageOn(h: LibraryHarness, question: string) {
  const [passage] = await findPassages(question, h.retrieval, { scope: null, limit: 3 });
  return passage!;
}

const pagesStored = (h: LibraryHarness): number => h.library.db.prepare('SELECT count(*) FROM page_ocr').pluck().get() as number;

test('with OCR off the account says which pages are pictures; turned on they are read, found and placed', async () => {
  const h = await new LibraryHarness().open();
  h.write('mixed.pdf', makePdf([typed, scanned(pictures.deposit), { lines: [] }]));
  h.write('scan.pdf', makePdf([scanned(pictures.keys)]));
  h.write('typed.pdf', makePdf([typed]));
  await h.add();
  expect(h.states()).toEqual({ 'mixed.pdf': 'indexed: pages-are-images', 'scan.pdf': 'skipped: ocr-off', 'typed.pdf': 'indexed' });
  expect(h.library.documents.list({ sourceId: null, state: 'indexed', nameContains: 'mixed' }, 0, 1).rows[0]!.unreadPages).toBe('2');

  h.library.chooseOcr(english);
  await h.settle();
  expect(h.states()).toEqual({ 'mixed.pdf': 'indexed', 'scan.pdf': 'indexed', 'typed.pdf': 'indexed' });
  expect(h.library.documents.list({ sourceId: null, state: 'indexed', nameContains: 'mixed' }, 0, 1).rows[0]!.unreadPages).toBeNull();
  expect(h.progress.some(({ currentFile, currentPage, pages }) => currentFile === 'mixed.pdf' && currentPage === 2 && pages === 2)).toBe(true);

  const passage = await passageOn(h, 'How much is the deposit for the boat house?');
  expect(passage.documentName).toBe('mixed.pdf');
  const start = passage.start + passage.text.indexOf('three rents');
  expect(h.library.versions.pageOf(passage.versionHash, start)).toBe(2);
  const marks = await readerOf(h).locate(passage.documentId, passage.versionHash, { start, end: start + 'three rents'.length }, 'three rents');
  // As it was drawn: Helvetica of 11 points, from 72 points, first line at 740 from below.
  const before = DEPOSIT.indexOf('three rents') * 5.1;
  expect(marks).toHaveLength(1);
  expect(marks[0]).toMatchObject({ page: 2 });
  expect(Math.abs(marks[0]!.x - (72 + before))).toBeLessThan(25);
  expect(marks[0]!.y).toBeGreaterThan(792 - 740 - 11);
  expect(marks[0]!.y + marks[0]!.height).toBeLessThan(792 - 740 + 5);
  expect(marks[0]!.width).toBeLessThan(75);
  expect(await readerOf(h).locate(passage.documentId, passage.versionHash, { start, end: start + 11 }, 'four rents and')).toEqual([]);

  h.library.chooseOcr(null);
  await h.rescan();
  expect(h.states()['scan.pdf']).toBe('indexed');
});

test('images are read: a screenshot without a resolution, a fax of two pages, a page on its side', async () => {
  const h = new LibraryHarness();
  h.ocr = english;
  await h.open();
  h.write('shot.png', encodePng(await drawPage(setParagraphs([KEYS]), { dotsPerInch: 96 })));
  h.write('fax.tif', makeTiff([{ raster: pictures.keys, dotsPerInch: 200 }, { raster: pictures.deposit, dotsPerInch: 200 }]));
  h.write('papers.zip', makeZip([{ name: 'Scan.pdf', content: makePdf([scanned(pictures.deposit)]) }]));
  h.write('side.pdf', makePdf([scanned(pictures.onItsSide)]));
  h.write('dots.png', encodePng({ width: 400, height: 300, channels: 1, data: Uint8Array.from({ length: 120_000 }, (_, at) => (at * 2_654_435_761) >>> 24) }));
  await h.add();
  expect(h.states()).toEqual({ 'dots.png': 'skipped: no-text', 'fax.tif': 'indexed', 'papers.zip': 'indexed', 'papers.zip/Scan.pdf': 'indexed', 'shot.png': 'indexed', 'side.pdf': 'indexed' });
  const found = (await findPassages('deposit for the boat house', h.retrieval, { scope: null, limit: 5 })).find(({ documentName }) => documentName === 'fax.tif')!;
  expect(found.kind).toBe('image');
  const start = found.start + found.text.indexOf('kept apart');
  const [mark] = await readerOf(h).locate(found.documentId, found.versionHash, { start, end: start + 10 }, 'kept apart');
  expect(mark).toMatchObject({ page: 2 });
  expect(mark!.y + mark!.height).toBeLessThan(792 - 740 + 5);
  expect(await readerOf(h).pageImage(found.documentId, found.versionHash, 2, 200_000)).toMatchObject({ type: 'image/png', width: expect.closeTo(612, 0), height: expect.closeTo(792, 0) });
  await expect(readerOf(h).pageImage(found.documentId, found.versionHash, 3, 200_000)).rejects.toMatchObject({ code: 'page-not-shown' });
  const inside = (await findPassages('deposit for the boat house', h.retrieval, { scope: null, limit: 5 })).find(({ documentName }) => documentName === 'Scan.pdf')!;
  const insideStart = inside.start + inside.text.indexOf('kept apart');
  expect(await readerOf(h).locate(inside.documentId, inside.versionHash, { start: insideStart, end: insideStart + 10 }, 'kept apart')).toMatchObject([{ page: 1 }]);
  const side = (await findPassages('spare keys of the lighthouse', h.retrieval, { scope: null, limit: 5 })).find(({ documentName }) => documentName === 'side.pdf')!;
  const at = side.start + side.text.indexOf('lighthouse');
  const [turned] = await readerOf(h).locate(side.documentId, side.versionHash, { start: at, end: at + 10 }, 'lighthouse');
  // The picture was turned clockwise and stretched over an upright page: its words run down the right edge.
  expect(turned!.height).toBeGreaterThan(turned!.width);
  expect(turned!.x).toBeGreaterThan(500);
});

describe('a long scan', () => {
  const pages = (count: number): Buffer => makePdf(Array.from({ length: count }, () => scanned(pictures.keys)));

  /** Reads pages until so many are done, then no more until it is told that it was killed. */
  function readingOnly(h: LibraryHarness, limit: number): { readonly asked: number[] } {
    const asked: number[] = [];
    h.parser = {
      recognise: async (page, { signal }) => {
        asked.push(page.page);
        if (asked.length <= limit) return realParser.recognise(page, { signal });
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('killed'))));
        throw new Error('killed');
      },
    };
    return { asked };
  }

  test('goes on at the page where it was broken off', async () => {
    const h = new LibraryHarness();
    h.ocr = english;
    await h.open();
    h.write('long.pdf', pages(4));
    const first = readingOnly(h, 2);
    h.library.sources.add({ path: h.filesDir, kind: 'folder' });
    h.ingest.wake();
    await vi.waitUntil(() => first.asked.length === 3, { timeout: 60_000, interval: 20 });
    await h.close();
    const second = readingOnly(h, 4);
    await h.open();
    await h.settle();
    expect([first.asked, second.asked]).toEqual([[1, 2, 3], [3, 4]]);
    expect(h.states()).toEqual({ 'long.pdf': 'indexed' });
    expect(pagesStored(h)).toBe(4);
    h.write('copy of long.pdf', pages(4));
    await h.rescan();
    expect(second.asked).toEqual([3, 4]);
  });

  test('that is forgotten half read leaves no page behind; nor does one that was read', async () => {
    const h = new LibraryHarness();
    h.ocr = english;
    await h.open();
    h.write('long.pdf', pages(3));
    const { asked } = readingOnly(h, 1);
    h.library.sources.add({ path: h.filesDir, kind: 'folder' });
    h.ingest.wake();
    await vi.waitUntil(() => asked.length === 2, { timeout: 60_000, interval: 20 });
    h.ingest.pause();
    await h.ingest.finished();
    expect(pagesStored(h)).toBe(1);
    await forgetSource(h.library.sources.list()[0]!.id, h.library);
    expect(pagesStored(h)).toBe(0);
    h.parser = realParser;
    h.ingest.resume();
    await h.add();
    expect(pagesStored(h)).toBe(3);
    await forgetSource(h.library.sources.list()[0]!.id, h.library);
    expect(pagesStored(h)).toBe(0);
  });
});

test('another language reads the scans anew, and an answer that cites the former text marks the same words', async () => {
  const h = new LibraryHarness();
  h.ocr = english;
  await h.open();
  h.write('mixed.pdf', makePdf([typed, scanned(pictures.deposit)]));
  await h.add();
  const cited = await passageOn(h, 'How much is the deposit for the boat house?');
  const asked: string[] = [];
  h.parser = { recognise: (page, options) => (asked.push(page.languages.join('+')), realParser.recognise(page, options)) };
  h.library.chooseOcr({ languages: ['eng', 'deu'] });
  await h.settle();
  h.library.chooseOcr(english);
  await h.settle();
  expect(asked).toEqual(['eng+deu']);
  expect(h.library.versions.readingOf(cited.versionHash)).toMatch(/\+ocr:deu\+eng$/);
  // As if the text before the scan had another length then.
  const start = cited.start + cited.text.indexOf('three rents') - 7;
  expect(await readerOf(h).locate(cited.documentId, cited.versionHash, { start, end: start + 11 }, 'three rents')).toMatchObject([{ page: 2 }]);
});
