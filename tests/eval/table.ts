// The one table of an evaluation: every figure with interval, n, goal and what became of it since the baseline.
import type { Change } from './baseline.ts';
import type { Figure } from './figure.ts';
import type { CurvePoint } from './refusalEval.ts';

export interface Row {
  readonly figure: Figure;
  /** Null for what the baseline hasn't. */
  readonly change: Change | null;
}

export interface Curve {
  readonly subject: string;
  readonly points: readonly CurvePoint[];
}

const HEAD = ['', 'value', '95 %', 'n', 'goal', 'before', 'change', '95 % of the change', ''];

export function layOut(rows: readonly Row[], curves: readonly Curve[]): string {
  const lines: string[][] = [HEAD];
  let [section, subject] = ['', ''];
  for (const { figure, change } of rows) {
    if (figure.section !== section) lines.push([], [figure.section.toUpperCase()]);
    if (figure.section !== section || figure.subject !== subject) lines.push([`  ${figure.subject}`], ...curveLines(figure, curves));
    ({ section, subject } = figure);
    lines.push(cells(figure, change));
  }
  const widths = HEAD.map((_, column) => Math.max(...lines.filter((line) => line.length > 1).map((line) => line[column]!.length)));
  return lines.map((line) => (line.length > 1 ? line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ').trimEnd() : (line[0] ?? ''))).join('\n');
}

function cells(figure: Figure, change: Change | null): string[] {
  const written = numbersOf(figure.unit);
  return [
    `    ${figure.measure}`,
    figure.value === null ? '–' : written(figure.value),
    figure.interval95 === null ? '' : `${written(figure.interval95[0])} to ${written(figure.interval95[1])}`,
    String(figure.n),
    figure.goal === undefined ? '' : `≥ ${figure.goal}`,
    change === null ? '' : written(change.before),
    change === null ? '' : signed(change.difference),
    change === null ? '' : `${signed(change.interval95[0])} to ${signed(change.interval95[1])} (${change.pairs})`,
    isTooLow(figure) || change?.fell === true ? 'FELL' : '',
  ];
}

/** What is required, whatever was before. */
export function isTooLow({ value, least }: Figure): boolean {
  return least !== undefined && value !== null && value < least;
}

function curveLines(figure: Figure, curves: readonly Curve[]): string[][] {
  const curve = figure.section === 'refusal' ? curves.find(({ subject }) => subject === figure.subject) : undefined;
  return (curve?.points ?? []).map(({ threshold, answered, refused }) => [
    `    from ${threshold.toFixed(3)} on answered: ${answered.toFixed(3)} of what has an answer; refused: ${refused.toFixed(3)} of what has none`,
  ]);
}

function numbersOf(unit: Figure['unit']): (value: number) => string {
  if (unit === 'tokens') return (value) => String(Math.round(value));
  if (unit === 'ms') return (value) => `${value.toFixed(1)} ms`;
  return unit === 's' ? (value) => `${value.toFixed(2)} s` : (value) => value.toFixed(3);
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

/** In words, for what fails. */
export function failureOf({ figure, change }: Row): string | null {
  const name = `${figure.section}, ${figure.subject}: ${figure.measure}`;
  if (isTooLow(figure)) return `${name} is ${figure.value!.toFixed(4)}, and must be ${figure.least}.`;
  if (change?.fell !== true) return null;
  const [low, high] = change.interval95;
  return `${name} fell by ${(-change.difference).toFixed(3)} from ${change.before.toFixed(3)}, on ${change.pairs} questions of both runs (95 % interval of the change: ${signed(low)} to ${signed(high)}).`;
}
