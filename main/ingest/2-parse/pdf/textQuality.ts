// Is a page's text layer what a person sees on the page? Some fonts don't say which character a glyph is, some lie. In:
// the page's glyphs and its text. Out: whether the layer is worthless. An invisible layer of good quality is fine.
import type { PdfPage } from './pdfium.ts';

/** Fewer glyphs say nothing. */
const MIN_GLYPHS = 20;
/** A formula or a list of symbols may have some. */
const UNKNOWN_SHARE = 0.3;
/** Tables of numbers are mostly digits, which count as known; rules made of dots are few of a page. */
const MEANINGFUL_SHARE = 0.25;
const MIN_LATIN = 150;
/** e, a, i, o, n, t, r and s are 50 to 65 of 100 letters in every language with Latin letters; 8 of 26 in random ones; under 20 where a font's codes were taken for letters. */
const FREQUENT_SHARE = 0.24;

export const lettersIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

export function isGarbage(page: Pick<PdfPage, 'charCount' | 'unicode' | 'isGenerated' | 'isUnmapped'>, text: string): boolean {
  let [glyphs, unknown] = [0, 0];
  for (let char = 0; char < page.charCount; char += 1) {
    const code = page.unicode(char);
    if (code === 0x20 || code === 0xa0 || code === 9 || code === 10 || code === 13 || page.isGenerated(char)) continue;
    glyphs += 1;
    if (isUnknown(code) || page.isUnmapped(char)) unknown += 1;
  }
  if (glyphs < MIN_GLYPHS) return false;
  if (unknown / glyphs > UNKNOWN_SHARE) return true;
  if (lettersIn(text) / glyphs < MEANINGFUL_SHARE && text.replaceAll(/[\s._\-–—=*·•]/g, '').length > glyphs * 0.5) return true;
  return isShifted(text);
}

/** No character, a control, the sign for "can't be shown", or a code that means something in its font alone. */
function isUnknown(code: number): boolean {
  const isControl = code < 0x20 && code !== 2;
  const isSymbolBullet = code >= 0xf020 && code <= 0xf0ff;
  return isControl || (code >= 0x7f && code < 0xa0) || code === 0xfffd || (code & 0xfffe) === 0xfffe || (code >= 0xe000 && code <= 0xf8ff && !isSymbolBullet);
}

/** Letters stand for other letters: `7KH WHUP` for "The term". */
function isShifted(text: string): boolean {
  const latin = text.normalize('NFD').match(/[a-z]/gi) ?? [];
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (latin.length < MIN_LATIN || latin.length < letters * 0.7) return false;
  return latin.filter((letter) => 'eaiontrs'.includes(letter.toLowerCase())).length / latin.length < FREQUENT_SHARE;
}
