// Takes characters that hide text out of a text: what a person doesn't see, a search and a model must not read. In goes
// any text, out the text without them and how many there were. Marks that real writing needs stay: joiners behind
// letters and emoji that join, one direction mark at a time, one variation selector a character.
// Typographers' marks (soft hyphens, zero-width spaces) go too, but count only where they part a word's letters or
// stand in rows, as no typographer has them.

const SPACES = '\\u00ad\\u200b\\u2060\\ufeff';
const JOINERS = '\\u200c\\u200d';
const DIRECTION_MARKS = '\\u061c\\u200e\\u200f';
const DIRECTION_CONTROLS = '\\u202a-\\u202e\\u2066-\\u2069';
/** Invisible operators, deprecated controls, fillers that are letters without ink. */
const BLANKS = '\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u2061-\\u2065\\u206a-\\u206f\\u3164\\uffa0\\ufff0-\\ufff8';
const SELECTORS = '\\ufe00-\\ufe0f';
const TAGS = '\\u{e0000}-\\u{e007f}';
const MORE_SELECTORS = '\\u{e0100}-\\u{e01ef}';

const INVISIBLE = new RegExp(`[${SPACES}${JOINERS}${DIRECTION_MARKS}${DIRECTION_CONTROLS}${BLANKS}${SELECTORS}${TAGS}${MORE_SELECTORS}]+`, 'gu');
const isOneOf = (characters: string): RegExp => new RegExp(`^[${characters}]$`, 'u');
const SPACE = isOneOf(SPACES);
const JOINER = isOneOf(JOINERS);
const DIRECTION_MARK = isOneOf(DIRECTION_MARKS);
const SELECTOR = isOneOf(SELECTORS);
const MORE_SELECTOR = isOneOf(MORE_SELECTORS);

/** Letters behind which a joiner says nothing: they stand apart, or the next one is known by itself. */
const STANDS_ALONE = /^[\s\p{P}\p{Nd}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]?$/u;
const ALPHABETIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]$/u;
const HAN = /^\p{Script=Han}$/u;
/** So many zero-width characters in a row are a message, not a mark. */
const ROW = 4;
/** The flags of England, Scotland and Wales are written with tags. */
const FLAG = '\u{1f3f4}';
const FLAG_TAGS = new Set(['gbeng', 'gbsct', 'gbwls'].map((region) => `${Array.from(region, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')}\u{e007f}`));

/** Linear in the text. */
export function withoutHidden(text: string): { readonly text: string; readonly hidden: number } {
  let hidden = 0;
  const shown = text.replace(INVISIBLE, (row, at: number) => {
    const before = lastOf(text, at);
    if (before === FLAG && FLAG_TAGS.has(row)) return row;
    const characters = [...row];
    const partsWord = ALPHABETIC.test(before) && ALPHABETIC.test(text.slice(at + row.length, at + row.length + 1));
    let kept = '';
    for (const character of characters) {
      if (isNeeded(character, before, kept)) kept += character;
      else if (!SPACE.test(character) || characters.length >= ROW || (partsWord && character !== '\u00ad')) hidden += 1;
    }
    return kept;
  });
  return { text: shown, hidden };
}

/** @param kept what was kept of the same row of invisible characters */
function isNeeded(character: string, before: string, kept: string): boolean {
  if (JOINER.test(character)) return (kept === '' || SELECTOR.test(kept)) && !STANDS_ALONE.test(before);
  if (DIRECTION_MARK.test(character)) return !/[\u061c\u200e\u200f]/u.test(kept);
  if (SELECTOR.test(character)) return kept === '' && /\S/u.test(before);
  return MORE_SELECTOR.test(character) && kept === '' && HAN.test(before);
}

/** The character before an offset, whole; '' at the start. */
function lastOf(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return text.slice(Math.max(0, low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1), at);
}
