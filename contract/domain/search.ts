// What a search is limited to, what it finds, and what a model is shown of that.
// Passage -> RankedPassage -> PackedPrompt, and the Citation that proves a sentence.
import type { Place, TextRange } from './documents.ts';
import type { ChunkId, DocumentId, SourceId, VersionHash } from './ids.ts';
import type { DocumentKind } from './sources.ts';

/** A chunk found for a question, with what the window needs to show it. */
export interface Passage {
  readonly chunkId: ChunkId;
  readonly documentId: DocumentId;
  readonly versionHash: VersionHash;
  readonly documentName: string;
  /** What holds the document, for a file inside of another one: `mails.mbox › Re: flat`. */
  readonly container?: string;
  readonly kind: DocumentKind;
  readonly header: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly page: number | null;
  /** Absent in answers of earlier versions. */
  readonly place?: Place | null;
  /** Where words of the question stand in `text`. */
  readonly matches: readonly TextRange[];
}

/** The evidence by which a passage was ranked. Higher is better throughout. */
export interface RankedPassage extends Passage {
  /** Fused score; comparable within one search only. */
  readonly score: number;
  /** Cosine similarity to the question, -1..1; null when only the full-text leg found it. */
  readonly cosine: number | null;
  /** Share of the question's content words that stand in the passage, 0..1. */
  readonly coverage: number;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A prompt that fits its token budget. `passages[i]` is what the model sees as `[i + 1]`. */
export interface PackedPrompt {
  readonly messages: readonly ChatMessage[];
  readonly passages: readonly RankedPassage[];
  readonly promptTokens: number;
  /** For each passage the orders to the model that were blanked in it. */
  readonly orders: readonly (readonly string[])[];
}

/** Proof, by the program, that a quote stands in a source: `quote === text.slice(start, end)` of that version. */
export interface Citation {
  /** 1-based number shown as `[n]`; indexes the answer's passages. */
  readonly number: number;
  readonly documentId: DocumentId;
  readonly versionHash: VersionHash;
  readonly documentName: string;
  /** What holds the document, for a file inside of another one: `mails.mbox › Re: flat`. */
  readonly container?: string;
  readonly kind: DocumentKind;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly page: number | null;
  /** Absent in answers of earlier versions. */
  readonly place?: Place | null;
}

/** Something in a search that looked like an operator and was searched as words. */
export interface SearchNote {
  /** As typed: `type:xyz`. */
  readonly written: string;
  readonly why: 'unknown-operator' | 'unknown-value';
}

/** A folder of a source, as `documentRow.folder` says it: relative to the source's root, '' for the root itself. */
export interface FolderPlace {
  readonly sourceId: SourceId;
  readonly folder: string;
}

/**
 * What a question or a search is limited to; null in its place is everything. Each part that is there narrows: a file
 * must fit all of them. Within a part any entry will do; folders and documents are one part, the places that were named.
 * Files inside of a file are in its folder, and come with it when it is named.
 */
export interface Scope {
  readonly sources?: readonly SourceId[];
  readonly folders?: readonly FolderPlace[];
  readonly documents?: readonly DocumentId[];
  readonly kinds?: readonly DocumentKind[];
  /** Dates of the files: `afterMs` is the first moment that fits, `beforeMs` the first one that no longer does. */
  readonly afterMs?: number;
  readonly beforeMs?: number;
  /** ISO 639-1. A file whose language can't be told is in none. */
  readonly languages?: readonly string[];
  /** Any part of an author's name, or of a sender's address. */
  readonly authors?: readonly string[];
  readonly tags?: readonly string[];
}
