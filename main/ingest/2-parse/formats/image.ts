// Image files: PNG, JPEG, GIF, BMP, WebP, and TIFF with all its pages. All of their text comes by OCR; a page without it
// is named as needing that. The pixels are looked at when the page is recognised.
import { countImagePages } from '../image/decodeImage.ts';
import type { OcrPages } from '../ocr/ocrPage.ts';
import { ocrParagraphs } from '../ocr/ocrParagraphs.ts';
import { accept, refuse, withNeedsOcr, type ParseOutcome } from '../parseOutcome.ts';
import { PAGE_SEPARATOR } from '../pdf/pageStarts.ts';
import type { Block } from '../../../../contract/domain.ts';

const MAX_PAGES = 5_000;

export function readImage(bytes: Uint8Array, title: string, ocr: OcrPages = new Map()): ParseOutcome {
  const pages = countImagePages(bytes);
  if (pages === 0) return refuse('damaged');
  if (pages > MAX_PAGES) return refuse('too-large');
  const texts: string[] = [];
  const pageStarts: number[] = [];
  const blocks: Block[] = [];
  const needsOcr: number[] = [];
  let length = 0;
  for (let page = 1; page <= pages; page += 1) {
    pageStarts.push(length);
    const known = ocr.get(page);
    if (known === undefined) needsOcr.push(page);
    if (known === undefined || known.text === '') continue;
    for (const { start, end, size, tabular } of ocrParagraphs(known)) {
      const range = { start: length + start, end: length + end };
      blocks.push(size > 0 ? { kind: 'heading', ...range, level: 1 } : { kind: tabular ? 'table' : 'paragraph', ...range });
    }
    texts.push(known.text, PAGE_SEPARATOR);
    length += known.text.length + PAGE_SEPARATOR.length;
  }
  return withNeedsOcr(accept({ title, text: texts.join(''), blocks, pageStarts }), needsOcr);
}
