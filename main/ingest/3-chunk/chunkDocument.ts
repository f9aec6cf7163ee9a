// Stage 3 of the write line: a document to chunks that the embedder reads whole. Cut on structure: a heading starts
// a chunk, small neighbours share one, what is too long is split at sentence ends.
// Invariants: `text === document.text.slice(start, end)`; chunks are in order, don't overlap, together hold all
// non-whitespace of the text; none has more than `maxTokens` tokens with its header.
import type { Chunk, ParsedDocument, TextRange } from '../../../contract/domain.ts';
import { placeFinder } from '../../../contract/places.ts';
import { createHeaders, type Header } from './chunkHeader.ts';
import { sectionsOf, type Section } from './sections.ts';
import { splitRange, trimRange, windowsOf, type Piece } from './splitRange.ts';

/** Part of every chunk's identity. To be raised when chunks, or the text that a reader emits, come out differently. */
export const CHUNKER_VERSION = '4';

export interface ChunkOptions {
  /** Tokens that the embedder reads, special tokens included; no chunk has more than `MOST_TOKENS` all the same. */
  readonly maxTokens: number;
  /** Tokens of a text without special tokens. */
  readonly countTokens: (text: string) => number;
}

/** What answers were measured with: four passages of this size in a prompt. An embedder that reads more changes nothing about it. */
const MOST_TOKENS = 256;
/** [CLS] and [SEP]. */
const SPECIAL_TOKENS = 2;
/** Letters a token may stand for on average; real text has 2 to 5. Bounds chunks of whitespace and unknown "words". */
const LETTERS_PER_TOKEN = 8;
/** Sections that come to less than this share of the budget together are put into one chunk. */
const SMALL_SHARE = 1 / 2;

/** Time is linear in the text; about one count a block, or a sentence where a block is too long. */
export function chunkDocument(document: ParsedDocument, options: ChunkOptions): Chunk[] {
  return [...chunkStream(document, options)].filter((chunk) => chunk !== null);
}

/** A run of pieces under one header. */
interface Passage {
  readonly path: readonly string[];
  readonly level: number;
  readonly columns: readonly string[] | null;
  readonly alone: boolean;
  readonly pieces: readonly Piece[];
  readonly tokens: number;
  /** True when there is nothing but headings in it. */
  readonly bare: boolean;
}

/**
 * The same step by step: a very large document takes many seconds, in which the caller may let others have their turn.
 * Yields null for a step that brought no chunk.
 */
