// The extractive answer: the sentence of the passages that answers a question best, as a citation. It needs no model, so it
// is there before one speaks, and stays true when one has nothing to say.
import type { Answer, Citation, RankedPassage } from '../../../contract/domain.ts';
import { disarm } from '../orders/disarm.ts';
import { bestSentence, PASSAGES_LOOKED_AT, type WordWeights } from './bestSentence.ts';
import { markersOf, toCitation, type Locator } from './citeAnswer.ts';

/** Null when no sentence holds any word of the question. What gives orders to a model is no answer, however well it fits. */
export function extractAnswer(question: string, passages: readonly RankedPassage[], { weights, locator }: { readonly weights: WordWeights; readonly locator: Locator }): Citation | null {
  const harmless = passages.slice(0, PASSAGES_LOOKED_AT).map((passage) => disarm(passage).passage);
  const best = bestSentence(question, weights, harmless);
  return best === null ? null : toCitation({ passage: best.passage, quote: best.range }, passages, locator);
}

/** The extract as an answer of its own: the quote with its marker. */
export function quotedAnswer(extract: Citation): Pick<Answer, 'text' | 'sentences'> {
  const text = `${extract.quote}${markersOf([extract])}`;
  return { text, sentences: [{ start: 0, end: text.length, supported: true, citations: [extract] }] };
}
