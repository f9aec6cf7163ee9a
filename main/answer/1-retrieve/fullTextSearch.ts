// The full-text leg: FTS5 with BM25 over chunk headers and bodies. Any word may match; the more and the rarer, the
// better. Words go in as quoted strings, so that nothing a person types is read as query syntax.
import type { Scope } from '../../../contract/domain.ts';
import type { Db } from '../../library/openDatabase.ts';
import { isLoneLetter } from '../../library/fullTextWords.ts';
import { scopeCondition } from '../../library/scope.ts';
import { queryTerms } from './queryTerms.ts';

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

/** Weights of header and body columns. */
const HEADER_WEIGHT = 0.6;
const BODY_WEIGHT = 1;
/** A pasted page as a question would make a query of hundreds of words; the first ones say what it is about. */
const MAX_TERMS = 48;
/**
 * Chunks that are scored at most. In a large library the commonest words of a question match half of it, cost most of
 * the time and say least; the rarest words are always kept.
 */
const MAX_SCORED = 20_000;
const ALWAYS_KEPT_TERMS = 3;
/** FTS5's own constants: a word's weight in the limit of many occurrences, and the least weight of a common word. */
const K1 = 1.2;
const LEAST_IDF = 1e-6;

const BM25 = `bm25(chunk_fts, ${HEADER_WEIGHT}, ${BODY_WEIGHT})`;

export function openFullTextLeg(db: Db, question: string): FullTextLeg {
  const terms = tellingTerms(db, queryTerms(question).slice(0, MAX_TERMS));
  const match = terms.filter(({ chunks }) => chunks > 0).map(({ quoted }) => quoted).join(' OR ');
  if (match === '') return { ceiling: 0, search: () => [], scoresOf: () => [] };
  const all = db.prepare('SELECT count(*) FROM chunks').pluck().get() as number;
  return {
    ceiling: terms.reduce((sum, { chunks }) => sum + (K1 + 1) * Math.max(LEAST_IDF, Math.log((all - chunks + 0.5) / (chunks + 0.5))), 0),
    search: (limit, scope) => {
      const { condition, values } = scopeCondition(scope);
      const inScope = scope === null ? '' : `AND rowid IN (SELECT c.row FROM chunks c JOIN documents d ON d.version_hash = c.version_hash WHERE d.deleted_at_ms IS NULL AND ${condition})`;
      const statement = db.prepare(`SELECT rowid AS row, -${BM25} AS bm25 FROM chunk_fts WHERE chunk_fts MATCH @match ${inScope} ORDER BY ${BM25}, rowid LIMIT @limit`);
      return statement.all({ ...values, match, limit }) as FullTextHit[];
    },
    // The plus keeps SQLite from looking each row up by itself, which costs tenfold.
    scoresOf: (rows) =>
      db
        .prepare(`SELECT rowid AS row, -${BM25} AS bm25 FROM chunk_fts WHERE chunk_fts MATCH ? AND +rowid IN (SELECT value FROM json_each(?))`)
        .all(match, JSON.stringify(rows)) as FullTextHit[],
  };
}

export const fullTextSearch = (db: Db, question: string, limit: number, scope: Scope | null): FullTextHit[] => openFullTextLeg(db, question).search(limit, scope);

/** The terms as quoted strings, rarest first, without those too common to pay for. */
function tellingTerms(db: Db, terms: readonly string[]): { readonly quoted: string; readonly chunks: number }[] {
  const count = db.prepare('SELECT count(*) FROM chunk_fts WHERE chunk_fts MATCH ?').pluck();
  let scored = 0;
  return terms
    // A letter that is a word stands first in a pair, or alone at the end of a run.
    .map((term) => `"${term.replaceAll('"', '""')}"${isLoneLetter(term) ? '*' : ''}`)
    .map((quoted) => ({ quoted, chunks: count.get(quoted) as number }))
    .sort((a, b) => a.chunks - b.chunks)
    .filter(({ chunks }, rank) => rank < ALWAYS_KEPT_TERMS || (scored += chunks) <= MAX_SCORED);
}
