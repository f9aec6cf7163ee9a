// Makes sure that a place is where its quote stands. A file may have been read anew since it was cited, and its text
// cut otherwise: then the old offsets point at other words. Certain is: the words at the range are the quote, or the
// quote stands once in the whole text. Anything else is not marked.
import type { TextRange, VersionHash } from '../../../contract/domain.ts';
import { request } from '../../api/client.ts';

/** The contract's limit for one `document.text`; longer texts aren't searched. */
const MAX_SEARCHED = 200_000;

interface QuotedPlace {
  readonly range: TextRange | null;
  readonly quote: string | null;
}

/** Null when the place has no range, or can't be found with certainty. */
export async function findInText(opened: { readonly versionHash: VersionHash; readonly textLength: number }, place: QuotedPlace | null): Promise<TextRange | null> {
  const range = place?.range ?? null;
  if (place === null || range === null || place.quote === null || place.quote === '') return range;
  const { quote } = place;
  const { versionHash, textLength } = opened;
  if (range.end <= textLength) {
    const there = await request('document.text', { versionHash, ...range });
    if (quote.startsWith(there.text) && there.text.length === Math.min(quote.length, MAX_SEARCHED)) return range;
  }
  if (textLength > MAX_SEARCHED) return null;
  const { text } = await request('document.text', { versionHash, start: 0, end: textLength });
  return onlyPlaceOf(quote, text);
}

export function onlyPlaceOf(quote: string, text: string): TextRange | null {
  const start = text.indexOf(quote);
  if (start === -1 || text.includes(quote, start + 1)) return null;
  return { start, end: start + quote.length };
}
