// From what was found and answered to the figures of the check. Pure. The expected ranges are those of this version with
// the models that come with it, measured on the whole list, with room for twelve questions.
import path from 'node:path';
import type { CheckedFigure } from '../../../contract/selfTest.ts';
import type { SampleQuestion } from './sampleQuestions.ts';

export interface Found {
  readonly question: SampleQuestion;
  readonly passages: readonly { readonly documentName: string; readonly text: string }[];
  readonly searchMs: number;
}

export interface Replied {
  readonly question: SampleQuestion;
  readonly text: string;
  readonly refused: boolean;
  /** The documents that were shown to disagree, by name, each time. */
  readonly disagreeing: readonly (readonly string[])[];
  readonly seconds: number;
}

const EXPECTED = {
  documentFound: { from: 0.75, to: 1 },
  quoteFound: { from: 0.65, to: 1 },
  answerHoldsGold: { from: 0.4, to: 1 },
  refusedRightly: { from: 0.4, to: 1 },
  answeredRightly: { from: 0.6, to: 1 },
  contradictionsShown: { from: 0.4, to: 1 },
} as const satisfies Partial<Record<CheckedFigure['name'], { from: number; to: number }>>;

/** A quick check asks one of them, of which no share can be told. */
const LEAST_CONTRADICTIONS = 5;

export function searchFigures(found: readonly Found[], read: { readonly files: number; readonly seconds: number }): CheckedFigure[] {
  const answerable = found.filter(({ question }) => question.gold.length > 0);
  return [
    share('documentFound', answerable.map(({ question, passages }) => mean(question.gold.map(({ document }) => (passages.some(({ documentName }) => documentName === path.posix.basename(document)) ? 1 : 0))))),
    share('quoteFound', answerable.map(({ question, passages }) => mean(question.gold.map(({ quote }) => (passages.some(({ text }) => holds(text, quote)) ? 1 : 0))))),
    { name: 'readSeconds', value: read.seconds, n: read.files, expected: null },
    { name: 'searchMs', value: median(found.map(({ searchMs }) => searchMs)), n: found.length, expected: null },
  ];
}

export function answerFigures(replied: readonly Replied[]): CheckedFigure[] {
  const answerable = replied.filter(({ question }) => question.kind !== 'none');
  const unanswerable = replied.filter(({ question }) => question.kind === 'none');
  const withAnswer = answerable.filter(({ question }) => question.answer.length > 0);
  const contradicting = replied.filter(({ question }) => question.kind === 'contradiction').map(({ question, disagreeing }) => (disagreeing.some((documents) => question.gold.every(({ document }) => documents.includes(path.posix.basename(document)))) ? 1 : 0));
  return [
    share('answerHoldsGold', withAnswer.map(({ question, text }) => mean(question.answer.map((answer) => (holds(text, answer) ? 1 : 0))))),
    share('refusedRightly', unanswerable.map(({ refused }) => (refused ? 1 : 0))),
    share('answeredRightly', answerable.map(({ refused }) => (refused ? 0 : 1))),
    ...(contradicting.length < LEAST_CONTRADICTIONS ? [] : [share('contradictionsShown', contradicting)]),
    { name: 'answerSeconds', value: median(replied.map(({ seconds }) => seconds)), n: replied.length, expected: null },
  ];
}

function share(name: keyof typeof EXPECTED, values: readonly number[]): CheckedFigure {
  return { name, value: mean(values), n: values.length, expected: values.length === 0 ? null : EXPECTED[name] };
}

const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ');
const holds = (text: string, part: string): boolean => folded(text).includes(folded(part));
