// The words of the field and their shapes, shared by every process. Data only: no Node, no DOM, no Electron.
// Types chain along the two lines: SourceFile -> ParsedDocument -> Chunk -> EmbeddedChunk, and
// Passage -> RankedPassage -> PackedPrompt -> AnswerEvent -> Citation. Offsets are UTF-16 code units into a
// version's canonical text, half-open [start, end).

import type { WholeSetKind } from './wholeSet.ts';

type Brand<Base, Name extends string> = Base & { readonly __brand: Name };

export type SourceId = Brand<string, 'SourceId'>;
export type DocumentId = Brand<string, 'DocumentId'>;
export type ChunkId = Brand<string, 'ChunkId'>;
export type ConversationId = Brand<string, 'ConversationId'>;
export type CollectionId = Brand<string, 'CollectionId'>;
export type AnswerId = Brand<string, 'AnswerId'>;
/** SHA-256 of a file's bytes, lower-case hex: the identity of a document version. */
export type VersionHash = Brand<string, 'VersionHash'>;

/** What a reader can be had for; `unsupported` files are listed with their reason, never dropped. */
export const DOCUMENT_KINDS = [
  'text',
  'markdown',
  'html',
  'pdf',
  'docx',
  'csv',
  'code',
  'doc',
  'odt',
  'rtf',
  'pptx',
  'ppt',
  'odp',
  'xlsx',
  'xls',
  'ods',
  'epub',
  'mhtml',
  'org',
  'rst',
  'latex',
  'eml',
  'msg',
  'mbox',
  'zip',
  'image',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A file as the scan found it, before anybody read its content. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** The reader for this file, or why there is none. */
  readonly kind: DocumentKind | null;
  readonly skip?: FileReason;
}

/** Why a file was not (or only partly) read. Codes are in `FILE_REASONS`; the words are in the message catalogue. */
export const FILE_REASONS = [
  'unsupported-type',
  'too-large',
  'empty',
  'binary-content',
  'no-text',
  'password-protected',
  'damaged',
  'no-permission',
  'vanished',
  'timeout',
  'parser-crashed',
  'too-much-text',
  'read-error',
  'too-much-memory',
  /** There is text in it as an image only, and OCR is off. */
  'ocr-off',
  /** Partly: some pages are damaged, or OCR made nothing of them. */
  'pages-unread',
  /** Partly: some pages are images, and OCR is off. */
  'pages-are-images',
  /** Partly: an archive or a message of whose files some were not read. */
  'members-unread',
  'nested-too-deep',
  /** An old format that takes a program which is not installed here. */
  'needs-program',
  'online-only',
  'excluded',
  'cancelled-by-you',
  /** Changed before the time for which files are kept. */
  'older-than-kept',
] as const;
export type FileReason = (typeof FILE_REASONS)[number];

/** Which files of a folder are read. Patterns are those of a .gitignore, relative to the folder that was added. */
export interface SourceRules {
  /** Only files that one of these names; empty for every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The folder's own `.gitignore` files count, wherever they lie in it. */
  readonly gitignore: boolean;
  /** Files and folders whose name begins with a dot are read too. */
  readonly hidden: boolean;
}

export const DEFAULT_RULES: SourceRules = { include: [], exclude: [], gitignore: true, hidden: false };

/** Why a path of a source is read or not. `never`: a place that no rule can switch on. */
export const RULE_REASONS = ['included', 'not-included', 'excluded', 'gitignore', 'hidden', 'never', 'unsupported-type'] as const;
export type RuleReason = (typeof RULE_REASONS)[number];

/** The safety brake: so many files of a source were not found again, and none is dropped before the person says so. */
export interface HeldFiles {
  readonly gone: number;
  readonly of: number;
  /** The person has answered: they stay listed until they are found again. */
  readonly kept: boolean;
}

