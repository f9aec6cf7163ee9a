// Sheets through SheetJS: the old binary workbooks (BIFF 2 to 8), their later binary form in a zip, and the XML of Excel
// 2003. The library is handed bytes that hold nothing but the workbook. What it gives is taken cell by cell.
import { read, set_cptable, type CellObject, type WorkBook, type WorkSheet } from '@e965/xlsx';
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs';
import { accept, refuse, type ParseOutcome } from '../../parseOutcome.ts';
import { booleanText, numberText } from './cellValue.ts';
import { createMergeFiller } from './merges.ts';
import { columnLetters, createWorkbookText, type Cell, type WorkbookText } from './workbookText.ts';

set_cptable(codePages);

type DenseRows = readonly (readonly (CellObject | undefined)[] | undefined)[];

export interface SheetJsOptions {
  /** Texts of the workbook that the library doesn't give, one list a sheet. */
  readonly notes?: readonly (readonly string[])[];
  /** For the way of locking that the library undoes itself. */
  readonly password?: string;
}

export function readWithSheetJs(bytes: Uint8Array, title: string, { notes = [], password }: SheetJsOptions = {}): ParseOutcome {
  let workbook: WorkBook;
  try {
    workbook = read(bytes, { type: 'buffer', dense: true, cellFormula: false, cellHTML: false, cellNF: true, cellText: false, bookVBA: false, ...(password === undefined ? {} : { password }) });
  } catch (error) {
    // It throws plain errors for whatever it can't make sense of.
    return refuse(error instanceof Error && /password|encrypt/i.test(error.message) ? 'password-protected' : 'damaged');
  }
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true;
  const out = createWorkbookText();
  for (const [index, name] of workbook.SheetNames.entries()) {
    const sheet = workbook.Sheets[name];
    if (sheet === undefined) continue;
    out.startSheet(name);
    addSheet(sheet, date1904, out, notes[index] ?? []);
    if (out.isFull()) return refuse('too-much-text');
  }
  return accept(out.finish(title));
}

function addSheet(sheet: WorkSheet, date1904: boolean, out: WorkbookText, notes: readonly string[]): void {
  const merged = createMergeFiller((sheet['!merges'] ?? []).map(({ s, e }) => ({ column: s.c, from: s.r + 1, to: e.r + 1 })));
  const comments: { readonly where: string; readonly text: string }[] = [];
  const rows = (sheet['!data'] ?? []) as DenseRows;
  // Holes are passed over: a sheet may claim a million rows and hold two.
  rows.forEach((row, number) => {
    const cells: Cell[] = [];
    row?.forEach((cell, column) => {
      if (cell === undefined) return;
      const text = textOf(cell, date1904);
      if (text !== '') cells.push({ column, text });
      for (const { t } of cell.c ?? []) if (t !== undefined) comments.push({ where: `${columnLetters(column)}${number + 1}`, text: t });
    });
    if (cells.length > 0 && !out.isFull()) out.addRow(number + 1, merged.fill(number + 1, cells));
  });
  for (const { where, text } of comments) out.addNote(where, text);
  const known = new Set(comments.map(({ text }) => text.trim()));
  for (const note of notes) if (!known.has(note.trim())) out.addNote('', note);
}

const ERRORS: Readonly<Record<number, string>> = { 0: '#NULL!', 7: '#DIV/0!', 15: '#VALUE!', 23: '#REF!', 29: '#NAME?', 36: '#NUM!', 42: '#N/A' };

function textOf({ t, v, z }: CellObject, date1904: boolean): string {
  if (t === 'z' || v === undefined || v === null) return '';
  if (t === 'b') return booleanText(v === true);
  if (t === 'e') return ERRORS[Number(v)] ?? '';
  if (t === 'n' && typeof v === 'number') return numberText(v, z, date1904);
  return v instanceof Date ? v.toISOString().replace('T', ' ').replace(/(?: 00:00)?:?00\.000Z$/, '') : String(v);
}
