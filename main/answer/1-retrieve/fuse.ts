// Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): score = sum over the legs of weight / (k + rank).

export interface Fused {
  readonly row: number;
  readonly score: number;
}

/** The constant of the paper; it keeps one leg's first place from deciding alone. */
export const RRF_K = 60;

/** `legs` are row numbers, best first. Ties go to the lower row number, so that the order is stable. */
export function fuseRanks(legs: readonly { readonly rows: readonly number[]; readonly weight: number }[]): Fused[] {
  const scores = new Map<number, number>();
  for (const { rows, weight } of legs) {
    rows.forEach((row, rank) => scores.set(row, (scores.get(row) ?? 0) + weight / (RRF_K + rank + 1)));
  }
  return [...scores].map(([row, score]) => ({ row, score })).sort((a, b) => b.score - a.score || a.row - b.row);
}
