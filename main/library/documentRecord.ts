// A document as the rest of the program knows it, and as its row says it.
import type { DocumentId, DocumentKind, DocumentState, FileReason, SourceId, VersionHash } from '../../contract/domain.ts';
import type { Encoding } from '../../contract/encodings.ts';

export interface DocumentRecord {
  readonly id: DocumentId;
  readonly sourceId: SourceId;
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly kind: DocumentKind | null;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly state: DocumentState;
  readonly reason: FileReason | null;
  readonly versionHash: VersionHash | null;
  readonly pages: number | null;
  /** 1-based, as ranges: `3-7,9`; null where all were read, or there are none. */
  readonly unreadPages: string | null;
  /** The file that holds this one; null for files on the disk. */
  readonly parentId: DocumentId | null;
  /** How the parser finds it inside of the file at `path`; null for files on the disk. */
  readonly member: string | null;
  /** Another one for other bytes; null for files on the disk. */
  readonly fingerprint: string | null;
  /** The person's choice; null while it is left to the guess. */
  readonly encoding: Encoding | null;
  /** As what the file was read; null where its format has no encoding. */
  readonly decodedAs: string | null;
  readonly hiddenCharacters: number;
}

export interface DocumentRow {
  id: string;
  source_id: string;
  path: string;
  name: string;
  folder: string;
  kind: string | null;
  size_bytes: number;
  modified_ms: number;
  state: DocumentState;
  reason: FileReason | null;
  version_hash: string | null;
  pages: number | null;
  unread_pages: string | null;
  parent_id: string | null;
  encoding: string | null;
  decoded_as: string | null;
  hidden_chars: number;
  member: string | null;
  fingerprint: string | null;
}

export const toRecord = (row: DocumentRow): DocumentRecord => ({
  id: row.id as DocumentId,
  sourceId: row.source_id as SourceId,
  path: row.path,
  name: row.name,
  folder: row.folder,
  kind: row.kind as DocumentKind | null,
  sizeBytes: row.size_bytes,
  modifiedMs: row.modified_ms,
  state: row.state,
  reason: row.reason,
  versionHash: row.version_hash as VersionHash | null,
  pages: row.pages,
  unreadPages: row.unread_pages,
  parentId: row.parent_id as DocumentId | null,
  encoding: row.encoding as Encoding | null,
  decodedAs: row.decoded_as,
  hiddenCharacters: row.hidden_chars,
  member: row.member,
  fingerprint: row.fingerprint,
});
