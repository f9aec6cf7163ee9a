// Numbers with a unit: money, shares, durations, measures. In: a text. Out: its quantities with their places, in a base
// unit. Invariant: two quantities can be compared if and only if their kinds are the same.
import type { TextRange } from '../../../contract/domain.ts';
import { numbersOf } from '../5-cite/numbers.ts';

export interface Quantity extends TextRange {
  /** `money:EUR`, `duration`, `length`, … or `count:rooms` for what is counted. */
  readonly kind: string;
  readonly amount: number;
  /** Half of the last digit that is written, where digits were rounded away (`5.2 million`); otherwise 0. */
  readonly rounding: number;
  /** Durations: in months and years, or in days and weeks. Elsewhere one family. */
  readonly family: string;
  readonly unit: string;
}

const DIGITS = "\\d{1,3}(?:[.,'’ \\u00a0\\u202f]\\d{3})+(?:[.,]\\d{1,2})?(?!\\d)|\\d+(?:[.,]\\d+)?";
const WORD_NUMBERS: Readonly<Record<string, number>> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  ein: 1, eine: 1, einen: 1, einem: 1, einer: 1, eines: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9, zehn: 10, elf: 11, zwölf: 12,
};
const MULTIPLIERS: readonly (readonly [words: string, factor: number])[] = [
  ['thousand|tausend|tsd\\.?', 1e3],
  ['million(?:en)?|mio\\.?', 1e6],
  ['billion|milliarden?|mrd\\.?|bn', 1e9],
];
const MULTIPLIER = MULTIPLIERS.map(([words]) => words).join('|');

interface Unit {
  readonly kind: string;
  readonly words: string;
  readonly factor?: number;
  readonly family?: string;
}

const DAYS_A_MONTH = 365.25 / 12;
const UNITS: readonly Unit[] = [
  { kind: 'money:EUR', words: 'euros?|eur|€' },
  { kind: 'money:USD', words: 'us[- ]dollars?|dollars?|usd|\\$' },
  { kind: 'money:GBP', words: 'pounds sterling|gbp|£' },
  { kind: 'money:CHF', words: 'chf|franken|swiss francs?' },
  { kind: 'share', words: '%|percent|per cent|prozent' },
  { kind: 'time', words: 'seconds?|sekunden?' },
  { kind: 'time', words: 'minutes?|minuten?|min', factor: 60 },
  { kind: 'time', words: 'hours?|stunden?', factor: 3_600 },
  { kind: 'duration', words: '(?:calendar |working )?days?|(?:kalender|werk|arbeits)?tage?n?', family: 'days' },
  { kind: 'duration', words: 'weeks?|wochen?', factor: 7, family: 'days' },
  { kind: 'duration', words: '(?:calendar )?months?|(?:kalender)?monate?n?s?', factor: DAYS_A_MONTH, family: 'months' },
  { kind: 'duration', words: 'years?|jahre?n?s?', factor: DAYS_A_MONTH * 12, family: 'months' },
  { kind: 'length', words: 'millimetres?|millimeters?|mm', factor: 0.001 },
  { kind: 'length', words: 'centimetres?|centimeters?|zentimeter|cm', factor: 0.01 },
  { kind: 'length', words: 'kilomet(?:re|er)s?|km', factor: 1_000 },
  { kind: 'area', words: 'square met(?:re|er)s?|quadratmeter|m²|m2|qm|sqm' },
  { kind: 'volume', words: 'cubic met(?:re|er)s?|kubikmeter|m³|m3', factor: 1_000 },
  { kind: 'length', words: 'met(?:re|er)s?|m' },
  { kind: 'volume', words: 'lit(?:re|er)s?|l' },
  { kind: 'weight', words: 'kilograms?|kilogramm|kilos?|kg' },
  { kind: 'weight', words: 'grams?|gramm|g', factor: 0.001 },
  { kind: 'energy', words: 'kilowatt[- ]hours?|kilowattstunden?|kwh' },
  { kind: 'power', words: 'kilowatts?|kw', factor: 1_000 },
  { kind: 'power', words: 'watts?|w' },
  { kind: 'temperature', words: '°\\s?c|degrees celsius|grad celsius|degrees|grad' },
  { kind: 'pressure', words: 'bar' },
  { kind: 'data', words: 'megabytes?|mb' },
  { kind: 'data', words: 'gigabytes?|gb', factor: 1_000 },
];
const UNIT = new RegExp(`^(?:${UNITS.map(({ words }, index) => `(?<u${index}>${words})`).join('|')})(?![\\p{L}\\d²³])`, 'iu');
const NUMBER = new RegExp(`(?<![\\p{L}\\d.,§/-])(?:(?<sign>[€$£]|eur|usd|gbp|chf)\\s?)?(?:(?<digits>${DIGITS})|(?<word>${Object.keys(WORD_NUMBERS).join('|')}))(?:[\\s-]*(?<times>${MULTIPLIER})(?!\\p{L}))?`, 'giu');
const GAP = /^(?:[\s\u00a0\u202f]|-(?=\p{L}))*/u;
const NOUN = /^[\p{L}][\p{L}-]{2,}/u;

