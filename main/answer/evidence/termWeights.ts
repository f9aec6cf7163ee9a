// How much each word of a question tells, by how few passages of the library hold it: the inverse document frequency of
// BM25. A word that stands in no passage weighs most, and is known to be missing.
import { MAX_TERMS } from '../1-retrieve/fullTextSearch.ts';
import { queryTerms } from '../1-retrieve/queryTerms.ts';
import { quoted } from '../../library/fullTextWords.ts';
import type { Db } from '../../library/openDatabase.ts';

export interface TermWeights {
  /** In the order of the question. */
  readonly weights: ReadonlyMap<string, number>;
  /** Words that no passage of the library holds. */
  readonly unknown: ReadonlySet<string>;
}

/** In a library of a few passages rare words can't be told from common ones; it is weighed like one of so many. */
const LEAST_PASSAGES = 1_000;

export function termWeights(db: Db, question: string): TermWeights {
  const passages = db.prepare('SELECT count(*) FROM chunk_fts_docsize').pluck().get() as number;
  const passagesWith = db.prepare('SELECT count(*) FROM chunk_fts WHERE chunk_fts MATCH ?').pluck();
  return weigh(queryTerms(question).slice(0, MAX_TERMS), (term) => passagesWith.get(quoted(term)) as number, passages);
}

export function weigh(terms: readonly string[], passagesWith: (term: string) => number, passages: number): TermWeights {
  const all = Math.max(passages, LEAST_PASSAGES);
  const counts = terms.map((term) => ({ term, count: passagesWith(term) }));
  return {
    weights: new Map(counts.map(({ term, count }) => [term, Math.log(1 + (all - count + 0.5) / (count + 0.5))])),
    unknown: new Set(counts.filter(({ count }) => count === 0).map(({ term }) => term)),
  };
}
