// Cuts a passage down to the part worth reading, around the words that matched, and splits it where they stand.
// In: text with matches in its own code units. Out: segments whose joined text is that part, with … where cut and
// a dot where a paragraph or a row ends; the marks of Markdown headings are left out.
import type { DocumentKind, TextRange } from '../../../contract/domain.ts';

export interface Segment {
  readonly text: string;
  readonly match: boolean;
  /** Part of the sentence that answers best. */
  readonly marked?: true;
}

/** Code units; what three lines of a wide passages list hold. */
export const EXCERPT_LENGTH = 280;
/** The part of it that three lines of a narrow list hold too: there the marked words have to be. */
const SURELY_SHOWN = 4 / 7;
/** So much of a marked sentence has to be seen. */
const SENTENCE_BEGINS = 40;
/** How far a word's end is looked for. */
const WORD = 40;

interface PassageText {
  readonly text: string;
  readonly kind: DocumentKind;
  readonly matches: readonly TextRange[];
}

/** @param sentence is marked, and what is shown begins with it where not all of the text has room */
export function excerpt({ text, kind, matches }: PassageText, maxLength = EXCERPT_LENGTH, sentence: TextRange | null = null): Segment[] {
  const ranges = clean(matches, text.length);
  const { start, end } = window(text, sentence === null ? ranges : [{ start: sentence.start, end: Math.min(sentence.end, sentence.start + SENTENCE_BEGINS) }], maxLength);
  const segments: Segment[] = [];
  const push = (from: number, to: number, match: boolean): void => {
    const cuts = sentence === null ? [] : [sentence.start, sentence.end].filter((cut) => cut > from && cut < to);
    for (const [index, cut] of [...cuts, to].entries()) {
      const begin = index === 0 ? from : cuts[index - 1]!;
      const inside = sentence !== null && begin >= sentence.start && cut <= sentence.end;
      if (cut > begin) segments.push({ text: onOneLine(text.slice(begin, cut), kind), match, ...(inside ? { marked: true } : {}) });
    }
  };
  let at = start;
  for (const range of ranges) {
    if (range.end <= start || range.start >= end) continue;
    push(at, Math.max(range.start, start), false);
    push(Math.max(range.start, start), Math.min(range.end, end), true);
    at = Math.min(range.end, end);
  }
  push(at, end, false);
  if (start > 0) segments.unshift({ text: '… ', match: false });
  if (end < text.length) segments.push({ text: ' …', match: false });
  return segments;
}

function onOneLine(text: string, kind: DocumentKind): string {
  const shown = kind === 'markdown' ? text.replace(/(^|\n)#{1,6}[ \t]+/g, '$1') : text;
  const pause = kind === 'csv' || kind === 'code' ? /\s*\n\s*(?=\S)/g : /\s*\n\s*\n\s*(?=\S)/g;
  return shown.replace(pause, ' · ').replace(/\s+/g, ' ');
}

/** The stretch of at most `maxLength` around the densest matches, begun at a sentence if one begins just before them. */
function window(text: string, ranges: readonly TextRange[], maxLength: number): TextRange {
  const shown = Math.round(maxLength * SURELY_SHOWN);
  const span = densest(ranges, shown);
  const before = Math.floor((shown - (span.end - span.start)) / 2);
  // Where the text ends soon after them, there is room for more of what stands before them.
  const start = span.end <= shown ? 0 : beginBefore(text, span.start, Math.max(before, span.start - (text.length - shown)));
  const limit = Math.min(text.length, start + maxLength);
  return { start, end: limit === text.length ? limit : previousBreak(text, limit, start) };
}

/** From the first to the last of the most matches that fit into `length` code units; the earliest such group. */
function densest(ranges: readonly TextRange[], length: number): TextRange {
  let best = { start: 0, end: 0, count: 0 };
  ranges.forEach((first, at) => {
    const group = ranges.slice(at).filter((range) => range.end <= first.start + length);
    if (group.length > best.count) best = { start: first.start, end: group[group.length - 1]!.end, count: group.length };
  });
  return best;
}

function beginBefore(text: string, at: number, lead: number): number {
  const from = Math.max(0, at - lead);
  const sentence = /(?:[.!?]|\n)\s+(?=\S)/.exec(text.slice(from, at));
  if (sentence !== null) return from + sentence.index + sentence[0].length;
  return from === 0 ? 0 : Math.min(nextBreak(text, from), at);
}

function nextBreak(text: string, from: number): number {
  const space = text.slice(from, from + WORD).search(/\s/);
  return space === -1 ? from : from + space + 1;
}

function previousBreak(text: string, from: number, floor: number): number {
  const space = text.slice(Math.max(floor, from - WORD), from).search(/\s\S*$/);
  return space === -1 ? from : Math.max(floor, from - WORD) + space;
}

/** In order, inside the text, without overlaps. */
function clean(matches: readonly TextRange[], length: number): TextRange[] {
  const kept: { start: number; end: number }[] = [];
  for (const match of [...matches].sort((a, b) => a.start - b.start)) {
    const last = kept[kept.length - 1];
    const start = Math.max(match.start, last?.end ?? 0);
    const end = Math.min(match.end, length);
    if (end > start) kept.push({ start, end });
  }
  return kept;
}
