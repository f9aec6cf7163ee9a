// From the words that were found to the page's text, with each word's box. Paragraphs are parted by a blank line; lines
// of flowing text are joined, divided words put together; what is too uncertain to be words (pictures, dirt) is left out.
import type { FoundLine, FoundPage, FoundWord, PixelBox } from './recogniser.ts';
import type { OcrWord } from './ocrPage.ts';

export interface PageOfWords {
  readonly text: string;
  readonly words: readonly OcrWord[];
  /** Mean over the words that were kept, by their length; 0..100, 0 without any. */
  readonly confidence: number;
  /** Letters and digits of words that were left out. */
  readonly lettersLeftOut: number;
}

export type ToPage = (box: PixelBox) => Pick<OcrWord, 'x' | 'y' | 'width' | 'height'>;

/** Clean print has 90 and more, a bad copy 70; the grain of a photo seldom reaches 40. */
const LINE_CONFIDENCE = 50;
const WORD_CONFIDENCE = 20;
/** In heights of the line: the gap between two columns of a table. */
const COLUMN_GAP = 2;
/** Of the widest line: one that ends before is the end of something. */
const FULL_LINE = 0.75;

export function pageFromWords(page: FoundPage, toPage: ToPage): PageOfWords {
  const vocabulary = wholeWords(page);
  const texts: string[] = [];
  const words: OcrWord[] = [];
  let length = 0;
  let [weight, confidence, lettersLeftOut] = [0, 0, 0];
  const write = (text: string): void => {
    texts.push(text);
    length += text.length;
  };

  for (const paragraph of page.paragraphs) {
    const lines = paragraph.lines.map((line) => ({ line, words: wordsOf(line) })).filter(({ line, words: kept }) => {
      if (kept.length > 0) return true;
      lettersLeftOut += line.words.reduce((sum, { text }) => sum + lettersIn(text), 0);
      return false;
    });
    if (lines.length === 0) continue;
    if (length > 0) write('\n\n');
    const width = Math.max(...lines.map(({ line: { bbox } }) => bbox.x1 - bbox.x0));
    for (const [index, { line, words: kept }] of lines.entries()) {
      const next = lines[index + 1];
      const divided = next === undefined ? null : dividedEnd(kept.at(-1)!.text, next.words[0]!.text, vocabulary);
      for (const [at, word] of kept.entries()) {
        const text = divided !== null && at === kept.length - 1 ? divided : word.text;
        const gap = at === 0 ? 0 : word.bbox.x0 - kept[at - 1]!.bbox.x1;
        if (at > 0) write(gap > heightOf(line) * COLUMN_GAP ? '\t' : ' ');
        words.push({ start: length, end: length + text.length, ...toPage(word.bbox) });
        write(text);
        weight += text.length;
        confidence += word.confidence * text.length;
      }
      if (next !== undefined && divided === null) write(line.bbox.x1 - line.bbox.x0 < width * FULL_LINE || hasColumns(line) || hasColumns(next.line) ? '\n' : ' ');
    }
  }
  return { text: texts.join(''), words, confidence: weight === 0 ? 0 : confidence / weight, lettersLeftOut };
}

const lettersIn = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
const heightOf = ({ bbox }: FoundLine): number => bbox.y1 - bbox.y0;
const hasColumns = (line: FoundLine): boolean => line.words.some((word, at) => at > 0 && word.bbox.x0 - line.words[at - 1]!.bbox.x1 > heightOf(line) * COLUMN_GAP);

/** The words of a line that are words; none when the line as a whole is a guess. */
function wordsOf(line: FoundLine): FoundWord[] {
  const letters = line.words.reduce((sum, { text }) => sum + text.length, 0);
  const sure = line.words.reduce((sum, { text, confidence }) => sum + confidence * text.length, 0);
  if (letters === 0 || sure / letters < LINE_CONFIDENCE) return [];
  return line.words.map((word) => ({ ...word, text: tidied(word.text) })).filter(({ text, confidence }) => text !== '' && confidence >= WORD_CONFIDENCE);
}

/** No spaces or controls inside of a word: offsets count on it. */
const tidied = (text: string): string => text.normalize('NFC').replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Co}]+/gu, '');

/** What stands at the line's end when its last word goes on in the next line; null when it doesn't. */
function dividedEnd(last: string, next: string, vocabulary: ReadonlySet<string>): string | null {
  const before = /(\p{L}{2,})[-‐¬]$/u.exec(last)?.[1];
  const after = /^\p{Ll}+/u.exec(next)?.[0];
  if (before === undefined || after === undefined) return null;
  const [first, second] = [before.toLowerCase(), after.toLowerCase()];
  const isCompound = second.length > 2 && !vocabulary.has(first + second) && vocabulary.has(first) && vocabulary.has(second);
  return isCompound ? last : last.slice(0, -1);
}

/** Half a word is no word. */
function wholeWords(page: FoundPage): ReadonlySet<string> {
  const words = new Set<string>();
  let goesOn = false;
  for (const { text } of page.paragraphs.flatMap(({ lines }) => lines.flatMap((line) => line.words))) {
    const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    if (goesOn) found.shift();
    goesOn = /\p{L}[-‐¬]$/u.test(text);
    if (goesOn) found.pop();
    for (const word of found) words.add(word);
  }
  return words;
}
