// What a person reads where PDFium gives chars: letters composed with the accents drawn over them, ligatures taken
// apart, Greek letters of fonts that don't name them, a space where two scripts meet. In: a line's chars; out: its
// pieces. Invariant: every piece keeps the index of the char that it came from; -1 is a space that no char stands for.
import type { Box, PdfPage } from './pdfium.ts';

export interface Draft {
  /** Characters (one or more UTF-16 units each). */
  readonly pieces: string[];
  readonly chars: number[];
  /** There is an accent that may belong to a letter beside it. */
  accents: boolean;
  rightToLeft: boolean;
}

export const emptyDraft = (): Draft => ({ pieces: [], chars: [], accents: false, rightToLeft: false });

const SYMBOL_BULLETS: ReadonlySet<number> = new Set([0xf06c, 0xf06e, 0xf076, 0xf0a7, 0xf0a8, 0xf0b7, 0xf0d8, 0xf0fc]);
/** Accents that take a place of their own, as TeX's older fonts have them, and the marks that go over a letter. */
const ACCENTS: ReadonlyMap<string, string> = new Map([...'`´ˆ˜¨ˇ˘˙˚˝¯¸˛'].map((accent, index) => [accent, [...'\u0300\u0301\u0302\u0303\u0308\u030c\u0306\u0307\u030a\u030b\u0304\u0327\u0328'][index]!]));
const MARK = /^\p{M}/u;
const LETTER = /^\p{L}/u;
const RIGHT_TO_LEFT = /^[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const LEFT_TO_RIGHT = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** Adds a char in its canonical form: no controls, one space at a time, letters composed, ligatures taken apart. */
export function addChar(page: PdfPage, draft: Draft, char: number, code: number): void {
  const { pieces, chars } = draft;
  const piece = code >= FIRST_GREEK && code <= LAST_GREEK ? (greek(page, char, code) ?? canonical(code)) : canonical(code);
  if (piece === '') return;
  const last = pieces.length - 1;
  if (piece === ' ') {
    if (last < 0 || pieces[last] === ' ') return;
  } else if (last >= 0 && code >= 0x300 && MARK.test(piece)) {
    const composed = (pieces[last]! + piece).normalize('NFC');
    if (composed.length <= pieces[last]!.length) {
      pieces[last] = composed;
      return;
    }
    if (pieces[last] === ' ') draft.accents = true;
  } else if (ACCENTS.has(piece)) draft.accents = true;
  if (code >= 0x590 && !draft.rightToLeft) draft.rightToLeft = RIGHT_TO_LEFT.test(piece);
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

/** Where the TrueType form of TeX's Computer Modern Math Italic, which plotting programs ship, has its Greek letters. */
const FIRST_GREEK = 0xae;
const GREEK = 'αβγδϵζηθικλμνξπρστυϕχψ';
const LAST_GREEK = FIRST_GREEK + GREEK.length - 1;

/** Such a file gives the font's codes alone, and PDFium takes them for Latin-1. */
function greek(page: PdfPage, char: number, code: number): string | null {
  return page.isUnmapped(char) && /^(?:\w{6}\+)?cmmi\d+$/i.test(page.fontName(char)) ? GREEK[code - FIRST_GREEK]! : null;
}

/** PDFium gives the letters of the Arabic ligature lam-alef the wrong way round, both with the ligature's box. */
export function orderLigatures(page: PdfPage, { pieces, chars }: Draft): void {
  for (let at = 0; at + 1 < pieces.length; at += 1) {
    if (pieces[at + 1] !== 'ل' || !/^[اأإآ]$/.test(pieces[at]!)) continue;
    const [alef, lam] = [page.box(chars[at]!), page.box(chars[at + 1]!)];
    if (alef === null || lam === null || alef.left !== lam.left || alef.right !== lam.right) continue;
    [pieces[at], pieces[at + 1]] = [pieces[at + 1]!, pieces[at]!];
  }
}

/** Puts an accent, or a mark torn from its letter by a space, on the letter beside it that it is drawn over. */
export function placeAccents(page: PdfPage, { pieces, chars }: Draft): void {
  for (let at = 0; at < pieces.length; at += 1) {
    const mark = ACCENTS.get(pieces[at]!) ?? (MARK.test(pieces[at]!) && pieces[at - 1] === ' ' ? pieces[at]! : null);
    if (mark === null) continue;
    const own = page.box(chars[at]!);
    if (own === null) continue;
    // An index's small signs are no accents.
    const size = page.fontSize(chars[at]!);
    const isOfSize = (other: number): boolean => Math.abs(size - other) < other * 0.1;
    const spaceBefore = pieces[at - 1] === ' ' && page.isGenerated(chars[at - 1]!);
    const isUnder = (place: number): boolean => LETTER.test(pieces[place] ?? '') && isDrawnOver(own, page.box(chars[place]!)) && isOfSize(page.fontSize(chars[place]!));
    const letter = [spaceBefore ? at - 2 : at - 1, at + 1].find(isUnder);
    if (letter === undefined) continue;
    const base = pieces[letter] === 'ı' ? 'i' : pieces[letter] === 'ȷ' ? 'j' : pieces[letter]!;
    pieces[letter] = (base + mark).normalize('NFC');
    // The space that goes with it is between a letter and its own accent, or within a word.
    const isWithin = spaceBefore && (letter < at || MARK.test(pieces[at]!));
    const from = isWithin ? at - 1 : at;
    pieces.splice(from, at + 1 - from);
    chars.splice(from, at + 1 - from);
    at = from - 1;
  }
}

function isDrawnOver(accent: Box, letter: Box | null): boolean {
  if (letter === null) return false;
  const middle = (accent.left + accent.right) / 2;
  return middle > letter.left && middle < letter.right && accent.top > letter.bottom && accent.bottom < letter.top;
}

/** `Pythonمن` is two words: the space stands on the page, but at the other end of the run that is read the other way. */
export function partScripts({ pieces, chars }: Draft): void {
  for (let at = pieces.length - 1; at > 0; at -= 1) {
    const [before, after] = [pieces[at - 1]!, pieces[at]!];
    if (!(RIGHT_TO_LEFT.test(before) && LEFT_TO_RIGHT.test(after)) && !(LEFT_TO_RIGHT.test(before) && RIGHT_TO_LEFT.test(after))) continue;
    pieces.splice(at, 0, ' ');
    chars.splice(at, 0, -1);
  }
}
