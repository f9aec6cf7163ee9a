// Plain text: paragraphs between blank lines, and the few headings that are beyond doubt.
import type { Block, ParsedDocument } from '../../../../contract/domain.ts';
import { linesOf } from '../lines.ts';

const MAX_HEADING_LENGTH = 80;
const NUMBERED = /^(?:(?:chapter|section|part|article|appendix|kapitel|teil|abschnitt)\s+[\divxlc]+\b|\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\p{Lu})/iu;

/** @param text decoded, see decodeText */
export function readPlainText(text: string, title: string): ParsedDocument {
  return { title, text, blocks: paragraphsOf(text), pageStarts: null, places: { numberedLines: true } };
}

function paragraphsOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { start: number; end: number; lines: number } | null = null;
  const close = (): void => {
    if (open === null) return;
    const { start, end } = open;
    const level = open.lines === 1 ? headingLevel(text.slice(start, end)) : null;
    blocks.push(level === null ? { kind: 'paragraph', start, end } : { kind: 'heading', start, end, level });
    open = null;
  };
  for (const { start, end } of linesOf(text)) {
    if (text.slice(start, end).trim() === '') close();
    else if (open === null) open = { start, end, lines: 1 };
    else open = { start: open.start, end, lines: open.lines + 1 };
  }
  close();
  return blocks;
}

/** A line that stands alone is a heading when it is in capitals or numbered as one, and is no sentence. */
function headingLevel(line: string): number | null {
  const words = line.trim();
  if (words.length > MAX_HEADING_LENGTH || /[.!?:;,]$/.test(words)) return null;
  if (NUMBERED.test(words)) return 1 + (/^\d+(?:\.\d+)*/.exec(words)?.[0].split('.').length ?? 0);
  const letters = words.replaceAll(/\P{L}/gu, '');
  return letters.length >= 4 && letters === letters.toUpperCase() && letters !== letters.toLowerCase() ? 1 : null;
}
