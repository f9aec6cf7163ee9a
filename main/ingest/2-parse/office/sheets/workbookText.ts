// Rows of cells to canonical text: each sheet's name as a heading, then a line a row, cells joined by tabs. Columns
// and rows that hold nothing take no room, whatever the sheet says of its size; the others stay aligned.
// Invariant: every row that is handed in with text is one line of the text, and one entry of its sheet.
import type { Block, ParsedDocument, Sheet } from '../../../../../contract/domain.ts';
import { columnNamesBelowTitle } from '../../columnNames.ts';
import { normalizeText } from '../../decodeText.ts';
import { MAX_TEXT_LENGTH } from '../../parseOutcome.ts';

export interface Cell {
  /** 0 is column A. */
  readonly column: number;
  readonly text: string;
}

export interface WorkbookText {
  startSheet(name: string): void;
  /** @param row 1-based, ascending @param cells with ascending columns */
  addRow(row: number, cells: readonly Cell[]): void;
  /** A comment, or the text of a drawing: a paragraph after the rows. `where` as people write it (`B2`), or ''. */
  addNote(where: string, text: string): void;
  /** True when there is more text than is taken; rows after that are not kept. */
  isFull(): boolean;
  finish(title: string): ParsedDocument;
}

interface RowText {
  readonly number: number;
  /** Filled cells joined by tabs. */
  readonly text: string;
  /** Their columns; one array for all rows of the same shape. */
  readonly columns: readonly number[];
}

const SAMPLE_ROWS = 30;

export function createWorkbookText(): WorkbookText {
  const texts: string[] = [];
  const blocks: Block[] = [];
  const sheets: Sheet[] = [];
  let length = 0;
  let open: { readonly name: string; readonly rows: RowText[]; readonly notes: string[]; readonly shapes: Map<string, readonly number[]> } | null = null;
  let pending = 0;

  function push(text: string, block: { readonly kind: Block['kind']; readonly level?: number }, separator: string): number {
    if (length > 0) {
      texts.push(separator);
      length += separator.length;
    }
    const start = length;
    texts.push(text);
    length += text.length;
    blocks.push({ ...block, start, end: length });
    return start;
  }

  function endSheet(): void {
    const sheet = open;
    open = null;
    pending = 0;
    if (sheet === null || (sheet.rows.length === 0 && sheet.notes.length === 0)) return;
    const name = oneLine(sheet.name);
    const start = name === '' ? length + (length > 0 ? 2 : 0) : push(name, { kind: 'heading', level: 1 }, '\n\n');
    const used = usedColumns(sheet.shapes.values());
    const positions = new Map(used.map((column, position) => [column, position] as const));
    const sample: string[] = [];
    const rowStarts: number[] = [];
    for (const [index, row] of sheet.rows.entries()) {
      // Tabs count too: a few cells, each in a column of its own, may come to gigabytes.
      if (length > MAX_TEXT_LENGTH) break;
      const line = aligned(row, positions);
      if (index < SAMPLE_ROWS) sample.push(line);
      rowStarts.push(push(line, { kind: 'table' }, index === 0 ? '\n\n' : '\n'));
    }
    const first = used[0];
    if (first !== undefined) {
      const columns = columnNamesBelowTitle(sample.map((line) => line.split('\t'))) ?? [];
      const [firstColumn, lastColumn] = [columnLetters(first), columnLetters(used.at(-1)!)];
      // Only where empty columns between them were left out.
      const letters = used.length === used.at(-1)! - first + 1 ? {} : { letters: used.map(columnLetters) };
      sheets.push({ name: sheet.name, start, end: length, firstColumn, lastColumn, ...letters, columns, rowStarts, rowNumbers: sheet.rows.slice(0, rowStarts.length).map(({ number }) => number) });
    }
    for (const note of sheet.notes) push(note, { kind: 'paragraph' }, '\n\n');
  }

  return {
    startSheet: (name) => {
      endSheet();
      open = { name, rows: [], notes: [], shapes: new Map() };
    },
    addRow: (number, cells) => {
      const filled = cells.map(({ column, text }) => ({ column, text: oneLine(text) })).filter(({ text }) => text !== '');
      if (open === null || filled.length === 0) return;
      pending += filled.reduce((sum, { text }) => sum + text.length + 1, 0);
      // One long text that every cell refers to must not be joined.
      if (pending > MAX_TEXT_LENGTH) return;
      const key = filled.map(({ column }) => column).join();
      let columns = open.shapes.get(key);
      if (columns === undefined) open.shapes.set(key, (columns = filled.map(({ column }) => column)));
      const text = filled.map((cell) => cell.text).join('\t');
      open.rows.push({ number, text, columns });
    },
    addNote: (where, text) => {
      const note = oneLine(text);
      if (note === '' || open === null) return;
      open.notes.push(where === '' ? note : `${where}: ${note}`);
      pending += note.length;
    },
    isFull: () => length + pending > MAX_TEXT_LENGTH,
    finish: (title) => {
      endSheet();
      return { title, text: texts.join(''), blocks, pageStarts: null, places: { sheets } };
    },
  };
}

/** `0` -> `A`, `27` -> `AB`. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** Of the letters of a reference like `AB12`; -1 for what is none. */
export function columnIndex(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}

function oneLine(text: string): string {
  const line = /[\t\n\r\v\f\u0085\u2028\u2029]/.test(text) ? text.replaceAll(/\s+/g, ' ') : text;
  return normalizeText(line).trim();
}

function usedColumns(shapes: Iterable<readonly number[]>): readonly number[] {
  const used = new Set<number>();
  for (const columns of shapes) for (const column of columns) used.add(column);
  return [...used].sort((a, b) => a - b);
}

/** The row's cells at the place of their column among those in use; no tabs behind the last. */
function aligned({ text, columns }: RowText, positions: ReadonlyMap<number, number>): string {
  if (columns.every((column, index) => positions.get(column) === index)) return text;
  let line = '';
  let at = 0;
  for (const [index, cell] of text.split('\t').entries()) {
    const position = positions.get(columns[index]!)!;
    line += '\t'.repeat(position - at) + cell;
    at = position;
  }
  return line;
}
