// Cuts a range of text into pieces that fit: at blank lines, sentence ends, line ends, words, and anywhere as the
// last resort. Out come trimmed ranges in order that hold all non-whitespace of the range; no surrogate pair is cut.
// Cost is linear in the range: each level looks at a character once.
import type { TextRange } from '../../../contract/domain.ts';

export interface Piece extends TextRange {
  readonly tokens: number;
}

export interface PieceLimits {
  readonly maxTokens: number;
  /** A tokenizer may count a very long "word" as one token; this bounds it all the same. */
  readonly maxLength: number;
  readonly countTokens: (text: string) => number;
}

type Cuts = (text: string) => Iterable<number>;

/** Words are taken in runs of about this length: one count for several words. */
const RUN_LENGTH = 64;

const PROSE: readonly Cuts[] = [blankLines, sentenceEnds, lineEnds, wordRuns, anywhere];
const LINES: readonly Cuts[] = [blankLines, lineEnds, sentenceEnds, wordRuns, anywhere];

/** One piece of work: about 20 ms, within which nobody else has a turn. */
const WINDOW_LENGTH = 64 * 1024;

/** The range in windows of bounded length, cut at a line end, else a space, else anywhere: each level of `splitRange` may look through a whole range in vain. */
export function* windowsOf(text: string, { start, end }: TextRange): Generator<TextRange> {
  let from = start;
  while (end - from > WINDOW_LENGTH) {
    const window = text.slice(from, from + WINDOW_LENGTH);
    const after = window.lastIndexOf('\n') + 1 || window.lastIndexOf(' ') + 1 || WINDOW_LENGTH - (isLowSurrogate(text.charCodeAt(from + WINDOW_LENGTH)) ? 1 : 0);
    yield { start: from, end: from + after };
    from += after;
  }
  yield { start: from, end };
}

/** @param byLines true for tables, lists and code, whose lines mean more than their sentences */
export function splitRange(text: string, range: TextRange, byLines: boolean, limits: PieceLimits): Piece[] {
  const pieces: Piece[] = [];
  descend(range, byLines ? LINES : PROSE);
  return pieces;

  function descend(part: TextRange, levels: readonly Cuts[]): void {
    const { start, end } = trimRange(text, part);
    if (start === end) return;
    const source = text.slice(start, end);
    // Counting is dear; what is too long by letters isn't counted at all.
    const tokens = source.length > limits.maxLength ? Number.POSITIVE_INFINITY : limits.countTokens(source);
    const [cuts, ...rest] = levels;
    if (tokens <= limits.maxTokens || cuts === undefined) {
      pieces.push({ start, end, tokens });
      return;
    }
    let from = 0;
    for (const cut of cuts(source)) {
      // The last level goes on halving until it fits or a single character is left.
      const next = cuts === anywhere && source.length > 2 ? levels : rest;
      descend({ start: start + from, end: start + cut }, next);
      from = cut;
    }
    if (from === 0) descend({ start, end }, rest);
    else descend({ start: start + from, end }, cuts === anywhere && source.length > 2 ? levels : rest);
  }
}

export function trimRange(text: string, { start, end }: TextRange): TextRange {
  let from = start;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from += 1;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to -= 1;
  return { start: from, end: to };
}

/** As `\s` in a regular expression. */
function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code >= 160 && /\s/.test(String.fromCharCode(code));
}

function* blankLines(text: string): Generator<number> {
  for (const match of text.matchAll(/\n\n/g)) yield match.index + 2;
}

function* lineEnds(text: string): Generator<number> {
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) yield at + 1;
}

const ABBREVIATION = /(?:^|[\s(])(?:\p{L}|\d{1,2}|dr|mr|mrs|ms|prof|st|no|nos|nr|vs|fig|figs|eq|art|sec|vol|pp|ed|eds|al|cf|ca|approx|inc|ltd|co|corp|jr|sr|e\.g|i\.e|z\.b|d\.h|bzw|ggf|abs|s\.a)\.$/iu;

/** The end of a sentence before a space: a mark, then closing quotes or brackets, then references to notes. */
const SENTENCE_END = /([.!?…])["'”’)\]»]{0,3}(?:\[\d{1,3}\]){0,3}$|\p{L}([.!?])\d{1,2}$/u;
const ENDING_LENGTH = 20;

/** Not after a full stop that ends an abbreviation or has a small letter behind it. */
function* sentenceEnds(text: string): Generator<number> {
  for (const match of text.matchAll(/\s+|[。！？]/g)) {
    const after = match.index + match[0].length;
    if (match[0].trim() !== '') {
      yield after;
      continue;
    }
    const ending = text.slice(Math.max(0, match.index - ENDING_LENGTH), match.index);
    const end = SENTENCE_END.exec(ending);
    if (end === null) continue;
    if ((end[1] ?? end[2]) === '.') {
      if (/\p{Ll}/u.test(text[after] ?? '')) continue;
      if (ABBREVIATION.test(ending)) continue;
    }
    yield after;
  }
}

function* wordRuns(text: string): Generator<number> {
  let from = 0;
  for (const match of text.matchAll(/\s+/g)) {
    const after = match.index + match[0].length;
    if (after - from < RUN_LENGTH) continue;
    yield after;
    from = after;
  }
}

/** Runs of fixed length, or the middle of what is shorter. */
function* anywhere(text: string): Generator<number> {
  const length = text.length > RUN_LENGTH ? RUN_LENGTH : Math.ceil(text.length / 2);
  for (let at = length; at < text.length; at += length) yield isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
