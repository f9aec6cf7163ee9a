// Stems of words, by language (Snowball): a question for the "Vertrag" finds the "Verträge". English needs none of it,
// the full-text index has its stemmer inside; nor do texts whose language can't be told. Invariant: what is indexed and
// what is asked for are stemmed here alone, and alike.
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as hungarian } from '@orama/stemmers/hungarian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { withoutMarks } from './fullTextWords.ts';

/** By ISO 639-1. */
const STEMMERS: Readonly<Record<string, (word: string) => string>> = {
  da: danish, de: german, es: spanish, fi: finnish, fr: french, hu: hungarian, it: italian, nb: norwegian, nl: dutch, no: norwegian, pt: portuguese, ro: romanian, ru: russian, sv: swedish, tr: turkish,
};

export const STEMMED_LANGUAGES: readonly string[] = Object.keys(STEMMERS);

const WORD = /\p{L}[\p{L}\p{M}]*/gu;
/** Longer runs of letters are no words, and a stemmer has no need to look at them. */
const LONGEST_WORD = 64;

/** The stem as the index has it, without marks: they are left out by many who type. */
function stemOf(word: string, language: string): string {
  const lower = word.normalize('NFC').toLocaleLowerCase(language);
  return withoutMarks(lower.length > LONGEST_WORD ? lower : STEMMERS[language]!(lower)).toLowerCase();
}

/** The stems of a text with spaces between them; null for a language that isn't stemmed here. */
export function stemsForIndex(text: string, language: string | null): string | null {
  if (language === null || STEMMERS[language] === undefined) return null;
  return Array.from(text.matchAll(WORD), ([word]) => stemOf(word, language)).join(' ');
}

/** The different stems that a word has in these languages; of one without marks, which may have had some, too. */
export function stemsOfWord(word: string, languages: readonly string[]): string[] {
  return [...new Set(languages.flatMap((language) => [stemOf(word, language), stemOf(withoutMarks(word), language)]))];
}
