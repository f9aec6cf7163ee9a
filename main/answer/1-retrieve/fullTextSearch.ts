// The full-text leg: BM25 over chunk headers and bodies, whose English words are stemmed by the index, and over the
// stems of all other languages in the library. A chunk has the better of the two scores.
import type { Scope } from '../../../contract/domain.ts';
import { isLoneLetter, quoted } from '../../library/fullTextWords.ts';
import type { Db } from '../../library/openDatabase.ts';
import { STEMMED_LANGUAGES, stemsOfWord } from '../../library/stems.ts';
import { openBm25Leg, type FullTextHit, type FullTextLeg, type Term } from './bm25Leg.ts';
import { NOTHING_LITERAL, type Literal } from './literal.ts';
import { queryTerms, writtenTerms } from './queryTerms.ts';

/** Weights of header and body columns. */
export const WORDS = { name: 'chunk_fts', weights: [0.6, 1] } as const;
const STEMS = { name: 'chunk_stems', weights: [1] } as const;
/** A pasted page as a question would make a query of hundreds of words; the first ones say what it is about. */
export const MAX_TERMS = 48;

export function openFullTextLeg(db: Db, question: string, literal: Literal = NOTHING_LITERAL): FullTextLeg {
  // A letter that is a word stands first in a pair, or alone at the end of a run; a word that is still being typed begins one.
  const begins = (term: string): boolean => isLoneLetter(term) || term === literal.unfinished;
  const words = openBm25Leg(db, WORDS, queryTerms(question).slice(0, MAX_TERMS).map((term): Term => [`${quoted(term)}${begins(term) ? '*' : ''}`]), literal);
  const languages = db.prepare('SELECT DISTINCT language FROM versions WHERE language IN (SELECT value FROM json_each(?)) ORDER BY language').pluck().all(JSON.stringify(STEMMED_LANGUAGES)) as string[];
  if (languages.length === 0) return words;
  const stems = openBm25Leg(db, STEMS, writtenTerms(question).slice(0, MAX_TERMS).map((written): Term => stemsOfWord(written, languages).map(quoted)), literal);
  return stems.ceiling === 0 ? words : betterOf(words, stems);
}

export const fullTextSearch = (db: Db, question: string, limit: number, scope: Scope | null, literal?: Literal): FullTextHit[] => openFullTextLeg(db, question, literal).search(limit, scope);

/** Both as shares of what they could reach, which is all that they have in common. */
function betterOf(words: FullTextLeg, stems: FullTextLeg): FullTextLeg {
  const merged = (ofWords: readonly FullTextHit[], ofStems: readonly FullTextHit[]): FullTextHit[] => {
    const shares = new Map(ofWords.map(({ row, bm25 }) => [row, bm25 / words.ceiling]));
    for (const { row, bm25 } of ofStems) shares.set(row, Math.max(shares.get(row) ?? 0, Math.min(1, bm25 / stems.ceiling)));
    return [...shares].map(([row, bm25]) => ({ row, bm25 })).sort((a, b) => b.bm25 - a.bm25 || a.row - b.row);
  };
  return {
    ceiling: 1,
    search: (limit, scope) => merged(words.search(limit, scope), stems.search(limit, scope)).slice(0, limit),
    scoresOf: (rows) => merged(words.scoresOf(rows), stems.scoresOf(rows)),
  };
}
