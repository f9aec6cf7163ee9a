// XLSX: sheets in the workbook's order, hidden ones and hidden rows too, with the values that were there when it was
// saved. Each sheet's XML is read as a stream: memory is that of the text.
import type { ParseOutcome } from '../../parseOutcome.ts';
import { accept, refuse } from '../../parseOutcome.ts';
import type { OfficePackage, Relationship } from '../officePackage.ts';
import { attribute, isOn, readXml } from '../xml.ts';
import { booleanText, numberText } from './cellValue.ts';
import { createMergeFiller, mergesOf } from './merges.ts';
import { addNotes } from './sheetNotes.ts';
import { columnIndex, createWorkbookText, type Cell, type WorkbookText } from './workbookText.ts';

interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly relationship: string }[];
  readonly date1904: boolean;
}

interface SheetContext {
  readonly strings: readonly string[];
  /** A cell style's number format: its code, or the id of a built-in one. */
  readonly formats: readonly (string | number)[];
  readonly date1904: boolean;
}

/** @param workbookName of the main part @throws XmlFault */
export function readXlsx(opened: OfficePackage, workbookName: string, title: string): ParseOutcome {
  const main = opened.part(workbookName);
  if (main === undefined) return refuse('damaged');
  const relationships = opened.relationships(workbookName);
  const { sheets, date1904 } = readWorkbook(main);
  const partOf = (type: string): Buffer | undefined => {
    const target = relationships.find((one) => one.type === type)?.target;
    return target === undefined ? undefined : opened.part(target);
  };
  const context: SheetContext = { strings: readStrings(partOf('sharedStrings')), formats: readFormats(partOf('styles')), date1904 };
  const out = createWorkbookText();
  for (const { name, target } of sheetParts(sheets, relationships)) {
    const part = opened.part(target);
    if (part === undefined) continue;
    out.startSheet(name);
    readSheet(part, context, out);
    if (out.isFull()) return refuse('too-much-text');
    addNotes(opened, target, out);
  }
  return accept(out.finish(title));
}

function sheetParts(sheets: Workbook['sheets'], relationships: readonly Relationship[]): { readonly name: string; readonly target: string }[] {
  const byId = new Map(relationships.map((one) => [one.id, one] as const));
  return sheets.flatMap(({ name, relationship }) => {
    const found = byId.get(relationship);
    return found === undefined ? [] : [{ name, target: found.target }];
  });
}

function readWorkbook(part: Buffer): Workbook {
  const sheets: { name: string; relationship: string }[] = [];
  let date1904 = false;
  readXml(part, {
    open: (name, attributes) => {
      if (name === 'workbookPr') date1904 = isOn(attributes.date1904);
      // Not `attribute`: the id beside it has no prefix, and is another one.
      else if (name === 'sheet') sheets.push({ name: attributes.name ?? '', relationship: Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '' });
    },
  });
  return { sheets, date1904 };
}

/** Phonetic readings beside the strings are left out. */
function readStrings(part: Buffer | undefined): string[] {
  const strings: string[] = [];
  let own = '';
  let inText = false;
  let phonetic = false;
  if (part === undefined) return strings;
  readXml(part, {
    open: (name) => {
      if (name === 'si') own = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') inText = !phonetic;
    },
    text: (text) => {
      if (inText) own += text;
    },
    close: (name) => {
      if (name === 'si') strings.push(own);
      else if (name === 'rPh') phonetic = false;
      else if (name === 't') inText = false;
    },
  });
  return strings;
}

function readFormats(part: Buffer | undefined): (string | number)[] {
  const codes = new Map<number, string>();
  const formats: (string | number)[] = [];
  let inCells = false;
  if (part === undefined) return formats;
  readXml(part, {
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0);
        formats.push(codes.get(id) ?? id);
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

function readSheet(part: Buffer, context: SheetContext, out: WorkbookText): void {
  const merged = createMergeFiller(mergesOf(part));
  let row = 0;
  let column = -1;
  let cells: Cell[] = [];
  let type = 'n';
  let style = 0;
  let value = '';
  /** Whether text in hand belongs to the cell's value. */
  let taken = false;
  let phonetic = false;
  readXml(part, {
    open: (name, attributes) => {
      if (name === 'c') {
        const { r } = attributes;
        const index = r === undefined ? -1 : columnIndex(r);
        column = index >= 0 ? index : column + 1;
        type = attributes.t ?? 'n';
        style = Number(attributes.s ?? 0);
        value = '';
      } else if (name === 'v' || (name === 't' && !phonetic)) taken = true;
      else if (name === 'rPh') phonetic = true;
      else if (name === 'row') {
        row = Math.max(row + 1, Math.min(Number(attribute(attributes, 'r') ?? row + 1) || row + 1, 2 ** 31));
        column = -1;
        cells = [];
      }
    },
    text: (text) => {
      if (taken) value += text;
    },
    close: (name) => {
      if (name === 'v' || name === 't') taken = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'c' && value !== '') {
        const text = cellText(value, type, context.formats[style], context);
        // Cells in order come from every known producer; one out of order is put where it stands, not where it says.
        const last = cells.at(-1)?.column ?? -1;
        cells.push({ column: Math.max(column, last + 1), text });
        value = '';
      } else if (name === 'row' && cells.length > 0 && !out.isFull()) out.addRow(row, merged.fill(row, cells));
    },
  });
}

function cellText(value: string, type: string, format: string | number | undefined, { strings, date1904 }: SheetContext): string {
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'b') return booleanText(value.trim() === '1' || value.trim() === 'true');
  if (type !== 'n') return type === 'd' ? value.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?$/, '') : value;
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? value : numberText(number, format, date1904);
}