export function* chunkStream(document: ParsedDocument, { maxTokens: readable, countTokens }: ChunkOptions): Generator<Chunk | null> {
  const { text } = document;
  const maxTokens = Math.min(readable, MOST_TOKENS);
  const headers = createHeaders({ title: document.title, maxTokens, countTokens });
  const maxLength = maxTokens * LETTERS_PER_TOKEN;
  const pageOf = pageFinder(document.pageStarts);
  const placeOf = placeFinder(document.places, text);
  let ordinal = 0;

  function* toPassage(section: Section): Generator<null, Passage> {
    const room = maxTokens - SPECIAL_TOKENS - headers.forPath(section.path, section.columns).tokens;
    const limits = { maxTokens: room, maxLength, countTokens };
    const pieces: Piece[] = [];
    let headingTokens = 0;
    for (const [index, block] of section.blocks.entries()) {
      // What follows a heading leaves room for it, so that no heading stands alone.
      const limit = index === 1 && headingTokens < room / 2 ? room - headingTokens : room;
      const byLines = block.kind !== 'paragraph' && block.kind !== 'heading';
      if (block.kind === 'heading') headingTokens = 0;
      // A log or a list without blank lines is one block, of megabytes perhaps.
      for (const window of windowsOf(text, block)) {
        const own = splitRange(text, window, byLines, { ...limits, maxTokens: limit });
        if (block.kind === 'heading') headingTokens += own.reduce((sum, { tokens }) => sum + tokens, 0);
        // Not spread: a window may come to more pieces than a call takes arguments.
        for (const piece of own) pieces.push(piece);
        yield null;
      }
    }
    const tokens = pieces.reduce((sum, piece) => sum + piece.tokens, 0);
    return { path: section.path, level: section.level, columns: section.columns, alone: section.alone, pieces, tokens, bare: section.blocks.every(({ kind }) => kind === 'heading') };
  }

  /** Packs pieces until the next one doesn't fit. */
  function* pack({ path, columns, pieces }: Passage): Generator<Chunk> {
    const header = headers.forPath(path, columns);
    const room = maxTokens - SPECIAL_TOKENS - header.tokens;
    let from = 0;
    let tokens = 0;
    for (let at = 0; at <= pieces.length; at += 1) {
      const piece = pieces[at];
      const fits = piece !== undefined && tokens + piece.tokens <= room && piece.end - pieces[from]!.start <= maxLength;
      if (fits || at === from) {
        tokens += piece?.tokens ?? 0;
        continue;
      }
      yield* emit(header, { start: pieces[from]!.start, end: pieces[at - 1]!.end });
      from = at;
      tokens = piece?.tokens ?? 0;
    }
  }

  /** Counts once more for certain; what is over the limit after all (a cut inside a word) is halved. */
  function* emit(header: Header, range: TextRange): Generator<Chunk> {
    const { start, end } = trimRange(text, range);
    if (start === end) return;
    const own = text.slice(start, end);
    const tokens = countTokens(header.text === '' ? own : `${header.text}\n${own}`) + SPECIAL_TOKENS;
    if (tokens > maxTokens && end - start > 2) {
      const middle = middleOf(text, start, end);
      yield* emit(header, { start, end: middle });
      yield* emit(header, { start: middle, end });
      return;
    }
    yield { ordinal: ordinal++, start, end, text: own, header: header.text, page: pageOf(start), place: placeOf(start, end), tokens };
  }

  let open: Passage | null = null;
  for (const section of sectionsOf(document)) {
    const next = yield* toPassage(section);
    const joined: Passage | null = open === null ? next : join(open, next, maxTokens);
    if (joined === null) yield* pack(open!);
    open = joined ?? next;
  }
  if (open !== null) yield* pack(open);
}

/** One passage of two if they belong together: a heading without text and what it heads, or two small neighbours. */
function join(first: Passage, second: Passage, maxTokens: number): Passage | null {
  if (first.alone || second.alone) return null;
  const tokens = first.tokens + second.tokens;
  const heads = first.bare && second.level > first.level;
  if (tokens > maxTokens * SMALL_SHARE && !(heads && first.tokens < maxTokens / 4)) return null;
  return {
    path: heads ? second.path : commonStart(first.path, second.path),
    level: heads ? second.level : Math.min(first.level, second.level),
    // Of two that are small enough to be joined, a table's first row is in the chunk.
    columns: first.columns === second.columns ? first.columns : null,
    alone: false,
    pieces: [...first.pieces, ...second.pieces],
    tokens,
    bare: first.bare && second.bare,
  };
}

function commonStart(a: readonly string[], b: readonly string[]): readonly string[] {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return a.slice(0, shared);
}

function middleOf(text: string, start: number, end: number): number {
  const middle = (start + end) >> 1;
  const space = text.slice(start, middle).lastIndexOf(' ');
  if (space > (end - start) / 4) return start + space;
  const code = text.charCodeAt(middle);
  return code >= 0xdc00 && code <= 0xdfff ? middle + 1 : middle;
}

/** 1-based page of an offset; to be asked with ascending offsets. */
function pageFinder(pageStarts: readonly number[] | null): (offset: number) => number | null {
  if (pageStarts === null) return () => null;
  let page = 0;
  return (offset) => {
    while (page + 1 < pageStarts.length && pageStarts[page + 1]! <= offset) page += 1;
    return page + 1;
  };
}
