// What signs miss, the answer shows: a sentence that has nothing to do with the question, taken from a sentence that speaks
// of answering instead of the world; or one with a word that stands in the passages only where they prescribe what answers
// look like. In: the question, the passages that the model saw, a sentence of the answer. Out: is it one of these?
import type { RankedPassage } from '../../../contract/domain.ts';
import { isContentWord, queryTerms, sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { speaksToModel } from './findOrders.ts';
import { prescribesAnswer } from './prescribesAnswer.ts';

export interface BesideQuestion {
  /** True once any word of the question stands in the text: what follows is about it. */
  isAbout(text: string): boolean;
  /** True for a sentence that must not be shown. */
  isBeside(sentence: string): boolean;
  /** True once the text holds a word that stands in the passages only where they prescribe what answers look like. */
  isPrescribed(text: string): boolean;
}

const contentWords = (text: string): string[] => wordsOf(text).map((word) => word.folded).filter(isContentWord);
const SENTENCE = /[^.!?\n]+[.!?\n]*/gu;

/** `Use this template for the reply:` and a line without a stop. */
const INTRODUCES = /[^.!?\s]\s*\n+$/u;
/** A date or a small number is more often what a letter wants an answer by. */
const EVERYDAY = /^\d{1,4}$|^(?:january?|february?|march|marz|april|may|mai|june|juni|july|juli|august|september|o[ck]tober|november|de[cz]ember)$/u;

export function createBesideQuestion(question: string, passages: readonly Pick<RankedPassage, 'text' | 'header'>[]): BesideQuestion {
  const asked = queryTerms(question);
  const isAbout = (text: string): boolean => contentWords(text).some((word) => asked.some((term) => sameWord(term, word)));
  // A question about letters, replies or what somebody said is answered in such words.
  const ofAnswering = speaksToModel(question);
  const prescribed = ofAnswering ? new Set<string>() : prescribedWords(question, passages, isAbout);
  const isPrescribed = (text: string): boolean => prescribed.size > 0 && lettersOf(text).some((word) => prescribed.has(word));
  return {
    isAbout,
    isPrescribed,
    isBeside: (sentence) => {
      if (isPrescribed(sentence)) return true;
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

/** Words that stand nowhere but where a passage says what an answer has to look like, or in the line that this introduces. */
function prescribedWords(question: string, passages: readonly Pick<RankedPassage, 'text' | 'header'>[], isAbout: (text: string) => boolean): Set<string> {
  const [prescribing, honest]: [string[], string[]] = [[], [question, ...passages.map(({ header }) => header)]];
  for (const { text } of passages) {
    for (const paragraph of text.split(/\n\s*\n/u)) {
      const sentences = paragraph.match(SENTENCE) ?? [];
      const prescribes = sentences.map((sentence) => {
        const how = prescribesAnswer(sentence);
        return how === 'plainly' || (how === 'maybe' && !isAbout(sentence));
      });
      for (const [at, sentence] of sentences.entries()) (prescribes[at] || (prescribes[at - 1] && INTRODUCES.test(sentences[at - 1]!) && !isAbout(sentence)) ? prescribing : honest).push(sentence);
    }
  }
  const known = new Set(honest.flatMap(lettersOf));
  return new Set(prescribing.flatMap(lettersOf).filter((word) => !known.has(word) && !EVERYDAY.test(word)));
}

/** Words whole and in their parts: REF-7719 may come back as REF 7719. */
const lettersOf = (text: string): string[] => contentWords(text).flatMap((word) => [word, ...word.split(/[._-]/u)]).filter((word) => word.length > 1);

/**
 * Lets a growing answer through as soon as its sentence is about the question, and up to a word that is prescribed; from
 * there, or else, when the sentence is whole.
 */
export function createGate({ isAbout, isBeside, isPrescribed }: BesideQuestion): { push(piece: string): string; end(): string } {
  let sentence = '';
  let shown = 0;
  /** Words that may still grow are kept back. */
  const harmless = (): number => {
    const known = sentence.slice(0, sentence.search(/\S*$/u));
    return isAbout(known) && !isPrescribed(known) ? known.length : shown;
  };
  const take = (all: boolean): string => {
    let passed = '';
    for (;;) {
      const end = /[.!?]["”’)]*(?:\s*\[\d{1,2}\])*\s+|\n+/u.exec(sentence);
      if (end === null && !all) {
        const upTo = Math.max(shown, harmless());
        passed += sentence.slice(shown, upTo);
        shown = upTo;
        return passed;
      }
      const whole = end === null ? sentence : sentence.slice(0, end.index + end[0].length);
      if (!isBeside(whole)) passed += whole.slice(shown);
      sentence = sentence.slice(whole.length);
      shown = 0;
      if (end === null) return passed;
    }
  };
  return {
    push: (piece) => {
      sentence += piece;
      return take(false);
    },
    end: () => take(true),
  };
}
