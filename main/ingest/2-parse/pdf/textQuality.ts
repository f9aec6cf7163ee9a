// Is a page's text layer what a person sees on the page? Some fonts don't say which character a glyph is, some lie. In:
// the page's glyphs and its text. Out: how far the layer can be believed. An invisible layer of good quality is fine.
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

/** `doubtful`: its font doesn't say what its glyphs are. Their codes are mostly the characters all the same (drawings by programs), but not always. */
export type LayerQuality = 'good' | 'doubtful' | 'worthless';

export function qualityOf(page: Pick<PdfPage, 'charCount' | 'unicode' | 'isGenerated' | 'isUnmapped'>, text: string): LayerQuality {
  let [glyphs, unknown, unmapped] = [0, 0, 0];
  for (let char = 0; char < page.charCount; char += 1) {
    const code = page.unicode(char);
    if (code === 0x20 || code === 0xa0 || code === 9 || code === 10 || code === 13 || page.isGenerated(char)) continue;
    glyphs += 1;
    if (isUnknown(code)) unknown += 1;
    else if (page.isUnmapped(char)) unmapped += 1;
  }
  if (glyphs < MIN_GLYPHS) return 'good';
  if (unknown / glyphs > UNKNOWN_SHARE) return 'worthless';
  if (lettersIn(text) / glyphs < MEANINGFUL_SHARE && text.replaceAll(/[\s._\-–—=*·•]/g, '').length > glyphs * 0.5) return 'worthless';
  if (isShifted(text)) return 'worthless';
  return unmapped / glyphs > UNKNOWN_SHARE ? 'doubtful' : 'good';
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

/** Of so few words OCR's own errors would decide. */
const MIN_SEEN = 5;
const AGREEING_SHARE = 0.4;

/** True when what is seen on the page stands in its layer: then the layer tells the truth, and tells it better. */
export function agrees(layer: string, seen: string): boolean {
  const said = new Set(wordsIn(layer));
  const words = wordsIn(seen);
  return words.length < MIN_SEEN || words.filter((word) => said.has(word)).length / words.length >= AGREEING_SHARE;
}

const wordsIn = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
