// The sentence of the passages that answers a question best, without any model: it holds the question's telling words,
// stands in a passage that was ranked high, and offers the kind of thing that is asked for.
import type { TextRange } from '../../../contract/domain.ts';
import { sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { expectedAnswer, offers } from './expectedAnswer.ts';
import { splitSentences } from './splitSentences.ts';

/** How much each word of the question tells; a word that is missing here counts as one. */
export type WordWeights = ReadonlyMap<string, number>;

export interface BestSentence {
  /** Index of the passage. */
  readonly passage: number;
  readonly range: TextRange;
  /** Share of the question's words in the sentence, by weight, 0..1. */
  readonly coverage: number;
}

/** Passages that are looked at; a sentence further down is hardly ever the answer. */
export const PASSAGES_LOOKED_AT = 4;
/** What the passage's other words are worth: "It ends in March" leans on the sentence before. */
const AROUND_WEIGHT = 0.4;
const EXPECTED_WEIGHT = 0.2;
/** Of a passage's rank, so that the same words in the first passage win. */
const RANK_WEIGHT = 0.3;

/** Null when no sentence holds any word of the question. */
export function bestSentence(question: string, weights: WordWeights, passages: readonly { readonly text: string; readonly header: string }[]): BestSentence | null {
  const expected = expectedAnswer(question);
  let best: BestSentence | null = null;
  let bestScore = -Infinity;
  for (const [passage, { text, header }] of passages.slice(0, PASSAGES_LOOKED_AT).entries()) {
    const around = coverageOf(weights, `${header}\n${text}`);
    for (const range of splitSentences(text)) {
      const sentence = text.slice(range.start, range.end);
      const coverage = coverageOf(weights, sentence);
      if (coverage === 0) continue;
      const score = coverage + AROUND_WEIGHT * around + (offers(expected, sentence, question) ? EXPECTED_WEIGHT : 0) + RANK_WEIGHT / (passage + 1);
      if (score <= bestScore) continue;
      best = { passage, range, coverage };
      bestScore = score;
    }
  }
  return best;
}

/** Share of the words, by weight, that stand in the text; 1 when there are none. */
export function coverageOf(weights: WordWeights, text: string): number {
  const there = [...new Set(wordsOf(text).map((word) => word.folded))];
  let [found, all] = [0, 0];
  for (const [word, weight] of weights) {
    all += weight;
    if (there.some((candidate) => sameWord(word, candidate))) found += weight;
  }
  return all === 0 ? 1 : found / all;
}
