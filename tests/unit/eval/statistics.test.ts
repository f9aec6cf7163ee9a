// What is said of many questions, against values worked out by hand and against brute force.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaUnderRoc, balanced, meanInterval95, pairedAreas, pairedMeans, quantile, shareInterval95 } from '../../eval/statistics.ts';

describe('95 % intervals', () => {
  test('of a mean: 1.96 standard errors', () => {
    // Mean 0.5, sample variance 1/6, standard error sqrt(1/24).
    const [low, high] = meanInterval95([0, 0.5, 0.5, 1]);
    expect([low, high]).toEqual([expect.closeTo(0.1, 3), expect.closeTo(0.9, 3)]);
  });

  test('of a share: Wilson', () => {
    const yes = (share: number, n: number): number[] => Array.from({ length: n }, (_, at) => (at < share ? 1 : 0));
    expect(shareInterval95(yes(8, 10))).toEqual([expect.closeTo(0.4902, 4), expect.closeTo(0.9433, 4)]);
    expect(shareInterval95(yes(10, 10))).toEqual([expect.closeTo(0.7225, 4), expect.closeTo(1, 10)]);
    expect(shareInterval95([])).toEqual([0, 1]);
  });

  test('of two halves that count alike', () => {
    // 0.5 * (0.5 + 1); half of 1.96 * sqrt(0.25 / 4)
    const found = balanced([1, 0, 1, 0], [1, 1])!;
    expect(found.share).toBe(0.75);
    expect(found.interval95).toEqual([expect.closeTo(0.505, 10), expect.closeTo(0.995, 10)]);
    expect(balanced([1], [])).toBeNull();
    expect(balanced([], [0])).toBeNull();
  });
});

describe('area under the ROC curve', () => {
  // Few different values, so that there are ties.
  const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });

  test('is the share of pairs that are in order, ties counting half', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const pairs = positives.flatMap((positive) => negatives.map((negative): number => (positive > negative ? 1 : positive === negative ? 0.5 : 0)));
        expect(areaUnderRoc(positives, negatives)!.area).toBeCloseTo(pairs.reduce((sum, value) => sum + value, 0) / pairs.length, 10);
      }),
    );
  });

  test("its interval is DeLong's", () => {
    // Placements of positives 1, 1/2, 1; of negatives 1, 2/3: 5/6 ± 1.96 * sqrt((1/12)/3 + (1/18)/2)
    const { area, interval95 } = areaUnderRoc([5, 2, 4], [1, 3])!;
    expect([area, ...interval95]).toEqual([expect.closeTo(5 / 6, 10), expect.closeTo(5 / 6 - 0.46197, 4), expect.closeTo(5 / 6 + 0.46197, 4)]);
  });

  test('needs both sides', () => expect([areaUnderRoc([], [1]), areaUnderRoc([1], [])]).toEqual([null, null]));
});

test('a quantile with the values around it', () => {
  const values = Array.from({ length: 100 }, (_, at) => 99 - at);
  expect(quantile(values, 0.5)).toEqual({ value: 50, interval95: [40, 60] });
  expect(quantile([], 0.5)).toBeNull();
});

describe('paired differences', () => {
  test('one question that changed decides nothing', () => {
    const before = Array.from({ length: 50 }, () => 1);
    const { difference, interval95 } = pairedMeans(before.with(0, 0), before, 1 / 50);
    expect(difference).toBeCloseTo(-0.02, 10);
    expect(interval95[1]).toBeGreaterThan(0);
  });

  // The exact test gives 5 of 5 a chance of 1/32, 6 of 6 one of 1/64: only the latter is below 2.5 %.
  test('yes and no: as the exact test has it for few changes', () => {
    const before = Array.from({ length: 60 }, () => 1);
    const after = (losses: number): number[] => before.map((_, at) => (at < losses ? 0 : 1));
    expect(pairedMeans(after(5), before, 1 / 60).interval95[1]).toBeGreaterThan(0);
    expect(pairedMeans(after(6), before, 1 / 60).interval95[1]).toBeLessThan(0);
  });

  test('equal areas differ by nothing', () => {
    const area = areaUnderRoc([3, 2, 5], [1, 2])!;
    expect(pairedAreas(area, area)).toEqual({ difference: 0, interval95: [0, 0], pairs: 5 });
  });
});
