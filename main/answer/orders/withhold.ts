// What an answer may say after passages gave orders: only what the passages say beside them. In: the answer, what was
// taken out of the passages, and what may be trusted: the question and the rest of the passages. Out: the answer without
// addresses of other origin, without sentences that nothing proves, or that carry a word which the orders alone brought.
import type { AnswerSentence, RankedPassage } from '../../../contract/domain.ts';
import { citeAnswer, type CitedAnswer, type Locator } from '../5-cite/citeAnswer.ts';
import { isContentWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import type { BesideQuestion } from './besideQuestion.ts';

const ADDRESS = /\b(?:https?:\/\/|www\.|mailto:)\S+|\S+@\S+\.\S+|!?\[[^\]]*\]\([^)]*\)/giu;

export interface Withholding {
  readonly question: string;
  /** As the model saw them, without their orders. */
  readonly passages: readonly RankedPassage[];
  readonly orders: readonly string[];
  readonly beside: Pick<BesideQuestion, 'isBeside'>;
  readonly locator: Locator;
}

/** The model's text with its proofs, and without what the passages' orders brought into it. */
export function citeWithheld(written: string, { question, passages, orders, beside, locator }: Withholding): CitedAnswer {
  const trusted = [question, ...passages.map(({ text }) => text)];
  return withholdOrdered(citeAnswer(withoutStrangeAddresses(written, orders, trusted), passages, locator), orders, trusted, beside);
}

/** The model's text without addresses that are not in the passages. */
function withoutStrangeAddresses(raw: string, orders: readonly string[], trusted: readonly string[]): string {
  return orders.length === 0 ? raw : raw.replace(ADDRESS, (address) => (trusted.some((source) => source.includes(address)) ? address : ''));
}

/** Sentences beside the question go, too, see besideQuestion.ts; else nothing changes when there were no orders. */
function withholdOrdered(cited: CitedAnswer, orders: readonly string[], trusted: readonly string[], { isBeside }: Pick<BesideQuestion, 'isBeside'>): CitedAnswer {
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
