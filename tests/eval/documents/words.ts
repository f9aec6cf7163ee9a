// Two texts compared by their words: NFKC, lower case, letters and digits, hyphens at line ends joined, on both sides
// alike. Recall counts a word as often as it stands (multisets). Scripts whose lines end within words are compared letter
// by letter, and what programs are known to disagree on in right-to-left scripts is made alike.
export type Words = ReadonlyMap<string, number>;

const BY_LETTER = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]`;
const RIGHT_TO_LEFT = String.raw`[\p{Script=Arabic}\p{Script=Hebrew}]`;
/**
 * Han, kana, Hangul: one letter is a word, since a line may end anywhere in a word (in Korean too) and no hyphen tells
 * so. A run of right-to-left letters is a word of its own: the space between it and Latin letters stands at the one end
 * or the other, as a program orders the runs. Everything else: runs of letters, marks and digits.
 */
const WORD = new RegExp(String.raw`${BY_LETTER}|(?:${RIGHT_TO_LEFT}\p{M}*)+|(?:(?!${BY_LETTER}|${RIGHT_TO_LEFT})[\p{L}\p{M}\p{N}])+`, 'gu');
/**
 * pdftotext gives the two letters of the ligature lam-alef the wrong way round, `خالل` for `خلال`, where the file itself
 * maps the glyph to U+0644 U+0627 (in its ToUnicode table): their order isn't compared.
 */
const LAM_ALEF = /[لاأإآ]{2,}/g;

export function wordsOf(text: string): Words {
  const words = new Map<string, number>();
  for (const word of wordsInOrder(text)) words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}

function* wordsInOrder(text: string): Generator<string> {
  const joined = text
    .replaceAll(/(\p{L})[-\u2010]\s*\n\s*(?=\p{Ll})/gu, '$1')
    // Soft hyphens, zero-width spaces, bidi marks: they part no words.
    .replaceAll(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .replaceAll(LAM_ALEF, (letters) => [...letters].sort().join(''))
    .toLowerCase();
  for (const [word] of joined.matchAll(WORD)) yield word;
}

export const countOf = (words: Words): number => [...words.values()].reduce((sum, count) => sum + count, 0);

/** How many of the words of `wanted` stand in `found`. */
export function shared(wanted: Words, found: Words): number {
  let both = 0;
  for (const [word, count] of wanted) both += Math.min(count, found.get(word) ?? 0);
  return both;
}

/**
 * How many of these values are shown somewhere in the text: rounded to as many places as are shown there, or as a
 * percentage. A spreadsheet's reference gives values, the product what the sheet shows of them.
 */
export function numbersShown(values: readonly number[], text: string): number {
  const byPlaces = new Map<number, Set<string>>();
  for (const [shown] of text.matchAll(/\d[\d.,' \u00a0\u202f]*/g)) {
    for (const plain of readingsOf(shown.trim())) {
      const places = plain.split('.')[1]?.length ?? 0;
      const known = byPlaces.get(places) ?? new Set();
      byPlaces.set(places, known.add(Number(plain).toFixed(places)));
    }
  }
  const scientific = new Set(Array.from(text.matchAll(/\d(?:[.,]\d+)?E[+-]?\d+/gi), ([shown]) => Number(shown.replace(',', '.'))));
  const isScientific = (value: number): boolean => [0, 1, 2, 3, 4, 5].some((places) => scientific.has(Number(Math.abs(value).toExponential(places))));
  const isShown = (value: number): boolean => isScientific(value) || [value, value * 100].some((scaled) => [...byPlaces].some(([places, shown]) => places <= 20 && shown.has(Math.abs(scaled).toFixed(places))));
  return values.filter(isShown).length;
}

/** `1,234.5`, `1.234,5` and `1 234` in plain digits; `1,234` may be either. */
function readingsOf(shown: string): readonly string[] {
  const point = shown.replaceAll(/[,' \u00a0\u202f]/g, '');
  const comma = shown.replaceAll(/[.' \u00a0\u202f]/g, '').replace(',', '.');
  return [...new Set([point, comma])].map((plain) => plain.replace(/\.$/, '')).filter((plain) => /^\d+(?:\.\d+)?$/.test(plain));
}

/** Shorter ones stand in any text by chance. */
const LONG_ENOUGH = 4;

/**
 * As `shared`, but words also count where they stand with other spaces: `two words` for `twowords` and the other way
 * round. Tells a text that is missing from one that is parted otherwise.
 */
export function sharedWithOtherSpaces(wanted: Words, found: Words, text: string): number {
  let both = 0;
  let run: string | null = null;
  for (const [word, count] of wanted) {
    const same = Math.min(count, found.get(word) ?? 0);
    both += same;
    if (same === count || word.length < LONG_ENOUGH) continue;
    run ??= [...wordsInOrder(text)].join('');
    if (run.includes(word)) both += count - same;
  }
  return both;
}
