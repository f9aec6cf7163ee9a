// What a text claims: sentences that give something one value. In: a text. Out: its claims, each with the words that
// say of what it is the value. Invariant: what might be no plain statement (a row of a table, a range, a guess, a
// question, what was once) is no claim.
import type { TextRange } from '../../../contract/domain.ts';
import { fold, isContentWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { splitSentences } from '../5-cite/splitSentences.ts';
import { datesDiffer, datesIn, type WrittenDate } from './dates.ts';
import { quantitiesDiffer, quantitiesIn, type Quantity } from './quantities.ts';
import { ABOUT, ASIDE, BOUND, CHANGE, CONDITION, DATED, EXCEPTION, FROM, MOMENT_WORDS, momentAt, NEUTRAL, OLD_VALUE, PREDICATES, RANGE, rateOf, UNIVERSAL, UNSURE } from './vocabulary.ts';

export interface Claim {
  /** Claims of one kind can be compared. */
  readonly kind: string;
  readonly value: Quantity | WrittenDate;
  /** Folded words that say of what it is the value; never empty. */
  readonly subject: readonly string[];
  /** `month` for 950 euros a month; null where it isn't said. */
  readonly rate: string | null;
  /** Since when it holds, as written. */
  readonly since: (TextRange & { readonly date: WrittenDate }) | null;
  /** Other dates of the sentence: when what it says was so. */
  readonly periods: readonly WrittenDate[];
  /** Said of everybody: also of whoever is asked about. */
  readonly universal: boolean;
  /** It says that the value is new. */
  readonly changes: boolean;
  /** The sentence. */
  readonly quote: TextRange;
}

const LONGEST_SENTENCE = 400;
const BOUNDARY = /[;,()](?=\s|$|\))|\(|\s(?:and|und|but|aber|while|whereas|sowie|oder|or|that|dass)\s/giu;
const REFERENCE = /§+\s*\d+\p{L}*|(?<!\p{L})(?:sections?|clauses?|abschnitt|absatz|ziffer|paragraph|page|seite|nr\.?|no\.?)\s+\d+\p{L}*/giu;
const LIST_MARKER = /^\s*(?:\d{1,3}[.)]|[-*•])\s/u;
const IS_TABLE = /[\t|]/u;

export const isDate = (value: Claim['value']): value is WrittenDate => !('kind' in value);

export function valuesDiffer(a: Claim, b: Claim): boolean {
  if (isDate(a.value) || isDate(b.value)) return isDate(a.value) && isDate(b.value) && datesDiffer(a.value, b.value);
  return quantitiesDiffer(a.value, b.value);
}

export interface Asked {
  /** Which nouns are values when they are counted: those that the question asks for. */
  readonly counted: (noun: string) => boolean;
  /** Where the question asks for a date: whether a word is what it asks about, so that the date beside it is the answer. */
  readonly dated: (word: string) => boolean;
}

export function claimsIn(text: string, asked: Asked): Claim[] {
  return splitSentences(text).flatMap((quote) => {
    const sentence = text.slice(quote.start, quote.end);
    const plain = sentence.length <= LONGEST_SENTENCE && !IS_TABLE.test(sentence) && !UNSURE.test(sentence) && !sentence.endsWith('?');
    return plain ? claimsOf(sentence, quote, asked) : [];
  });
}

/** The same length, so that places stay what they are. */
const blank = (text: string, pattern: RegExp): string => text.replace(pattern, (match) => ' '.repeat(match.length));

function claimsOf(written: string, quote: TextRange, asked: Asked): Claim[] {
  const changes = CHANGE.test(written);
  const referring = blank(blank(written, LIST_MARKER), REFERENCE);
  const sentence = changes ? blank(referring, OLD_VALUE) : referring;
  const dates = datesIn(sentence);
  const overlapsDate = (range: TextRange): boolean => dates.some((date) => range.start < date.end && date.start < range.end);
  const quantities = quantitiesIn(sentence, asked.counted).filter((quantity) => !overlapsDate(quantity));
  const values = [...quantities, ...dates].sort((a, b) => a.start - b.start);
  const claims = values.flatMap((value): Claim[] => {
    const claim = claimOf(sentence, value, values, changes, asked);
    return claim === null ? [] : [{ ...claim, universal: UNIVERSAL.test(written), changes, quote }];
  });
  if (!changes) return claims;
  // "raised from 950 to 980 euros": the last one of a kind is what holds now.
  return claims.filter((claim, index) => !claims.slice(index + 1).some((later) => later.kind === claim.kind));
}

