// The words of a question that say what is asked for, and where such words stand in a text. Used to build the
// full-text query, to mark words on screen, and to tell how much of a question a passage covers.
import type { TextRange } from '../../../contract/domain.ts';
import { isLoneLetter, isUnspaced, piecesOf, withoutMarks } from '../../library/fullTextWords.ts';

const NOT_ASCII = /[^\x20-\x7e\n\t]/u;

/** Words too common to search by (English, German, French function words and question words), folded as they are compared. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing
  down during each either else ever few for from further had has have having he her here hers him his how i if in into is it its itself just
  let many may me might more most much must my no nor not of off on once only or other ought our ours out over own per please same shall she
  should so some such tell than that the their theirs them then there these they this those through to too under until up upon us very was we
  were what when where whether which while who whom whose why will with would you your yours
  aren couldn didn doesn hadn hasn haven isn ll shouldn ve wasn weren wouldn
  ab aber als am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem den denn der des die dies diese dieser dieses doch dort
  du durch ein eine einem einen einer eines er es euer für gibt hat hatte habe haben hier ich ihr ihre im in ist ja kann kein keine können man
  mein mich mir mit muss nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so soll über um und uns unser unter vom von vor wann
  war waren warum was weil welche welcher welches wem wen wenn wer werden wie wieso wird wo wurde zu zum zur
  au aux avec ce ces cette dans de des du elle en est et il ils je la le les leur lui ma mais me même mes mon ne nos notre nous on ou où par
  pas pour qu que quel quelle qui sa se ses son sont sur ta te tes toi ton tu un une vos votre vous à été être`
    .split(/\s+/)
    .map(fold),
);

/** An apostrophe parts words: "Bob's" is Bob's name, "l'assurance" is the insurance, and the full text is cut likewise. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[._-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;
/** Endings and particles in Japanese, question words and particles in Chinese. */
const GRAMMAR = /^\p{Script=Hiragana}+$|[的了吗呢么嗎麼什哪谁誰怎]/u;

export interface Word extends TextRange {
  /** Lower case, without accents. */
  readonly folded: string;
}

export function fold(text: string): string {
  // Most words need no Unicode tables, and a search folds ten thousand of them.
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  return withoutMarks(text).toLowerCase();
}

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: written, index } of text.matchAll(WORD)) {
    if (isUnspaced(written)) for (const piece of piecesOf(written)) words.push({ start: index + piece.start, end: index + piece.start + piece.text.length, folded: fold(piece.text) });
    else words.push({ start: index, end: index + written.length, folded: fold(written) });
  }
  return words;
}

export function isContentWord(folded: string): boolean {
  return !STOP_WORDS.has(folded) && (folded.length > 1 || /\d/.test(folded) || isLoneLetter(folded)) && !GRAMMAR.test(folded);
}

/** Distinct content words in order; all words when there is none (e.g. "Who are you?"). */
export function queryTerms(question: string): string[] {
  const folded = wordsOf(question).map((word) => word.folded);
  const content = folded.filter(isContentWord);
  return [...new Set(content.length > 0 ? content : folded)];
}

/** The same words as the person wrote them, with their accents. */
export function writtenTerms(question: string): string[] {
  const terms = new Set(queryTerms(question));
  const written = wordsOf(question).filter(({ folded }) => terms.delete(folded));
  return written.map(({ start, end }) => question.slice(start, end));
}

/**
 * Same word up to an inflection: equal, or a shared beginning of at least four letters and short endings. A letter that
 * is a word by itself is part of every pair that has it.
 */
export function sameWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length <= 2 && b.length <= 2 && (isLoneLetter(a) || isLoneLetter(b))) return a.includes(b) || b.includes(a);
  if (/\d/.test(a) || /\d/.test(b)) return false;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4) return shorter === 3 && (a === `${b}s` || b === `${a}s`);
  let shared = 0;
  while (shared < shorter && a[shared] === b[shared]) shared += 1;
  return shared >= 4 && shared >= shorter - 2 && a.length - shared <= 3 && b.length - shared <= 3;
}

export interface TermMatcher {
  /** Where the terms stand in the text, ascending, and which of them do. */
  match(text: string): { readonly matches: TextRange[]; readonly found: ReadonlySet<string> };
}

/** Compares each different word once, however many texts it stands in. */
export function createTermMatcher(terms: readonly string[]): TermMatcher {
  const termsOf = new Map<string, readonly string[]>();
  return {
    match: (text) => {
      const found = new Set<string>();
      const matches: TextRange[] = [];
      for (const word of wordsOf(text)) {
        let hit = termsOf.get(word.folded);
        if (hit === undefined) termsOf.set(word.folded, (hit = terms.filter((term) => sameWord(term, word.folded))));
        if (hit.length === 0) continue;
        for (const term of hit) found.add(term);
        const last = matches.at(-1);
        // Pairs of letters overlap: what is marked is one stretch.
        if (last !== undefined && word.start < last.end) matches[matches.length - 1] = { start: last.start, end: word.end };
        else matches.push({ start: word.start, end: word.end });
      }
      return { matches, found };
    },
  };
}
