// Stage 5: a slice of embedded documents goes into SQLite in one transaction (one fsync for the slice), then into the
// vector index. Either the whole slice is stored or none of it. A large document comes in several slices; it becomes
// findable with its last one.
import type { Encoding } from '../../../contract/encodings.ts';
import type { DocumentId, EmbeddedChunk, FileReason } from '../../../contract/domain.ts';
import type { Documents } from '../../library/documents.ts';
import type { Db } from '../../library/openDatabase.ts';
import type { VectorIndex } from '../../library/vectorIndex.ts';
import type { NewVersion, Versions } from '../../library/versions.ts';
import type { Ledger } from '../../sovereignty/ledger/ledgerPort.ts';
import { recordRead } from '../recordRead.ts';

export interface PartToStore {
  readonly documentId: DocumentId;
  readonly version: NewVersion;
  /** Null when another document brings this version's chunks, or has brought them: the two share them. */
  readonly chunks: readonly EmbeddedChunk[] | null;
  /** Why some of the file could not be read; null or absent when all of it was. */
  readonly partly?: FileReason | null;
  /** As what the file was decoded, and what was left out as hidden; absent where its format has neither. */
  readonly decodedAs?: string | null;
  readonly hiddenCharacters?: number;
  /** The choice of an encoding that it was read by. */
  readonly readAs?: Encoding | null;
  /** 1-based pages that were not read. */
  readonly unreadPages?: readonly number[] | null;
  /** True when the version is complete with this part. */
  readonly last: boolean;
}

export interface Store {
  readonly db: Db;
  readonly documents: Documents;
  readonly versions: Versions;
  readonly vectors: VectorIndex;
  readonly ledger: Ledger;
}

export async function storeDocuments(parts: readonly PartToStore[], store: Store, embedderId: string): Promise<void> {
  const { db, documents, versions, vectors, ledger } = store;
  const added: { readonly row: number; readonly vector: Float32Array }[] = [];
  const removedRows: number[] = [];
  db.transaction(() => {
    for (const { documentId, version, chunks, partly = null, unreadPages = null, decodedAs = null, hiddenCharacters = 0, readAs = null, last } of parts) {
      // Forgotten while it was read: nothing of it is to be kept.
      if (!documents.isThere(documentId)) continue;
      if (chunks !== null) {
        removedRows.push(...versions.begin(version));
        // What came before this part was taken out meanwhile, as nobody's: the file is read again from its beginning.
        if (chunks.length > 0 && chunks[0]!.ordinal !== versions.nextOrdinal(version.hash)) {
          documents.release([documentId]);
          continue;
        }
        versions.addChunks(version, chunks, embedderId).forEach((row, at) => added.push({ row, vector: chunks[at]!.vector }));
        if (last) versions.complete(version.hash);
      } else if (!versions.isIndexed(version.hash, version.chunkerVersion)) {
        // The document that was to bring the chunks was forgotten; this one is read again for its own sake.
        documents.release([documentId]);
        continue;
      }
      const pages = version.pageStarts?.length ?? null;
      if (!last) continue;
      documents.settle(documentId, { state: 'indexed', reason: partly, versionHash: version.hash, pages, unreadPages, decodedAs, hiddenCharacters, readAs });
      recordRead(documents.get(documentId)!, { outcome: 'indexed', reason: partly, content: version.hash, bytes: version.sizeBytes }, ledger);
    }
  }).immediate();
  vectors.added(
    added.map(({ row }) => row),
    added.map(({ vector }) => vector),
  );
  await vectors.removed(removedRows);
}
