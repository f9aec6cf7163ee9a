// Does a quote say the opposite of a claim that shares its words? "Pets are allowed" is not proved by "pets are not
// allowed", nor "ends on 1 April" by "begins on 1 April". Told by negations beside a shared word and by pairs of opposites,
// in English, German and French; whatever is not seen that way counts as agreeing.
import { fold, sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';

const NEGATION = /^(?:not|no|never|neither|nor|cannot|without|t|nicht|nie|niemals|kein(?:e[mnrs]?)?|ohne|pas|jamais|aucune?|sans)$/u;
/** Say no in a word of their own: a source that has one of them may well say what a negated claim says. */
const DENIES = /^(?:forbid|forbad|prohibit|exclu|except|unless|refus|den(?:y|ie)|ban(?:s|ned)?$|lack|fail|un[a-z]{4}|in(?:valid|eligib|suffic)|verbot|unter?sag|ausgeschl|ausgenomm|ausser|un[a-z]{5}|interdi|defend|sauf$)/u;
/** A negation speaks of one of the next words. */
const REACH = 2;

/** Beginnings of words; the second of a pair is the opposite of the first. A trailing $ asks for the whole word. */
const OPPOSITES: readonly (readonly [first: RegExp, second: RegExp])[] = (
  [
    ['begin|began$|begun$|start|commenc', 'end$|ends$|ended$|ending$|expir|terminat|finish|stop'],
    ['open', 'clos'],
    ['increas|rais(?:e|es|ed|ing)$|rose$|risen$|grew$|higher$|highest$', 'decreas|lower|reduc|fell$|fallen$|declin|shrank$'],
    ['maximum$|most$', 'minimum$|least$'],
    ['buy|bought$|purchas', 'sell|sold$|sale'],
    ['first$|oldest$', 'last$|latest$|newest$'],
    ['accept|allow|permit|approv', 'reject|forbid|forbad|prohibit|refus|declin'],
    ['includ', 'exclud'],
    ['arriv', 'depart'],
    ['win$|wins$|won$', 'lose$|loses$|lost$'],
    ['beginn|begann$|start', 'ende[nts]?$|endet|auslauf|lauft$|ablauf'],
    ['offne|geoffnet', 'schliess|geschlossen'],
    ['steig|stieg|erhoh|hoher', 'sink|sank$|gesunken$|senk|niedriger'],
    ['kauf|gekauft', 'verkauf'],
    ['erlaub|gestatt|genehmig', 'verbot|untersag|ablehn|abgelehnt'],
    ['commenc|debut', 'finit|termin|expir|fin$'],
    ['augment|hausse', 'diminu|baiss'],
    ['autoris', 'interdi'],
  ] as const
).map(([first, second]) => [new RegExp(`^(?:${first})`, 'u'), new RegExp(`^(?:${second})`, 'u')]);

/** @returns true when the quote holds the claim's words and says something else of them */
export function disagrees(claim: string, quote: string): boolean {
  const said = foldedWords(claim);
  const source = foldedWords(quote);
  if (negatesOther(source, said) || (negatesOther(said, source) && !source.some((word) => DENIES.test(word)))) return true;
  // "Not allowed" is "forbidden".
  return said.some(negates) === source.some(negates) && OPPOSITES.some(([one, other]) => turned(said, source, one, other) || turned(said, source, other, one));
}

const negates = (word: string): boolean => NEGATION.test(word);

/** A word that the one negates and the other, which negates nothing, has as it is. */
function negatesOther(negating: readonly string[], plain: readonly string[]): boolean {
  if (plain.some(negates)) return false;
  return negating.some((word, at) => negates(word) && negating.slice(at + 1, at + 1 + REACH).some((next) => next.length > 3 && plain.some((other) => sameWord(next, other))));
}

/** The claim has only the one of the two, the source only the other. */
function turned(said: readonly string[], source: readonly string[], claimed: RegExp, opposite: RegExp): boolean {
  const has = (words: readonly string[], kind: RegExp): boolean => words.some((word) => kind.test(word));
  return has(said, claimed) && !has(said, opposite) && has(source, opposite) && !has(source, claimed);
}

const foldedWords = (text: string): string[] => wordsOf(text).map(({ start, end }) => fold(text.slice(start, end)));
