// OOXML packages: which of Word, Excel and PowerPoint a package is of is said by its main part.
import { readDocxParts } from '../formats/docx.ts';
import { refuse, type ParseOutcome } from '../parseOutcome.ts';
import { writeStoredZip } from '../readZip.ts';
import type { OfficePackage } from './officePackage.ts';
import { readWithSheetJs } from './sheets/sheetJs.ts';
import { readXlsx } from './sheets/xlsx.ts';
import { readPptx } from './slides/pptx.ts';

/** @throws XmlFault */
export async function readOoxml(opened: OfficePackage, title: string): Promise<ParseOutcome> {
  const declared = opened.relationships('').find(({ type }) => type === 'officeDocument')?.target;
  const main = declared ?? ['word/document.xml', 'xl/workbook.xml', 'ppt/presentation.xml'].find((name) => opened.part(name) !== undefined);
  if (main === undefined) return refuse('damaged');
  if (main.startsWith('word/')) return readDocxParts(opened.parts, title);
  if (/\.bin$/i.test(main)) return readWithSheetJs(writeStoredZip(opened.parts), title);
  // Names of folders are a habit, not a rule; what the part holds is.
  const head = opened.part(main)?.toString('utf8', 0, 4096) ?? '';
  if (/<(?:\w+:)?workbook[\s>]/.test(head)) return readXlsx(opened, main, title);
  if (/<(?:\w+:)?presentation[\s>]/.test(head)) return readPptx(opened, main, title);
  if (/<(?:\w+:)?document[\s>]/.test(head)) return readDocxParts(opened.parts, title);
  return refuse('damaged');
}
