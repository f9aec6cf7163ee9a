// PDFs of which some pages are pictures: each page for itself, one text in the end, and every place found again.
import { beforeAll, expect, test } from 'vitest';
import { readPdf } from '../../../main/ingest/2-parse/formats/pdf.ts';
import { turned, type Raster } from '../../../main/ingest/2-parse/image/raster.ts';
import type { OcrPage } from '../../../main/ingest/2-parse/ocr/ocrPage.ts';
import { locateInPdf, pageIndexOf } from '../../../main/ingest/2-parse/pdf/locateInPdf.ts';
import { openPdf } from '../../../main/ingest/2-parse/pdf/pdfium.ts';
import { drawPage } from './fixtures/drawPage.ts';
import { makePdf, setParagraphs, type PdfPageSpec } from './fixtures/makePdf.ts';

const TEXT = 'The notice period is three months to the end of a quarter, and the rent falls due on the third working day of each month, to the account named in the schedule.';
let scan: Raster;
beforeAll(async () => {
  scan = await drawPage(setParagraphs([TEXT]), { dotsPerInch: 72 });
});

const typed = (text = TEXT): PdfPageSpec => ({ lines: setParagraphs([text]) });
const needed = async (pages: readonly PdfPageSpec[]): Promise<readonly number[]> => (await readPdf(makePdf(pages), 'x')).needsOcr ?? [];

/** Two lines of three words. */
const ocr: OcrPage = {
  page: 2,
  text: 'Deposit: three rents\n\nkept apart always',
  words: [
    { start: 0, end: 8, x: 72, y: 100, width: 50, height: 12 },
    { start: 9, end: 14, x: 126, y: 101, width: 30, height: 11 },
    { start: 15, end: 20, x: 160, y: 100, width: 34, height: 12 },
    { start: 22, end: 26, x: 72, y: 130, width: 24, height: 12 },
    { start: 27, end: 32, x: 100, y: 130, width: 30, height: 12 },
    { start: 33, end: 39, x: 134, y: 130, width: 40, height: 12 },
  ],
};

test('a page that is a picture needs OCR; typed ones, blank ones and one with a picture beside its text do not', async () => {
  expect(await needed([typed(), { lines: [], image: { raster: scan } }, { lines: [] }, { ...typed(), image: { raster: scan, width: 300, height: 300 } }])).toEqual([2]);
});

test('so does one with a stamp on the picture, and one whose letters stand for others', async () => {
  const stamped: PdfPageSpec = { lines: [{ text: 'Received 12 March 2024, No. 4711', x: 400, y: 20 }], image: { raster: scan } };
  const shifted = [...TEXT.repeat(2)].map((letter) => (letter === ' ' ? ' ' : String.fromCharCode(letter.charCodeAt(0) - 29))).join('');
  expect(await needed([stamped, typed(shifted), typed()])).toEqual([1, 2]);
});

test('a good invisible layer over a scan is used', async () => {
  expect(await needed([{ ...typed(TEXT.repeat(2)), image: { raster: scan } }])).toEqual([]);
});

test('text drawn as outlines needs OCR; a frame around nothing does not', async () => {
  const outlines = makePdf([{ lines: [{ text: 'x', x: -500, y: -500 }] }]).toString('latin1');
  // The same file with curves in place of its text.
  const curves = 'm 1 1 c 1 2 3 4 5 6 '.repeat(0) + Array.from({ length: 900 }, (_, at) => `${72 + (at % 60) * 7} ${100 + Math.floor(at / 60) * 14} m ${75 + (at % 60) * 7} ${108 + Math.floor(at / 60) * 14} l S`).join('\n');
  const swap = (content: string): Buffer => Buffer.from(outlines.replace(/<< \/Length \d+ >>\nstream\n[\s\S]*?\nendstream/, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`), 'latin1');
  expect((await readPdf(swap(curves), 'x')).needsOcr).toEqual([1]);
  expect((await readPdf(swap('50 50 500 700 re S 60 60 480 680 re S'), 'x')).needsOcr).toBeUndefined();
});

test('what OCR made of a page stands between the others, and quotes on it are found by word boxes', async () => {
  const file = makePdf([typed(), { lines: [], image: { raster: scan } }, typed('The third page says that keys are handed over with the flat.')]);
  const outcome = await readPdf(file, 'x', { ocr: new Map([[2, ocr]]) });
  if (!outcome.ok) throw new Error(outcome.reason);
  const { text, pageStarts, blocks } = outcome.document;
  expect(outcome.needsOcr).toBeUndefined();
  expect(text.slice(pageStarts![1], pageStarts![2])).toBe(`${ocr.text}\n\n`);
  expect(blocks.map(({ start, end }) => text.slice(start, end))).toContain('kept apart always');

  const opened = await openPdf(file);
  if (!opened.ok) throw new Error(opened.reason);
  const locate = (quote: string, pages = new Map([[2, ocr]])) => locateInPdf(opened.pdf, { start: text.indexOf(quote), end: text.indexOf(quote) + quote.length }, quote, pageIndexOf(pageStarts!), pages);
  expect(locate('three rents\n\nkept')).toEqual([
    { page: 2, x: 126, y: 100, width: 68, height: 12 },
    { page: 2, x: 72, y: 130, width: 24, height: 12 },
  ]);
  expect(locate('keys are handed over')).toMatchObject([{ page: 3 }]);
  expect(locate('three rents', new Map([[2, { ...ocr, text: ocr.text.replace('rents', 'Rents') }]]))).toEqual([]);
  expect(locate('three rents', new Map())).toEqual([]);
  opened.pdf.close();
});

test('a short layer stays where OCR found hardly more than it says', async () => {
  const file = makePdf([{ lines: [{ text: 'Received 12 March 2024, by hand', x: 400, y: 20 }], image: { raster: scan } }]);
  const outcome = await readPdf(file, 'x', { ocr: new Map([[1, { page: 1, text: 'Received l2 March 2O24, by hard and', words: [{ start: 0, end: 3, x: 1, y: 1, width: 1, height: 1 }] }]]) });
  expect(outcome).toMatchObject({ ok: true, document: { text: 'Received 12 March 2024, by hand\n\n' } });
  expect(outcome.needsOcr).toBeUndefined();
});

test('turning a picture and turning it back gives the same picture', () => {
  const picture: Raster = { width: 3, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  expect(turned(picture, 6)).toEqual({ width: 2, height: 3, channels: 1, data: Uint8Array.of(4, 1, 5, 2, 6, 3) });
  for (const [there, back] of [[2, 2], [3, 3], [4, 4], [5, 5], [6, 8], [7, 7], [8, 6]] as const) expect(turned(turned(picture, there), back)).toEqual(picture);
});
