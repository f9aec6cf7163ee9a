// PDF: the text of its pages in PDFium's order, with headings by size and weight. A page that is a picture, or whose text
// layer is worthless, has the text that OCR gave it, and is named until then. Offsets lead back to the page, see locateInPdf.
import type { Block } from '../../../../contract/domain.ts';
import { authorOf } from '../author.ts';
import { MAX_TEXT_LENGTH, accept, refuse, withNeedsOcr, type ParseOutcome } from '../parseOutcome.ts';
import type { OcrPages } from '../ocr/ocrPage.ts';
import { ocrParagraphs } from '../ocr/ocrParagraphs.ts';
import { openPdf, PdfiumTrap, type OpenPdf } from '../pdf/pdfium.ts';
import { sourceOfPage } from '../pdf/pageSource.ts';
import type { PageParagraph } from '../pdf/pageText.ts';
import { PAGE_SEPARATOR } from '../pdf/pageStarts.ts';

interface Paragraph extends PageParagraph {
  readonly page: number;
}

/** Headings are at least this much larger than the body text. */
const HEADING_SCALE = 1.12;
const MAX_HEADING_LENGTH = 160;

export async function readPdf(bytes: Uint8Array, titleOfFile: string, { ocr = new Map(), password }: { readonly ocr?: OcrPages | undefined; readonly password?: string | undefined } = {}): Promise<ParseOutcome> {
  // Readers of PDF accept some rubbish in front of the header.
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-')) return refuse('damaged');
  const opened = await openPdf(bytes, password ?? null);
  if (!opened.ok) return refuse(opened.reason);
  const { pdf } = opened;
  try {
    const outcome = readPages(pdf, titleOfFile, ocr);
    pdf.close();
    return outcome;
  } catch (error) {
    if (error instanceof PdfiumTrap) return refuse('damaged');
    throw error;
  }
}

function readPages(pdf: OpenPdf, titleOfFile: string, ocr: OcrPages): ParseOutcome {
  const texts: string[] = [];
  const pageStarts: number[] = [];
  const paragraphs: Paragraph[] = [];
  const unreadPages: number[] = [];
  const needsOcr: number[] = [];
  let length = 0;
  for (let page = 0; page < pdf.pageCount; page += 1) {
    pageStarts.push(length);
    const source = pdf.withPage(page, (own) => sourceOfPage(own, ocr.get(page + 1)));
    if (source === null) {
      unreadPages.push(page + 1);
      continue;
    }
    if (source.from === 'layer' && source.needsOcr) needsOcr.push(page + 1);
    const own = source.from === 'layer' ? source.layer : { text: source.ocr.text, paragraphs: ocrParagraphs(source.ocr) };
    if (own.text === '') continue;
    for (const paragraph of own.paragraphs) paragraphs.push({ ...paragraph, start: length + paragraph.start, end: length + paragraph.end, page });
    texts.push(own.text, PAGE_SEPARATOR);
    length += own.text.length + PAGE_SEPARATOR.length;
    if (length > MAX_TEXT_LENGTH) return refuse('too-much-text');
  }
  if (unreadPages.length === pdf.pageCount) return refuse('damaged');
  const text = texts.join('');
  const blocks = toBlocks(paragraphs, text);
  const partly = unreadPages.length > 0 ? { partly: 'pages-unread' as const, unreadPages } : {};
  return withNeedsOcr(accept({ title: titleOf(pdf.title, blocks, text, pageStarts) ?? titleOfFile, text, blocks, pageStarts, ...partly, ...authorOf([pdf.author]) }), needsOcr);
}

