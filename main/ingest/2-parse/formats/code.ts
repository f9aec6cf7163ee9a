// Source code and other structured text: the canonical text is the file's own; blocks begin at top-level lines after
// a blank one. The few prose formats among them (TeX, reStructuredText, Org, AsciiDoc) have their headings found.
import type { Block, ParsedDocument } from '../../../../contract/domain.ts';
import { linesOf, type Line } from '../lines.ts';

/** The heading's level, 0 for lines that are none; `next` is its underline where the format has one. */
type HeadingLevel = (line: string, next: string) => number;

const TEX_LEVELS = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph'];
const UNDERLINES = '#=-~^"\'`:.+*_';

const HEADING_LEVELS: Readonly<Record<string, HeadingLevel>> = {
  tex: (line) => 1 + TEX_LEVELS.indexOf(/^\s*\\(\w+)\*?(?:\[[^\]]*\])?\{/.exec(line)?.[1] ?? ''),
  org: (line) => /^(\*{1,6})\s+\S/.exec(line)?.[1]?.length ?? 0,
  adoc: (line) => /^(={1,6})\s+\S/.exec(line)?.[1]?.length ?? 0,
  rst: (line, next) => {
    const mark = underlineMark(next);
    return mark === null || underlineMark(line) !== null || line.trimEnd().length > next.trimEnd().length ? 0 : 1 + UNDERLINES.indexOf(mark);
  },
};
/** Longer lines are neither headings nor beginnings of anything. */
const SEEN_LENGTH = 300;

const underlineMark = (line: string): string | null => /^(["#'*+\-.:=^_`~])\1{2,}\s*$/.exec(line)?.[1] ?? null;

/** @param extension lower case, without the dot */
export function readCode(text: string, title: string, extension: string): ParsedDocument {
  const levelOf = Object.hasOwn(HEADING_LEVELS, extension) ? HEADING_LEVELS[extension]! : null;
  const kind = levelOf === null ? 'code' : 'paragraph';
  const blocks: Block[] = [];
  const seen = (line: Line | undefined): string => (line === undefined ? '' : text.slice(line.start, Math.min(line.end, line.start + SEEN_LENGTH)));
  let start = -1;
  let end = 0;
  const close = (): void => {
    if (start >= 0) blocks.push({ kind, start, end });
    start = -1;
  };
  let afterBlank = true;
  for (const [line, next] of pairsOf(linesOf(text))) {
    const source = seen(line);
    // The underline went with its heading.
    if (line.start < end) continue;
    if (source.trim() === '') {
      afterBlank = true;
      continue;
    }
    const level = levelOf?.(source, seen(next)) ?? 0;
    if (level > 0) {
      close();
      end = extension === 'rst' ? (next ?? line).end : line.end;
      blocks.push({ kind: 'heading', start: line.start, end, level });
    } else {
      if (afterBlank && (levelOf !== null || startsTopLevel(source))) close();
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

function* pairsOf(lines: Iterable<Line>): Generator<readonly [Line, Line | undefined]> {
  let held: Line | undefined;
  for (const line of lines) {
    if (held !== undefined) yield [held, line];
    held = line;
  }
  if (held !== undefined) yield [held, undefined];
}
