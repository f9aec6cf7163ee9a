// The sums behind a list that draws only what can be seen: rows of one height, asked for in pages.
// In: scroll position and sizes in CSS pixels. Out: half-open ranges of row or page numbers.

export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Rows to draw, with `overscan` rows more on either side. */
export function visibleRows(scrollTop: number, viewHeight: number, rowHeight: number, count: number, overscan: number): RowRange {
  if (count <= 0 || viewHeight <= 0) return { start: 0, end: 0 };
  const top = Math.max(0, Math.min(scrollTop, count * rowHeight - viewHeight));
  const start = Math.max(0, Math.floor(top / rowHeight) - overscan);
  const end = Math.min(count, Math.ceil((top + viewHeight) / rowHeight) + overscan);
  return { start, end };
}

/** Pages that hold the rows of a range. */
export function pagesOf(rows: RowRange, pageSize: number): RowRange {
  if (rows.end <= rows.start) return { start: 0, end: 0 };
  return { start: Math.floor(rows.start / pageSize), end: Math.floor((rows.end - 1) / pageSize) + 1 };
}

/** The scroll position at which a row is in full view, moving as little as possible. */
export function scrollTopFor(row: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + viewHeight) return top + rowHeight - viewHeight;
  return scrollTop;
}

/** One part of a list made of several lists, end to end. */
export interface Stretch {
  /** Which of the lists. */
  readonly part: number;
  readonly offset: number;
  readonly limit: number;
}

/** Where rows [start, end) of the joined list stand in its parts. */
export function stretchesOf(start: number, end: number, partSizes: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  let before = 0;
  partSizes.forEach((size, part) => {
    const from = Math.max(start, before);
    const to = Math.min(end, before + size);
    if (to > from) stretches.push({ part, offset: from - before, limit: to - from });
    before += size;
  });
  return stretches;
}
