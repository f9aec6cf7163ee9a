// Raised and lowered small type: footnote marks, exponents, the indices of formulas. A space goes where reading on would
// make another word or number: the footnote mark of `Satz³`, `10²³`, and what follows an index, as S in `TₛS`. What people
// write in one stays so: H₂SO₄, CO₂, x₁, Tₛ, m², 1st, XXe. The space stands for no char (-1). Few pairs are looked at.
import type { Line } from './pageLines.ts';
import type { PdfPage } from './pdfium.ts';

const LETTER = /^\p{L}/u;
const LOWER = /^\p{Ll}/u;
const DIGIT = /^\d$/;
/** In sizes of the larger of the two. */
const SMALLER = 0.86;
const SHIFTED = 0.08;
/** Footnote marks stand at the end of words; exponents follow one or two letters. */
const WORD_LENGTH = 3;

export function partIndices(page: PdfPage, line: Line): Line {
  if (line.direction !== 'across') return line;
  const { pieces, chars } = line;
  const breaks: number[] = [];
  let start = 0;
  /** Of the char before the index that is being read. */
  let base: { readonly char: number; readonly isVariable: boolean } | null = null;
  for (let at = 0; at < pieces.length; at += 1) {
    const [before, piece] = [pieces[at - 1] ?? ' ', pieces[at]!];
    if (!isWordPart(piece)) {
      start = at + 1;
      base = null;
      continue;
    }
    if (at === start) continue;
    if (base !== null) {
      if (shiftOf(page, base.char, chars[at]!) !== 0) continue;
      // H₂O goes on with a capital; after the index of a variable another one begins.
      if (base.isVariable || LOWER.test(piece)) {
        breaks.push(at);
        start = at;
      }
      base = null;
    } else if (mayBeIndex(at - start, before, piece)) {
      const shift = shiftOf(page, chars[at - 1]!, chars[at]!);
      if (shift === 0) continue;
      const isMark = DIGIT.test(piece) && (DIGIT.test(before) || (shift > 0 && LOWER.test(before) && at - start >= WORD_LENGTH));
      if (isMark) breaks.push(at);
      // A raised letter ends a word more often than it is an exponent.
      base = { char: chars[at - 1]!, isVariable: LETTER.test(piece) && shift < 0 };
    }
  }
  return breaks.length === 0 ? line : withSpaces(line, breaks);
}

const isWordPart = (piece: string): boolean => LETTER.test(piece) || DIGIT.test(piece);

/** Small letters follow a variable of one letter; digits follow anything. Most pairs of a text are neither. */
function mayBeIndex(length: number, before: string, piece: string): boolean {
  return DIGIT.test(piece) || (length === 1 && LETTER.test(before));
}

/** 1 for raised, -1 for lowered, 0 for what is no index of it. */
function shiftOf(page: PdfPage, char: number, index: number): -1 | 0 | 1 {
  if (char < 0 || index < 0) return 0;
  const size = page.fontSize(char);
  if (page.fontSize(index) > size * SMALLER) return 0;
  const shift = page.baseline(index) - page.baseline(char);
  return Math.abs(shift) < size * SHIFTED || Math.abs(shift) > size ? 0 : shift > 0 ? 1 : -1;
}

function withSpaces(line: Line, breaks: readonly number[]): Line {
  const pieces: string[] = [];
  const chars: number[] = [];
  const at = new Set(breaks);
  for (const [place, piece] of line.pieces.entries()) {
    if (at.has(place)) {
      pieces.push(' ');
      chars.push(-1);
    }
    pieces.push(piece);
    chars.push(line.chars[place]!);
  }
  return { ...line, pieces, chars };
}
