// The rows of one sheet, fetched in blocks as they come into view. Offsets are those of the canonical text; a row is
// known by its index in the sheet's `rowStarts`. Invariant: a block is asked for once, and shown whole or not at all.
import type { Sheet, VersionHash } from '../../../contract/domain.ts';
import { lastAtOrBefore } from '../../../contract/places.ts';
import { request } from '../../api/client.ts';
import type { RowRange } from '../../ui/virtual.ts';
import { readRow, type Cell } from './cells.ts';

const BLOCK_UNITS = 60_000;
const BLOCK_ROWS = 500;

export class SheetRows {
  /** By row index; blocks that came are added. */
  rows = $state.raw<ReadonlyMap<number, readonly Cell[]>>(new Map());
  /** Most cells of any row that came. */
  widest = $state.raw(1);
  readonly sheet: Sheet;
  readonly count: number;
  readonly #versionHash: VersionHash;
  readonly #delimiter: string;
  readonly #quotes: boolean;
  /** Index of each block's first row, ascending. */
  readonly #blocks: readonly number[];
  readonly #asked = new Map<number, Promise<void>>();

  constructor(versionHash: VersionHash, sheet: Sheet, delimiter: string, quotes: boolean) {
    this.sheet = sheet;
    this.count = sheet.rowStarts.length;
    this.#versionHash = versionHash;
    this.#delimiter = delimiter;
    this.#quotes = quotes;
    this.#blocks = blocksOf(sheet.rowStarts);
  }

  /** Index of the row in which an offset lies, -1 before the first. */
  indexOf(offset: number): number {
    return lastAtOrBefore(this.sheet.rowStarts, offset);
  }

  endOf(row: number): number {
    return this.sheet.rowStarts[row + 1] ?? this.sheet.end;
  }

  async load(rows: RowRange): Promise<void> {
    if (rows.end <= rows.start) return;
    const first = lastAtOrBefore(this.#blocks, rows.start);
    const last = lastAtOrBefore(this.#blocks, rows.end - 1);
    const wanted = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    await Promise.all(wanted.map((block) => this.#block(block)));
  }

  #block(block: number): Promise<void> {
    const asked = this.#asked.get(block);
    if (asked !== undefined) return asked;
    const loading = this.#fetch(block).catch((error: unknown) => {
      this.#asked.delete(block);
      throw error;
    });
    this.#asked.set(block, loading);
    return loading;
  }

  async #fetch(block: number): Promise<void> {
    const from = this.#blocks[block]!;
    const to = this.#blocks[block + 1] ?? this.count;
    const start = this.sheet.rowStarts[from]!;
    const { text } = await request('document.text', { versionHash: this.#versionHash, start, end: this.endOf(to - 1) });
    const next = new Map(this.rows);
    for (let row = from; row < to; row += 1) {
      const at = this.sheet.rowStarts[row]! - start;
      const own = text.slice(at, this.endOf(row) - start);
      next.set(row, readRow(own, 0, this.#delimiter, this.#quotes).cells.map((cell) => ({ text: cell.text, start: cell.start + start + at, end: cell.end + start + at })));
    }
    this.rows = next;
    this.widest = Math.max(this.widest, ...Array.from({ length: to - from }, (_, offset) => next.get(from + offset)!.length));
  }
}

function blocksOf(rowStarts: readonly number[]): number[] {
  const blocks: number[] = [];
  for (let row = 0; row < rowStarts.length; row += 1) {
    const first = blocks.at(-1);
    if (first === undefined || row - first >= BLOCK_ROWS || rowStarts[row]! - rowStarts[first]! > BLOCK_UNITS) blocks.push(row);
  }
  return blocks;
}
