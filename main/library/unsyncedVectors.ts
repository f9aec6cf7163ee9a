// Vectors in memory with an exact search: those that LanceDB doesn't have yet. All of them while it is built anew, and in an
// encrypted library.
import type { VectorHit } from './lanceTable.ts';

export interface UnsyncedVectors {
  size(): number;
  add(row: number, vector: Float32Array): void;
  /** Keeps the rows for which `wanted` is true. */
  keep(wanted: (row: number) => boolean): void;
  /** The first `count` rows with their vectors, row-major, as a copy. */
  first(count: number): { readonly rows: readonly number[]; readonly vectors: Float32Array };
  /** Best first. */
  search(query: Float32Array, limit: number): VectorHit[];
}

const FIRST_ROOM = 256;

/** @param room for so many rows, where that is known: growing copies everything */
export function createUnsyncedVectors(dimensions: number, room = 0): UnsyncedVectors {
  let rows: number[] = [];
  let matrix = new Float32Array(room * dimensions);

  return {
    size: () => rows.length,
    add: (row, vector) => {
      const needed = (rows.length + 1) * dimensions;
      if (matrix.length < needed) {
        const larger = new Float32Array(Math.max(needed, matrix.length * 2, FIRST_ROOM * dimensions));
        larger.set(matrix.subarray(0, rows.length * dimensions));
        matrix = larger;
      }
      matrix.set(vector, rows.length * dimensions);
      rows.push(row);
    },
    keep: (wanted) => {
      const kept: number[] = [];
      for (let index = 0; index < rows.length; index += 1) {
        if (!wanted(rows[index]!)) continue;
        matrix.copyWithin(kept.length * dimensions, index * dimensions, (index + 1) * dimensions);
        kept.push(rows[index]!);
      }
      rows = kept;
      if (rows.length === 0) matrix = new Float32Array(0);
    },
    first: (count) => ({ rows: rows.slice(0, count), vectors: matrix.slice(0, Math.min(count, rows.length) * dimensions) }),
    search: (query, limit) => {
      const best: VectorHit[] = [];
      for (let index = 0; index < rows.length; index += 1) {
        const cosine = dotProduct(matrix, index * dimensions, query, dimensions);
        if (best.length === limit && cosine <= best[limit - 1]!.cosine) continue;
        let at = best.length;
        while (at > 0 && best[at - 1]!.cosine < cosine) at -= 1;
        best.splice(at, 0, { row: rows[index]!, cosine });
        if (best.length > limit) best.pop();
      }
      return best;
    },
  };
}

/** Four sums side by side, which the processor adds at once: a third faster than one. */
function dotProduct(matrix: Float32Array, at: number, query: Float32Array, dimensions: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let index = 0;
  for (; index + 3 < dimensions; index += 4) {
    a += matrix[at + index]! * query[index]!;
    b += matrix[at + index + 1]! * query[index + 1]!;
    c += matrix[at + index + 2]! * query[index + 2]!;
    d += matrix[at + index + 3]! * query[index + 3]!;
  }
  for (; index < dimensions; index += 1) a += matrix[at + index]! * query[index]!;
  return a + b + c + d;
}
