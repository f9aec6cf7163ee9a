// reStructuredText: the canonical text is the file's own, so that its lines can be numbered. A heading's level is told
// by its line of marks, in the order in which the file brings them. No directive is carried out, no include followed.
import type { ParsedDocument } from '../../../../contract/domain.ts';
import { createLineBlocks } from '../lineBlocks.ts';
import { linesOf, type Line } from '../lines.ts';

/** Longer lines are neither headings nor marks. */
const SEEN_LENGTH = 500;
const MARKS = /^([!-/:-@[-`{-~])\1{1,}[ \t]*$/;
const ITEM = /^\s*(?:[-*+•]|\(?(?:\d+|[A-Za-z#]|[ivxlcIVXLC]+)[.)])[ \t]|^:[^:\s][^:]*:(?:\s|$)/;
const DIRECTIVE = /^(\s*)\.\.[ \t]+(?:\|[^|]+\|[ \t]+)?([\w-]+)::/;
const VERBATIM = /^(?:code|code-block|sourcecode|literalinclude|parsed-literal|math|raw|highlight|productionlist|doctest|graphviz|prompt)$/;
const TABULAR = /^(?:table|list-table|csv-table)$/;
const GRID = /^\s*\+[-=+]{3,}\+\s*$|^\s*\|.*\|\s*$/;
const SIMPLE_TABLE = /^\s*=+(?:[ \t]+=+)+[ \t]*$/;

export function readRst(text: string, titleOfFile: string): ParsedDocument {
  const lines = [...linesOf(text)];
  const blocks = createLineBlocks();
  const styles: string[] = [];
  let title = '';
  let inList = false;
  /** Lines that are indented further belong to what came before them. */
  let verbatim: { readonly kind: 'code' | 'table'; readonly indent: number } | null = null;
  let inSimpleTable = false;

  const sourceAt = (at: number): string => {
    const line: Line | undefined = lines[at];
    return line === undefined ? '' : text.slice(line.start, Math.min(line.end, line.start + SEEN_LENGTH));
  };

  /** Lines that the heading at `at` takes, with its style; null where there is none. */
  function headingAt(at: number): { lines: number; style: string; words: string } | null {
    const [first, second, third] = [sourceAt(at), sourceAt(at + 1), sourceAt(at + 2)];
    const over = MARKS.exec(first)?.[1];
    if (over !== undefined && second.trim() !== '' && !MARKS.test(second) && MARKS.exec(third)?.[1] === over && first.trim().length >= second.trim().length) return { lines: 3, style: `${over}${over}`, words: second.trim() };
    const under = MARKS.exec(second)?.[1];
    if (under === undefined || over !== undefined || /^\s|^$/.test(first)) return null;
    // Four marks will do for a longer title, as the reference reader has it.
    return second.trim().length >= Math.min(widthOf(first.trim()), 4) ? { lines: 2, style: under, words: first.trim() } : null;
  }

  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    const source = sourceAt(at);
    const indent = source.search(/\S/);
    if (indent === -1) {
      if (inSimpleTable) inSimpleTable = !SIMPLE_TABLE.test(sourceAt(at - 1));
      if (!inList && verbatim === null && !inSimpleTable) blocks.close();
      continue;
    }
    if (verbatim !== null && indent > verbatim.indent) {
      blocks.add(verbatim.kind, line);
      continue;
    }
    if (verbatim !== null) blocks.close();
    verbatim = null;
    const heading = inSimpleTable ? null : headingAt(at);
    if (heading !== null) {
      if (!styles.includes(heading.style)) styles.push(heading.style);
      title ||= heading.words;
      blocks.heading(1 + styles.indexOf(heading.style), line.start, lines[at + heading.lines - 1]!.end);
      at += heading.lines - 1;
      inList = false;
      continue;
    }
    const directive = DIRECTIVE.exec(source);
    if (SIMPLE_TABLE.test(source)) {
      blocks.add('table', line);
      inSimpleTable = true;
    } else if (inSimpleTable || GRID.test(source)) blocks.add('table', line);
    else if (directive !== null) {
      const kind = VERBATIM.test(directive[2]!) ? 'code' : TABULAR.test(directive[2]!) ? 'table' : null;
      blocks.close();
      blocks.add(kind ?? 'paragraph', line);
      if (kind !== null) verbatim = { kind, indent: directive[1]!.length };
    } else if (ITEM.test(source)) blocks.add('list', line);
    else blocks.add(inList && indent > 0 ? 'list' : 'paragraph', line);
    inList = ITEM.test(source) || (inList && indent > 0);
    if (verbatim === null && /::\s*$/.test(source) && directive === null) verbatim = { kind: 'code', indent };
  }
  return { title: title || titleOfFile, text, blocks: blocks.finish(), pageStarts: null, places: { numberedLines: true } };
}

/** Columns on a screen: letters of East Asia take two. */
function widthOf(words: string): number {
  return words.length + (words.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g)?.length ?? 0);
}
