// Source code and other structured text: the canonical text is the file's own; blocks begin at top-level lines after
// a blank one. AsciiDoc, the one format of prose among them, has its headings found.
import type { Block, ParsedDocument } from '../../../../contract/domain.ts';
import { linesOf } from '../lines.ts';

const ASCIIDOC_HEADING = /^(={1,6})\s+\S/;
/** Longer lines are neither headings nor beginnings of anything. */
const SEEN_LENGTH = 300;

/** @param extension lower case, without the dot */
export function readCode(text: string, title: string, extension: string): ParsedDocument {
  const isProse = extension === 'adoc';
  const kind = isProse ? 'paragraph' : 'code';
  const blocks: Block[] = [];
  let start = -1;
  let end = 0;
  const close = (): void => {
    if (start >= 0) blocks.push({ kind, start, end });
    start = -1;
  };
  let afterBlank = true;
  for (const line of linesOf(text)) {
    const source = text.slice(line.start, Math.min(line.end, line.start + SEEN_LENGTH));
    if (source.trim() === '') {
      afterBlank = true;
      continue;
    }
    const level = isProse ? ASCIIDOC_HEADING.exec(source)?.[1]?.length : undefined;
    if (level !== undefined) {
      close();
      blocks.push({ kind: 'heading', start: line.start, end: line.end, level });
    } else {
      if (afterBlank && (isProse || startsTopLevel(source))) close();
      if (start < 0) start = line.start;
      end = line.end;
    }
    afterBlank = false;
  }
  close();
  return { title, text, blocks, pageStarts: null, places: { numberedLines: true } };
}

/** Not indented, and no bracket or keyword that only goes on with what stood before. */
function startsTopLevel(line: string): boolean {
  return /^[^\s)\]}]/.test(line) && !/^(?:else|elif|except|finally|catch|end|then)\b/.test(line);
}
