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

export function stylesOf(kind: DocumentKind, text: string): StyledRange[] {
  const pattern = MAIL.has(kind) ? QUOTED : HEADINGS[kind];
  if (pattern === undefined) return [];
  const style = MAIL.has(kind) ? 'quiet' : 'heading';
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, style }));
}
