// Which stretches of a text are drawn heavier or quieter than the rest: headings of marked-up text, quoted lines of
// mail. Told from the characters alone, so that no mark is moved. Out: ascending ranges that don't overlap.
import type { DocumentKind, TextRange } from '../../../contract/domain.ts';

export type Style = 'heading' | 'quiet';

export interface StyledRange extends TextRange {
  readonly style: Style;
}

const HEADINGS: Partial<Record<DocumentKind, RegExp>> = {
  markdown: /^#{1,6} [^\n]+/gm,
  org: /^\*+ [^\n]+/gm,
  // The line above an underline that is at least as long.
  rst: /^(?=\S)[^\n]+(?=\n([=\-~^"'`#*+])\1{2,}[ \t]*$)/gm,
  latex: /^[ \t]*\\(?:part|chapter|(?:sub)*section)\*?\{[^\n]+/gm,
};
const QUOTED = /^>[^\n]*(?:\n>[^\n]*)*/gm;
const MAIL: ReadonlySet<DocumentKind> = new Set(['eml', 'msg']);

/** A slide's first paragraph, if it is a line of its own: its title, where it has one. */
const TITLE = /[^\n]{1,120}(?=\n\n|\n?$)/y;

export function stylesOf(kind: DocumentKind, text: string): StyledRange[] {
  const pattern = MAIL.has(kind) ? QUOTED : HEADINGS[kind];
  if (pattern === undefined) return [];
  const style = MAIL.has(kind) ? 'quiet' : 'heading';
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, style }));
}

/** @param starts of the slides, in offsets of `text` */
export function titlesOf(text: string, starts: readonly number[]): StyledRange[] {
  return starts.flatMap((start): StyledRange[] => {
    TITLE.lastIndex = start;
    const match = start < 0 ? null : TITLE.exec(text);
    return match === null ? [] : [{ start, end: start + match[0].length, style: 'heading' }];
  });
}
