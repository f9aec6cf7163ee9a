// One PDF page's chars to lines: characters with the index of the PDFium char that each came from, and the line's
// place and font. Depends on nothing but the page, so that it comes out the same whenever it is done again.
import { addChar, emptyDraft, orderLigatures, partScripts, placeAccents, type Draft } from './pageLetters.ts';
import type { Box, PdfPage } from './pdfium.ts';

/** Where the next letter stands. */
export type Direction = 'across' | 'up' | 'down';

export interface Line {
  /** Characters (one or more UTF-16 units each) without leading or trailing space. */
  readonly pieces: readonly string[];
  /** `chars[i]` is the PDFium char index behind `pieces[i]`; -1 where there is none. */
  readonly chars: readonly number[];
  readonly box: Box;
  /** Points, as shown. */
  readonly size: number;
  /** Share of samples along the line that are bold, 0..1. */
  readonly boldness: number;
  readonly direction: Direction;
  /** The line ended in a hyphen that PDFium takes for a division. */
  readonly divided: boolean;
  /** True when the source itself has a space at the line's end. */
  readonly spaced: boolean;
}

const HYPHEN = 0x02;
/** A gap wider than this many ems between two words is the gap between two columns of a table. */
const COLUMN_GAP_EMS = 1.6;
const LEADER = /^[._\-=*·]$/;
const LONGEST_RUN = 3;

export function linesOfPage(page: PdfPage): Line[] {
  const lines: Line[] = [];
  let draft = emptyDraft();
  const finish = (divided: boolean): void => {
    const line = toLine(page, draft, divided);
    if (line !== null) lines.push(line);
    draft = emptyDraft();
  };
  for (let char = 0; char < page.charCount; char += 1) {
    const code = page.unicode(char);
    if (code === 10 || code === 13) finish(false);
    else if (code === HYPHEN) finish(true);
    else addChar(page, draft, char, code);
  }
  finish(false);
  return lines;
}

function toLine(page: PdfPage, draft: Draft, divided: boolean): Line | null {
  const { pieces, chars } = draft;
  const spaced = pieces.at(-1) === ' ';
  if (spaced) {
    pieces.pop();
    chars.pop();
  }
  if (pieces.length === 0) return null;
  const first = chars[0]!;
  // The middle is the least likely to be a footnote mark or a bullet.
  const middle = chars[pieces.findIndex((piece, at) => at >= pieces.length >> 1 && piece !== ' ')] ?? first;
  const size = page.fontSize(middle);
  markColumns(page, pieces, chars, size);
  orderLigatures(page, draft);
  if (draft.accents) placeAccents(page, draft);
  if (draft.rightToLeft) partScripts(draft);
  shortenLeaders(draft);
  const box = around(page.box(first), page.box(chars.at(-1)!));
  return { pieces, chars, box, size, boldness: boldnessOf(page, chars), direction: directionOf(page, chars, box, size), divided, spaced };
}

function directionOf(page: PdfPage, chars: readonly number[], { left, top, right, bottom }: Box, size: number): Direction {
  const [first, last] = [page.box(chars[0]!), page.box(chars.at(-1)!)];
  if (first === null || last === null) return 'across';
  const stacked = last.left < first.right && first.left < last.right && (last.bottom >= first.top - size * 0.1 || last.top <= first.bottom + size * 0.1);
  if (chars.length < 4 ? !stacked : top - bottom < Math.max(size * 2.5, right - left)) return 'across';
  return last.bottom > first.bottom ? 'up' : 'down';
}

/** Turns the space between two table columns into a tab. */
function markColumns(page: PdfPage, pieces: string[], chars: readonly number[], size: number): void {
  for (let at = 1; at + 1 < pieces.length; at += 1) {
    if (pieces[at] !== ' ') continue;
    const before = page.box(chars[at - 1]!);
    const after = page.box(chars[at + 1]!);
    if (before !== null && after !== null && after.left - before.right > size * COLUMN_GAP_EMS) pieces[at] = '\t';
  }
}

