// The extractive answer: the sentence of the passages that answers a question best, as a citation. It needs no model, so it
// is there before one speaks, and stays true when one has nothing to say.
import type { Answer, Citation, RankedPassage } from '../../../contract/domain.ts';
import { blankOrders, findOrders } from '../orders/findOrders.ts';
import { bestSentence, type WordWeights } from './bestSentence.ts';
import { markersOf, toCitation, type Locator } from './citeAnswer.ts';

/** Null when no sentence holds any word of the question. What gives orders to a model is no answer, however well it fits. */
export function extractAnswer(question: string, passages: readonly RankedPassage[], { weights, locator }: { readonly weights: WordWeights; readonly locator: Locator }): Citation | null {
  const harmless = passages.map((passage) => ({ ...passage, text: blankOrders(passage.text, findOrders(passage.text)) }));
  const best = bestSentence(question, weights, harmless);
  return best === null ? null : toCitation({ passage: best.passage, quote: best.range }, passages, locator);
}

/** The extract as an answer of its own: the quote with its marker. */
export function quotedAnswer(extract: Citation): Pick<Answer, 'text' | 'sentences'> {
  const text = `${extract.quote}${markersOf([extract])}`;
  return { text, sentences: [{ start: 0, end: text.length, supported: true, citations: [extract] }] };
}
