// What an answer may say after passages gave orders: only what the passages say beside them. In: the cited answer, what
// was taken out of the passages. Out: the answer without sentences that nothing proves, or that carry a word which
// stands in the orders alone. Nothing changes when there were no orders.
import type { AnswerSentence } from '../../../contract/domain.ts';
import { isContentWord, wordsOf } from '../1-retrieve/queryTerms.ts';

interface Cited {
  readonly text: string;
  readonly sentences: readonly AnswerSentence[];
}

const ADDRESS = /\b(?:https?:\/\/|www\.|mailto:)\S+|\S+@\S+\.\S+|!?\[[^\]]*\]\([^)]*\)/giu;

export function withholdOrdered(cited: Cited, orders: readonly string[], trusted: readonly string[]): Cited {
  if (orders.length === 0) return cited;
  const known = new Set(trusted.flatMap(contentWords));
  const ordered = new Set(orders.flatMap(contentWords).filter((word) => !known.has(word)));
  // An address may be cut into several sentences; each of them falls with it.
  const strange = Array.from(cited.text.matchAll(ADDRESS)).filter(([address]) => !trusted.some((source) => source.includes(address)));
  let text = '';
  const sentences: AnswerSentence[] = [];
  for (const sentence of cited.sentences) {
    const said = cited.text.slice(sentence.start, sentence.end);
    const claims = contentWords(said);
    const proven = sentence.citations.length > 0 && !claims.some((word) => ordered.has(word)) && !strange.some(({ 0: address, index }) => index < sentence.end && index + address.length > sentence.start);
    if (!proven) continue;
    const start = text === '' ? 0 : text.length + 1;
    text = text === '' ? said : `${text} ${said}`;
    sentences.push({ ...sentence, start, end: start + said.length });
  }
  return { text, sentences };
}

const contentWords = (text: string): string[] => wordsOf(text).map((word) => word.folded).filter(isContentWord);
