// Where the words of a quote stand in a text now. In: the text, the words, and where they stood. Out: their place, and
// whether it is the old one. White space may have become another; nothing else may.
import type { TextRange } from '../../../contract/domain.ts';

export type QuotePlace = { readonly outcome: 'holds' | 'moved'; readonly at: TextRange } | { readonly outcome: 'gone'; readonly at: null };

export function findQuote(text: string, quote: string, was: TextRange): QuotePlace {
  if (text.slice(was.start, was.end) === quote) return { outcome: 'holds', at: { start: was.start, end: was.end } };
  const exact = nearest(text, quote, was.start);
  if (exact !== null) return { outcome: 'moved', at: { start: exact, end: exact + quote.length } };
  const spaced = collapse(text);
  const words = collapse(quote).text.trim();
  const start = nearest(spaced.text, words, was.start);
  if (start === null) return { outcome: 'gone', at: null };
  return { outcome: 'moved', at: { start: spaced.at[start]!, end: spaced.at[start + words.length - 1]! + 1 } };
}

/** Of several places the one nearest to where it was; null when there is none. */
function nearest(text: string, words: string, from: number): number | null {
  if (words === '') return null;
  const before = text.lastIndexOf(words, from);
  const after = text.indexOf(words, from);
  if (before === -1 || after === -1) return Math.max(before, after) === -1 ? null : Math.max(before, after);
  return from - before <= after - from ? before : after;
}

/** Runs of white space as one space; `at[i]` is where letter `i` stands in the text. */
function collapse(text: string): { readonly text: string; readonly at: readonly number[] } {
  const at: number[] = [];
  let collapsed = '';
  for (let index = 0; index < text.length; index += 1) {
    const isSpace = /\s/u.test(text[index]!);
    if (isSpace && collapsed.endsWith(' ')) continue;
    collapsed += isSpace ? ' ' : text[index]!;
    at.push(index);
  }
  return { text: collapsed, at };
}
