// What of a question has to stand in a passage as it is written: quoted phrases, numbers with what they count or name
// ("950 euros", "§ 12", "Article 5"), part numbers ("AB-1203/4"). The index knows words and stems only, so that the text
// decides. Case, accents, kinds of hyphens and width of spaces make no difference.
import { fold, isContentWord } from './queryTerms.ts';

export interface WrittenForm {
  /** Any of these is it. */
  readonly whole: readonly string[];
  /** The bare number, which counts half; null for what is only found as a whole. */
  readonly bare: string | null;
  /** It names one thing, or the person says that it has to be there: a phrase in quotes, a paragraph, a part number. */
  readonly decisive: boolean;
}

/** Longer texts in quotes are passages pasted in, not phrases to look for. */
const QUOTED = /["“”„«»]([^"“”„«»\n]{2,100})["“”„«»]/gu;
const NUMBERED = /(?:[§#№$€£¥]+\s?)?[\p{L}\d]*\d[\p{L}\d]*(?:[-‐‑–/._:,'’][\p{L}\d]+)*(?:\s?[%€$£¥°](?!\p{L}))?/gu;
/** A paragraph sign, or a letter first and four digits at least: IL-6, CD14 and the 1990s are words like others. */
const NAMES_ONE_THING = /^[§#№]|^\p{L}(?:.*\d){4}/u;
const PLAIN_NUMBER = /^\d[\d.,'’]*$/;
const WORD_BEFORE = /(\p{L}[\p{L}\p{M}]*)\.?\s$/u;
const WORD_AFTER = /^\s(\p{L}[\p{L}\p{M}]*)/u;
/** A question is about few of them; a pasted table has hundreds. */
const MAX_FORMS = 8;

export function writtenFormsOf(question: string): WrittenForm[] {
  const forms: WrittenForm[] = [];
  const rest = question.replaceAll(QUOTED, (quoted, phrase: string) => {
    if (/[\p{L}\p{N}]/u.test(phrase)) forms.push({ whole: [comparable(phrase)], bare: null, decisive: true });
    return ' '.repeat(quoted.length);
  });
  for (const { 0: written, index } of rest.matchAll(NUMBERED)) {
    const text = comparable(written);
    if (!PLAIN_NUMBER.test(text)) {
      forms.push({ whole: [text], bare: null, decisive: NAMES_ONE_THING.test(text) });
      continue;
    }
    const neighbours = [WORD_BEFORE.exec(rest.slice(0, index))?.[1], WORD_AFTER.exec(rest.slice(index + written.length))?.[1]].map((word) => (word !== undefined && isContentWord(fold(word)) ? comparable(word) : null));
    const whole = [neighbours[0] === null ? null : `${neighbours[0]} ${text}`, neighbours[1] === null ? null : `${text} ${neighbours[1]}`].filter((form) => form !== null);
    forms.push(whole.length === 0 ? { whole: [text], bare: null, decisive: false } : { whole, bare: text, decisive: false });
  }
  return forms.slice(0, MAX_FORMS);
}

/** How much of the forms stands in a text, 0 to 1. */
export function shareAsWritten(text: string, forms: readonly WrittenForm[]): number {
  if (forms.length === 0) return 0;
  const inText = comparable(text);
  const shares = forms.map(({ whole, bare }): number => (whole.some((form) => standsIn(inText, form)) ? 1 : bare !== null && standsIn(inText, bare) ? 0.5 : 0));
  return shares.reduce((sum, share) => sum + share, 0) / forms.length;
}

function comparable(text: string): string {
  return fold(text).replaceAll(/[‐‑‒–—−]/gu, '-').replaceAll('’', "'").replaceAll(/([§#№$€£¥])\s+(?=\d)/gu, '$1').replaceAll(/\s+(?=[%€$£¥°])/gu, '').replaceAll(/\s+/gu, ' ').trim();
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Not inside of a longer word or number: 12 is neither in 120 nor in 12.5. */
function standsIn(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at + wanted.length, at + wanted.length + 2)];
    const goesOnBefore = isLetter(wanted[0]) && (isLetter(before.at(-1)) || (/^\d/.test(wanted) && /\d[.,]$/.test(before)));
    const goesOnAfter = isLetter(wanted.at(-1)) && (isLetter(after[0]) || (/\d$/.test(wanted) && /^[.,/-]\d/.test(after)));
    if (!goesOnBefore && !goesOnAfter) return true;
  }
  return false;
}

const isLetter = (letter: string | undefined): boolean => letter !== undefined && LETTER_OR_DIGIT.test(letter);
