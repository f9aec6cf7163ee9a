// What kind of thing a question asks for (a name, a date, a number), and whether a text offers one that the question does
// not hold itself. English, German and French question words; any other question expects nothing in particular.
import { fold, isContentWord, sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { numbersReadIn } from './numbers.ts';

export type Expected = 'name' | 'date' | 'number' | 'anything';

const DATE = /\b(?:when|wann|quand|since when|(?:what|which|welche[mnrs]?|quel(?:le)?) (?:year|date|day|month|century|decade|jahr|datum|tag|monat|jahrhundert|annee|date|jour|mois|siecle))\b/u;
const NUMBER = /\b(?:how (?:many|much|long|old|far|often|high|large|big|tall|deep|fast|wide)|wie ?(?:viele?|lange|alt|weit|oft|hoch|gross|schnell|breit|tief)|combien|(?:what|which) (?:percent(?:age)?|number|amount|fraction|proportion))\b/u;
const NAME = /\b(?:who|whom|whose|where|wer|wem|wen|wessen|wo|woher|wohin|qui|ou|(?:what|which) (?:person|city|country|state|company|organi[sz]ation|team|river|school|university))\b/u;
const MONTH = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|jaenner|maerz|mai|juni|juli|okt|dez|janv|fev|avr|juil|aout)/u;
const NUMBER_WORD = /^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|half|third|quarter|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|deux|trois|quatre|cinq|sept|huit|neuf|dix)$/u;
const CAPITAL = /^\p{Lu}/u;

/** Checked in this order: "in what year" before "who" further on. */
export function expectedAnswer(question: string): Expected {
  const folded = fold(question);
  if (DATE.test(folded)) return 'date';
  if (NUMBER.test(folded)) return 'number';
  return NAME.test(folded) ? 'name' : 'anything';
}

/** True when the text holds something of the expected kind that the question doesn't. */
export function offers(expected: Expected, text: string, question: string): boolean {
  if (expected === 'anything') return true;
  const asked = new Set(wordsOf(question).map((word) => word.folded));
  const words = wordsOf(text).filter((word) => !asked.has(word.folded));
  if (expected === 'name') return words.some((word) => word.start > 0 && CAPITAL.test(text.slice(word.start, word.end)));
  const given = numbersReadIn(question);
  const numbers = [...numbersReadIn(text)].filter((number) => !given.has(number));
  if (expected === 'number') return numbers.length > 0 || words.some((word) => NUMBER_WORD.test(word.folded));
  return numbers.length > 0 || words.some((word) => MONTH.test(word.folded));
}

const GERMAN = /\b(?:der|die|das|den|dem|ein|eine|einen|einer|ist|sind|wird|wurde|und|nicht|mit|von|im|am|zum|zur)\b/u;

/** A name in the claim that stands in none of the texts. German writes every noun like a name, so that nothing is told of it. */
export function namesNobody(claim: string, texts: readonly string[]): boolean {
  if (GERMAN.test(claim)) return false;
  const names = namesAndNumbers(claim).filter((word) => !/\d/u.test(word) && !MONTH.test(word));
  if (names.length === 0) return false;
  const there = new Set(texts.flatMap((text) => wordsOf(text).map((word) => word.folded)));
  return names.some((name) => !there.has(name) && ![...there].some((word) => sameWord(name, word)));
}

/** Names and numbers of the question: what an answer must be about. The first word is always capitalised. */
export function namesAndNumbers(question: string): string[] {
  const named = wordsOf(question).filter((word, at) => /\d/u.test(word.folded) || (at > 0 && isContentWord(word.folded) && CAPITAL.test(question.slice(word.start, word.end))));
  return [...new Set(named.map((word) => word.folded))];
}
