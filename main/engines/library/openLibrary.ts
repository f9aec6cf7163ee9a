// Opens everything that belongs to one library, and closes it again: the truth, the vector index, the embedder, the
// indexing loop. Children go with their parent.
import path from 'node:path';
import { existsSync } from 'node:fs';
import type { IngestProgress } from '../../../contract/domain.ts';
import { toWireError, type WireError } from '../../../contract/errors.ts';
import { CHUNKER_VERSION } from '../../ingest/3-chunk/chunkDocument.ts';
import { loadEmbedder, type Embedder } from '../../ingest/4-embed/embedder.ts';
import type { OcrChoice } from '../../ingest/ocrPages.ts';
import type { Parser } from '../../ingest/parserInterface.ts';
import { chooseOcr } from '../../library/chooseOcr.ts';
import { createCollections, type Collections } from '../../library/collections.ts';
import { createConversations, type Conversations } from '../../library/conversations.ts';
import { createDocuments, type Documents } from '../../library/documents.ts';
import { finishErasing, isErasing } from '../../library/erase.ts';
import { indexStems } from '../../library/indexStems.ts';
import { openDatabase, type Db } from '../../library/openDatabase.ts';
import { createPageOcr, type PageOcr } from '../../library/pageOcr.ts';
import { createSources, type Sources } from '../../library/sources.ts';
import { openVectorIndex, type VectorIndex } from '../../library/vectorIndex.ts';
import { createVersions, type Versions } from '../../library/versions.ts';
import { createIngestLoop, type IngestLoop } from './ingestLoop.ts';
import type { Scheduler } from './scheduler.ts';
import { createSourceWatch, type SourceWatch } from './watchSources.ts';

export interface OpenLibrary {
  readonly db: Db;
  readonly sources: Sources;
  readonly documents: Documents;
  readonly versions: Versions;
  readonly conversations: Conversations;
  readonly collections: Collections;
  readonly pageOcr: PageOcr;
  /** Another choice of OCR, from now on. */
  chooseOcr(choice: OcrChoice): void;
  /** Null without an embedder: search is by words alone then, and nothing is indexed. */
  readonly semantic: { readonly embedder: Embedder; readonly vectors: VectorIndex; readonly ingest: IngestLoop; readonly watch: SourceWatch | null } | null;
  close(): Promise<void>;
}

export interface OpenLibraryOptions {
  readonly libraryDir: string;
  readonly embedderDir: string | null;
  readonly threads: number;
  /** Notice changes in the sources while the library is open. */
  readonly watch: boolean;
  readonly parser: Parser;
  readonly ocr: OcrChoice;
  readonly scheduler: Scheduler;
  readonly onProgress: (progress: IngestProgress) => void;
  readonly onDocuments: () => void;
  readonly onRebuilding: (rebuilding: boolean) => void;
  readonly onDamagedIndex: (error: WireError) => void;
  readonly onProblem: (error: WireError) => void;
  /** A source can't be watched: only the regular scans find what changes in it. */
  readonly onUnwatched: (error: WireError) => void;
}

export async function openLibrary(options: OpenLibraryOptions): Promise<OpenLibrary> {
  const db = openDatabase(options.libraryDir);
  try {
    const sources = createSources(db);
    const documents = createDocuments(db);
    const versions = createVersions(db);
    const conversations = createConversations(db);
    const collections = createCollections(db);
    const pageOcr = createPageOcr(db);
    let { ocr } = options;
    documents.recover();
    documents.queueOutdated(CHUNKER_VERSION);
    chooseOcr(ocr, { db, documents, versions });
    // Files may have changed while nobody looked.
    for (const { id } of sources.list()) sources.queueScan(id);
    const quoted = db.transaction(() => conversations.eraseDeleted().map(versions.releaseIfUnused)).immediate();
    if (quoted.length > 0) db.pragma('wal_checkpoint(TRUNCATE)');
    const erasing = isErasing(db);
    // Forgetting was broken off. What a moved file left without a document goes too, and is embedded once more.
    if (erasing) db.transaction(() => versions.leftovers({ complete: true }).forEach((hash) => versions.releaseIfUnused(hash))).immediate();
    if (erasing) pageOcr.eraseOrphans();
    const semantic = await openSemantic({ ...options, ocr: () => ocr, db, sources, documents, versions, pageOcr });
    if (erasing) await finishErasing({ db, versions, vectors: semantic?.vectors ?? null });
    const closing = new AbortController();
    const stems = indexStems(db, { signal: closing.signal, beforeStep: options.scheduler.backgroundTurn }).catch((error: unknown) => options.onProblem(toWireError(error)));
    return {
      db,
      sources,
      documents,
      versions,
      conversations,
      collections,
      pageOcr,
      chooseOcr: (choice) => {
        ocr = choice;
        if (chooseOcr(choice, { db, documents, versions }) > 0) semantic?.ingest.wake();
      },
      semantic,
      close: async () => {
        closing.abort();
        await semantic?.watch?.close();
        await semantic?.ingest.stop();
        await semantic?.vectors.close();
        await semantic?.embedder.dispose();
        await stems;
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

async function openSemantic(
  options: Omit<OpenLibraryOptions, 'ocr'> & { readonly ocr: () => OcrChoice; readonly db: Db; readonly sources: Sources; readonly documents: Documents; readonly versions: Versions; readonly pageOcr: PageOcr },
): Promise<OpenLibrary['semantic']> {
  const { db, sources, documents, versions, pageOcr, embedderDir } = options;
  if (embedderDir === null || !existsSync(embedderDir)) return null;
  const embedder = await loadEmbedder({ modelDir: embedderDir, threads: options.threads }).catch((error: unknown) => {
    options.onProblem(toWireError(error));
    return null;
  });
  if (embedder === null) return null;
  let ingest: IngestLoop | null = null;
  const vectors = await openVectorIndex({
    db,
    dir: path.join(options.libraryDir, 'vectors'),
    dimensions: embedder.dimensions,
    onRebuilding: (rebuilding) => {
      options.onRebuilding(rebuilding);
      // The loop hands everything to the new table when it has nothing else to do.
      if (rebuilding) ingest?.wake();
    },
    onDamaged: (error) => options.onDamagedIndex(toWireError(error)),
  });
  ingest = createIngestLoop({
    libraryDir: options.libraryDir,
    store: { db, sources, documents, versions, vectors, pageOcr },
    parser: options.parser,
    ocr: options.ocr,
    embedder,
    scheduler: options.scheduler,
    onProgress: options.onProgress,
    onDocuments: () => {
      options.onDocuments();
      // A scan may have found that a source is gone, or is back.
      void watch?.sync();
    },
    onProblem: options.onProblem,
  });
  const watch: SourceWatch | null = options.watch ? watchWith(ingest, options) : null;
  // Before the first scan, so that nothing changes unnoticed behind it.
  await watch?.sync();
  return { embedder, vectors, ingest, watch };
}

function watchWith(ingest: IngestLoop, { sources, libraryDir, onDocuments, onUnwatched }: Pick<OpenLibraryOptions, 'libraryDir' | 'onDocuments' | 'onUnwatched'> & { readonly sources: Sources }): SourceWatch {
  return createSourceWatch({
    sources: sources.list,
    libraryDir,
    onChange: (id) => {
      sources.queueScan(id);
      ingest.wake();
    },
    onState: onDocuments,
    onProblem: onUnwatched,
  });
}
