// The sums of the virtual list.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pagesOf, scrollTopFor, stretchesOf, visibleRows } from '../../../renderer/ui/virtual.ts';

describe('visibleRows', () => {
  test('covers the view with overscan, inside the list', () => {
    expect(visibleRows(0, 360, 36, 50_000, 8)).toEqual({ start: 0, end: 18 });
    expect(visibleRows(3_600, 360, 36, 50_000, 8)).toEqual({ start: 92, end: 118 });
    expect(visibleRows(1e9, 360, 36, 50_000, 8)).toEqual({ start: 49_982, end: 50_000 });
  });

  test('nothing for an empty list or a hidden one', () => {
    expect(visibleRows(0, 360, 36, 0, 8)).toEqual({ start: 0, end: 0 });
    expect(visibleRows(0, 0, 36, 10, 8)).toEqual({ start: 0, end: 0 });
  });

  test('always covers every pixel in view and stays small', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 50_000 }), (scrollTop, height, count) => {
        const { start, end } = visibleRows(scrollTop, height, 36, count, 4);
        const top = Math.min(scrollTop, Math.max(0, count * 36 - height));
        expect(start * 36).toBeLessThanOrEqual(top);
        expect(end === count || end * 36 >= top + height).toBe(true);
        expect(end - start).toBeLessThanOrEqual(Math.ceil(height / 36) + 10);
      }),
    );
  });
});

test('pagesOf', () => {
  expect(pagesOf({ start: 0, end: 0 }, 100)).toEqual({ start: 0, end: 0 });
  expect(pagesOf({ start: 95, end: 101 }, 100)).toEqual({ start: 0, end: 2 });
  expect(pagesOf({ start: 100, end: 200 }, 100)).toEqual({ start: 1, end: 2 });
});

test('scrollTopFor moves as little as possible', () => {
  expect(scrollTopFor(5, 0, 360, 36)).toBe(0);
  expect(scrollTopFor(10, 0, 360, 36)).toBe(36);
  expect(scrollTopFor(2, 360, 360, 36)).toBe(72);
});

describe('stretchesOf', () => {
  test('crosses from one list into the next', () => {
    expect(stretchesOf(3, 9, [5, 10])).toEqual([
      { part: 0, offset: 3, limit: 2 },
      { part: 1, offset: 0, limit: 4 },
    ]);
    expect(stretchesOf(0, 10, [0, 3])).toEqual([{ part: 1, offset: 0, limit: 3 }]);
    expect(stretchesOf(20, 30, [5, 10])).toEqual([]);
  });
});
