// Slides to canonical text: the title first, then the shapes in the file's order (the order in which a screen reader
// goes through them), then the speaker's notes. Every slide is a page, one without text too.
import type { ParsedDocument } from '../../../../../contract/domain.ts';
import { createTextBuilder } from '../../textBuilder.ts';

export interface Paragraph {
  /** 0 is the outermost. */
  readonly level: number;
  readonly text: string;
}

export type Shape = { readonly kind: 'text'; readonly paragraphs: readonly Paragraph[] } | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

export interface Slide {
  readonly title: string;
  readonly shapes: readonly Shape[];
  readonly notes: readonly string[];
}

export interface Slides {
  add(slide: Slide): void;
  lengthOfText(): number;
  /** @param onMasters what the slides' masters put on every slide; told once, after the last */
  finish(title: string, onMasters: readonly string[]): ParsedDocument;
}

const MAX_INDENT = 8;

export function createSlides(): Slides {
  const builder = createTextBuilder();
  let firstTitle = '';

  function addShape(shape: Shape): void {
    if (shape.kind === 'table') {
      builder.startBlock('table');
      for (const row of shape.rows) {
        builder.startLine();
        for (const cell of row) {
          builder.startCell();
          builder.write(cell);
        }
      }
      return;
    }
    const paragraphs = shape.paragraphs.filter(({ text }) => text.trim() !== '');
    builder.startBlock(paragraphs.length > 1 ? 'list' : 'paragraph');
    for (const { level, text } of paragraphs) {
      builder.startLine('  '.repeat(Math.max(0, Math.min(level, MAX_INDENT))));
      builder.write(text);
    }
  }

  return {
    add: ({ title, shapes, notes }) => {
      builder.startPage();
      if (title.trim() !== '') {
        builder.startBlock('heading', 1);
        builder.write(title);
        firstTitle ||= title.replaceAll(/\s+/g, ' ').trim();
      }
      for (const shape of shapes) addShape(shape);
      for (const note of notes) {
        builder.startBlock('paragraph');
        builder.write(note);
      }
    },
    lengthOfText: builder.lengthOfText,
    finish: (title, onMasters) => {
      for (const text of new Set(onMasters)) {
        builder.startBlock('paragraph');
        builder.write(text);
      }
      const { text, blocks, pageStarts } = builder.finish();
      return { title: firstTitle || title, text, blocks, pageStarts: pageStarts.length === 0 ? [0] : pageStarts };
    },
  };
}
