// What an earlier run measured, question by question, and whether a figure fell since. A fall is one whose 95 % interval
// of the paired differences lies wholly below zero, by more than the figure's margin; questions that only one run has
// say nothing. The file holds scores by short hashes, never a text.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { nameOf, type Compared, type Figure, type Scores } from './figure.ts';
import { areaUnderRoc, mean, pairedAreas, pairedBalanced, pairedMeans, type PairedDifference } from './statistics.ts';

const column = z.array(z.number().nullable());
/** The figures of one section and subject share their keys; each has a column of scores, null for a question that it hasn't. */
const baselineFile = z.strictObject({
  version: z.literal(1),
  groups: z.array(
    z.strictObject({
      section: z.string(),
      subject: z.string(),
      keys: z.array(z.string()),
      figures: z.array(z.strictObject({ measure: z.string(), kind: z.enum(['mean', 'share', 'balanced', 'area']), scores: column, negatives: column.optional() })),
    }),
  ),
});
type BaselineFile = z.infer<typeof baselineFile>;
export type Baseline = ReadonlyMap<string, Compared>;

export interface Change extends PairedDifference {
  /** Of the questions that both runs have. */
  readonly before: number;
  readonly fell: boolean;
}

/** Fewer questions in common tell nothing. */
const LEAST_PAIRS = 20;
/** How much of a figure may go without a failure, whatever the interval says: what a neutral change moves by chance. */
const MARGINS: Readonly<Record<Compared['kind'], number>> = { mean: 0.002, share: 0.01, balanced: 0.01, area: 0.005 };

export function compare(figure: Figure, baseline: Baseline): Change | null {
  const [now, then] = [figure.compared, baseline.get(nameOf(figure))];
  if (now === undefined || then === undefined || now.kind !== then.kind) return null;
  const [mine, theirs] = common(now.scores, then.scores);
  const [myNegatives, theirNegatives] = 'negatives' in now && 'negatives' in then ? common(now.negatives, then.negatives) : [[], []];
  if (mine.length + myNegatives.length < LEAST_PAIRS) return null;
  const measured = differenceOf(now.kind, [mine, myNegatives], [theirs, theirNegatives]);
  return measured === null ? null : { ...measured, fell: measured.interval95[1] < -MARGINS[now.kind] };
}

type Pair = readonly [readonly number[], readonly number[]];

function differenceOf(kind: Compared['kind'], now: Pair, then: Pair): (PairedDifference & { readonly before: number }) | null {
  if (kind === 'mean') return { ...pairedMeans(now[0], then[0]), before: mean(then[0]) };
  if (kind === 'share') return { ...pairedMeans(now[0], then[0], 1 / now[0].length), before: mean(then[0]) };
  if (now[0].length === 0 || now[1].length === 0) return null;
  if (kind === 'balanced') return { ...pairedBalanced(now, then), before: (mean(then[0]) + mean(then[1])) / 2 };
  const [area, before] = [areaUnderRoc(...now)!, areaUnderRoc(...then)!];
  return { ...pairedAreas(area, before), before: before.area };
}

/** Scores of the questions that both have, in the same order. */
function common(now: Scores, then: Scores): [number[], number[]] {
  const keys = [...now.keys()].filter((key) => then.has(key));
  return [keys.map((key) => now.get(key)!), keys.map((key) => then.get(key)!)];
}

/** Null when there is no such file. */
export function readBaseline(file: string): Baseline | null {
  if (!existsSync(file)) return null;
  const baseline = new Map<string, Compared>();
  for (const { section, subject, keys, figures } of parse(file).groups) {
    const scoresOf = (values: readonly (number | null)[]): Scores => new Map(keys.map((key, at) => [key, values[at] ?? null] as const).filter((entry): entry is readonly [string, number] => entry[1] !== null));
    for (const { measure, kind, scores, negatives } of figures) {
      const own = scoresOf(scores);
      const compared: Compared = kind === 'balanced' || kind === 'area' ? { kind, scores: own, negatives: scoresOf(negatives ?? []) } : { kind, scores: own };
      baseline.set(nameOf({ section: section as Figure['section'], subject, measure }), compared);
    }
  }
  return baseline;
}

const parse = (file: string): BaselineFile => baselineFile.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Renews what was measured and keeps the rest. One line for each figure, so that the change can be reviewed. */
export function writeBaseline(file: string, figures: readonly Figure[]): void {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    if (figure.compared === undefined || figure.n === 0) continue;
    const group = `${figure.section} | ${figure.subject}`;
    groups.set(group, [...(groups.get(group) ?? []), figure]);
  }
  const kept = existsSync(file) ? parse(file).groups.filter(({ section, subject }) => !groups.has(`${section} | ${subject}`)) : [];
  const written = [...kept, ...[...groups.values()].map(toGroup)].sort((a, b) => (`${a.section} ${a.subject}` < `${b.section} ${b.subject}` ? -1 : 1)).map(({ section, subject, keys, figures: ofGroup }) => {
    const rows = ofGroup.map((figure) => JSON.stringify(figure)).join(',\n');
    return `{"section":${JSON.stringify(section)},"subject":${JSON.stringify(subject)},"keys":${JSON.stringify(keys)},"figures":[\n${rows}]}`;
  });
  writeFileSync(file, `{"version":1,"groups":[\n${written.join(',\n')}]}\n`);
}

function toGroup(figures: readonly Figure[]): BaselineFile['groups'][number] {
  const { section, subject } = figures[0]!;
  const keys = [...new Set(figures.flatMap(({ compared }) => [...compared!.scores.keys(), ...('negatives' in compared! ? compared.negatives.keys() : [])]))].sort();
  const columnOf = (scores: Scores): (number | null)[] => keys.map((key) => (scores.has(key) ? Number(scores.get(key)!.toFixed(4)) : null));
  return {
    section,
    subject,
    keys,
    figures: figures.map(({ measure, compared }) => ({
      measure,
      kind: compared!.kind,
      scores: columnOf(compared!.scores),
      ...('negatives' in compared! ? { negatives: columnOf(compared.negatives) } : {}),
    })),
  };
}