function claimOf(sentence: string, value: Claim['value'], values: readonly (Quantity | WrittenDate)[], changes: boolean, asked: Asked): Omit<Claim, 'universal' | 'changes' | 'quote'> | null {
  const before = sentence.slice(0, value.start);
  if (ABOUT.test(before) || (RANGE.test(before) && !changes)) return null;
  if (/^\s*(?:to|-|–|bis)\s*\d/iu.test(sentence.slice(value.end)) && !changes) return null;
  const clause = clauseAround(sentence, value, values);
  const { rate, length } = isDate(value) ? { rate: null, length: 0 } : rateOf(sentence.slice(clause.start, value.start), sentence.slice(value.end));
  const moment = isDate(value) ? momentOf(sentence.slice(clause.start, clause.end), value.start - clause.start, asked) : null;
  const named = subjectOf(sentence, { ...value, end: value.end + length }, clause, values, moment === 'asked');
  // What is counted is also what the number is of: "four keys".
  const subject = !isDate(value) && value.kind.startsWith('count:') ? [...new Set([fold(value.unit), ...named])] : named;
  if (subject.length === 0 || (isDate(value) && moment === null)) return null;
  const bound = isDate(value) ? '' : (BOUND.exec(before)?.[1]?.toLowerCase() ?? '');
  const others = values.filter((other): other is WrittenDate => other !== value && isDate(other));
  const isSince = (date: WrittenDate): boolean => changes || FROM.test(sentence.slice(0, date.start));
  const sinceDate = isDate(value) ? undefined : others.find(isSince);
  return {
    kind: isDate(value) ? `date:${moment}` : `${value.kind}:${bound}`,
    value,
    subject,
    rate,
    since: sinceDate === undefined ? null : { start: sinceDate.start, end: sinceDate.end, date: sinceDate },
    periods: others.filter((date) => date !== sinceDate && !DATED.test(sentence.slice(0, date.start))),
  };
}

/** `asked` where no word for a moment is known and the clause is about what the question wants the date of. */
function momentOf(clause: string, at: number, { dated }: Asked): string | null {
  return momentAt(clause, at) ?? (wordsOf(clause).some(({ folded }) => dated(folded)) ? 'asked' : null);
}

/** From the nearest comma or "and" to the next one, but none inside of a value. */
function clauseAround(sentence: string, value: TextRange, values: readonly TextRange[]): TextRange {
  let start = 0;
  let end = sentence.length;
  for (const { index, 0: boundary } of sentence.matchAll(BOUNDARY)) {
    if (values.some((other) => index >= other.start && index < other.end)) continue;
    if (index < value.start) start = index + boundary.length;
    else if (index >= value.end) {
      end = index;
      break;
    }
  }
  return { start, end };
}

/** @param wholeClause what happens then counts as well, since no word for it is known */
function subjectOf(sentence: string, value: TextRange, clause: TextRange, values: readonly TextRange[], wholeClause: boolean): string[] {
  const words = wordsOf(sentence).filter((word) => !values.some((other) => word.start < other.end && other.start < word.end));
  const naming = (range: TextRange): string[] => {
    const inside = words.filter((word) => word.start >= range.start && word.end <= range.end).map((word) => word.folded);
    return [...new Set(inside.filter((word) => isContentWord(word) && !NEUTRAL.has(word) && !PREDICATES.has(word) && !MOMENT_WORDS.has(word) && !CHANGE.test(word)))];
  };
  if (CONDITION.test(sentence) || EXCEPTION.test(sentence.slice(clause.start, clause.end))) return naming({ start: 0, end: sentence.length });
  const left = words.filter((word) => word.start >= clause.start && word.end <= value.start);
  const predicate = wholeClause ? undefined : left.findLast((word) => PREDICATES.has(word.folded));
  const behindPredicate = predicate === undefined ? [] : naming({ start: predicate.end, end: value.start });
  const behind = sentence.slice(value.end, clause.end);
  const right = ASIDE.test(behind) ? [] : naming({ start: value.end, end: clause.end });
  let named = behindPredicate.length > 0 ? behindPredicate : naming({ start: clause.start, end: value.start });
  // "The rent, payable in advance, is 950 euros": what it is of stands further ahead.
  if (named.length === 0 && right.length === 0) named = naming({ start: 0, end: clause.start });
  return [...new Set([...named, ...right])];
}
