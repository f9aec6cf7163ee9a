// The characters of an old Word document to canonical text. Marks in the text end paragraphs, cells and rows, and set
// off the codes of fields from what they show.
import type { Block } from '../../../../../contract/domain.ts';
import { createTextBuilder } from '../../textBuilder.ts';
import type { ParagraphRun } from './docTables.ts';

export interface DocText {
  add(character: string, paragraph: ParagraphRun | null): void;
  /** What follows is no longer the main text. @param isMargin headers and footers: each is kept once, at the end */
  startPart(isMargin: boolean): void;
  lengthOfText(): number;
  finish(): { readonly text: string; readonly blocks: readonly Block[] };
}

const CELL = '\x07';
const FIELD_BEGIN = '\x13';
const FIELD_SEPARATOR = '\x14';
const FIELD_END = '\x15';
const MAX_HEADING = 9;
const MAX_CODE_LENGTH = 1000;
/** A word with its reading above it is a formula of two parts, without a result: `EQ \\o(\\s\\up 9(とうきょう),東京)`. */
const OVERSTRUCK = /^\s*EQ\s.*\\o\b.*\),([^()]*)\)\s*$/i;

export function createDocText(): DocText {
  const builder = createTextBuilder();
  const margins = new Set<string>();
  let isMargin = false;
  let parts: string[] = [];
  let cells: string[] = [];
  let afterCell = false;
  let tableIsOpen = false;
  /** Of each field that is open: whether its code is over. */
  const fields: boolean[] = [];
  let codes = 0;
  /** The code of the innermost field. */
  let code = '';

  function take(): string {
    const text = parts.join('');
    parts = [];
    return text;
  }

  function endRow(): void {
    if (cells.length === 0) return;
    if (!tableIsOpen) builder.startBlock('table');
    tableIsOpen = true;
    builder.startLine();
    for (const cell of cells) {
      builder.startCell();
      builder.write(cell);
    }
    cells = [];
  }

  function endParagraph(paragraph: ParagraphRun | null): void {
    if (paragraph?.inTable === true && !paragraph.endsRow) {
      parts.push(' ');
      return;
    }
    endRow();
    const text = take();
    if (text.trim() === '') return;
    if (isMargin) {
      margins.add(text.replaceAll(/\s+/g, ' ').trim());
      return;
    }
    tableIsOpen = false;
    const level = headingLevel(paragraph);
    if (level === null) builder.startBlock('paragraph');
    else builder.startBlock('heading', level);
    builder.write(text);
  }

  /** Rows end with one mark more than they have cells; only newer documents say which one it is. */
  function endCell(paragraph: ParagraphRun | null): void {
    if (paragraph === null ? afterCell && parts.length === 0 : paragraph.endsRow) endRow();
    else cells.push(take());
    afterCell = paragraph !== null || cells.length > 0;
  }

  return {
    add: (character, paragraph) => {
      if (character === FIELD_BEGIN) {
        fields.push(false);
        codes += 1;
        code = '';
      } else if (character === FIELD_SEPARATOR) {
        if (fields.at(-1) === false) {
          fields[fields.length - 1] = true;
          codes -= 1;
        }
      } else if (character === FIELD_END) {
        if (fields.pop() === false) {
          codes -= 1;
          if (codes === 0) parts.push(OVERSTRUCK.exec(code)?.[1] ?? '');
        }
      } else if (character === '\r' || character === '\f') {
        endParagraph(paragraph);
        afterCell = false;
      } else if (character === CELL) endCell(paragraph);
      else if (codes === 0) {
        parts.push(shown(character));
        if (parts.at(-1) !== '') afterCell = false;
      } else if (code.length < MAX_CODE_LENGTH) code += character;
    },
    startPart: (margin) => {
      endParagraph(null);
      fields.length = 0;
      codes = 0;
      isMargin = margin;
    },
    lengthOfText: builder.lengthOfText,
    finish: () => {
      endParagraph(null);
      for (const margin of margins) {
        // A page number alone is no text.
        if (!/\p{L}/u.test(margin)) continue;
        builder.startBlock('paragraph');
        builder.write(margin);
      }
      return builder.finish();
    },
  };
}

function headingLevel(paragraph: ParagraphRun | null): number | null {
  if (paragraph === null || paragraph.inTable) return null;
  if (paragraph.style >= 1 && paragraph.style <= MAX_HEADING) return paragraph.style;
  return paragraph.outline !== null && paragraph.outline < MAX_HEADING ? paragraph.outline + 1 : null;
}

/** Anchors of pictures and notes are no text; breaks and hyphens have codes of their own. */
function shown(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0x20) return character;
  if (code === 0x1e) return '-';
  return code === 9 || code === 11 || code === 14 ? ' ' : '';
}
