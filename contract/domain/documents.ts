// What is made of a file: its canonical text, the places in it, and the chunks that are searched.
// SourceFile -> ParsedDocument -> Chunk -> EmbeddedChunk.
import type { FileReason } from './sources.ts';

/** A block of a document's structure; the chunker cuts between blocks first. */
export interface Block {
  readonly kind: 'heading' | 'paragraph' | 'list' | 'table' | 'code';
  readonly start: number;
  readonly end: number;
  /** 1 is the outermost heading. Only on headings. */
  readonly level?: number;
  /** Of a table too long for one chunk: the names of its columns, repeated in each chunk's header. */
  readonly columns?: readonly string[];
}

/** One sheet of a spreadsheet. Row `i` starts at `rowStarts[i]` of the text and is row `rowNumbers[i]` (1-based) of the sheet. */
export interface Sheet {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Letters of the first and the last column that hold something. */
  readonly firstColumn: string;
  readonly lastColumn: string;
  /** Of the columns in which a row's cells stand, where empty ones between the first and the last are left out. */
  readonly letters?: readonly string[];
  /** Column names, repeated in each chunk's header; empty where there are none. */
  readonly columns: readonly string[];
  readonly rowStarts: readonly number[];
  readonly rowNumbers: readonly number[];
}

/** From offsets of the canonical text to places finer than a page, see `contract/places.ts`. */
export interface PlaceIndex {
  readonly sheets?: readonly Sheet[];
  /** The canonical text has the file's own lines. */
  readonly numberedLines?: true;
}

/** Where something stands in a document without pages, or within one. */
export type Place =
  | { readonly kind: 'cells'; readonly sheet: string; /** As people write it: `A2:F9`. */ readonly range: string }
  | { readonly kind: 'lines'; /** 1-based, both included. */ readonly from: number; readonly to: number };

/** What a parser makes of one file. `text` is the canonical text that every offset refers to. */
export interface ParsedDocument {
  readonly title: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Start offset of each page or slide in `text`, ascending, first is 0; null where the format has neither. */
  readonly pageStarts: readonly number[] | null;
  readonly places?: PlaceIndex;
  /** For tables of a CSV: the column names, repeated in each chunk's header. */
  readonly columns?: readonly string[];
  /** Why some of the file could not be read; absent when all of it was. */
  readonly partly?: FileReason;
  /** 1-based pages that were not read, with `partly`. */
  readonly unreadPages?: readonly number[];
  /** As what the bytes were decoded, for formats that are text. */
  readonly encoding?: string;
  /** Characters that were hidden from whoever reads the file, and are left out of `text`. */
  readonly hidden?: number;
  /** Who wrote it, as the file says: the sender of a message, with the address; the author in the properties of a PDF, an office file, a book. */
  readonly author?: string;
}

/** A piece of a document small enough for the embedder. `text === document.text.slice(start, end)`, always. */
export interface Chunk {
  readonly ordinal: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Title and heading path, e.g. `Lease Elm Street › Term`. Embedded and searched with the text. */
  readonly header: string;
  /** 1-based page or slide on which the chunk starts; null where the format has neither. */
  readonly page: number | null;
  readonly place: Place | null;
  /** Embedder tokens of header and text together, special tokens included. */
  readonly tokens: number;
}

export interface EmbeddedChunk extends Chunk {
  /** Unit length; one float per dimension of the embedder. */
  readonly vector: Float32Array;
}

/** A half-open range in some text, UTF-16 code units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}
