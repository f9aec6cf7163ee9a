// The paragraphs of a page read by OCR, as the reader of PDFs has those of a text layer. Sizes are measured from word
// boxes and so are rough: only what is clearly larger than the rest of its page has one, the rest is 0.
import type { PageParagraph } from '../pdf/pageText.ts';
import type { OcrPage, OcrWord } from './ocrPage.ts';

/** Boxes of words with and without long letters differ by a third. */
const LARGER = 1.45;
const MAX_HEADING_LINES = 2;

export function ocrParagraphs({ text, words }: OcrPage): PageParagraph[] {
  const usual = upperQuartile(words.map(({ height }) => height));
  const paragraphs: PageParagraph[] = [];
  let at = 0;
  for (let start = 0; start < text.length; ) {
    const gap = text.indexOf('\n\n', start);
    const end = gap === -1 ? text.length : gap;
    const own: OcrWord[] = [];
    for (; at < words.length && words[at]!.start < end; at += 1) own.push(words[at]!);
    const lines = text.slice(start, end).split('\n');
    const size = upperQuartile(own.map(({ height }) => height));
    const isLarge = usual > 0 && size > usual * LARGER && linesOf(own) <= MAX_HEADING_LINES;
    paragraphs.push({ start, end, lines: Math.max(1, linesOf(own)), size: isLarge ? size : 0, bold: false, upright: true, tabular: lines.filter((line) => line.includes('\t')).length * 2 > lines.length });
    start = end + 2;
  }
  return paragraphs;
}

function upperQuartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.75)] ?? 0;
}

/** By how often the next word stands below the one before. */
function linesOf(words: readonly OcrWord[]): number {
  let lines = words.length === 0 ? 0 : 1;
  for (const [index, word] of words.entries()) if (index > 0 && word.y > words[index - 1]!.y + words[index - 1]!.height * 0.6) lines += 1;
  return lines;
}
