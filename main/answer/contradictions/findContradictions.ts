// Passages that disagree: files that give different values for the same thing that was asked about. In: the question
// and its passages. Out: the values side by side, each with the sentence that says it. Invariant: what is shown stands
// in different documents, is of one kind and said of the same thing in the same words; in doubt nothing is shown.
import type { RankedPassage, TextRange } from '../../../contract/domain.ts';
import { createTermMatcher, fold, isContentWord, queryTerms, sameWord, wordsOf } from '../1-retrieve/queryTerms.ts';
import { expectedAnswer, namesAndNumbers } from '../5-cite/expectedAnswer.ts';
import { claimsIn, isDate, valuesDiffer, type Asked, type Claim } from './claims.ts';
import { datesDiffer } from './dates.ts';
import { sameSeries } from './sameSeries.ts';
import { NEUTRAL } from './vocabulary.ts';

export interface FoundSide {
  /** Index of the passage. */
  readonly passage: number;
  /** Ranges in the passage's text. */
  readonly value: TextRange;
  readonly quote: TextRange;
  /** Since when the value holds, where the sentence says so. */
  readonly since: TextRange | null;
}

export interface FoundContradiction {
  /** Of different documents, in the order of their passages. */
  readonly sides: readonly FoundSide[];
}

type ComparedPassage = Pick<RankedPassage, 'text' | 'header' | 'documentName' | 'documentId' | 'versionHash' | 'kind' | 'place'>;

interface Statement extends Claim {
  readonly passage: number;
  readonly from: ComparedPassage;
  /** Words of the document's name and headings. */
  readonly around: readonly string[];
}

const MOST_SIDES = 4;
const MOST_CONTRADICTIONS = 3;
/** What may happen again the next year. */
const ONCE_A_YEAR: ReadonlySet<string> = new Set(['date:planned', 'date:asked']);
/** Rows differ from each other by nature. */
const TABLES: ReadonlySet<string> = new Set(['csv', 'xlsx', 'xls', 'ods', 'code']);

export function findContradictions(question: string, passages: readonly ComparedPassage[]): FoundContradiction[] {
  const terms = queryTerms(question).filter((term) => isContentWord(term) && !NEUTRAL.has(term));
  if (terms.length === 0) return [];
  const isAsked = (word: string): boolean => terms.some((term) => sameWord(term, fold(word)));
  const asked: Asked = { counted: isAsked, dated: expectedAnswer(question) === 'date' ? isAsked : () => false };
  const names = namesAndNumbers(question);
  const all = passages.flatMap((from, passage): Statement[] => {
    if (TABLES.has(from.kind) || from.place?.kind === 'cells') return [];
    const around = wordsOf(`${from.documentName.replace(/[._-]/gu, ' ')} ${from.header}`).map(({ folded }) => folded);
    return claimsIn(from.text, asked).map((claim) => ({ ...claim, passage, from, around }));
  });
  const relevant = all.filter((statement) => statement.subject.some(isAsked) && (statement.kind !== 'date:asked' || isAbout(terms, statement)));
  // A file that itself gives two values explains them, or speaks of two things.
  const clear = relevant.filter((statement) => !relevant.some((other) => sameFile(statement, other) && sameThing(statement, other, names) && valuesDiffer(statement, other) && (!statement.changes || other.changes)));
  const found: FoundContradiction[] = [];
  const used = new Set<Statement>();
  for (const first of clear) {
    if (used.has(first)) continue;
    const about = clear.filter((other) => other === first || (!sameFile(first, other) && sameThing(first, other, names) && namesFit(first, other, names)));
    const sides = about.filter((side, index) => !about.slice(0, index).some((earlier) => sameFile(earlier, side)));
    if (!sides.some((side) => valuesDiffer(first, side)) || sides.some((side) => side !== first && sides.some((other) => other !== side && sameSeries(described(side), described(other))))) continue;
    for (const side of about) used.add(side);
    found.push({ sides: sides.slice(0, MOST_SIDES).map(toSide) });
  }
  return found.filter(({ sides }) => sides.length > 1).slice(0, MOST_CONTRADICTIONS);
}

/** Most of what the question names stands around: the roof is not the balcony, though both are renewed. */
function isAbout(terms: readonly string[], { from }: Statement): boolean {
  const { found } = createTermMatcher(terms).match(textAround(from));
  return found.size > terms.length / 2;
}

const textAround = ({ documentName, header, text }: ComparedPassage): string => `${documentName.replace(/[._-]/gu, ' ')} ${header} ${text}`;

const described = ({ from }: Statement): { name: string; header: string } => ({ name: from.documentName, header: from.header });

const sameFile = (a: Statement, b: Statement): boolean => a.from.documentId === b.from.documentId || a.from.versionHash === b.from.versionHash;

/** Said of the same thing in the same words, at the same time, in the same measure. */
function sameThing(a: Statement, b: Statement, names: readonly string[]): boolean {
  if (a.kind !== b.kind && !(a.kind.startsWith('count:') && b.kind.startsWith('count:') && sameWord(a.kind.slice(6), b.kind.slice(6)))) return false;
  if (a.rate !== null && b.rate !== null && a.rate !== b.rate) return false;
  if (!a.subject.some((word) => b.subject.some((other) => sameWord(word, other)))) return false;
  if (!covers(a.subject, b, names) || !covers(b.subject, a, names)) return false;
  if (ONCE_A_YEAR.has(a.kind) && isDate(a.value) && isDate(b.value) && a.value.year !== b.value.year) return false;
  return samePeriods(a, b) && samePeriods(b, a);
}

/** Every word of the one subject is in the other, or the other's document has it in its name, or the other is said of everybody. */
const covers = (subject: readonly string[], by: Statement, names: readonly string[]): boolean =>
  subject.every((word) => [...by.subject, ...by.around, ...(by.universal ? names : [])].some((other) => sameWord(word, other)));

const samePeriods = (a: Statement, b: Statement): boolean => a.periods.every((date) => b.periods.some((other) => !datesDiffer(date, other)));

/** Who has a name or a number of the question must have it in both, or it is of somebody else. */
function namesFit(a: Statement, b: Statement, names: readonly string[]): boolean {
  const matcher = createTermMatcher(names);
  const foundBy = ({ from }: Statement): ReadonlySet<string> => matcher.match(textAround(from)).found;
  const [one, other] = [foundBy(a), foundBy(b)];
  return names.every((name) => one.has(name) === other.has(name) || (a.universal && other.has(name)) || (b.universal && one.has(name)));
}

function toSide({ passage, value, quote, since }: Statement): FoundSide {
  const inText = ({ start, end }: TextRange): TextRange => ({ start: quote.start + start, end: quote.start + end });
  return { passage, value: inText(value), quote, since: since === null ? null : inText(since) };
}
