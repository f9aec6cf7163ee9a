// Whether two documents are two of a series (bills of two months, minutes of two meetings, offers to two people), which
// give different values for what only seems to be one thing. In: what is known of both. Out: true also when in doubt.
import { fold, isContentWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { datesIn } from './dates.ts';

const SERIAL = /(?<!\p{L})(?:invoice|bill|receipt|statement|payslip|pay slip|minutes|newsletter|timesheet|delivery note|order confirmation|annual report|monthly report|quarterly report|weekly report|rechnung|abrechnung|quittung|kontoauszug|protokoll|lieferschein|jahresbericht|monatsbericht|wochenbericht|zahlungsbeleg)\p{L}*|\p{L}+(?:rechnung|abrechnung|protokoll|bericht)(?:en|e|s)?(?!\p{L})/iu;
/** Names of states of one document, which are no series. */
const STATE = /^(?:v?\d{1,2}|draft|final|old|new|copy|signed|revised|updated|entwurf|alt|neu|kopie|unterschrieben|fassung|version)$/u;

export interface Described {
  readonly name: string;
  /** Title and headings. */
  readonly header: string;
}

export function sameSeries(a: Described, b: Described): boolean {
  if (SERIAL.test(`${a.name} ${a.header}`) && SERIAL.test(`${b.name} ${b.header}`)) return true;
  return namesOfSeries(a.name.replace(/\.[^.]{1,5}$/u, ''), b.name.replace(/\.[^.]{1,5}$/u, '')) || namesOfSeries(titleOf(a), titleOf(b));
}

const titleOf = ({ header }: Described): string => header.split(' › ')[0]!;

/** `offer-ann`, `offer-bob`: built alike, and each says what the other doesn't. */
function namesOfSeries(a: string, b: string): boolean {
  const [one, other] = [tokensOf(a), tokensOf(b)];
  const [onlyOne, onlyOther] = [one.filter((word) => !other.includes(word)), other.filter((word) => !one.includes(word))];
  if (onlyOne.length === 0 || onlyOther.length === 0) return false;
  if (onlyOne.every((word) => STATE.test(word)) && onlyOther.every((word) => STATE.test(word))) return false;
  const alike = one.length === other.length && one.some((word) => isContentWord(word) && other.includes(word));
  const numbered = onlyOne.length === onlyOther.length && onlyOne.every((word, at) => withoutDigits(word) === withoutDigits(onlyOther[at]!));
  return alike || (numbered && one.length === other.length);
}

/** A date is one word, however it is written: one more of a series. */
function tokensOf(name: string): string[] {
  let text = name.replace(/_/gu, ' ');
  for (const { start, end } of datesIn(text).toReversed()) text = `${text.slice(0, start)} date${text.slice(start, end).replace(/\W/gu, '')} ${text.slice(end)}`;
  return wordsOf(text.replace(/-/gu, ' ')).map((word) => fold(word.folded));
}

const withoutDigits = (word: string): string => word.replace(/\d+/gu, '#');