/** Dots that lead to a page number and lines to write on: a mark for each would drown the words. */
function shortenLeaders({ pieces, chars }: Draft): void {
  let kept = 0;
  for (let at = 0; at < pieces.length; ) {
    const mark = pieces[at]!;
    let end = at + 1;
    let marks = 1;
    if (LEADER.test(mark)) {
      while (pieces[end] === mark || (pieces[end] === ' ' && pieces[end + 1] === mark)) {
        if (pieces[end] === mark) marks += 1;
        end += 1;
      }
    }
    // The pieces move up in place; a run that stays is copied as it is.
    const length = marks > LONGEST_RUN ? LONGEST_RUN : end - at;
    for (let offset = 0; offset < length; offset += 1, kept += 1) {
      pieces[kept] = marks > LONGEST_RUN ? mark : pieces[at + offset]!;
      chars[kept] = chars[at + offset]!;
    }
    at = end;
  }
  pieces.length = kept;
  chars.length = kept;
}

/** Sampled: asking for every letter's font would double the time of a page. */
function boldnessOf(page: PdfPage, chars: readonly number[]): number {
  const samples = [0, 0.25, 0.5, 0.75, 1];
  return samples.filter((share) => isBold(page, chars[Math.round((chars.length - 1) * share)]!)).length / samples.length;
}

/** By the font's name: what files say of weight is often wrong. `CMBX` and `Medi` are TeX's and Nimbus' bold. */
function isBold(page: PdfPage, char: number): boolean {
  return /bold|black|heavy|semibd|demi|[-,]bd|medi(?!um|a|e)|^(?:\w{6}\+)?(?:cm|sf|ec)(?:ss)?bx/i.test(page.fontName(char));
}

function around(a: Box | null, b: Box | null): Box {
  if (a === null || b === null) return a ?? b ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { left: Math.min(a.left, b.left), top: Math.max(a.top, b.top), right: Math.max(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) };
}

/** PDFium starts a new line for a raised footnote mark, and within a label that runs up: what stands beside goes back. */
export function joinSplitLines(lines: readonly Line[]): Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last === undefined || last.divided || !standsBeside(last, line)) joined.push(line);
    else joined[joined.length - 1] = append(last, line);
  }
  return joined;
}

function standsBeside(a: Line, b: Line): boolean {
  if (a.direction !== 'across') return continues(a, b);
  if (b.direction !== 'across') return false;
  const overlap = Math.min(a.box.top, b.box.top) - Math.max(a.box.bottom, b.box.bottom);
  const lower = Math.min(a.box.top - a.box.bottom, b.box.top - b.box.bottom);
  const gap = b.box.left - a.box.right;
  // An index may stand under an exponent, and so begin left of where that ended.
  const size = Math.max(a.size, b.size);
  return overlap > lower * 0.4 && gap > -size * 1.2 && gap < size * 20 && b.box.left > a.box.left;
}

/** Goes on where a line that runs up or down ended. A single letter has no direction. */
function continues(a: Line, b: Line): boolean {
  if (b.direction !== a.direction && b.pieces.length > 1) return false;
  const overlap = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
  const narrower = Math.min(a.box.right - a.box.left, b.box.right - b.box.left);
  const gap = gapBetween(a, b);
  return overlap > narrower * 0.6 && gap > -a.size * 0.3 && gap < a.size * COLUMN_GAP_EMS && Math.abs(a.size - b.size) < a.size * 0.5;
}

function gapBetween(a: Line, b: Line): number {
  if (a.direction === 'across') return b.box.left - a.box.right;
  return a.direction === 'up' ? b.box.bottom - a.box.top : a.box.bottom - b.box.top;
}

function append(a: Line, b: Line): Line {
  const gap = gapBetween(a, b);
  const separator = gap > a.size * COLUMN_GAP_EMS ? '\t' : a.spaced || gap > a.size * 0.15 ? ' ' : '';
  const pieces = separator === '' ? [...a.pieces, ...b.pieces] : [...a.pieces, separator, ...b.pieces];
  const chars = separator === '' ? [...a.chars, ...b.chars] : [...a.chars, -1, ...b.chars];
  const [larger] = a.pieces.length >= b.pieces.length ? [a] : [b];
  return { pieces, chars, box: around(a.box, b.box), size: larger.size, boldness: larger.boldness, direction: a.direction, divided: b.divided, spaced: b.spaced };
}