function toBlocks(paragraphs: readonly Paragraph[], text: string): Block[] {
  const bodySize = mostFrequentSize(paragraphs);
  const bodyIsBold = shareOf(paragraphs, ({ bold }) => bold) > 0.5;
  const textOf = ({ start, end }: Paragraph): string => text.slice(start, end);
  const isLarge = (paragraph: Paragraph): boolean => paragraph.size > bodySize * HEADING_SCALE;
  const running = repeatedTexts(paragraphs, textOf);
  const isHeading = (paragraph: Paragraph): boolean => {
    if (paragraph.lines > 3 || paragraph.tabular || !paragraph.upright || paragraph.end - paragraph.start > MAX_HEADING_LENGTH) return false;
    const emphasised = isLarge(paragraph) || (paragraph.bold && !bodyIsBold && paragraph.size > bodySize * 0.95 && paragraph.lines <= 2);
    if (!emphasised) return false;
    const words = textOf(paragraph);
    return /[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]{2}/u.test(words) && !/[,;:]$|[^.]\.$/.test(words) && !running.has(masked(words));
  };
  const headings = paragraphs.filter(isHeading);
  const sizes = [...new Set(headings.filter(isLarge).map(({ size }) => Math.round(size)))].sort((a, b) => b - a).slice(0, 5);
  return paragraphs.map((paragraph): Block => {
    const { start, end, size, tabular } = paragraph;
    if (tabular) return { kind: 'table', start, end };
    if (!isHeading(paragraph)) return { kind: 'paragraph', start, end };
    const rank = isLarge(paragraph) ? sizes.findIndex((known) => known <= Math.round(size)) : -1;
    const depth = /^\d{1,2}((?:\.\d{1,2})+)\.?\s/.exec(text.slice(start, start + 20))?.[1]?.split('.').length ?? 1;
    return { kind: 'heading', start, end, level: (rank === -1 ? sizes.length : rank) + depth };
  });
}

function mostFrequentSize(paragraphs: readonly Paragraph[]): number {
  const letters = new Map<number, number>();
  for (const { size, start, end } of paragraphs) {
    const rounded = Math.round(size * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + end - start);
  }
  return [...letters].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

function shareOf(paragraphs: readonly Paragraph[], is: (paragraph: Paragraph) => boolean): number {
  let all = 0;
  let found = 0;
  for (const paragraph of paragraphs) {
    all += paragraph.end - paragraph.start;
    if (is(paragraph)) found += paragraph.end - paragraph.start;
  }
  return all === 0 ? 0 : found / all;
}

/** Page numbers make no difference. */
const masked = (words: string): string => words.replaceAll(/\d+/g, '#');

/** What stands on three pages or more is a running head, not a heading. */
function repeatedTexts(paragraphs: readonly Paragraph[], textOf: (paragraph: Paragraph) => string): ReadonlySet<string> {
  const pages = new Map<string, Set<number>>();
  for (const paragraph of paragraphs) {
    if (paragraph.end - paragraph.start > MAX_HEADING_LENGTH) continue;
    const words = masked(textOf(paragraph));
    const known = pages.get(words) ?? new Set();
    pages.set(words, known.add(paragraph.page));
  }
  return new Set([...pages].filter(([, on]) => on.size >= 3).map(([words]) => words));
}

/** The document's own title if it looks like one, else the largest heading on the first page. */
function titleOf(own: string, blocks: readonly Block[], text: string, pageStarts: readonly number[]): string | null {
  const title = own.replaceAll(/[\x00-\x1f\s]+/g, ' ').trim();
  const looksMade = title.length < 4 || title.length > 200 || !/\p{L}{2}.*[\s\p{Lo}]|\p{Lu}\p{Ll}{3}/u.test(title);
  const isName = /\.(?:docx?|pdf|indd|tex|dvi|xlsx?|pptx?|rtf|odt|ps|eps|html?|qxd|pmd|pub|txt|jpe?g|tiff?|png)$|^(?:untitled|unbenannt|microsoft|document\d*|slide \d|powerpoint|layout \d|no title|title)\b|[\\/]|^\W/i.test(title);
  if (!looksMade && !isName) return title;
  const firstPageEnd = pageStarts[1] ?? text.length;
  const headings = blocks.filter(({ kind, start }) => kind === 'heading' && start < firstPageEnd);
  const top = headings.reduce<Block | null>((best, heading) => (best === null || heading.level! < best.level! ? heading : best), null);
  return top === null ? null : text.slice(top.start, top.end).replaceAll(/\s+/g, ' ');
}
