// The stored vectors of the candidates, and pseudo-relevance feedback over them (Rocchio 1971; for dense vectors Li et
// al. 2022): the question's vector moves a little towards the passages that are best already, and finds their like.
import type { Db } from '../../library/openDatabase.ts';

/** Passages that are taken for relevant. Few, and with less weight than the question: an error must not carry it away. */
export const FEEDBACK_PASSAGES = 2;
const FEEDBACK_WEIGHT = 0.5;

export type Vectors = ReadonlyMap<number, Float32Array>;

/** Unit-length vectors of one embedder by chunk row. A chunk without one is left out. */
export function loadVectors(db: Db, embedderId: string, rows: readonly number[]): Vectors {
  const stored = db.prepare('SELECT chunk_row AS row, vector FROM chunk_embeddings WHERE embedder_id = ? AND chunk_row IN (SELECT value FROM json_each(?))').all(embedderId, JSON.stringify(rows)) as { row: number; vector: Buffer }[];
  return new Map(stored.map(({ row, vector }) => [row, new Float32Array(vector.buffer.slice(vector.byteOffset, vector.byteOffset + vector.byteLength))]));
}

export function cosine(query: Float32Array, vector: Float32Array): number {
  let sum = 0;
  for (let dimension = 0; dimension < query.length; dimension += 1) sum += query[dimension]! * vector[dimension]!;
  return sum;
}

/** Unit length again. */
export function moveTowards(query: Float32Array, relevant: readonly Float32Array[]): Float32Array {
  const moved = Float32Array.from(query);
  for (const vector of relevant) for (let dimension = 0; dimension < moved.length; dimension += 1) moved[dimension]! += (FEEDBACK_WEIGHT / relevant.length) * vector[dimension]!;
  const length = Math.sqrt(cosine(moved, moved));
  return length === 0 ? moved : moved.map((value) => value / length);
}
