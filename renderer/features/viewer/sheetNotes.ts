// What a spreadsheet's text says beside its rows: remarks and drawn text, which stand after a sheet's rows and before
// the next sheet. In: sheets by offsets. Out: the stretch that belongs to a sheet. Every offset belongs to one sheet.
import type { Sheet, TextRange } from '../../../contract/domain.ts';

/** Text after the rows of the sheet; of the first one, what stands before it too. Empty ranges say nothing. */
export function notesOf(sheets: readonly Sheet[], index: number, textLength: number): TextRange[] {
  const after = { start: sheets[index]!.end, end: sheets[index + 1]?.start ?? textLength };
  return index === 0 ? [{ start: 0, end: sheets[0]!.start }, after] : [after];
}

/** The sheet in which an offset stands, or to whose notes it belongs; -1 outside the text. */
export function sheetAt(sheets: readonly Sheet[], offset: number, textLength: number): number {
  if (offset < 0 || offset >= textLength || sheets.length === 0) return -1;
  return Math.max(0, sheets.findLastIndex((sheet) => sheet.start <= offset));
}

/** Whether an offset stands among the notes, not in the rows. */
export function isInNotes(sheet: Sheet, offset: number): boolean {
  return offset >= sheet.end || offset < sheet.start;
}
