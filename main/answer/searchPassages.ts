// Search without a model, as a person types: operators are read, then the passages found by words, and by meaning where
// that is wanted. Without a word to look for, the files that the operators name are shown by their first passages.
import type { RankedPassage, Scope, SearchNote } from '../../contract/domain.ts';
import { createKnownNames } from '../library/knownNames.ts';
import type { Db } from '../library/openDatabase.ts';
import { scopeCondition } from '../library/scope.ts';
import { findPassages } from './answerQuestion.ts';
import { literalCondition, literalOf, NOTHING_LITERAL } from './1-retrieve/literal.ts';
import { loadPassages } from './1-retrieve/loadPassages.ts';
import type { Candidate, RetrieveContext } from './1-retrieve/retrieve.ts';
import { readSearch, type KnownNames } from './1-retrieve/searchOperators.ts';

export interface SearchOptions {
  readonly scope: Scope | null;
  readonly limit: number;
  /** By meaning too, where there is an embedder. */
  readonly meaning: boolean;
  /** Only what stands there as it was typed. */
  readonly exact: boolean;
  /** The last word may go on. */
  readonly typing: boolean;
}

export interface Found {
  readonly passages: readonly RankedPassage[];
  /** There are more than were asked for. */
  readonly more: boolean;
  readonly scope: Scope | null;
  readonly notes: readonly SearchNote[];
}

export const namesOf = (db: Db, nowMs = Date.now()): KnownNames => ({ nowMs, ...createKnownNames(db) });

export async function searchPassages(typed: string, context: RetrieveContext, options: SearchOptions): Promise<Found> {
  const query = readSearch(typed, namesOf(context.db));
  const scope = narrowed(options.scope, query.filters);
  const literal = literalOf(query, options);
  const legs = options.meaning ? context : { ...context, embedQuestion: null };
  const passages =
    query.words === '' ? firstPassages(context.db, scope, query.excluded, options.limit + 1) : await findPassages(query.words, legs, { scope, literal, limit: options.limit + 1 });
  return { passages: passages.slice(0, options.limit), more: passages.length > options.limit, scope, notes: query.notes };
}

/** What was said last about a part of the scope counts. */
export function narrowed(scope: Scope | null, filters: Scope): Scope | null {
  const all = { ...scope, ...filters };
  return Object.keys(all).length === 0 ? null : all;
}

/** Of each file in scope, the newest first. */
function firstPassages(db: Db, scope: Scope | null, excluded: readonly string[], limit: number): RankedPassage[] {
  const { condition, values } = scopeCondition(scope);
  const without = literalCondition('c.row', { ...NOTHING_LITERAL, excluded });
  const rows = db
    .prepare(
      `SELECT c.row FROM documents d JOIN chunks c ON c.version_hash = d.version_hash AND c.ordinal = 0
       WHERE d.deleted_at_ms IS NULL AND ${condition} ${without === null ? '' : `AND ${without.condition}`} GROUP BY c.row ORDER BY max(d.modified_ms) DESC, c.row LIMIT @limit`,
    )
    .pluck()
    .all({ ...values, ...without?.values, limit }) as number[];
  return loadPassages(db, '', rows.map((row): Candidate => ({ row, score: 0, cosine: null, bm25: null })), scope, limit);
}
