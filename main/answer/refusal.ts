// What counts as "the files do not hold the answer": the words that the model is asked to use, and evidence so weak
// that the model need not be asked at all.
import type { RankedPassage } from '../../contract/domain.ts';

export const NOT_IN_DOCUMENTS = 'Not in your documents.';

const SAID = /^\W*not in (?:your|the|these|my) (?:documents|files|passages)\b/iu;

/** True when the model's answer is that the files do not say. */
export function saysNotInDocuments(answer: string): boolean {
  return SAID.test(answer);
}

/** True while a growing answer could still become the refusal; it is held back until that is decided. */
export function mayBecomeRefusal(partial: string): boolean {
  const start = partial.trimStart().toLowerCase();
  return start.length < NOT_IN_DOCUMENTS.length && NOT_IN_DOCUMENTS.toLowerCase().startsWith(start);
}

/** Below this similarity, with hardly a word in common, a passage says nothing about the question (all-MiniLM-L6-v2). */
const WEAK_COSINE = 0.2;
const WEAK_COVERAGE = 0.34;

export function hasEvidence(passages: readonly RankedPassage[]): boolean {
  return passages.some((passage) => (passage.cosine ?? 0) >= WEAK_COSINE || passage.coverage > WEAK_COVERAGE);
}
