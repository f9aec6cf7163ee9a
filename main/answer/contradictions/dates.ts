// Dates as people write them, in English and German. In: a text. Out: its dates with their places, each with the parts
// that it names. Invariant: a date that can be read in two ways (4/5/2024) says nothing but that a date stands there.
import type { TextRange } from '../../../contract/domain.ts';

/** What a date does not name is null: `March 2027` has no day. */
export interface DateParts {
  readonly year: number | null;
  readonly month: number | null;
  readonly day: number | null;
}

export interface WrittenDate extends TextRange, DateParts {}

const MONTHS = [
  'january|januar|jänner|jan',
  'february|februar|feb',
  'march|märz|mar',
  'april|apr',
  'may|mai',
  'june|juni|jun',
  'july|juli|jul',
  'august|aug',
  'september|sept|sep',
  'october|oktober|oct|okt',
  'november|nov',
  'december|dezember|dec|dez',
];
const MONTH = `(?<month>${MONTHS.join('|')})\\.?(?!\\p{L})`;
const YEAR = '(?<year>(?:19|20)\\d{2})(?![\\d.,]\\d|\\p{L}|-\\d)';
const DAY = '(?<day>[0-3]?\\d)';
const BEFORE = '(?<![\\p{L}\\d.,/-])';

const FORMS: readonly RegExp[] = [
  // From one month to another: its end counts.
  `${BEFORE}(?<!\\d\\.?\\s)(?:${MONTHS.join('|')})\\.?\\s*(?:and|to|und|bis|-|–)\\s*${MONTH},?\\s+${YEAR}`,
  `${BEFORE}(?<year>\\d{4})-(?<number>\\d{2})-(?<day>\\d{2})(?!\\d)`,
  `${BEFORE}${DAY}\\.\\s?(?<number>[01]?\\d)\\.\\s?(?<year>\\d{4})(?!\\d)`,
  `${BEFORE}(?<unclear>\\d{1,2}/\\d{1,2}/\\d{2,4})(?!\\d)`,
  `${BEFORE}${DAY}(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+|day of\\s+)?${MONTH}(?:,?\\s+${YEAR})?`,
  `${BEFORE}${MONTH}\\s+${DAY}(?:st|nd|rd|th)?(?!\\d|[.,]\\d)(?:,?\\s+${YEAR})?`,
  `${BEFORE}${MONTH},?\\s+${YEAR}`,
  `${BEFORE}${YEAR}`,
].map((form) => new RegExp(form, 'giu'));

export function datesIn(text: string): WrittenDate[] {
  const dates: WrittenDate[] = [];
  for (const form of FORMS) {
    for (const match of text.matchAll(form)) {
      const range = { start: match.index, end: match.index + match[0].length };
      if (dates.some((other) => range.start < other.end && other.start < range.end)) continue;
      const { year, month, number, day } = match.groups!;
      const named = month === undefined ? undefined : MONTHS.findIndex((names) => names.split('|').includes(month.toLowerCase())) + 1;
      dates.push({ ...range, year: numberOf(year), month: named ?? numberOf(number), day: numberOf(day) });
    }
  }
  return dates.sort((a, b) => a.start - b.start);
}

const numberOf = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits));

/** True when both name a part and it is not the same; `2027` and `31 March 2027` go together. */
export function datesDiffer(a: DateParts, b: DateParts): boolean {
  const differs = (one: number | null, other: number | null): boolean => one !== null && other !== null && one !== other;
  return differs(a.year, b.year) || differs(a.month, b.month) || (a.month !== null && b.month !== null && differs(a.day, b.day));
}
