// One figure of the evaluation: what was measured of whom, its value with n and 95 % interval, and the scores of its
// questions where it can be compared with another run. Scores are kept by a short hash of collection and question.
import { createHash } from 'node:crypto';
import { areaUnderRoc, balanced, mean, meanInterval95, quantile, shareInterval95, type Interval } from './statistics.ts';

/** By `questionKey`. */
export type Scores = ReadonlyMap<string, number>;

/** `share` is a mean of yes (1) and no (0). Of `balanced` the scores are yes and no, of `area` any number. */
export type Compared =
  | { readonly kind: 'mean' | 'share'; readonly scores: Scores }
  | { readonly kind: 'balanced' | 'area'; readonly scores: Scores; readonly negatives: Scores };

export type Section = 'retrieval' | 'answers' | 'citations' | 'refusal' | 'cost';

/** Of whom or what: `cranfield, fused`. Names a figure together with section and measure. */
export interface Of {
  readonly section: Section;
  readonly subject: string;
}

export interface Figure extends Of {
  readonly measure: string;
  readonly value: number | null;
  readonly interval95: Interval | null;
  readonly n: number;
  /** A value is a share or a score where there is none. */
  readonly unit?: 'ms' | 's' | 'tokens';
  readonly goal?: number;
  /** Less fails, whatever was before. */
  readonly least?: number;
  /** Absent where a fall is no reason to fail: times, curves. */
  readonly compared?: Compared;
}

export function questionKey(collection: string, id: string): string {
  return createHash('sha256').update(`${collection}\0${id}`).digest('hex').slice(0, 10);
}

export function meanFigure(of: Of, measure: string, scores: Scores): Figure {
  const values = [...scores.values()];
  return { ...of, measure, ...(values.length === 0 ? NOTHING : { value: mean(values), interval95: within(meanInterval95(values)), n: values.length }), compared: { kind: 'mean', scores } };
}

export function shareFigure(of: Of, measure: string, scores: Scores, goal?: number): Figure {
  return { ...countFigure(of, measure, [...scores.values()], goal), compared: { kind: 'share', scores } };
}

/** A share of things that a next run need not have, such as sentences. */
export function countFigure(of: Of, measure: string, values: readonly number[], goal?: number): Figure {
  const measured = values.length === 0 ? NOTHING : { value: mean(values), interval95: shareInterval95(values), n: values.length };
  return { ...of, measure, ...measured, ...(goal === undefined ? {} : { goal }) };
}

export function balancedFigure(of: Of, measure: string, scores: Scores, negatives: Scores, goal?: number): Figure {
  const found = balanced([...scores.values()], [...negatives.values()]);
  const measured = found === null ? NOTHING : { value: found.share, interval95: within(found.interval95), n: scores.size + negatives.size };
  return { ...of, measure, ...measured, ...(goal === undefined ? {} : { goal }), compared: { kind: 'balanced', scores, negatives } };
}

export function areaFigure(of: Of, measure: string, scores: Scores, negatives: Scores): Figure {
  const found = areaUnderRoc([...scores.values()], [...negatives.values()]);
  const measured = found === null ? NOTHING : { value: found.area, interval95: within(found.interval95), n: scores.size + negatives.size };
  return { ...of, measure, ...measured, compared: { kind: 'area', scores, negatives } };
}

export function quantileFigure(of: Of, measure: string, values: readonly number[], share: number, unit: NonNullable<Figure['unit']>): Figure {
  const found = quantile(values, share);
  return { ...of, measure, ...(found === null ? NOTHING : { ...found, n: values.length }), unit };
}

const NOTHING = { value: null, interval95: null, n: 0 } as const;

/** All that is measured lies between 0 and 1. */
const within = ([low, high]: Interval): Interval => [Math.max(0, low), Math.min(1, high)];

export function nameOf({ section, subject, measure }: Pick<Figure, 'section' | 'subject' | 'measure'>): string {
  return `${section} | ${subject} | ${measure}`;
}
