// Makes a small PDF for the mock library and knows where every line of it stands. Development only.
// In: clauses. Out: bytes, canonical text, page starts, and `locate` for ranges of that text.
import { LEASE_CLAUSES } from './mockTexts.ts';

interface Line {
  readonly text: string;
  readonly page: number;
  readonly x: number;
  readonly top: number;
  readonly size: number;
  readonly start: number;
}

export interface MockPdf {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
  readonly pages: number;
  readonly pageStarts: readonly number[];
  locate(start: number, end: number): { page: number; x: number; y: number; width: number; height: number }[];
}

const WIDTH = 595;
const HEIGHT = 842;
const LEFT = 72;
const LINE_LENGTH = 82;
const PAGES = 14;

export function makePdf(): MockPdf {
  const lines: Line[] = [];
  let text = '';
  for (let page = 1; page <= PAGES; page += 1) {
    let top = 72;
    const add = (words: string, size: number): void => {
      lines.push({ text: words, page, x: LEFT, top, size, start: text.length });
      text += `${words}\n`;
      top += size * 1.5;
    };
    add(page === 1 ? 'Lease agreement, Elm Street 12' : `Lease agreement, annex, sheet ${page}`, 16);
    top += 12;
    const clauses = page <= 2 ? LEASE_CLAUSES.slice((page - 1) * 4, page * 4) : [[`Inventory ${page}`, 'Walls, floors and windows were inspected together and are free of damage unless noted here by hand. Both sides keep a copy of this sheet, signed on the day on which the keys are handed over.'] as const];
    for (const [heading, body] of clauses) {
      add(heading, 12);
      for (const line of wrap(body)) add(line, 11);
      text += '\n';
      top += 14;
    }
    text += '\n';
  }
  return {
    bytes: write(lines),
    text,
    pages: PAGES,
    pageStarts: Array.from({ length: PAGES }, (_, index) => lines.find((line) => line.page === index + 1)?.start ?? 0),
    locate: (start, end) =>
      lines
        .filter((line) => line.start < end && line.start + line.text.length > start)
        .map((line) => {
          const from = Math.max(0, start - line.start);
          const to = Math.min(line.text.length, end - line.start);
          return {
            page: line.page,
            x: line.x + measure(line.text.slice(0, from), line.size),
            y: line.top - line.size * 0.95,
            width: measure(line.text.slice(from, to), line.size),
            height: line.size * 1.25,
          };
        }),
  };
}

function wrap(body: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of body.split(' ')) {
    if (line.length + word.length > LINE_LENGTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

let context: CanvasRenderingContext2D | null = null;

/** Arial has Helvetica's widths. */
function measure(text: string, size: number): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) return text.length * size * 0.5;
  context.font = `${size}px Arial, "Liberation Sans", Helvetica`;
  return context.measureText(text).width;
}

function write(lines: readonly Line[]): Uint8Array<ArrayBuffer> {
  const escape = (text: string): string => text.replace(/[\\()]/g, '\\$&').replace(/§/g, '\\247');
  const objects: string[] = [];
  const pageIds = Array.from({ length: PAGES }, (_, index) => 4 + index * 2);
  objects[1] = '<< /Type /Catalog /Pages 2 0 R >>';
  objects[2] = `<< /Type /Pages /Count ${PAGES} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`;
  objects[3] = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';
  pageIds.forEach((id, index) => {
    const content = lines
      .filter((line) => line.page === index + 1)
      .map((line) => `BT /F1 ${line.size} Tf ${line.x} ${HEIGHT - line.top} Td (${escape(line.text)}) Tj ET`)
      .join('\n');
    objects[id] = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Resources << /Font << /F1 3 0 R >> >> /Contents ${id + 1} 0 R >>`;
    objects[id + 1] = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
  });
  let file = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (let id = 1; id < objects.length; id += 1) {
    offsets[id] = file.length;
    file += `${id} 0 obj\n${objects[id] ?? ''}\nendobj\n`;
  }
  const xref = file.length;
  file += `xref\n0 ${objects.length}\n0000000000 65535 f \n${offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  file += `trailer << /Size ${objects.length} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF`;
  return Uint8Array.from(file, (char) => char.charCodeAt(0));
}
