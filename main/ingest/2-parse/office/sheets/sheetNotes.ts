// What stands beside the cells of an XLSX sheet: comments, text boxes, charts. Added after the rows.
import { chartText } from '../chartText.ts';
import { paragraphsOfDrawing } from '../drawingText.ts';
import type { OfficePackage } from '../officePackage.ts';
import { readXml } from '../xml.ts';
import type { WorkbookText } from './workbookText.ts';

/** What Excel writes for older versions of itself, over a copy of the comment. */
const THREAD_COPY = '[Threaded comment]';

export function addNotes(opened: OfficePackage, sheetName: string, out: WorkbookText): void {
  for (const { type, target } of opened.relationships(sheetName)) {
    const part = opened.part(target);
    if (part === undefined) continue;
    if (type === 'comments' || type === 'threadedComment') addComments(part, out);
    else if (type === 'drawing') {
      for (const paragraph of paragraphsOfDrawing(part)) out.addNote('', paragraph);
      for (const inner of opened.relationships(target)) {
        const chart = inner.type === 'chart' || inner.type === 'chartEx' ? opened.part(inner.target) : undefined;
        // The numbers stand in cells already.
        if (chart !== undefined) for (const title of chartText(chart).titles) out.addNote('', title);
        const diagram = inner.type === 'diagramData' ? opened.part(inner.target) : undefined;
        if (diagram !== undefined) for (const paragraph of paragraphsOfDrawing(diagram)) out.addNote('', paragraph);
      }
    }
  }
}

function addComments(part: Buffer, out: WorkbookText): void {
  let where = '';
  let text = '';
  let inText = false;
  readXml(part, {
    open: (name, attributes) => {
      if (name === 'comment' || name === 'threadedComment') {
        where = attributes.ref ?? '';
        text = '';
      } else if (name === 't' || name === 'text') inText = name === 't' || where !== '';
    },
    text: (own) => {
      if (inText) text += own;
    },
    close: (name) => {
      if (name === 't' || name === 'text') inText = false;
      else if ((name === 'comment' || name === 'threadedComment') && !text.startsWith(THREAD_COPY)) out.addNote(where, text);
    },
  });
}
