// BM25 over one FTS5 table: words in, chunks out. Any word may match; the more and the rarer, the better. Words go in as
// quoted strings, so that nothing a person types is read as query syntax.
import type { Scope } from '../../../contract/domain.ts';
import type { Db } from '../../library/openDatabase.ts';
import { scopeCondition } from '../../library/scope.ts';
import { literalCondition, type Literal } from './literal.ts';

export interface FullTextHit {
  readonly row: number;
  /** BM25, higher is better. */
  readonly bm25: number;
}

export interface FullTextLeg {
  /** BM25 that no chunk can exceed: what all the question's words would give, were they everywhere in it. */
  readonly ceiling: number;
  /** Best first; ties in the order of the rows. */
  search(limit: number, scope: Scope | null): FullTextHit[];
  /** BM25 of given chunks; those without a word of the question are left out. */
  scoresOf(rows: readonly number[]): FullTextHit[];
}

export interface WordTable {
  readonly name: 'chunk_fts' | 'chunk_stems';
  /** One weight a column. */
  readonly weights: readonly number[];
}

/** A word of the question in the forms that it may have in the table, each in FTS5's syntax. */
export type Term = readonly string[];

/**
 * Chunks that are scored at most. In a large library the commonest words of a question match half of it, cost most of
 * the time and say least; the rarest words are always kept.
 */
const MAX_SCORED = 20_000;
const ALWAYS_KEPT_TERMS = 3;
/** FTS5's own constants: a word's weight in the limit of many occurrences, and the least weight of a common word. */
const K1 = 1.2;
const LEAST_IDF = 1e-6;

export function openBm25Leg(db: Db, { name, weights }: WordTable, words: readonly Term[], literal: Literal): FullTextLeg {
  const terms = tellingTerms(db, name, words);
  const match = terms.flatMap(({ forms }) => forms).join(' OR ');
  if (match === '') return { ceiling: 0, search: () => [], scoresOf: () => [] };
  const all = db.prepare(`SELECT count(*) FROM ${name}_docsize`).pluck().get() as number;
  const bm25 = `bm25(${name}, ${weights.join(', ')})`;
  return {
    ceiling: terms.reduce((sum, { fewest }) => sum + (K1 + 1) * Math.max(LEAST_IDF, Math.log((all - fewest + 0.5) / (fewest + 0.5))), 0),
    search: (limit, scope) => {
      // The plus keeps SQLite from looking each row up by itself, which costs tenfold.
      const { condition, values } = scopeCondition(scope);
      const inScope = scope === null ? '' : `AND +rowid IN (SELECT c.row FROM chunks c JOIN documents d ON d.version_hash = c.version_hash WHERE d.deleted_at_ms IS NULL AND ${condition})`;
      const asTyped = literalCondition('+rowid', literal);
      const statement = db.prepare(`SELECT rowid AS row, -${bm25} AS bm25 FROM ${name} WHERE ${name} MATCH @match ${inScope} ${asTyped === null ? '' : `AND ${asTyped.condition}`} ORDER BY ${bm25}, rowid LIMIT @limit`);
      return statement.all({ ...values, ...asTyped?.values, match, limit }) as FullTextHit[];
    },
    scoresOf: (rows) =>
      db.prepare(`SELECT rowid AS row, -${bm25} AS bm25 FROM ${name} WHERE ${name} MATCH ? AND +rowid IN (SELECT value FROM json_each(?))`).all(match, JSON.stringify(rows)) as FullTextHit[],
  };
}

/** The forms that are found, by word, rarest first, without words too common to pay for. */
function tellingTerms(db: Db, name: string, words: readonly Term[]): { readonly forms: readonly string[]; readonly fewest: number }[] {
  const count = db.prepare(`SELECT count(*) FROM ${name} WHERE ${name} MATCH ?`).pluck();
  let scored = 0;
  return words
    .map((forms) => forms.map((form) => ({ form, chunks: count.get(form) as number })).filter(({ chunks }) => chunks > 0))
    .map((found) => ({
      forms: found.map(({ form }) => form),
      /** Zero for a word that nothing has; the rarest form of one that is found decides what it is worth. */
      fewest: found.length === 0 ? 0 : Math.min(...found.map(({ chunks }) => chunks)),
      chunks: found.reduce((sum, { chunks }) => sum + chunks, 0),
    }))
    .sort((a, b) => a.chunks - b.chunks)
    .filter(({ chunks }, rank) => rank < ALWAYS_KEPT_TERMS || (scored += chunks) <= MAX_SCORED);
}
