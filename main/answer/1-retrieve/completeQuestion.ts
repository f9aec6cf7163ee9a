// Follow-up questions lean on what was said before ("And when does it end?"). For the search they are completed
// with the words of what they lean on; a question that stands on its own is left as it is.
import { isContentWord, queryTerms, sameWord, wordsOf } from './queryTerms.ts';

/**
 * Pronouns that point back (English, German). Left out are those that are more often something else: articles and
 * relative words (that, das, welche), "there is" and "es gibt", and "Sie" and "Ihr" for the person spoken to.
 */
const POINTERS: ReadonlySet<string> = new Set(
  'it its they them their he him his she her hers same former latter er ihn ihm davon dazu darin daran dafur dagegen damit dabei deren dessen'.split(' '),
);
const STARTERS = /^(and|but|also|what about|how about|und|aber|auch|was ist mit|wie ist es mit)\b/iu;
/** A question of so few content words says too little to be searched by alone in a conversation. */
const SHORT_QUESTION_TERMS = 2;
const NAME_OR_NUMBER = /^\p{Lu}|\d/u;

/** The text to search by. `before` are the questions that this one may lean on, the latest first. */
export function completeQuestion(question: string, before: readonly string[]): string {
  if (before.length === 0) return question;
  if (!pointsBack(question)) return question;
  const terms = queryTerms(question);
  const missing = before.flatMap((earlier) =>
    wordsOf(earlier)
      .filter((word) => isContentWord(word.folded) && !terms.some((term) => sameWord(term, word.folded)))
      .map((word) => earlier.slice(word.start, word.end)),
  );
  return missing.length === 0 ? question : `${question} (${[...new Set(missing)].join(' ')})`;
}

function pointsBack(question: string): boolean {
  if (STARTERS.test(question.trim())) return true;
  const words = wordsOf(question);
  const content = new Set(words.map((word) => word.folded).filter(isContentWord));
  // A name, a number or, in German, a noun says what is asked for; the first word is always capitalised.
  const named = words.findIndex((word, at) => at > 0 && content.has(word.folded) && NAME_OR_NUMBER.test(question.slice(word.start, word.end)));
  const pointer = words.findIndex((word) => POINTERS.has(word.folded));
  // Behind a name a pronoun means that one: "What did Bob say about his salary?"
  if (pointer >= 0 && (named < 0 || pointer < named)) return true;
  return named < 0 && content.size <= SHORT_QUESTION_TERMS;
}
