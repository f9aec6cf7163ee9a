// What every document has to hold, whatever the file was: the rest of the write line relies on it.
import { MAX_TEXT_LENGTH, MAX_TITLE_LENGTH } from '../../main/ingest/2-parse/parseOutcome.ts';
import type { ParseResult } from '../../main/engines/parser/protocol.ts';

type ReadDocument = NonNullable<Extract<ParseResult, { ok: true }>['document']>;

/** The first thing that does not hold; null when all does. */
export function brokenPromise({ title, text, blocks, pageStarts, places }: ReadDocument): string | null {
  if (text.length > MAX_TEXT_LENGTH) return 'more text than is kept';
  // Composed letters may come apart, one into three.
  if (title.length > 3 * MAX_TITLE_LENGTH) return 'a title without end';
  if (!text.isWellFormed() || !title.isWellFormed()) return 'a lone surrogate';
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(text)) return 'a control character';
  let end = 0;
  for (const block of blocks) {
    if (block.start < end || block.end <= block.start || block.end > text.length) return `a block out of order at ${block.start}`;
    end = block.end;
  }
  if (pageStarts !== null && (pageStarts[0] !== 0 || !isAscending(pageStarts, text.length))) return 'pages out of order';
  for (const { name, start, end: sheetEnd, rowStarts, rowNumbers } of places?.sheets ?? []) {
    if (start > sheetEnd || sheetEnd > text.length) return `sheet ${name} outside of the text`;
    if (rowStarts.length !== rowNumbers.length || !isAscending(rowStarts, text.length)) return `rows of sheet ${name} out of order`;
  }
  return null;
}

function isAscending(offsets: readonly number[], limit: number): boolean {
  return offsets.every((offset, at) => offset <= limit && (at === 0 || offset >= offsets[at - 1]!));
}
