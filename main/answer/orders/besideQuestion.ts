// What signs miss, the answer shows: a sentence that has nothing to do with the question, taken from a sentence that speaks
// of answering instead of the world. In: the question, the passages that the model saw, a sentence of the answer. Out: is it
// one of these? Each half alone is common in honest answers; both together are not.
import type { RankedPassage } from '../../../contract/domain.ts';
import { isContentWord, queryTerms, sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { speaksToModel } from './findOrders.ts';

export interface BesideQuestion {
  /** True once any word of the question stands in the text: what follows is about it. */
  isAbout(text: string): boolean;
  /** True for a sentence that must not be shown. */
  isBeside(sentence: string): boolean;
}

const contentWords = (text: string): string[] => wordsOf(text).map((word) => word.folded).filter(isContentWord);
const SENTENCE = /[^.!?\n]+[.!?\n]*/gu;

export function createBesideQuestion(question: string, passages: readonly Pick<RankedPassage, 'text'>[]): BesideQuestion {
  const asked = queryTerms(question);
  const isAbout = (text: string): boolean => contentWords(text).some((word) => asked.some((term) => sameWord(term, word)));
  // A question about letters, replies or what somebody said is answered in such words.
  const ofAnswering = speaksToModel(question);
  return {
    isAbout,
    isBeside: (sentence) => {
      if (ofAnswering || isAbout(sentence)) return false;
      const said = contentWords(sentence);
      const sources = passages.flatMap(({ text }) => text.match(SENTENCE) ?? []).filter((source) => {
        const words = contentWords(source);
        return said.some((word) => words.some((candidate) => sameWord(word, candidate)));
      });
      return sources.some(speaksToModel) && !sources.some(isAbout);
    },
  };
}

/** Lets a growing answer through as soon as its sentence is about the question; else when the sentence is whole. */
export function createGate({ isAbout, isBeside }: BesideQuestion): { push(piece: string): string; end(): string } {
  let held = '';
  let open = false;
  const take = (all: boolean): string => {
    let passed = '';
    for (;;) {
      const end = /[.!?]["”’)]*(?:\s*\[\d{1,2}\])*\s+|\n+/u.exec(held);
      const sentence = end === null ? held : held.slice(0, end.index + end[0].length);
      if (!open && isAbout(sentence)) open = true;
      if (end === null && !open && !all) return passed;
      if (open || !isBeside(sentence)) passed += sentence;
      held = held.slice(sentence.length);
      if (end === null) return passed;
      open = false;
    }
  };
  return {
    push: (piece) => {
      held += piece;
      return take(false);
    },
    end: () => take(true),
  };
}
