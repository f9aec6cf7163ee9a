// Guesses in which encoding bytes were written that are no UTF-8. The statistics are jschardet's; what they can't know
// is what no writer does: mix two alphabets within a word. Out comes a name of the WHATWG standard, always.
// Right on 98 of 100 single sentences and on all paragraphs in 36 languages and 25 encodings (docs/adr/0005).
import { detectAll } from 'jschardet';

/** Enough for statistics; more only costs time. */
const SAMPLE_BYTES = 64 * 1024;
/** Far below what a right guess has, so that the next best are looked at too. */
const LEAST_CONFIDENCE = 0.05;
const DEFAULT_ENCODING = 'windows-1252';

/** Where jschardet's name is not the standard's; a superset stands for its parts. */
const STANDARD_NAMES: Readonly<Record<string, string>> = {
  macroman: 'macintosh',
  maccyrillic: 'x-mac-cyrillic',
  cp866: 'ibm866',
  cp874: 'windows-874',
  'tis-620': 'windows-874',
  cp932: 'shift_jis',
  'shift-jis-2004': 'shift_jis',
  'euc-jis-2004': 'euc-jp',
  cp949: 'euc-kr',
  'big5-hkscs': 'big5',
};

export function guessEncoding(bytes: Uint8Array): string {
  const sample = wholeLines(bytes);
  for (const { encoding } of detectAll(sample, { minimumThreshold: LEAST_CONFIDENCE })) {
    const name = standardName(encoding);
    const text = name === null ? '' : new TextDecoder(name).decode(sample);
    if (name === null || !mayBeWritten(text)) continue;
    // Where both come to the same, the common one has the better name.
    return text === new TextDecoder(DEFAULT_ENCODING).decode(sample) ? DEFAULT_ENCODING : name;
  }
  return DEFAULT_ENCODING;
}

/**
 * UTF-16 without a mark. Text in any script with spaces and line ends has many zero bytes at one parity and next to
 * none at the other; Chinese and Japanese have next to none at all, but units that are all letters and punctuation.
 */
export function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const pairs = Math.floor(Math.min(bytes.length, SAMPLE_BYTES) / 2);
  if (pairs === 0 || bytes.length % 2 === 1) return null;
  let evenZeros = 0;
  let oddZeros = 0;
  const little = { written: 0, points: 0 };
  const big = { written: 0, points: 0 };
  for (let at = 0; at < 2 * pairs; at += 2) {
    const [first, second] = [bytes[at]!, bytes[at + 1]!];
    if (first === 0) evenZeros += 1;
    if (second === 0) oddZeros += 1;
    countUnit(little, (second << 8) | first);
    countUnit(big, (first << 8) | second);
  }
  if (oddZeros > pairs * 0.1 && evenZeros < oddZeros * 0.05) return 'utf-16le';
  if (evenZeros > pairs * 0.1 && oddZeros < evenZeros * 0.05) return 'utf-16be';
  const isText = ({ written, points }: typeof little): boolean => written >= pairs * 0.99 && points >= pairs * 0.02;
  if (isText(little) === isText(big)) return null;
  return isText(little) ? 'utf-16le' : 'utf-16be';
}

function countUnit(counts: { written: number; points: number }, unit: number): void {
  const isPoint = (unit >= 0x3000 && unit <= 0x303f) || (unit >= 0xff00 && unit <= 0xff65) || (unit >= 0x20 && unit < 0x7f) || unit === 0x0a || unit === 0x0d;
  if (isPoint) counts.points += 1;
  if (isPoint || (unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3040 && unit <= 0x30ff) || (unit >= 0xac00 && unit <= 0xd7a3) || (unit >= 0x2010 && unit <= 0x2026)) counts.written += 1;
}

/** The standard's name for an encoding; null for what no decoder here knows. */
export function standardName(name: string | null): string | null {
  const lower = (name ?? '').trim().toLowerCase().replace(/^iso8859/, 'iso-8859');
  try {
    return new TextDecoder(STANDARD_NAMES[lower] ?? lower).encoding;
  } catch {
    return null;
  }
}

const FOREIGN_WORD = /[\p{L}\p{M}]*[^\x00-\x7f\P{L}][\p{L}\p{M}]*/gu;
/** Alphabets that share their byte values with accented Latin letters in one encoding or another. */
const OTHER_ALPHABET = /[\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thai}]/u;
const LATIN = /\p{Script=Latin}/u;

/** False where letters of another alphabet stand mostly inside Latin words, or nowhere in a word of their own: `cittа`, `и`. */
function mayBeWritten(text: string): boolean {
  let words = 0;
  let mixed = 0;
  let longest = 0;
  for (const [word] of text.matchAll(FOREIGN_WORD)) {
    if (!OTHER_ALPHABET.test(word)) continue;
    words += 1;
    if (LATIN.test(word)) mixed += 1;
    else longest = Math.max(longest, word.length);
  }
  return words === 0 || (mixed * 4 <= words && longest > 1);
}

/** A character cut in two would speak against its encoding. */
function wholeLines(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= SAMPLE_BYTES) return bytes;
  const newline = bytes.lastIndexOf(0x0a, SAMPLE_BYTES);
  return bytes.subarray(0, newline > SAMPLE_BYTES / 2 ? newline + 1 : SAMPLE_BYTES);
}
