// Tables in the viewer: rows and cells by offsets, column names, and which columns are drawn.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnIndex, columnLetters, columnName, readRow, sheetOfCsv } from '../../../renderer/features/viewer/cells.ts';
import { isInNotes, notesOf, sheetAt } from '../../../renderer/features/viewer/sheetNotes.ts';
import { columnWidths, edgesOf, visibleColumns } from '../../../renderer/features/viewer/columns.ts';

test('column names count as in spreadsheets, both ways', () => {
  expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  fc.assert(fc.property(fc.nat(20_000), (index) => columnIndex(columnName(index)) === index));
});

test('letters are shown only where they are certain', () => {
  const sheet = { name: 'S', start: 0, end: 9, firstColumn: 'B', lastColumn: 'E', columns: [], rowStarts: [0], rowNumbers: [1] };
  expect(columnLetters(sheet, 4)).toEqual(['B', 'C', 'D', 'E']);
  expect(columnLetters(sheet, 2)).toEqual(['', '']);
  expect(columnLetters({ ...sheet, letters: ['B', 'E'] }, 1)).toEqual(['B', 'E']);
});

test('remarks beside the rows belong to the sheet before them', () => {
  const sheets = [[5, 20], [30, 40]].map(([start, end]) => ({ name: '', start: start!, end: end!, firstColumn: 'A', lastColumn: 'A', columns: [], rowStarts: [start!], rowNumbers: [1] }));
  expect(notesOf(sheets, 0, 50)).toEqual([{ start: 0, end: 5 }, { start: 20, end: 30 }]);
  expect(notesOf(sheets, 1, 50)).toEqual([{ start: 40, end: 50 }]);
  expect([0, 5, 25, 30, 45, 50].map((offset) => sheetAt(sheets, offset, 50))).toEqual([0, 0, 0, 1, 1, -1]);
  expect([2, 5, 19, 25].map((offset) => isInNotes(sheets[0]!, offset))).toEqual([true, false, false, true]);
});

test('a row of a spreadsheet is cut at its tabs, quotes are only letters', () => {
  const { cells, end } = readRow('x\n"a\tb"\t\nnext', 2, '\t', false);
  expect(cells).toEqual([{ start: 2, end: 4, text: '"a' }, { start: 5, end: 7, text: 'b"' }, { start: 8, end: 8, text: '' }]);
  expect(end).toBe(8);
});

test('a CSV: its delimiter is found, quoted cells hold delimiters and lines, rows have the numbers of their lines', () => {
  const text = 'name;note\nAda;"one, ""two""\nthree"\nBob;"open\n';
  const { sheet, delimiter } = sheetOfCsv(text);
  expect(delimiter).toBe(';');
  expect(sheet).toMatchObject({ lastColumn: 'B', columns: ['name', 'note'], rowNumbers: [1, 2, 4] });
  const second = readRow(text, sheet.rowStarts[1]!, delimiter, true).cells[1]!;
  expect(second.text).toBe('one, "two"\nthree');
  expect(text.slice(second.start, second.end)).toBe('"one, ""two""\nthree"');
  expect(readRow(text, sheet.rowStarts[2]!, delimiter, true).cells.map((cell) => cell.text)).toEqual(['Bob', '"open']);
  expect(sheetOfCsv('sep=|\na|b\n1|2').sheet).toMatchObject({ rowStarts: [6, 10], rowNumbers: [2, 3] });
});

test('columns fit the pane where they can, and those in view are drawn', () => {
  const row = ['id', 'a long remark about this and that', '7'].map((text) => ({ text, start: 0, end: 0 }));
  const wide = columnWidths([row], 3, 2_000, 8);
  expect(wide[1]).toBeGreaterThan(33 * 8);
  const narrow = columnWidths([row], 3, 100, 8);
  expect(narrow[1]).toBeLessThan(wide[1]!);
  const edges = edgesOf(new Array<number>(1_000).fill(50));
  expect(visibleColumns(edges, 5_000, 500)).toEqual({ start: 97, end: 113 });
  expect(visibleColumns(edgesOf([40]), 0, 500)).toEqual({ start: 0, end: 1 });
});
