// Weighted score fusion: every candidate has its score by words and its similarity, whichever leg found it, and the two
// are added. Both are absolute, 0 to 1 where anything is found, so that a question whose words say little leans on the
// vectors by itself. Ranks alone throw away by how much the first is better than the second (docs/guide/retrieval.md).

export interface Scored {
  readonly row: number;
  /** BM25 as a share of what a chunk could reach at most; null where there is no full text to ask. */
  readonly bm25Share: number | null;
  /** Null where there is no vector. */
  readonly cosine: number | null;
  /** What having the question's numbers and names as they are written is worth. */
  readonly bonus?: number;
}

export interface Fused {
  readonly row: number;
  readonly score: number;
}

const FULL_TEXT_WEIGHT = 0.5;
const VECTOR_WEIGHT = 0.5;

/** Best first. Ties go to the lower row number, so that the order is stable. */
export function fuseScores(candidates: readonly Scored[]): Fused[] {
  return candidates
    .map(({ row, bm25Share, cosine, bonus = 0 }) => ({ row, score: bonus + FULL_TEXT_WEIGHT * (bm25Share ?? 0) + VECTOR_WEIGHT * (cosine ?? 0) }))
    .sort((a, b) => b.score - a.score || a.row - b.row);
}
