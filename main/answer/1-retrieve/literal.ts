// Words that must stand in a passage as they were typed, and words that must not. The full-text index finds the
// passages that may have them, stemmed and without punctuation; of what must be there the text of each decides. Case,
// accents, and the kinds of quotes, hyphens and spaces make no difference; all else does: "AB-12/3" is not "AB 12 3".
import type { RankedPassage, TextRange } from '../../../contract/domain.ts';
import { quoted } from '../../library/fullTextWords.ts';
import { fold, wordsOf } from './queryTerms.ts';
import type { SearchQuery } from './searchOperators.ts';

const LEAST_UNFINISHED = 2;

export interface Literal {
  readonly required: readonly string[];
  readonly excluded: readonly string[];
  /** A word that may go on: it is still being typed. In lower case, without accents. */
  readonly unfinished?: string | null;
}

export const NOTHING_LITERAL: Literal = { required: [], excluded: [] };
export const isLiteral = ({ required, excluded }: Literal): boolean => required.length > 0 || excluded.length > 0;

/** The passages that may be meant, as a condition on the rows of `chunk_fts`; null when nothing is asked for. */
export function literalCondition(rowColumn: string, { required, excluded, unfinished = null }: Literal): { readonly condition: string; readonly values: Readonly<Record<string, string>> } | null {
  const must = required.flatMap((text) => {
    const words = matchOf(text);
    return words === null ? [] : [fold(text) === unfinished ? `${words}*` : words];
  });
  const mustNot = excluded.flatMap((text) => matchOf(text) ?? []);
  const conditions: string[] = [];
  const values: Record<string, string> = {};
  if (must.length > 0) {
    conditions.push(`${rowColumn} IN (SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH @literalMust)`);
    values['literalMust'] = must.join(' AND ');
  }
  if (mustNot.length > 0) {
    conditions.push(`${rowColumn} NOT IN (SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH @literalMustNot)`);
    values['literalMustNot'] = mustNot.join(' OR ');
  }
  return conditions.length === 0 ? null : { condition: conditions.join(' AND '), values };
}

/** The words of the text, next to each other; null when it has none. */
function matchOf(text: string): string | null {
  const words = wordsOf(text).map(({ folded }) => folded);
  return words.length === 0 ? null : quoted(words.join(' '));
}

/** Where each required text stands; null when one of them does not. `aside` (the headings) counts too, but has no places. */
export function literalRanges(text: string, aside: string, { required, unfinished = null }: Literal): TextRange[] | null {
  const inText = plainOf(text);
  const ranges: TextRange[] = [];
  let besides: Plain | null = null;
  for (const wanted of required) {
    const plain = plainOf(wanted).letters.trim();
    if (plain === '') continue;
    const found = placesOf(plain, inText, fold(wanted) === unfinished);
    if (found.length === 0 && placesOf(plain, (besides ??= plainOf(aside)), fold(wanted) === unfinished).length === 0) return null;
    ranges.push(...found);
  }
  return merged(ranges);
}

/** The passage with these words marked; null when it lacks one of them. */
export function withLiteral(passage: RankedPassage, literal: Literal): RankedPassage | null {
  const { required, unfinished = null } = literal;
  if (required.length === 0 && unfinished === null) return passage;
  const ranges = literalRanges(passage.text, passage.header, literal);
  if (ranges === null) return null;
  const begun = required.length > 0 || unfinished === null ? [] : placesOf(unfinished, plainOf(passage.text), true);
  return { ...passage, matches: merged([...passage.matches, ...ranges, ...begun]) };
}

function merged(ranges: TextRange[]): TextRange[] {
  const kept: TextRange[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last !== undefined && range.start <= last.end) kept[kept.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else kept.push(range);
  }
  return kept;
}

/** A text as it is compared, and which place of the original each of its code units is from. */
interface Plain {
  readonly letters: string;
  readonly from: readonly number[];
}

const SAME_SIGNS: Readonly<Record<string, string>> = { '’': "'", '‘': "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '−': '-', '\u00ad': '' };

function plainOf(text: string): Plain {
  let letters = '';
  const from: number[] = [];
  let at = 0;
  for (const sign of text) {
    // A mark of its own belongs to the letter before it.
    if (/\p{M}/u.test(sign) && letters !== '' && fold(letters.at(-1)! + sign) === letters.at(-1)) {
      at += sign.length;
      continue;
    }
    // All the space between two words is one space, a line's end too.
    const plain = /\s/u.test(sign) ? (letters.endsWith(' ') ? '' : ' ') : (SAME_SIGNS[sign] ?? fold(sign));
    letters += plain;
    for (let unit = 0; unit < plain.length; unit += 1) from.push(at);
    at += sign.length;
  }
  from.push(at);
  return { letters, from };
}

const LETTER = /[\p{L}\p{N}]/u;
/** Scripts without spaces have no ends of words to go by. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function placesOf(wanted: string, { letters, from }: Plain, mayGoOn: boolean): TextRange[] {
  const places: TextRange[] = [];
  for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (isInsideWord(letters[at - 1], wanted[0]!) || (!mayGoOn && isInsideWord(letters[end], wanted.at(-1)!))) continue;
    places.push({ start: from[at]!, end: from[end]! });
  }
  return places;
}

const isInsideWord = (neighbour: string | undefined, edge: string): boolean => neighbour !== undefined && LETTER.test(neighbour) && LETTER.test(edge) && !SPACELESS.test(edge);

/** What of a search is to be taken literally: its phrases, or with `exact` every word. */
export function literalOf(query: SearchQuery, { exact, typing }: { readonly exact: boolean; readonly typing: boolean }): Literal {
  const last = typing && query.unfinished !== null ? fold(query.unfinished) : '';
  // One letter begins too many words to say anything.
  const unfinished = [...last].length >= LEAST_UNFINISHED ? last : null;
  return { required: exact ? [...query.phrases, ...query.loose] : query.phrases, excluded: query.excluded, unfinished };
}
