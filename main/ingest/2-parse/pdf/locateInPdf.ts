// From a range of a PDF's canonical text back to the page: one rectangle a line, in points from the top left of the
// page as it is shown: from the boxes of letters, or of words where OCR has read the page. Empty when the text there is not what was expected: better no mark than a wrong one.
import type { TextRange } from '../../../../contract/domain.ts';
import type { Box, OpenPdf, PdfPage } from './pdfium.ts';
import { PAGE_SEPARATOR } from './pageStarts.ts';
import { sourceOfPage } from './pageSource.ts';
import type { OcrPage, OcrPages } from '../ocr/ocrPage.ts';

export interface PageRectangle {
  /** 1-based. */
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a PDF's pages start in its canonical text, found page by page and kept for the next question. */
export interface PageIndex {
  readonly starts: number[];
  readonly lengths: number[];
}

export const emptyPageIndex = (): PageIndex => ({ starts: [], lengths: [] });

/** From what was stored when the PDF was read: no page before the range has to be read again. */
export function pageIndexOf(pageStarts: readonly number[]): PageIndex {
  const lengths = pageStarts.slice(0, -1).map((start, page) => Math.max(0, pageStarts[page + 1]! - start - PAGE_SEPARATOR.length));
  return { starts: [...pageStarts], lengths };
}

/** @param index filled on the way; pages before the range are read once only @param ocr of the pages that the range is on */
export function locateInPdf(pdf: OpenPdf, range: TextRange, expected: string, index: PageIndex = emptyPageIndex(), ocr: OcrPages = new Map()): PageRectangle[] {
  return locateOnPages(pdf.pageCount, range, expected, index, (page, boxesOf) =>
    pdf.withPage(page, (own) => {
      const source = sourceOfPage(own, ocr.get(page + 1));
      if (source.from === 'ocr') return boxesOf(source.ocr.text, (from, to) => wordBoxes(source.ocr, from, to));
      return boxesOf(source.layer.text, (from, to) => charBoxes(own, source.layer.chars, from, to));
    }),
  );
}

/** Where a range stands on pages that are known by OCR alone. */
export function locateByOcr(pageCount: number, range: TextRange, expected: string, index: PageIndex, ocr: OcrPages): PageRectangle[] {
  return locateOnPages(pageCount, range, expected, index, (page, boxesOf) => {
    const known = ocr.get(page + 1);
    return known === undefined ? null : boxesOf(known.text, (from, to) => wordBoxes(known, from, to));
  });
}

type BoxesOf = (text: string, boxes: (from: number, to: number) => readonly Rectangle[]) => { readonly text: string; readonly boxes: readonly Rectangle[] };

function locateOnPages(pageCount: number, range: TextRange, expected: string, index: PageIndex, read: (page: number, boxesOf: BoxesOf) => ReturnType<BoxesOf> | null): PageRectangle[] {
  const rectangles: PageRectangle[] = [];
  let found = '';
  for (let page = 0; page < pageCount; page += 1) {
    const start = index.starts[page] ?? (page === 0 ? 0 : endOf(index, page - 1));
    const known = index.lengths[page];
    if (start >= range.end) break;
    if (known !== undefined && start + known + PAGE_SEPARATOR.length <= range.start) continue;
    const part = read(page, (text, boxes) => {
      const from = Math.max(0, range.start - start);
      const to = Math.min(text.length, range.end - start);
      return { text, boxes: to > from ? onLines(boxes(from, to)) : [] };
    });
    const text = part?.text ?? '';
    index.starts[page] = start;
    index.lengths[page] = text.length;
    if (part === null || text === '') continue;
    const own = `${text}${PAGE_SEPARATOR}`;
    found += own.slice(Math.max(0, range.start - start), Math.max(0, range.end - start));
    rectangles.push(...part.boxes.map((box) => ({ page: page + 1, ...box })));
  }
  return found === expected ? rectangles : [];
}

function endOf({ starts, lengths }: PageIndex, page: number): number {
  const length = lengths[page] ?? 0;
  return (starts[page] ?? 0) + (length === 0 ? 0 : length + PAGE_SEPARATOR.length);
}

type Rectangle = Omit<PageRectangle, 'page'>;

function charBoxes(page: PdfPage, chars: Int32Array, from: number, to: number): Rectangle[] {
  const boxes: Rectangle[] = [];
  let last = -1;
  for (let at = from; at < to; at += 1) {
    const char = chars[at]!;
    if (char < 0 || char === last) continue;
    last = char;
    const box = page.box(char);
    if (box !== null && !page.isGenerated(char)) boxes.push(toRectangle(box, page));
  }
  return boxes;
}

/** Whole words: where within its word a letter stands is not known. */
function wordBoxes({ words }: OcrPage, from: number, to: number): Rectangle[] {
  return words.filter(({ start, end }) => end > from && start < to).map(({ x, y, width, height }) => ({ x, y, width, height }));
}

function onLines(boxes: readonly Rectangle[]): Rectangle[] {
  const lines: Rectangle[] = [];
  for (const shown of boxes) {
    if (shown.width <= 0 || shown.height <= 0) continue;
    const line = lines.at(-1);
    if (line !== undefined && isOnLine(line, shown)) lines[lines.length - 1] = union(line, shown);
    else lines.push(shown);
  }
  return lines;
}

function isOnLine(line: Rectangle, next: Rectangle): boolean {
  const overlap = Math.min(line.y + line.height, next.y + next.height) - Math.max(line.y, next.y);
  const near = next.x - (line.x + line.width) < line.height * 12 && line.x - (next.x + next.width) < line.height * 12;
  return (near && overlap > Math.min(line.height, next.height) * 0.5) || runsDown(line, next);
}

/** Text that runs up or down the page: a column one letter wide. */
function runsDown(line: Rectangle, next: Rectangle): boolean {
  const overlap = Math.min(line.x + line.width, next.x + next.width) - Math.max(line.x, next.x);
  const gap = Math.max(next.y - (line.y + line.height), line.y - (next.y + next.height));
  return overlap > Math.max(line.width, next.width) * 0.6 && gap < next.height;
}

function union(a: Rectangle, b: Rectangle): Rectangle {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** From the top left, and within the page: some fonts claim heights far beyond their letters'. */
function toRectangle({ left, top, right, bottom }: Box, page: PdfPage): Rectangle {
  const [x, y] = [Math.max(0, left), Math.max(0, page.height - top)];
  return { x, y, width: Math.min(page.width, right) - x, height: Math.min(page.height, page.height - bottom) - y };
}
