// A document's blocks as sections: each with the headings above it, a sheet or a long table being one of its own. Fills
// what the parser's blocks leave out, so that blocks together hold all non-whitespace of the text, in order and
// without overlap.
import type { Block, ParsedDocument, Sheet } from '../../../contract/domain.ts';
import { toLabel } from './chunkHeader.ts';

export interface Section {
  /** Labels of the headings above, outermost first; the section's own heading is the last. */
  readonly path: readonly string[];
  /** Nesting of the section's own heading, 0 for what stands before the first heading. */
  readonly level: number;
  readonly blocks: readonly Block[];
  /** Names of the columns of the table that it is, or is in; what stands in every chunk's header. */
  readonly columns: readonly string[] | null;
  /** True when nothing of another section may share a chunk with it. */
  readonly alone: boolean;
}

export function sectionsOf(document: ParsedDocument): Section[] {
  const sections: Section[] = [];
  let open: Section & { readonly blocks: Block[] } = { path: [], level: 0, blocks: [], columns: document.columns ?? null, alone: false };
  let sheet: Sheet | null = null;
  const sheetAt = sheetFinder(document.places?.sheets ?? []);
  const above: { readonly level: number; readonly label: string }[] = [];

  function begin(section: Pick<Section, 'level' | 'columns' | 'alone'>): void {
    if (open.blocks.length > 0) sections.push(open);
    open = { ...section, path: above.map(({ label }) => label), blocks: [] };
  }

  for (const block of completeBlocks(document)) {
    const last: Sheet | null = sheet;
    sheet = sheetAt(block.start);
    const own = { columns: sheet?.columns ?? null, alone: sheet !== null };
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      while (above.length > 0 && above.at(-1)!.level >= level) above.pop();
      const label = toLabel(document.text.slice(block.start, block.end));
      if (label !== '') above.push({ level, label });
      begin({ level, ...own });
    } else if (block.columns !== undefined && open.blocks.every(({ kind }) => kind === 'heading')) open = { ...open, columns: block.columns };
    else if (block.columns !== undefined) begin({ level: open.level, columns: block.columns, alone: false });
    else if (sheet !== last || open.blocks.at(-1)?.columns !== undefined) begin({ level: open.level, ...own });
    open.blocks.push(block);
  }
  if (open.blocks.length > 0) sections.push(open);
  return sections;
}

/** The sheet that an offset lies in; to be asked with ascending offsets. */
function sheetFinder(sheets: readonly Sheet[]): (offset: number) => Sheet | null {
  let at = 0;
  return (offset) => {
    while (at < sheets.length && sheets[at]!.end <= offset) at += 1;
    const sheet = sheets[at];
    return sheet !== undefined && sheet.start <= offset ? sheet : null;
  };
}

const WORD = /[\p{L}\p{N}]/u;

/** What no block covers becomes part of its neighbour if it has no word in it (`---`), else a paragraph. */
function completeBlocks({ text, blocks }: ParsedDocument): Block[] {
  const complete: Block[] = [];
  let end = 0;
  const addGap = (start: number, gapEnd: number): void => {
    if (text.slice(start, gapEnd).trim() === '') return;
    add({ kind: 'paragraph', start, end: gapEnd });
  };
  const add = (block: Block): void => {
    const last = complete.at(-1);
    if (last !== undefined && last.kind !== 'heading' && !hasWord(text, block)) complete[complete.length - 1] = { ...last, end: block.end };
    else complete.push(block);
    end = block.end;
  };
  for (const block of blocks) {
    // A parser's slip costs precision, never text: overlaps are cut and offsets kept within the text.
    const start = Math.max(block.start, end);
    const blockEnd = Math.min(block.end, text.length);
    if (start >= blockEnd) continue;
    addGap(end, start);
    add(start === block.start && blockEnd === block.end ? block : { ...block, start, end: blockEnd });
  }
  addGap(end, text.length);
  return complete;
}

/** Only short blocks can be without any word; long ones aren't searched. */
function hasWord(text: string, { start, end }: Block): boolean {
  return end - start > 200 || WORD.test(text.slice(start, end));
}
