// What the passages say about whether they answer the question, before any model is asked: a row of numbers, each about
// 0..1 and higher when an answer is likelier. No feature reads the question alone.
import type { RankedPassage } from '../../../contract/domain.ts';
import { bestSentence, coverageOf } from '../5-cite/bestSentence.ts';
import { namesAndNumbers } from '../5-cite/expectedAnswer.ts';
import { sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { tellingTerms, type TermWeights } from './termWeights.ts';

export const RETRIEVAL_FEATURES = ['cosine', 'sentence', 'passage', 'known', 'names'] as const;
export type RetrievalFeatures = Readonly<Record<(typeof RETRIEVAL_FEATURES)[number], number>>;

/** Passages that a prompt takes. */
const READ = 4;

/** @param weighed of the question, or of one that holds its words: a follow-up is judged by what it asks itself */
export function retrievalFeatures(question: string, passages: readonly RankedPassage[], weighed: TermWeights): RetrievalFeatures {
  const weights = new Map(tellingTerms(question).map((term) => [term, weighed.weights.get(term) ?? 0]));
  const unknown = [...weights.keys()].filter((term) => weighed.unknown.has(term));
  const read = passages.slice(0, READ);
  const texts = read.map(({ documentName, header, text }) => `${documentName}\n${header}\n${text}`);
  const total = sum(weights.values());
  const named = namesAndNumbers(question);
  return {
    cosine: Math.max(0, ...passages.map(({ cosine }) => cosine ?? 0)),
    sentence: bestSentence(question, weights, read)?.coverage ?? 0,
    passage: Math.max(0, ...texts.map((text) => coverageOf(weights, text))),
    known: total === 0 ? 1 : 1 - sum(unknown.map((term) => weights.get(term)!)) / total,
    names: Math.max(0, ...texts.map((text) => shareOf(named, text))),
  };
}

/** Of the words that stand in the text; 1 when there are none. */
function shareOf(words: readonly string[], text: string): number {
  if (words.length === 0) return 1;
  const there = [...new Set(wordsOf(text).map((word) => word.folded))];
  return words.filter((word) => there.some((candidate) => sameWord(word, candidate))).length / words.length;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
