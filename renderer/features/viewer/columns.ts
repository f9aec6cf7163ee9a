// How wide the columns of a table are drawn, and which of them can be seen. CSS pixels; pure.
import type { Cell } from './cells.ts';
import type { RowRange } from '../../ui/virtual.ts';

/** Padding and border of a cell, both sides, and room for a bold name. */
const PADDING = 22;
const MIN_LETTERS = 4;
/** Tried from the widest to the narrowest: the first with which all columns fit into the pane, or the last. */
const MAX_LETTERS = [96, 72, 56, 44, 34, 26] as const;
const OVERSCAN = 3;

/** Widths by the longest cell of each column, capped so that the table fits the pane where it can. */
export function columnWidths(rows: Iterable<readonly Cell[]>, columns: number, paneWidth: number, letterWidth: number): number[] {
  const letters = new Array<number>(columns).fill(MIN_LETTERS);
  for (const cells of rows) cells.forEach((cell, index) => index < columns && (letters[index] = Math.max(letters[index]!, cell.text.length)));
  const sumWith = (cap: number): number => letters.reduce((sum, one) => sum + Math.min(one, cap) * letterWidth + PADDING, 0);
  const cap = MAX_LETTERS.find((most) => sumWith(most) <= paneWidth) ?? MAX_LETTERS.at(-1)!;
  return letters.map((one) => Math.round(Math.min(one, cap) * letterWidth + PADDING));
}

/** Left edges of the columns, and the right edge of the last. */
export function edgesOf(widths: readonly number[]): number[] {
  const edges = [0];
  for (const width of widths) edges.push(edges.at(-1)! + width);
  return edges;
}

export function visibleColumns(edges: readonly number[], scrollLeft: number, viewWidth: number): RowRange {
  const count = edges.length - 1;
  let start = 0;
  while (start < count - 1 && edges[start + 1]! <= scrollLeft) start += 1;
  let end = start;
  while (end < count && edges[end]! < scrollLeft + viewWidth) end += 1;
  return { start: Math.max(0, start - OVERSCAN), end: Math.min(count, end + OVERSCAN) };
}
