// A question that every file is asked in turn.
import type { WholeSetKind } from '../wholeSet.ts';
import type { DocumentId, VersionHash } from './ids.ts';
import type { Citation } from './search.ts';
import type { DocumentKind, FileReason } from './sources.ts';

/** What one file says to a question that every file was asked. */
export interface WholeSetNote {
  readonly documentId: DocumentId;
  /** What was read; absent from notes of earlier versions. */
  readonly versionHash?: VersionHash;
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
