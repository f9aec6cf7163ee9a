// Rows and cells of a table's text, by offsets. Spreadsheets: a row a line, cells joined by tabs. CSV: as the file
// has it, with its own delimiter and quotes. Column names are those of spreadsheets: A, B … Z, AA.
import type { Sheet, TextRange } from '../../../contract/domain.ts';

export interface Cell extends TextRange {
  /** As people read it; differs from the text at its offsets when it stands in quotes there. */
  readonly text: string;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const SAMPLE_ROWS = 20;
/** A quote that is still open after this much was never meant as one. */
const MAX_QUOTED = 200_000;

export function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return Math.max(0, index - 1);
}

export function columnName(index: number): string {
  let name = '';
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  return name;
}

/**
 * The letters above the cells of a row. Empty columns may have been left out between the first and the last: unless
 * the sheet says which, or a row has a cell for every column, the letters are not known and stay blank.
 * @param widest most cells of any row seen so far
 */
export function columnLetters(sheet: Sheet, widest: number): readonly string[] {
  if (sheet.letters !== undefined) return sheet.letters;
  const first = columnIndex(sheet.firstColumn);
  const span = columnIndex(sheet.lastColumn) - first + 1;
  return Array.from({ length: Math.max(1, widest) }, (_, index) => (widest === span ? columnName(first + index) : ''));
}

/** The cells of the row that begins at `start`, and where it ends: at its newline or the text's end. Offsets in `text`. */
export function readRow(text: string, start: number, delimiter: string, quotes: boolean): { readonly cells: Cell[]; readonly end: number } {
  const cells: Cell[] = [];
  for (let at = start; ; at += 1) {
    const from = at;
    const close = quotes && text[at] === '"' ? endOfQuoted(text, at + 1) : -1;
    if (close !== -1) at = close;
    while (at < text.length && text[at] !== '\n' && text[at] !== delimiter) at += 1;
    const whole = text.slice(from, at);
    cells.push({ start: from, end: at, text: close === -1 ? whole : whole.slice(1, close - from - 1).replaceAll('""', '"') + text.slice(close, at) });
    if (text[at] !== delimiter) return { cells, end: at };
  }
}

/** Offset after the closing quote; -1 when there is none in reach. */
function endOfQuoted(text: string, start: number): number {
  for (let at = start; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1 || quote - start > MAX_QUOTED) return -1;
    if (text[quote + 1] !== '"') return quote + 1;
    at = quote + 2;
  }
}

/** A CSV's text as one sheet. Rows are numbered by the line on which they begin. */
export function sheetOfCsv(text: string): { readonly sheet: Sheet; readonly delimiter: string } {
  const declared = /^sep=(.)\r?\n/.exec(text);
  const first = declared?.[0].length ?? 0;
  const delimiter = declared?.[1] ?? guessDelimiter(text);
  const rowStarts: number[] = [];
  const rowNumbers: number[] = [];
  let names: readonly string[] | null = null;
  let columns = 1;
  let line = declared === null ? 1 : 2;
  for (let at = first; at < text.length; ) {
    const { cells, end } = readRow(text, at, delimiter, true);
    rowStarts.push(at);
    rowNumbers.push(line);
    columns = Math.max(columns, cells.length);
    names ??= cells.map((cell) => cell.text);
    for (let newline = text.indexOf('\n', at); newline !== -1 && newline <= end; newline = text.indexOf('\n', newline + 1)) line += 1;
    at = end + 1;
  }
  return { sheet: { name: '', start: first, end: text.length, firstColumn: 'A', lastColumn: columnName(columns - 1), columns: names?.every(isName) === true ? names : [], rowStarts, rowNumbers }, delimiter };
}

const isName = (text: string): boolean => /\p{L}/u.test(text) && text.length <= 100;

/** The one that cuts the first rows into most cells, the row with the fewest counting. */
function guessDelimiter(text: string): string {
  const score = (delimiter: string): number => {
    let fewest = Infinity;
    let at = 0;
    for (let row = 0; row < SAMPLE_ROWS && at < text.length; row += 1) {
      const { cells, end } = readRow(text, at, delimiter, true);
      if (end > at) fewest = Math.min(fewest, cells.length);
      at = end + 1;
    }
    return fewest;
  };
  return DELIMITERS.map((delimiter) => ({ delimiter, cells: score(delimiter) })).reduce((best, one) => (one.cells > best.cells ? one : best)).delimiter;
}
