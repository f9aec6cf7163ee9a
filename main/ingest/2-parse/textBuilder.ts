// Builds canonical text and its blocks from a stream of marked-up text, for readers whose source isn't text as it
// stands. Blocks are parted by a blank line; list items, table rows and broken lines by a newline; cells by a tab.
import type { Block } from '../../../contract/domain.ts';
import { normalizeCounting } from './decodeText.ts';

export interface TextBuilder {
  /** Ends the block in hand; what is written next belongs to a new one. */
  startBlock(kind: Block['kind'], level?: number): void;
  endBlock(): void;
  /** Runs of whitespace become one space, unless `verbatim`. */
  write(text: string, verbatim?: boolean): void;
  /** A newline within the block, then `prefix`; nothing at the block's start. */
  startLine(prefix?: string): void;
  /** Next cell of the row; nothing at the row's start. */
  startCell(): void;
  /** Characters since the last line, cell or block began. */
  lengthOfPart(): number;
  lengthOfText(): number;
  /** What is written next stands on a new page or slide. */
  startPage(): void;
  /** `pageStarts` has an entry for each page that was started; one without text starts where the next one does. `hidden`: characters that were written, but hide text. */
  finish(): { readonly text: string; readonly blocks: readonly Block[]; readonly pageStarts: readonly number[]; readonly hidden: number };
}

export function createTextBuilder(): TextBuilder {
  const texts: string[] = [];
  const blocks: Block[] = [];
  /** How many blocks there were before each page. */
  const pages: number[] = [];
  let length = 0;
  let hidden = 0;
  let open: { kind: Block['kind']; level: number | undefined; parts: string[]; verbatim: boolean } = newBlock('paragraph', undefined);
  let openLength = 0;
  let partLength = 0;
  let cells = 0;
  let pendingSpace = false;

  function newBlock(kind: Block['kind'], level: number | undefined): typeof open {
    return { kind, level, parts: [], verbatim: false };
  }

  function push(text: string): void {
    open.parts.push(text);
    openLength += text.length;
  }

  function endBlock(): void {
    const { kind, level, parts, verbatim } = open;
    open = newBlock('paragraph', undefined);
    openLength = 0;
    partLength = 0;
    cells = 0;
    pendingSpace = false;
    if (parts.length === 0) return;
    const { text: normal, hidden: found } = normalizeCounting(parts.join(''));
    hidden += found;
    const text = verbatim ? normal.replace(/^\n+/, '').trimEnd() : tidy(normal, kind);
    if (text.trim() === '') return;
    if (length > 0) {
      texts.push('\n\n');
      length += 2;
    }
    const range = { start: length, end: length + text.length };
    blocks.push(kind === 'heading' ? { kind, ...range, level: level ?? 1 } : { kind, ...range });
    texts.push(text);
    length += text.length;
  }

  return {
    startBlock: (kind, level) => {
      endBlock();
      open = newBlock(kind, level);
    },
    endBlock,
    write: (text, verbatim = false) => {
      if (verbatim) {
        open.verbatim = true;
        push(text);
        partLength += text.length;
        return;
      }
      const words = text.replaceAll(/\s+/g, ' ');
      const leads = words.startsWith(' ');
      const core = words.trim();
      if (core === '') {
        pendingSpace ||= words !== '';
        return;
      }
      const spaced = (pendingSpace || leads) && partLength > 0 ? ` ${core}` : core;
      push(spaced);
      partLength += spaced.length;
      pendingSpace = words.endsWith(' ');
    },
    startLine: (prefix = '') => {
      if (open.parts.length > 0) push('\n');
      if (prefix !== '') push(prefix);
      partLength = 0;
      cells = 0;
      pendingSpace = false;
    },
    startCell: () => {
      if (cells > 0 || partLength > 0) push('\t');
      cells += 1;
      partLength = 0;
      pendingSpace = false;
    },
    lengthOfPart: () => partLength,
    lengthOfText: () => length + openLength,
    startPage: () => {
      endBlock();
      pages.push(blocks.length);
    },
    finish: () => {
      endBlock();
      return { text: texts.join(''), blocks, hidden, pageStarts: pages.map((before, page) => (page === 0 ? 0 : (blocks[before]?.start ?? length))) };
    },
  };
}

/** No empty lines, rows of nothing or bullets without a text. The first row of a table keeps its empty cells. */
function tidy(text: string, kind: Block['kind']): string {
  const lines = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && !/^\s*(?:[-•*·]|\d+\.)$/.test(line))
    .join('\n');
  return kind === 'table' ? lines : lines.replace(/^\t+/, '');
}
