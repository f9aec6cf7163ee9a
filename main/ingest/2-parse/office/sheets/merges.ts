// Cells merged over several rows: what stands in the first is what people see beside each of them.
import { columnIndex, type Cell } from './workbookText.ts';

export interface Merge {
  readonly column: number;
  /** 1-based, both included. */
  readonly from: number;
  readonly to: number;
}

export interface MergeFiller {
  /** To be called before the merge's first row is filled. */
  add(merge: Merge): void;
  /** The row with what merged cells above reach into it. Rows are to be handed in ascending. */
  fill(row: number, cells: readonly Cell[]): readonly Cell[];
}

const MAX_MERGES = 100_000;
const REFERENCE = /ref\s*=\s*["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})["']/gi;

export function createMergeFiller(merges: readonly Merge[] = []): MergeFiller {
  const starting = new Map<number, Merge[]>();
  /** By column. */
  const open = new Map<number, { readonly to: number; readonly text: string }>();
  const filler: MergeFiller = {
    add: (merge) => {
      if (merge.to <= merge.from) return;
      const others = starting.get(merge.from);
      if (others === undefined) starting.set(merge.from, [merge]);
      else others.push(merge);
    },
    fill: (row, cells) => {
      const own = new Map(cells.map((cell) => [cell.column, cell.text] as const));
      const added: Cell[] = [];
      for (const [column, { to, text }] of open) {
        if (to < row) open.delete(column);
        else if (!own.has(column)) added.push({ column, text });
      }
      for (const { column, to } of starting.get(row) ?? []) {
        const text = own.get(column);
        if (text !== undefined) open.set(column, { to, text });
      }
      return added.length === 0 ? cells : [...cells, ...added].sort((a, b) => a.column - b.column);
    },
  };
  for (const merge of merges.slice(0, MAX_MERGES)) filler.add(merge);
  return filler;
}

/** Of a worksheet's XML, in which they stand behind the cells that they are about. */
export function mergesOf(sheetXml: Buffer): Merge[] {
  const end = sheetXml.lastIndexOf('mergeCells');
  const start = end <= 0 ? -1 : sheetXml.lastIndexOf('mergeCells', end - 1);
  if (start === -1) return [];
  const merges: Merge[] = [];
  for (const [, column, from, to] of sheetXml.toString('latin1', start, end).matchAll(REFERENCE)) {
    if (merges.length === MAX_MERGES) break;
    merges.push({ column: columnIndex(column!), from: Number(from), to: Number(to) });
  }
  return merges;
}
