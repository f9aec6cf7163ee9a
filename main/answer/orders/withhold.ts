// What an answer may say after passages gave orders: only what the passages say beside them. In: the answer, what was
// taken out of the passages, and what may be trusted: the question and the rest of the passages. Out: the answer without
// addresses of other origin, without sentences that nothing proves, or that carry a word which the orders alone brought.
import type { AnswerSentence } from '../../../contract/domain.ts';
import { isContentWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import type { BesideQuestion } from './besideQuestion.ts';

interface Cited {
  readonly text: string;
  readonly sentences: readonly AnswerSentence[];
}

const ADDRESS = /\b(?:https?:\/\/|www\.|mailto:)\S+|\S+@\S+\.\S+|!?\[[^\]]*\]\([^)]*\)/giu;

/** The model's text without addresses that are not in the passages. */
export function withoutStrangeAddresses(raw: string, orders: readonly string[], trusted: readonly string[]): string {
  return orders.length === 0 ? raw : raw.replace(ADDRESS, (address) => (trusted.some((source) => source.includes(address)) ? address : ''));
}

/** Sentences beside the question go, too, see besideQuestion.ts; else nothing changes when there were no orders. */
export function withholdOrdered(cited: Cited, orders: readonly string[], trusted: readonly string[], { isBeside }: Pick<BesideQuestion, 'isBeside'>): Cited {
  const isBesideIn = (sentence: AnswerSentence): boolean => isBeside(cited.text.slice(sentence.start, sentence.end));
  if (orders.length === 0 && !cited.sentences.some(isBesideIn)) return cited;
  const known = new Set(trusted.flatMap(contentWords));
  const ordered = new Set(orders.flatMap(contentWords).filter((word) => !known.has(word)));
  const mayStay = (sentence: AnswerSentence): boolean => {
    if (isBesideIn(sentence)) return false;
    return orders.length === 0 || (sentence.citations.length > 0 && !contentWords(cited.text.slice(sentence.start, sentence.end)).some((word) => ordered.has(word)));
  };
  let text = '';
  const sentences: AnswerSentence[] = [];
  for (const [at, sentence] of cited.sentences.entries()) {
    if (!mayStay(sentence)) continue;
    if (text !== '') text += cited.text.slice(cited.sentences[at - 1]!.end, sentence.start);
    const start = text.length;
    text += cited.text.slice(sentence.start, sentence.end);
    sentences.push({ ...sentence, start, end: text.length });
  }
  return { text, sentences };
}

const contentWords = (text: string): string[] => wordsOf(text).map((word) => word.folded).filter(isContentWord);
