// Stage 2: fused candidates in, passages in their final order out. The features are those the legs leave behind:
// the fused score, the cosine, and how many of the question's words the passage covers. A cross-encoder would
// take this place; none ships.
import type { RankedPassage } from '../../../contract/domain.ts';

/** What full coverage of the question's words is worth, in units of the fused score. */
const COVERAGE_WEIGHT = 0.05;

export function rerank(passages: readonly RankedPassage[]): RankedPassage[] {
  return passages
    .map((passage) => ({ ...passage, score: passage.score + COVERAGE_WEIGHT * passage.coverage }))
    .sort((a, b) => b.score - a.score);
}
