// Follow-up questions lean on what was said before ("And when does it end?"). For the search they are completed
// with the words of the question before; a question that stands on its own is left as it is.
import { isContentWord, queryTerms, sameWord, wordsOf } from './queryTerms.ts';

/** Words that point back (English, German). */
const POINTERS: ReadonlySet<string> = new Set(
  'it its that this these those they them their he him his she her there then also same former latter one ones es er sie ihn ihm ihr ihre sein seine das dies diese dieser dieses dort dann auch davon dazu darin daran welche'.split(' '),
);
const STARTERS = /^(and|but|also|what about|how about|und|aber|auch|was ist mit|wie ist es mit)\b/iu;
/** A question of so few content words says too little to be searched by alone in a conversation. */
const SHORT_QUESTION_TERMS = 2;

/** The text to search by. `previousQuestion` is the completed question before, null at the start. */
export function completeQuestion(question: string, previousQuestion: string | null): string {
  if (previousQuestion === null) return question;
  const words = wordsOf(question);
  const terms = queryTerms(question);
  const pointsBack = STARTERS.test(question.trim()) || words.some((word) => POINTERS.has(word.folded)) || terms.length <= SHORT_QUESTION_TERMS;
  if (!pointsBack) return question;
  const missing = wordsOf(previousQuestion)
    .filter((word) => isContentWord(word.folded) && !terms.some((term) => sameWord(term, word.folded)))
    .map((word) => previousQuestion.slice(word.start, word.end));
  return missing.length === 0 ? question : `${question} (${[...new Set(missing)].join(' ')})`;
}
