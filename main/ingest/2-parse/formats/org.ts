// Org: the canonical text is the file's own, so that its lines can be numbered. Headings, lists, tables, source blocks
// and drawers are found; nothing is evaluated and no `#+INCLUDE` is followed.
import type { ParsedDocument } from '../../../../contract/domain.ts';
import { createLineBlocks } from '../lineBlocks.ts';
import { linesOf } from '../lines.ts';

/** Longer lines are neither headings nor keywords. */
const SEEN_LENGTH = 500;
const HEADING = /^(\*+)[ \t]+\S/;
const ITEM = /^\s*(?:[-+]|\d+[.)]|[A-Za-z][.)])[ \t]|^[ \t]+\*[ \t]/;
const BEGIN = /^\s*#\+begin_(\w+)/i;
const DRAWER = /^\s*:[\w-]+:\s*$/;
/** Blocks whose lines are prose. */
const PROSE = /^(?:quote|verse|center|abstract|note|warning|tip|proof|theorem)$/i;
const MAX_LEVEL = 8;

export function readOrg(text: string, titleOfFile: string): ParsedDocument {
  const blocks = createLineBlocks();
  let title = '';
  /** How the block in hand ends, where its lines mean nothing by themselves. */
  let until: RegExp | null = null;
  let inList = false;
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, Math.min(line.end, line.start + SEEN_LENGTH));
    const level = HEADING.exec(source)?.[1]?.length;
    if (until !== null && level === undefined) {
      if (source.trim() !== '') blocks.add('code', line);
      if (until.test(source)) {
        blocks.close();
        until = null;
      }
      continue;
    }
    until = null;
    const begun = BEGIN.exec(source)?.[1];
    if (source.trim() === '') {
      if (!inList) blocks.close();
    } else if (level !== undefined) {
      blocks.heading(Math.min(level, MAX_LEVEL), line.start, line.end);
      inList = false;
    } else if ((begun !== undefined && !PROSE.test(begun)) || DRAWER.test(source)) {
      blocks.close();
      blocks.add('code', line);
      until = begun === undefined ? /^\s*:end:\s*$/i : new RegExp(`^\\s*#\\+end_${begun}\\b`, 'i');
      inList = false;
    } else if (/^\s*\|/.test(source)) {
      blocks.add('table', line);
      inList = false;
    } else if (ITEM.test(source)) {
      blocks.add('list', line);
      inList = true;
    } else if (inList && /^\s/.test(source)) {
      blocks.add('list', line);
    } else {
      title ||= /^\s*#\+title:\s*(.+)$/i.exec(source)?.[1]?.trim() ?? '';
      blocks.add('paragraph', line);
      inList = false;
    }
  }
  const found = blocks.finish();
  const heading = found.find(({ kind }) => kind === 'heading');
  const first = heading === undefined ? '' : text.slice(heading.start, heading.end).replace(/^\*+\s+(?:(?:TODO|DONE)\s+)?(?:\[#\w\]\s+)?/, '').replace(/\s+:[\w@#%:]+:\s*$/, '').trim();
  return { title: title || first || titleOfFile, text, blocks: found, pageStarts: null, places: { numberedLines: true } };
}
