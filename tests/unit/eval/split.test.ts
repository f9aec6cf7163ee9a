// An article keeps its part, in every file and for good.
import { describe, expect, test } from 'vitest';
import { isLeftOut, partOf } from '../../eval/split.ts';

describe('split of the articles', () => {
  // Calibrated thresholds stand in the product: an article that changed sides would be reported on what it was tuned to.
  test('keeps each article on its side for good', () => {
    expect(['Warsaw', 'Force', 'Oxygen', 'Geology'].map((title) => [title, partOf(title), isLeftOut(title)])).toEqual([
      ['Warsaw', 'calibration', true],
      ['Force', 'calibration', false],
      ['Oxygen', 'report', false],
      ['Geology', 'report', true],
    ]);
  });

  test('fills all four corners', () => {
    const titles = Array.from({ length: 400 }, (_, at) => `Article ${at}`);
    for (const part of ['calibration', 'report']) {
      for (const out of [true, false]) expect(titles.filter((title) => partOf(title) === part && isLeftOut(title) === out).length).toBeGreaterThan(60);
    }
  });
});
