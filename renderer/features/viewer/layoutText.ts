// Cuts the loaded stretch of a document's text into what the viewer draws: pages or slides, numbered lines, the
// header of a message. In: the text, where it stands, the marked range. Out: sections of parts.
// Invariant: the parts of all sections, end to end, are the text; nothing is added, left out or moved.
import type { DocumentKind, TextRange } from '../../../contract/domain.ts';
import { hasSlides } from '../../../contract/messages/placeName.ts';
import { lastAtOrBefore } from '../../../contract/places.ts';
import { stylesOf, titlesOf, type Style, type StyledRange } from './textStyles.ts';

export interface TextPart {
  readonly text: string;
  readonly style: Style | null;
  readonly marked: boolean;
}

export type TextSection =
  /** `page` is null in a text without pages. */
  | { readonly kind: 'text'; readonly page: number | null; readonly parts: readonly TextPart[] }
  | { readonly kind: 'fields'; readonly fields: readonly { readonly name: readonly TextPart[]; readonly value: readonly TextPart[] }[] }
  | { readonly kind: 'lines'; readonly lines: readonly { readonly number: number; readonly parts: readonly TextPart[]; readonly marked: boolean }[] };

export interface LoadedText {
  readonly kind: DocumentKind;
  readonly text: string;
  /** Offset of `text` in the whole. */
  readonly start: number;
  /** 1-based line of the whole in which `text` begins. */
  readonly line: number;
  readonly pageStarts: readonly number[] | null;
  readonly numberedLines: boolean;
  /** In offsets of the whole. */
  readonly mark: TextRange | null;
}

const MAIL: ReadonlySet<DocumentKind> = new Set(['eml', 'msg']);
const FIELD = /([\p{L}][\p{L} -]{0,30}:[ \t]+)([^\n]*(?:\n|$))/uy;

export function layoutText(loaded: LoadedText): TextSection[] {
  const { kind, text, start, pageStarts } = loaded;
  const styles = hasSlides(kind) && pageStarts !== null ? titlesOf(text, pageStarts.map((page) => page - start)) : stylesOf(kind, text);
  const cut = createCutter(text, styles, loaded.mark === null ? null : { start: loaded.mark.start - start, end: loaded.mark.end - start });
  if (loaded.numberedLines) return [{ kind: 'lines', lines: linesOf(text, loaded.line, cut) }];
  if (pageStarts !== null && pageStarts.length > 0) return pagesOf(text, start, pageStarts, cut);
  const header = MAIL.has(kind) && start === 0 ? fieldsOf(text) : [];
  const body: TextSection = { kind: 'text', page: null, parts: cut(header.at(-1)?.end ?? 0, text.length) };
  if (header.length === 0) return [body];
  return [{ kind: 'fields', fields: header.map((field) => ({ name: cut(field.start, field.value), value: cut(field.value, field.end) })) }, body];
}

type Cutter = (start: number, end: number) => TextPart[];

/** Cuts a range at the borders of styles and of the mark. */
function createCutter(text: string, styles: readonly StyledRange[], mark: TextRange | null): Cutter {
  const starts = styles.map((range) => range.start);
  return (from, to) => {
    const borders = new Set([from, to]);
    const add = (offset: number): unknown => offset > from && offset < to && borders.add(offset);
    for (let at = Math.max(0, lastAtOrBefore(starts, from)); at < styles.length && styles[at]!.start < to; at += 1) {
      add(styles[at]!.start);
      add(styles[at]!.end);
    }
    if (mark !== null) {
      add(mark.start);
      add(mark.end);
    }
    const sorted = [...borders].sort((a, b) => a - b);
    return sorted.slice(1).map((end, index): TextPart => {
      const start = sorted[index]!;
      const style = styles[lastAtOrBefore(starts, start)];
      return { text: text.slice(start, end), style: style !== undefined && start < style.end ? style.style : null, marked: mark !== null && start >= mark.start && end <= mark.end };
    });
  };
}

function pagesOf(text: string, start: number, pageStarts: readonly number[], cut: Cutter): TextSection[] {
  const first = Math.max(0, lastAtOrBefore(pageStarts, start));
  const sections: TextSection[] = [];
  for (let page = first; page < pageStarts.length && (page === first || pageStarts[page]! < start + text.length); page += 1) {
    const from = Math.max(0, pageStarts[page]! - start);
    const to = Math.min(text.length, (pageStarts[page + 1] ?? Infinity) - start);
    sections.push({ kind: 'text', page: page + 1, parts: cut(from, to) });
  }
  return sections;
}

function linesOf(text: string, first: number, cut: Cutter): { number: number; parts: TextPart[]; marked: boolean }[] {
  const lines: { number: number; parts: TextPart[]; marked: boolean }[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline + 1;
    const parts = cut(at, end);
    lines.push({ number: first + lines.length, parts, marked: parts.some((part) => part.marked) });
    at = end;
  }
  return lines;
}

/** The lines `Name: value` at the beginning, if an empty line ends them. */
function fieldsOf(text: string): { start: number; value: number; end: number }[] {
  const fields: { start: number; value: number; end: number }[] = [];
  let at = 0;
  for (FIELD.lastIndex = 0; ; FIELD.lastIndex = at) {
    const match = FIELD.exec(text);
    if (match === null) break;
    const value = at + match[1]!.length;
    const end = value + match[2]!.length;
    fields.push({ start: at, value, end });
    at = end;
  }
  return at === text.length || text[at] === '\n' ? fields : [];
}
