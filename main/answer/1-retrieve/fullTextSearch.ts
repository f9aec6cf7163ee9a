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

export function fullTextSearch(db: Db, question: string, limit: number, scope: Scope | null): FullTextHit[] {
  const terms = queryTerms(question).slice(0, MAX_TERMS);
  if (terms.length === 0) return [];
  const match = tellingTerms(db, terms).join(' OR ');
  if (match === '') return [];
  const { condition, values } = scopeCondition(scope);
  const inScope = scope === null ? '' : `AND rowid IN (SELECT c.row FROM chunks c JOIN documents d ON d.version_hash = c.version_hash WHERE d.deleted_at_ms IS NULL AND ${condition})`;
  const statement = db.prepare(
    `SELECT rowid AS row, -bm25(chunk_fts, ${HEADER_WEIGHT}, ${BODY_WEIGHT}) AS bm25 FROM chunk_fts
     WHERE chunk_fts MATCH @match ${inScope} ORDER BY bm25(chunk_fts, ${HEADER_WEIGHT}, ${BODY_WEIGHT}) LIMIT @limit`,
  );
  return statement.all({ ...values, match, limit }) as FullTextHit[];
}

/** The terms as quoted strings, rarest first, without those that nothing matches and those too common to pay for. */
function tellingTerms(db: Db, terms: readonly string[]): string[] {
  const count = db.prepare('SELECT count(*) FROM chunk_fts WHERE chunk_fts MATCH ?').pluck();
  let scored = 0;
  return terms
    // A letter that is a word stands first in a pair, or alone at the end of a run.
    .map((term) => `"${term.replaceAll('"', '""')}"${isLoneLetter(term) ? '*' : ''}`)
    .map((quoted) => ({ quoted, chunks: count.get(quoted) as number }))
    .filter(({ chunks }) => chunks > 0)
    .sort((a, b) => a.chunks - b.chunks)
    .filter(({ chunks }, rank) => rank < ALWAYS_KEPT_TERMS || (scored += chunks) <= MAX_SCORED)
    .map(({ quoted }) => quoted);
}
