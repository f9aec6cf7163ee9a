// What reading one file comes to: a document, or the reason why there is none. Shared by all readers.
import type { Block, FileReason, ParsedDocument } from '../../../contract/domain.ts';
import { columnNames } from './columnNames.ts';
import { normalizeText } from './decodeText.ts';
import type { ListedMember } from './members/listedMember.ts';

/** `needsOcr`: 1-based pages of which more is seen than their text says, ascending. */
export type ParseOutcome =
  | {
      readonly ok: true;
      readonly document: ParsedDocument;
      /** Files inside of this one: the attachments of a message. */
      readonly members?: readonly ListedMember[];
      readonly needsOcr?: readonly number[];
    }
  | { readonly ok: false; readonly reason: FileReason; readonly needsOcr?: readonly number[] };

/** What opening a file without text of its own comes to. `partly` where it holds more than is listed. */
export type ContainerOutcome = { readonly ok: true; readonly members: readonly ListedMember[]; readonly partly?: FileReason } | { readonly ok: false; readonly reason: FileReason };

/** The most text that is taken from one file, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 50 * 1024 * 1024;
/** It stands in every chunk's header and in every list. */
export const MAX_TITLE_LENGTH = 300;

export const refuse = (reason: FileReason): { readonly ok: false; readonly reason: FileReason } => ({ ok: false, reason });

/** Accepts a document unless there is nothing to find in it, or too much. */
export function accept(document: ParsedDocument): ParseOutcome {
  if (document.text.length > MAX_TEXT_LENGTH) return refuse('too-much-text');
  if (!/\S/.test(document.text)) return refuse('no-text');
  return { ok: true, document: { ...document, title: normalizeText(document.title.slice(0, MAX_TITLE_LENGTH)).trim(), blocks: coarsen(withColumns(document)) } };
}

/** Tables of fewer letters are one chunk, with their own first row in it. */
const LONG_TABLE = 600;

/** Long tables with the names of their columns, where those of the whole document aren't known already. */
function withColumns({ text, blocks, columns, places }: ParsedDocument): readonly Block[] {
  if (columns !== undefined || places?.sheets !== undefined) return blocks;
  return blocks.map((block) => {
    if (block.kind !== 'table' || block.end - block.start < LONG_TABLE) return block;
    const rows = text.slice(block.start, Math.min(block.end, block.start + 10 * LONG_TABLE)).split('\n', 10);
    const names = columnNames(rows.map((row) => row.split('\t')));
    return names === null ? block : { ...block, columns: names };
  });
}

/** A table of a million rows would be a million blocks, each checked at every border it crosses. */
const MANY_BLOCKS = 50_000;
const COARSE_LENGTH = 4_000;
const MOST_BLOCKS = 250_000;

/** Joins small neighbours of one kind where there are very many; the chunker finds lines and paragraphs in them again. */
function coarsen(blocks: readonly Block[]): readonly Block[] {
  if (blocks.length <= MANY_BLOCKS) return blocks;
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (last !== undefined && last.kind === block.kind && block.kind !== 'heading' && last.columns === undefined && block.columns === undefined && block.end - last.start <= COARSE_LENGTH) joined[joined.length - 1] = { ...last, end: block.end };
    else joined.push(block);
  }
  // Structure as fine as this is none; the chunker takes the text as it comes.
  return joined.length > MOST_BLOCKS ? [] : joined;
}

export function withNeedsOcr(outcome: ParseOutcome, needsOcr: readonly number[]): ParseOutcome {
  return needsOcr.length === 0 ? outcome : { ...outcome, needsOcr };
}

/** The first heading as one line, for formats without a title of their own; '' when there is none. */
export function firstHeading(text: string, blocks: readonly Block[]): string {
  const heading = blocks.find(({ kind }) => kind === 'heading');
  return heading === undefined ? '' : text.slice(heading.start, heading.end).replaceAll(/\s+/g, ' ');
}

/** `Lease Elm Street.pdf` -> `Lease Elm Street`. */
export function titleFromName(name: string): string {
  const dot = name.lastIndexOf('.');
  return (dot > 0 ? name.slice(0, dot) : name).replaceAll(/[_\s]+/g, ' ').trim() || name;
}
