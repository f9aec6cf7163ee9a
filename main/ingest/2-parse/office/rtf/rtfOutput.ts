// Paragraphs and table rows of an RTF document to canonical text. Notes and text boxes come after the paragraph in
// which they stand, headers and footers once, at the end.
import type { Block } from '../../../../../contract/domain.ts';
import { createTextBuilder } from '../../textBuilder.ts';

export interface RtfOutput {
  write(text: string): void;
  /** @param level of a heading, 0 for none */
  endParagraph(level: number, inTable: boolean): void;
  endCell(): void;
  endRow(): void;
  /** What follows stands beside the text, until `endAside`. */
  startAside(isMargin: boolean): void;
  endAside(): void;
  lengthOfText(): number;
  finish(): { readonly text: string; readonly blocks: readonly Block[] };
}

interface Aside {
  readonly isMargin: boolean;
  readonly parts: string[];
}

export function createRtfOutput(): RtfOutput {
  const builder = createTextBuilder();
  const margins = new Set<string>();
  const asides: Aside[] = [];
  let deferred: string[] = [];
  let parts: string[] = [];
  let cells: string[] = [];
  let rowIsOpen = false;
  let tableIsOpen = false;

  function take(): string {
    const text = parts.join('');
    parts = [];
    return text;
  }

  function writeRow(): void {
    if (!tableIsOpen) builder.startBlock('table');
    tableIsOpen = true;
    builder.startLine();
    for (const cell of cells) {
      builder.startCell();
      builder.write(cell);
    }
    cells = [];
    rowIsOpen = false;
  }

  function addParagraph(kind: 'heading' | 'paragraph', level: number, text: string): void {
    builder.startBlock(kind, level);
    builder.write(text);
    tableIsOpen = false;
  }

  function addDeferred(): void {
    const later = deferred;
    deferred = [];
    for (const text of later) addParagraph('paragraph', 0, text);
  }

  return {
    write: (text) => (asides.at(-1)?.parts ?? parts).push(text),
    endParagraph: (level, inTable) => {
      const aside = asides.at(-1);
      if (aside !== undefined) aside.parts.push(' ');
      else if (inTable) parts.push(' ');
      else {
        // A row that nobody ended is one all the same.
        if (rowIsOpen) writeRow();
        const text = take();
        if (text.trim() !== '') addParagraph(level > 0 ? 'heading' : 'paragraph', level, text);
        addDeferred();
      }
    },
    endCell: () => {
      const aside = asides.at(-1);
      if (aside !== undefined) {
        aside.parts.push(' ');
        return;
      }
      cells.push(take());
      rowIsOpen = true;
    },
    endRow: () => {
      if (asides.length > 0) return;
      if (rowIsOpen) writeRow();
      if (deferred.length > 0) addDeferred();
    },
    startAside: (isMargin) => asides.push({ isMargin, parts: [] }),
    endAside: () => {
      const aside = asides.pop();
      const text = aside?.parts.join('').trim() ?? '';
      if (text === '') return;
      if (aside!.isMargin) margins.add(text);
      else deferred.push(text);
    },
    lengthOfText: builder.lengthOfText,
    finish: () => {
      if (rowIsOpen) writeRow();
      const rest = take();
      if (rest.trim() !== '') addParagraph('paragraph', 0, rest);
      addDeferred();
      // A page number alone is no text.
      for (const margin of margins) if (/\p{L}/u.test(margin)) addParagraph('paragraph', 0, margin);
      return builder.finish();
    },
  };
}