/** @param counted tells which nouns are counted, such as those of the question; by default none are. */
export function quantitiesIn(text: string, counted: (noun: string) => boolean = () => false): Quantity[] {
  const quantities: Quantity[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const { sign, digits, word, times } = match.groups!;
    const numberEnd = match.index + match[0].length;
    const gap = GAP.exec(text.slice(numberEnd))![0].length;
    const behind = text.slice(numberEnd + gap, numberEnd + gap + 40);
    const named = UNIT.exec(behind);
    const unit = unitOf(sign === undefined ? (named?.[0] ?? null) : sign);
    const noun = unit === null ? (NOUN.exec(behind)?.[0] ?? null) : null;
    if (unit === null && (noun === null || !counted(noun))) continue;
    const amount = digits === undefined ? WORD_NUMBERS[word!.toLowerCase()]! : Number(numbersOf(digits)[0]);
    if (!Number.isFinite(amount) || (digits === undefined && unit?.kind.startsWith('money') === true)) continue;
    const factor = (unit?.factor ?? 1) * multiplierOf(times);
    const decimals = digits === undefined ? 0 : (numbersOf(digits)[0]!.split('.')[1]?.length ?? 0);
    const rounded = times !== undefined || (decimals > 0 && unit?.kind.startsWith('money') !== true);
    quantities.push({
      start: match.index,
      end: sign === undefined ? numberEnd + gap + (noun ?? named![0]).length : numberEnd,
      kind: unit?.kind ?? `count:${noun!.toLowerCase()}`,
      amount: amount * factor,
      rounding: rounded ? (0.5 * factor) / 10 ** decimals : 0,
      family: unit?.family ?? '',
      unit: noun ?? named?.[0] ?? sign!,
    });
  }
  return quantities;
}

function unitOf(written: string | null): Unit | null {
  const groups = written === null ? undefined : UNIT.exec(written)?.groups;
  const index = groups === undefined ? -1 : UNITS.findIndex((_, at) => groups[`u${at}`] !== undefined);
  return UNITS[index] ?? null;
}

function multiplierOf(times: string | undefined): number {
  if (times === undefined) return 1;
  return MULTIPLIERS.find(([words]) => new RegExp(`^(?:${words})$`, 'iu').test(times))![1];
}

/** A month has 28 to 31 days: months and days are compared this loosely. */
const ACROSS_FAMILIES = 0.06;

export function quantitiesDiffer(a: Quantity, b: Quantity): boolean {
  const loose = a.family === b.family ? 1e-9 : ACROSS_FAMILIES;
  return Math.abs(a.amount - b.amount) > Math.max(a.rounding, b.rounding, loose * Math.max(a.amount, b.amount));
}
