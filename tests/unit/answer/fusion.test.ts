// Score fusion and pseudo-relevance feedback, on scores made up for it.
import { expect, test } from 'vitest';
import { cosine, moveTowards } from '../../../main/answer/1-retrieve/candidateVectors.ts';
import { fuseScores } from '../../../main/answer/1-retrieve/fuse.ts';

const rows = (candidates: readonly { row: number }[]): number[] => candidates.map(({ row }) => row);

test('by how much a passage is better counts, not only that it is', () => {
  const candidates = [
    { row: 1, bm25Share: 0.9, cosine: 0.5 },
    { row: 2, bm25Share: 0.3, cosine: 0.52 },
    { row: 3, bm25Share: 0.29, cosine: 0.54 },
  ];
  // By rank alone all three would be equal or nearly so.
  expect(rows(fuseScores(candidates))).toEqual([1, 3, 2]);
});

test('equal scores are ordered by row, in whatever order they come', () => {
  const candidates = [5, 2, 9].map((row) => ({ row, bm25Share: 0.5, cosine: null }));
  expect(rows(fuseScores(candidates))).toEqual([2, 5, 9]);
  expect(rows(fuseScores(candidates.toReversed()))).toEqual([2, 5, 9]);
});

test('feedback turns the question towards the best passages, by less than half, and keeps its length', () => {
  const [question, passage] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
  const moved = moveTowards(question, [passage, passage]);
  expect(cosine(moved, moved)).toBeCloseTo(1);
  expect(cosine(moved, passage)).toBeGreaterThan(0.4);
  expect(cosine(moved, question)).toBeGreaterThan(cosine(moved, passage));
});
