// Cuts an answer or a passage into sentences, as ranges of the text. A citation marker behind a full stop belongs to
// the sentence before it, the number of a list's item to the sentence behind it.
import type { TextRange } from '../../../contract/domain.ts';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const ABBREVIATION = /(?:^|[\s(])(?:[A-Z]|[A-Za-z]\.[A-Za-z]|e\.g|i\.e|etc|vs|cf|no|nos|fig|sec|art|dr|mr|mrs|ms|prof|st|al|approx|ca|z\.B|d\.h|bzw|ggf|nr|abs|str|vgl)\.\s*$/iu;
const LEADING_MARKERS = /^(?:\s*\[\d{1,2}\])+[\s.,;]*/u;
const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december|januar|jänner|februar|märz|mai|juni|juli|oktober|dezember';
const DAY = /(?:^|\s)\d{1,2}\.\s+$/u;
const STARTS_WITH_MONTH = new RegExp(`^(?:${MONTHS})(?!\\p{L})`, 'iu');
/** The number of an item; in "31. März 2027" it is a day, and "12." alone an answer. */
const LIST_MARKER = new RegExp(`^\\s*\\d{1,2}[.)]\\s+(?!\\s|$|(?:${MONTHS})(?!\\p{L}))`, 'iu');
const LONE_LIST_MARKER = /^\s*\d{1,2}[.)]\s*$/u;

/** An item's number counts the items; it is nothing that the sentence says. */
export function withoutListMarker(sentence: string): string {
  return sentence.replace(LIST_MARKER, '');
}

/** Sentences without surrounding white space; lines are never joined. */
export function splitSentences(text: string): TextRange[] {
  const ranges: { start: number; end: number }[] = [];
  let lineStart = 0;
  for (const line of text.split('\n')) {
    let carried: { start: number; end: number } | null = null;
    for (const { segment, index } of segmenter.segment(line)) {
      const piece = { start: lineStart + index, end: lineStart + index + segment.length };
      const joined: { start: number; end: number } = carried === null ? piece : { start: carried.start, end: piece.end };
      const sentence = text.slice(joined.start, joined.end);
      const inDate = DAY.test(sentence) && STARTS_WITH_MONTH.test(text.slice(joined.end));
      carried = inDate || ABBREVIATION.test(sentence) || LONE_LIST_MARKER.test(sentence) ? joined : null;
      if (carried === null) push(joined);
    }
    if (carried !== null) push(carried);
    lineStart += line.length + 1;
  }
  return ranges;

  function push(range: { start: number; end: number }): void {
    let { start } = range;
    const previous = ranges.at(-1);
    const markers = LEADING_MARKERS.exec(text.slice(start, range.end));
    if (markers !== null && previous !== undefined && !text.slice(previous.end, start).includes('\n')) {
      previous.end = start + markers[0].trimEnd().length;
      start += markers[0].length;
    }
    const trimmed = trim(start, range.end);
    if (trimmed.end > trimmed.start) ranges.push(trimmed);
  }

  function trim(from: number, to: number): { start: number; end: number } {
    let start = from;
    let end = to;
    while (start < end && /\s/u.test(text[start]!)) start += 1;
    while (end > start && /\s/u.test(text[end - 1]!)) end -= 1;
    return { start, end };
  }
}

const SENTENCE_END = /[.!?:…。！？]["'”’»)*\]]*(?:\s*\[\d{1,2}\][.,;]?)*$/u;

/** The text without a last sentence that breaks off; one that is all there is stays. */
export function wholeSentences(text: string): string {
  const sentences = splitSentences(text);
  const last = sentences.at(-1);
  const before = sentences.at(-2);
  if (last === undefined || before === undefined || SENTENCE_END.test(text.slice(last.start, last.end))) return text;
  return text.slice(0, before.end);
}
