// The vector leg for a question that is limited to a part of the library: an exact scan over the vectors of just that,
// from SQLite. A filter on the approximate index would lose neighbours when the scope is a small part of the library.
import type { Scope } from '../../../contract/domain.ts';
import type { VectorHit } from '../../library/lanceTable.ts';
import type { Db } from '../../library/openDatabase.ts';
import { scopeCondition } from '../../library/scope.ts';
import { literalCondition, NOTHING_LITERAL, type Literal } from './literal.ts';

/** @param embedderId of the query: only vectors of the same embedder are compared with it */
export function scopedVectorSearch(db: Db, embedderId: string, query: Float32Array, limit: number, scope: Scope | null, literal: Literal = NOTHING_LITERAL): VectorHit[] {
  const { condition, values } = scopeCondition(scope);
  const words = literalCondition('c.row', literal);
  const rows = db
    .prepare(
      `SELECT e.chunk_row AS row, e.vector FROM chunk_embeddings e JOIN chunks c ON c.row = e.chunk_row WHERE e.embedder_id = @embedderId AND c.version_hash IN
       (SELECT d.version_hash FROM documents d WHERE d.deleted_at_ms IS NULL AND ${condition}) ${words === null ? '' : `AND ${words.condition}`}`,
    )
    .iterate({ embedderId, ...values, ...words?.values }) as IterableIterator<{ row: number; vector: Buffer }>;
  const hits: VectorHit[] = [];
  for (const { row, vector } of rows) {
    let cosine = 0;
    for (let dimension = 0; dimension < query.length; dimension += 1) cosine += vector.readFloatLE(dimension * 4) * query[dimension]!;
    hits.push({ row, cosine });
  }
  return hits.sort((a, b) => b.cosine - a.cosine).slice(0, limit);
}