/** waiting -> reading -> indexed | skipped | failed; a retry puts it back to waiting. */
export const DOCUMENT_STATES = ['waiting', 'reading', 'indexed', 'skipped', 'failed'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

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

/** One sentence of an answer with the proof for it. `supported: false` is marked on screen, never hidden. */
export interface AnswerSentence {
  /** Range in the answer's text. */
  readonly start: number;
  readonly end: number;
  readonly supported: boolean;
  readonly citations: readonly Citation[];
}

/** What one document says where documents disagree. */
export interface ContradictionSide {
  /** The value as it is written in the quote. */
  readonly value: string;
  readonly citation: Citation;
  /** Since when the value holds, as written beside it. */
  readonly since: string | null;
  /** When the file was last changed; null when it is not in the library any more. */
  readonly modifiedMs: number | null;
}

/** Documents that give different values for the same thing. Two or more sides, each of another document. */
export interface Contradiction {
  readonly sides: readonly ContradictionSide[];
}

/** What one file says to a question that every file was asked. */
export interface WholeSetNote {
  readonly documentId: DocumentId;
  readonly documentName: string;
  /** What holds the document, for a file inside of another one. */
  readonly container?: string;
  readonly kind: DocumentKind;
  readonly note: string;
  /** The proof; empty where the file doesn't prove what the model wrote. Such a note is never counted. */
  readonly citations: readonly Citation[];
}

/** How far a question to every file came. filesInScope = filesToRead + copies + filesUnread, always. */
export interface WholeSet {
  readonly kind: WholeSetKind;
  readonly filesInScope: number;
  /** Of different content, and readable. */
  readonly filesToRead: number;
  readonly filesRead: number;
  /** Of those read: those that say nothing of it. */
  readonly filesWithout: number;
  readonly copies: number;
  readonly notes: readonly WholeSetNote[];
  readonly filesUnread: number;
  /** The first of them by name, and why; null while they only wait. */
  readonly unread: readonly { readonly documentName: string; readonly reason: FileReason | null }[];
}

export interface WholeSetProgress extends Pick<WholeSet, 'kind' | 'filesInScope' | 'filesToRead' | 'filesRead' | 'filesWithout'> {
  /** The file in hand. */
  readonly reading: string | null;
  readonly secondsLeft: number | null;
}

/** What reading every file will take. */
export interface WholeSetEstimate {
  readonly kind: WholeSetKind;
  readonly files: number;
  readonly toRead: number;
  /** Of those to read: notes are there already. */
  readonly kept: number;
  readonly copies: number;
  readonly unread: number;
  readonly tokens: number;
  readonly seconds: number;
}

/** What a search could see, in files on the disk: seen = indexed + skipped + failed + waiting, always. */
export interface Coverage {
  readonly seen: number;
  readonly indexed: number;
  /** Of the indexed: those of which only a part was read. Absent in answers of earlier versions. */
  readonly partly?: number;
  readonly skipped: number;
  readonly failed: number;
  readonly waiting: number;
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

export const ANSWER_STATUSES = ['answered', 'not-in-documents', 'stopped', 'interrupted', 'no-model'] as const;
export type AnswerStatus = (typeof ANSWER_STATUSES)[number];

/** Where the time of one answer went, milliseconds; token counts beside them. */
export interface AnswerTimings {
  readonly retrieveMs: number;
  /** Until the model was in memory. Absent in answers of earlier versions. */
  readonly modelMs?: number;
  readonly promptMs: number;
  readonly prefillMs: number;
  readonly firstTokenMs: number;
  readonly generateMs: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly generatedTokens: number;
}

/** A model's file and how it was run, as far as that decides what it writes. */
export interface ModelRun {
  /** Of the model's file; null while nobody has taken it. */
  readonly sha256: string | null;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** As llama.cpp names it, e.g. `Q4_K_M`; null when the file does not say. */
  readonly quantisation: string | null;
  readonly threads: number;
  readonly contextTokens: number;
  readonly engine: { readonly node: string; readonly nodeLlamaCpp: string; readonly llamaCpp: string };
}

export interface Sampling {
  /** 0: the likeliest token each time; no chance has a part in it. */
  readonly temperature: number;
  /** Null where no chance has a part in it. */
  readonly seed: number | null;
  readonly maxTokens: number;
}

/** What wrote an answer: enough to tell whether it could be written again. Hashes are SHA-256, hex. */
export interface MadeWith {
  /** Null where the model's host tells nothing of it. */
  readonly model: ModelRun | null;
  readonly sampling: Sampling;
  /** Of the messages as canonical JSON (RFC 8785). */
  readonly promptSha256: string;
  /** Of the system prompt alone: the version of it. */
  readonly systemSha256: string;
  /** Null when a source that it quotes was forgotten, as the next one is. */
  readonly messages: readonly ChatMessage[] | null;
  /** What the model wrote, before anything was taken off or cited. */
  readonly reply: string | null;
}

/** How likely the passages answer the question, 0..1, by a calibrated regression; below the threshold the answer is a refusal. */
export interface Evidence {
  readonly score: number;
  readonly threshold: number;
}

/**
 * What a model wrote from its own knowledge, beside a refusal. Apart from the answer's `text`, so that nothing takes it
 * for proved: no file has a part in it, and no sentence of it has a citation.
 */
export interface GeneralAnswer {
  /** Markdown. Empty when there was no model, it had nothing to say, or it was stopped before its first word. */
  readonly text: string;
  /** Absent when no model was asked. */
  readonly madeWith?: MadeWith;
}

export interface Answer {
  readonly id: AnswerId;
  readonly conversationId: ConversationId;
  readonly question: string;
  /** The question as searched: follow-ups are completed with what they refer to. */
  readonly searchedQuestion: string;
  /** What was searched, null for everything; answers of earlier versions may not say. `coverage` counts this alone. */
  readonly scope?: Scope | null;
  readonly text: string;
  readonly status: AnswerStatus;
  /** True when the text is the extract, word for word: the model had nothing to say although the evidence is strong. */
  readonly quoted?: boolean;
  /** True when the answer reached its longest length before the model had said all. */
  readonly cutShort?: boolean;
  readonly passages: readonly RankedPassage[];
  readonly sentences: readonly AnswerSentence[];
  /** Where the passages disagree; absent where they don't. */
  readonly contradictions?: readonly Contradiction[];
  /** How many of the passages that the model saw tried to give it orders; absent when none did. */
  readonly ordersRefused?: number;
  /** Of a question to every file. Its `text` has a line a note, or the summary. */
  readonly wholeSet?: WholeSet;
  /** Absent in answers of earlier versions. */
  readonly evidence?: Evidence;
  /** The sentence of the passages that fits best; null where none does. Absent in answers of earlier versions. */
  readonly extract?: Citation | null;
  readonly coverage: Coverage;
  readonly modelId: string | null;
  readonly timings: AnswerTimings | null;
  /** Absent when no model wrote from the passages, and in answers of earlier versions. */
  readonly madeWith?: MadeWith;
  /** Absent: from the files only. Null: the person allowed the model's own knowledge, and it was not needed. */
  readonly general?: GeneralAnswer | null;
  readonly createdAtMs: number;
}

/**
 * What a question's stream delivers, in this order: started, passages, extract, contradictions?, reading?, delta*,
 * general?, delta*, answer. Text behind `general` is the model's own, and no answer from the files.
 */
export type AnswerEvent =
  | { readonly type: 'started'; readonly conversationId: ConversationId; readonly answerId: AnswerId; /** Without its operators, which are in `scope`. */ readonly question: string; readonly searchedQuestion: string; readonly scope: Scope | null }
  | { readonly type: 'passages'; readonly passages: readonly RankedPassage[]; readonly coverage: Coverage; readonly elapsedMs: number }
  | { readonly type: 'extract'; readonly extract: Citation | null }
  | { readonly type: 'contradictions'; readonly contradictions: readonly Contradiction[] }
  | { readonly type: 'reading'; readonly promptTokens: number; readonly passagesUsed: number }
  /** Of a question to every file, again and again, with the note that came of the file before. */
  | { readonly type: 'wholeSet'; readonly progress: WholeSetProgress; readonly note: WholeSetNote | null }
  | { readonly type: 'delta'; readonly text: string }
  /** The files do not answer; the model is asked what it knows itself. */
  | { readonly type: 'general' }
  | { readonly type: 'answer'; readonly answer: Answer };

export interface IngestProgress {
  /** `idle` when nothing waits; `scanning` while folders are walked. */
  readonly state: 'idle' | 'scanning' | 'running' | 'paused' | 'yielding';
  readonly done: number;
  readonly total: number;
  /** Files a minute over the last minute of work; null while unknown. */
  readonly filesPerMinute: number | null;
  readonly secondsLeft: number | null;
  readonly currentFile: string | null;
  /** 1-based page of the file that is read by OCR, and how many it has. */
  readonly currentPage?: number;
  readonly pages?: number;
  /** Why indexing stopped by itself (e.g. `disk-full`), a code of the error catalogue; null while all is well. */
  readonly problem: string | null;
}
