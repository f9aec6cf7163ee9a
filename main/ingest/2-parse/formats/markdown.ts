// Markdown: the canonical text is the source itself; markdown-it only says which lines are what. Inline markup is
// never parsed and nothing is rendered.
import MarkdownIt from 'markdown-it';
import type { Block, ParsedDocument, TextRange } from '../../../../contract/domain.ts';
import { linesOf, lineStarts } from '../lines.ts';

const markdown = new MarkdownIt('default', { html: true });
// Blocks are all that is needed; the inline rules are where the time goes.
markdown.core.ruler.enableOnly(['normalize', 'block']);

const PART_LENGTH = 1024 * 1024;

const KIND_BY_TOKEN: Readonly<Record<string, Block['kind']>> = {
  heading_open: 'heading',
  paragraph_open: 'paragraph',
  blockquote_open: 'paragraph',
  html_block: 'paragraph',
  bullet_list_open: 'list',
  ordered_list_open: 'list',
  table_open: 'table',
  fence: 'code',
  code_block: 'code',
};

export function readMarkdown(text: string, titleOfFile: string): ParsedDocument {
  const frontMatter = /^---[ \t]*\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)?.[0] ?? '';
  const blocks: Block[] = frontMatter === '' ? [] : [{ kind: 'code', start: 0, end: frontMatter.trimEnd().length }];
  for (const part of partsOf(text, frontMatter.length)) {
    for (const block of blocksOf(text.slice(part.start, part.end), part.start)) blocks.push(block);
  }
  return { title: frontMatterTitle(frontMatter) ?? firstHeading(text, blocks) ?? titleOfFile, text, blocks, pageStarts: null, places: { numberedLines: true } };
}

/** @param offset of `source` in the document's text */
function* blocksOf(source: string, offset: number): Generator<Block> {
  const starts = lineStarts(source);
  const offsetOfLine = (line: number): number => starts[line] ?? source.length;
  for (const token of markdown.parse(source, {})) {
    const kind = KIND_BY_TOKEN[token.type];
    if (kind === undefined || token.level !== 0 || token.map === null) continue;
    const start = offsetOfLine(token.map[0]);
    const end = start + source.slice(start, offsetOfLine(token.map[1])).trimEnd().length;
    if (end === start) continue;
    const range = { start: offset + start, end: offset + end };
    yield kind === 'heading' ? { kind, ...range, level: Number(token.tag.slice(1)) } : { kind, ...range };
  }
}

/** Tokens of a large file would not fit into memory: it is read in parts, cut at blank lines outside of code fences. */
function* partsOf(text: string, from: number): Generator<TextRange> {
  let start = from;
  let fence: string | null = null;
  if (text.length - from > PART_LENGTH) {
    for (const line of linesOf(text.slice(from))) {
      const source = text.slice(from + line.start, from + Math.min(line.end, line.start + 100));
      const mark = /^ {0,3}(```|~~~)/.exec(source)?.[1] ?? null;
      if (mark !== null) fence = fence === null ? mark : fence === mark ? null : fence;
      else if (fence === null && from + line.start - start >= PART_LENGTH && source.trim() === '') {
        yield { start, end: from + line.start };
        start = from + line.start;
      }
    }
  }
  yield { start, end: text.length };
}

function frontMatterTitle(frontMatter: string): string | null {
  const value = /^title:[ \t]*(.+)$/m.exec(frontMatter)?.[1]?.trim().replaceAll(/^["']|["']$/g, '');
  return value === undefined || value === '' ? null : value;
}

function firstHeading(text: string, blocks: readonly Block[]): string | null {
  const heading = blocks.find(({ kind, level }) => kind === 'heading' && level === 1) ?? blocks.find(({ kind }) => kind === 'heading');
  if (heading === undefined) return null;
  return plainHeading(text.slice(heading.start, heading.end)) || null;
}

/** `## The *lease* ##` and `The lease\n=====` -> `The lease`. */
function plainHeading(source: string): string {
  return source
    .replace(/\n[=-]+\s*$/, '')
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(/\s+#+\s*$/, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*`]|<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
