// ODS: each cell holds what people see in it as text. Repeated rows and cells are written once for a claim of up to a
// million: those with nothing in them are skipped, the others repeated as far as anybody would have filled them in.
import { accept, refuse, type ParseOutcome } from '../../parseOutcome.ts';
import { readXml, type Attributes } from '../xml.ts';
import { createMergeFiller } from './merges.ts';
import { columnLetters, createWorkbookText, type Cell } from './workbookText.ts';

const MAX_REPEATED_CELLS = 1024;
const MAX_REPEATED_ROWS = 10_000;
/** As many as the largest sheets have. */
const MAX_ROW = 2 ** 21;

const count = (attributes: Attributes, name: string): number => Math.max(1, Math.min(MAX_ROW, Number(attributes[name] ?? 1) || 1));

/** @param content the package's `content.xml`, or a flat document @throws XmlFault */
export function readOds(content: Buffer, title: string): ParseOutcome {
  const out = createWorkbookText();
  let row = 1;
  let rowRepeats = 1;
  let column = 0;
  let cellRepeats = 1;
  let cells: Cell[] = [];
  let cell: string | null = null;
  let note: string | null = null;
  let drawing: string | null = null;
  let notes: { readonly where: string; readonly text: string }[] = [];
  let merged = createMergeFiller();
  let tables = 0;
  let notShown = 0;
  let paragraphs = 0;

  function write(text: string): void {
    if (notShown > 0 || paragraphs === 0) return;
    if (note !== null) note += text;
    else if (drawing !== null) drawing += text;
    else if (cell !== null) cell += text;
  }

  function endCell(): void {
    if (cell !== null && cell.trim() !== '') {
      for (let index = 0; index < Math.min(cellRepeats, MAX_REPEATED_CELLS); index += 1) cells.push({ column: column + index, text: cell });
    }
    column += cellRepeats;
    cell = null;
  }

  function endRow(): void {
    if (cells.length > 0) for (let index = 0; index < Math.min(rowRepeats, MAX_REPEATED_ROWS) && !out.isFull(); index += 1) out.addRow(row + index, merged.fill(row + index, cells));
    row = Math.min(row + rowRepeats, MAX_ROW);
  }

  readXml(
    content,
    {
      open: (name, attributes) => {
        if (name === 'table:table') {
          tables += 1;
          if (tables > 1) return;
          out.startSheet(attributes['table:name'] ?? '');
          row = 1;
          notes = [];
          merged = createMergeFiller();
        } else if (name === 'table:table-row' && tables === 1) {
          rowRepeats = count(attributes, 'table:number-rows-repeated');
          column = 0;
          cells = [];
        } else if ((name === 'table:table-cell' || name === 'table:covered-table-cell') && tables === 1) {
          cellRepeats = count(attributes, 'table:number-columns-repeated');
          const rows = count(attributes, 'table:number-rows-spanned');
          cell = name === 'table:table-cell' ? '' : null;
          if (rows > 1) merged.add({ column, from: row, to: row + rows - 1 });
        } else if (name === 'office:annotation') note = '';
        else if (name === 'draw:frame' || name === 'draw:custom-shape') drawing ??= '';
        else if (name === 'text:p' || name === 'text:h') {
          paragraphs += 1;
          write('\n');
        } else if (name === 'text:s' || name === 'text:tab' || name === 'text:line-break') write(' ');
        else if (name === 'table:tracked-changes' || name === 'text:ruby-text') notShown += 1;
      },
      text: write,
      close: (name) => {
        if (name === 'table:table') {
          tables -= 1;
          if (tables === 0) for (const { where, text } of notes) out.addNote(where, text);
        } else if (name === 'table:table-row' && tables === 1) endRow();
        else if ((name === 'table:table-cell' || name === 'table:covered-table-cell') && tables === 1) endCell();
        else if (name === 'office:annotation' && note !== null) {
          notes.push({ where: `${columnLetters(column)}${row}`, text: note });
          note = null;
        } else if ((name === 'draw:frame' || name === 'draw:custom-shape') && drawing !== null) {
          notes.push({ where: '', text: drawing });
          drawing = null;
        } else if (name === 'text:p' || name === 'text:h') paragraphs -= 1;
        else if (name === 'table:tracked-changes' || name === 'text:ruby-text') notShown -= 1;
      },
    },
    true,
  );
  return out.isFull() ? refuse('too-much-text') : accept(out.finish(title));
}
