// Tables as text: the canonical text is the file's own text, a block a row. papaparse finds the delimiter and reads
// the column names; the rows' ends are found here, since offsets have to be exact.
import Papa from 'papaparse';
import type { Block, ParsedDocument } from '../../../../contract/domain.ts';
import { columnNames } from '../columnNames.ts';

const SAMPLE_LENGTH = 64 * 1024;
/** A quote that is still open after this much text was never meant as one. */
const MAX_QUOTED_LENGTH = 2 * 1024 * 1024;

export function readCsv(text: string, title: string): ParsedDocument {
  const declared = /^sep=(.)\n/.exec(text);
  const headerStart = declared?.[0].length ?? 0;
  const sample = text.slice(headerStart, headerStart + SAMPLE_LENGTH);
  const parsed = Papa.parse<string[]>(sample, { preview: 20, skipEmptyLines: 'greedy', delimiter: declared?.[1] ?? '', delimitersToGuess: [',', ';', '\t', '|'] });
  const delimiter = declared?.[1] ?? parsed.meta.delimiter;
  const columns = columnNames(parsed.data);
  const blocks: Block[] = [];
  let start = 0;
  while (start < text.length) {
    const end = endOfRow(text, start, delimiter);
    if (text.slice(start, Math.min(end, start + 1000)).trim() !== '') blocks.push({ kind: 'table', start, end });
    start = end + 1;
  }
  return { title, text, blocks, pageStarts: null, places: { numberedLines: true }, ...(columns === null ? {} : { columns }) };
}

/** Offset of the newline that ends the row, or the text's end. A quote counts only where a cell begins. */
function endOfRow(text: string, start: number, delimiter: string): number {
  let at = start;
  while (at < text.length) {
    if (text[at] === '"') {
      const close = endOfQuoted(text, at + 1);
      if (close === -1) return endOfLine(text, at);
      at = close;
    }
    // To the end of the cell: whichever of delimiter and newline comes first.
    while (at < text.length && text[at] !== '\n' && text[at] !== delimiter) at += 1;
    if (at >= text.length || text[at] === '\n') return at;
    at += 1;
  }
  return text.length;
}

/** Offset after the closing quote; -1 when there is none in reach. */
function endOfQuoted(text: string, start: number): number {
  let at = start;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1 || quote - start > MAX_QUOTED_LENGTH) return -1;
    if (text[quote + 1] !== '"') return quote + 1;
    at = quote + 2;
  }
}

function endOfLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline === -1 ? text.length : newline;
}
