// Words as the full text has them, in every script. Chinese, Japanese and Korean are cut into pairs of letters that
// overlap, which need no dictionary and find a word inside a longer one; Thai, Lao, Khmer and Burmese into the words of
// ICU's dictionaries. Invariant: what is indexed and what is asked for are cut by this file alone, and alike.

export interface Piece {
  /** Offset in the text that was cut, UTF-16 code units. */
  readonly start: number;
  readonly text: string;
}

const PAIRED = '\\p{Script=Han}|\\p{Script=Hiragana}|[\\p{Script=Katakana}ー]|\\p{Script=Hangul}';
const BY_DICTIONARY = '\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
/** One script after the other: a pair of letters of two scripts says nothing. */
const RUN = new RegExp(`(${PAIRED.split('|').map((script) => `${script}+`).join('|')})|([${BY_DICTIONARY}]+)`, 'gu');
const UNSPACED = new RegExp(`${PAIRED}|[${BY_DICTIONARY}]`, 'u');
const ONE_LETTER = new RegExp(`^(?:${PAIRED})$`, 'u');
/** Nearly all text ends here; the classes above cost ten times as much. */
const MAY_BE_UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\uffdc]|[\ud840-\ud8ff]/;

const segmenter = new Intl.Segmenter('th', { granularity: 'word' });

export const isUnspaced = (text: string): boolean => MAY_BE_UNSPACED.test(text) && UNSPACED.test(text);

/** A single letter that is a word: in a longer run it stands inside of pairs. */
export const isLoneLetter = (text: string): boolean => text.length <= 2 && ONE_LETTER.test(text);

/** The words of a run of letters and digits, in order; those of other scripts come out whole. */
export function piecesOf(word: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const addOther = (to: number): void => {
    for (const match of word.slice(end, to).matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[._-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu)) pieces.push({ start: end + match.index, text: match[0] });
  };
  for (const match of word.matchAll(RUN)) {
    addOther(match.index);
    for (const piece of match[1] === undefined ? byDictionary(match[0]) : pairsOf(match[0])) pieces.push({ start: match.index + piece.start, text: piece.text });
    end = match.index + match[0].length;
  }
  addOther(word.length);
  return pieces;
}

/** Marks that people leave out when they type: accents, vowel points. In other scripts they are letters. */
const OMITTED_MARKS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}])\p{M}+/gu;
/** Alphabets whose marks the index would keep; those of Latin letters it takes off by itself. */
const KEEPS_MARKS = /[\u0370-\u08ff]/;

export const withoutMarks = (text: string): string => text.normalize('NFKD').replace(OMITTED_MARKS, '').normalize('NFC');

/** The text as the full-text index takes it: words with spaces between them, without the marks that questions lack. */
export function textForIndex(written: string): string {
  const text = KEEPS_MARKS.test(written) ? withoutMarks(written) : written;
  if (!isUnspaced(text)) return text;
  return text.replaceAll(RUN, (run, paired: string | undefined) => {
    const words = (paired === undefined ? byDictionary(run) : pairsOf(run)).map((piece) => piece.text);
    // The last letter begins no pair; alone it is found by those who ask for one letter.
    const last = paired === undefined || isLoneLetter(run) ? [] : [[...run].at(-1)!];
    return ` ${[...words, ...last].join(' ')} `;
  });
}

function pairsOf(run: string): Piece[] {
  const letters = [...run];
  if (letters.length < 3) return [{ start: 0, text: run }];
  let start = 0;
  return letters.slice(0, -1).map((letter, at) => {
    const piece = { start, text: letter + letters[at + 1]! };
    start += letter.length;
    return piece;
  });
}

function byDictionary(run: string): Piece[] {
  return Array.from(segmenter.segment(run)).flatMap(({ segment, index, isWordLike }) => (isWordLike === true ? [{ start: index, text: segment }] : []));
}

/** Words next to each other, as a string of FTS5's query language: nothing in them is read as syntax. */
export const quoted = (words: string): string => `"${words.replaceAll('"', '""')}"`;
