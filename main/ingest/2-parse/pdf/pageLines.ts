// One PDF page's chars to lines: characters with the index of the PDFium char that each came from, and the line's
// place and font. Depends on nothing but the page, so that it comes out the same whenever it is done again.
import type { Box, PdfPage } from './pdfium.ts';

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
  /** False for text that runs up or down the page. */
  readonly upright: boolean;
  /** The line ended in a hyphen that PDFium takes for a division. */
  readonly divided: boolean;
  /** True when the source itself has a space at the line's end. */
  readonly spaced: boolean;
}

interface Draft {
  pieces: string[];
  chars: number[];
}

const HYPHEN = 0x02;
const SYMBOL_BULLETS: ReadonlySet<number> = new Set([0xf06c, 0xf06e, 0xf076, 0xf0a7, 0xf0a8, 0xf0b7, 0xf0d8, 0xf0fc]);
/** A gap wider than this many ems between two words is the gap between two columns of a table. */
const COLUMN_GAP_EMS = 1.6;
const LEADER = /^[._\-=*·]$/;
const LONGEST_RUN = 3;

export function linesOfPage(page: PdfPage): Line[] {
  const lines: Line[] = [];
  let draft: Draft = { pieces: [], chars: [] };
  const finish = (divided: boolean): void => {
    const line = toLine(page, draft, divided);
    if (line !== null) lines.push(line);
    draft = { pieces: [], chars: [] };
  };
  for (let char = 0; char < page.charCount; char += 1) {
    const code = page.unicode(char);
    if (code === 10 || code === 13) finish(false);
    else if (code === HYPHEN) finish(true);
    else add(draft, char, code);
  }
  finish(false);
  return lines;
}

/** Adds a char in its canonical form: no controls, one space at a time, letters composed, ligatures taken apart. */
function add({ pieces, chars }: Draft, char: number, code: number): void {
  const piece = canonical(code);
  if (piece === '') return;
  const last = pieces.length - 1;
  if (piece === ' ') {
    if (last < 0 || pieces[last] === ' ') return;
  } else if (last >= 0 && code >= 0x300 && /^\p{M}/u.test(piece)) {
    const composed = (pieces[last]! + piece).normalize('NFC');
    if (composed.length <= pieces[last]!.length) {
      pieces[last] = composed;
      return;
    }
  }
  pieces.push(piece);
  chars.push(char);
}

function canonical(code: number): string {
  if (code >= 0x21 && code <= 0x7e) return String.fromCharCode(code);
  if (code === 0x20 || code === 0x09 || code === 0xa0) return ' ';
  // Controls, soft hyphen, zero-width space, word joiner, byte order mark, and what is no character at all.
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xad || code === 0x200b || code === 0x2060 || code === 0xfeff) return '';
  if ((code & 0xfffe) === 0xfffe || code > 0x10ffff) return '';
  // Private codes mean nothing outside their font, but for the bullets of Symbol and Wingdings.
  if (code >= 0xe000 && code <= 0xf8ff) return SYMBOL_BULLETS.has(code) ? '•' : '';
  const character = String.fromCodePoint(code);
  if (/\s/.test(character)) return ' ';
  const isPresentationForm = (code >= 0xfb00 && code <= 0xfdff) || (code >= 0xfe70 && code < 0xfeff);
  return character.normalize(isPresentationForm ? 'NFKC' : 'NFC');
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
  shortenLeaders(draft);
  const box = around(page.box(first), page.box(chars.at(-1)!));
  const upright = pieces.length < 4 || box.top - box.bottom < Math.max(size * 2.5, box.right - box.left);
  return { pieces, chars, box, size, boldness: boldnessOf(page, chars), upright, divided, spaced };
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

/** PDFium gives the letters of the Arabic ligature lam-alef the wrong way round, both with the ligature's box. */
function orderLigatures(page: PdfPage, { pieces, chars }: Draft): void {
  for (let at = 0; at + 1 < pieces.length; at += 1) {
    if (pieces[at + 1] !== 'ل' || !/^[اأإآ]$/.test(pieces[at]!)) continue;
    const [alef, lam] = [page.box(chars[at]!), page.box(chars[at + 1]!)];
    if (alef === null || lam === null || alef.left !== lam.left || alef.right !== lam.right) continue;
    [pieces[at], pieces[at + 1]] = [pieces[at + 1]!, pieces[at]!];
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

/** PDFium starts a new line for a raised footnote mark too: what stands beside goes back into its line. */
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
  if (!a.upright || !b.upright) return false;
  const overlap = Math.min(a.box.top, b.box.top) - Math.max(a.box.bottom, b.box.bottom);
  const lower = Math.min(a.box.top - a.box.bottom, b.box.top - b.box.bottom);
  const gap = b.box.left - a.box.right;
  // An index may stand under an exponent, and so begin left of where that ended.
  const size = Math.max(a.size, b.size);
  return overlap > lower * 0.4 && gap > -size * 1.2 && gap < size * 20 && b.box.left > a.box.left;
}

function append(a: Line, b: Line): Line {
  const gap = b.box.left - a.box.right;
  const separator = gap > a.size * COLUMN_GAP_EMS ? '\t' : a.spaced || gap > a.size * 0.15 ? ' ' : '';
  const pieces = separator === '' ? [...a.pieces, ...b.pieces] : [...a.pieces, separator, ...b.pieces];
  const chars = separator === '' ? [...a.chars, ...b.chars] : [...a.chars, -1, ...b.chars];
  const [larger] = a.pieces.length >= b.pieces.length ? [a] : [b];
  return { pieces, chars, box: around(a.box, b.box), size: larger.size, boldness: larger.boldness, upright: true, divided: b.divided, spaced: b.spaced };
}
