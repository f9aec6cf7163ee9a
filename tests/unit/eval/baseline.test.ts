// A figure that really fell fails, in words; what varies by chance, and data that was never seen, does not.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare, readBaseline, writeBaseline } from '../../eval/baseline.ts';
import { areaFigure, balancedFigure, meanFigure, questionKey, shareFigure, type Figure } from '../../eval/figure.ts';
import { failureOf } from '../../eval/table.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const of = { section: 'retrieval', subject: 'cranfield, fused' } as const;
const N = 200;
/** A value in 0..1 that looks random. */
const noise = (at: number, salt: number): number => Math.abs(Math.sin(at * 12.9898 + salt * 78.233) * 43_758.5453) % 1;
const scores = (value: (at: number) => number, prefix = 'q'): Map<string, number> => new Map(Array.from({ length: N }, (_, at) => [questionKey('cranfield', `${prefix}${at}`), value(at)]));
const ndcg = (value: (at: number) => number): Figure => meanFigure(of, 'nDCG@10', scores(value));

function against(before: Figure, now: Figure): string | null {
  const file = path.join(temporaryFolder(), 'baseline.json');
  writeBaseline(file, [before]);
  return failureOf({ figure: now, change: compare(now, readBaseline(file)!) });
}

describe('a mean over questions', () => {
  test('that is as it was doesn\'t fail', () => expect(against(ndcg((at) => noise(at, 1)), ndcg((at) => noise(at, 1)))).toBeNull());

  test('of which as many questions rose as fell doesn\'t fail, however many they are', () => {
    expect(against(ndcg((at) => noise(at, 1)), ndcg((at) => noise(at, 1) + (noise(at, 2) - 0.5) * 0.4))).toBeNull();
  });

  test('that fell for a third of the questions fails and says how far', () => {
    const failure = against(ndcg((at) => noise(at, 1)), ndcg((at) => noise(at, 1) - (at % 3 === 0 ? 0.12 : 0)));
    expect(failure).toMatch(/^retrieval, cranfield, fused: nDCG@10 fell by 0\.040 from 0\.\d{3}, on 200 questions of both runs/u);
  });

  test('that rose doesn\'t fail', () => expect(against(ndcg((at) => noise(at, 1)), ndcg((at) => noise(at, 1) + 0.1))).toBeNull());

  test('is compared by question: other questions that are harder don\'t fail', () => {
    const harder = meanFigure(of, 'nDCG@10', new Map([...scores((at) => noise(at, 1)), ...scores(() => 0, 'new')]));
    expect(against(ndcg((at) => noise(at, 1)), harder)).toBeNull();
  });
});

test('questions that were never seen are reported and don\'t fail', () => {
  const file = path.join(temporaryFolder(), 'baseline.json');
  writeBaseline(file, [ndcg(() => 1)]);
  expect(compare(meanFigure(of, 'nDCG@10', scores(() => 0, 'other')), readBaseline(file)!)).toBeNull();
  expect(compare(meanFigure({ ...of, subject: 'other, fused' }, 'nDCG@10', scores(() => 0)), readBaseline(file)!)).toBeNull();
});

test('an area under the curve falls when the sides mix', () => {
  const area = (overlap: number): Figure => areaFigure(of, 'AUC', scores((at) => 1 + noise(at, 3)), scores((at) => overlap + noise(at, 4), 'no'));
  expect(against(area(0.2), area(0.2))).toBeNull();
  expect(against(area(0.2), area(0.8))).toMatch(/AUC fell by 0\.\d/u);
});

test('balanced accuracy falls when either side does', () => {
  const figure = (refused: number): Figure => balancedFigure(of, 'balanced accuracy', scores(() => 1), scores((at) => (at < refused ? 1 : 0), 'no'));
  expect(against(figure(160), figure(158))).toBeNull();
  expect(against(figure(160), figure(120))).toMatch(/balanced accuracy fell by 0\.100/u);
});

test('what must be whole fails without a baseline', () => {
  const spans = { ...shareFigure({ section: 'citations', subject: 'all' }, 'cited spans in the source', new Map([['a', 1], ['b', 0]])), least: 1 };
  expect(failureOf({ figure: spans, change: null })).toBe('citations, all: cited spans in the source is 0.5000, and must be 1.');
});

test('a renewed baseline keeps what was not measured again, and no words of a question', () => {
  const file = path.join(temporaryFolder(), 'baseline.json');
  const other = meanFigure({ ...of, subject: 'other, fused' }, 'MRR', scores(() => 0.5));
  writeBaseline(file, [ndcg(() => 1), other]);
  writeBaseline(file, [ndcg(() => 0.25)]);
  const baseline = readBaseline(file)!;
  expect([compare(ndcg(() => 1), baseline)!.before, compare(other, baseline)!.before]).toEqual([0.25, 0.5]);
  expect(readFileSync(file, 'utf8')).not.toMatch(/q\d/u);
});
