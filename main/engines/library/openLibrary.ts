// Opens everything that belongs to one library, and closes it again: the truth, and what works by meaning (`openSemantic.ts`).
// Children go with their parent.
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { EmbedderState } from '../../../contract/embedders.ts';
import type { IngestProgress } from '../../../contract/domain.ts';
import { toWireError, type WireError } from '../../../contract/errors.ts';
import { CHUNKER_VERSION } from '../../ingest/3-chunk/chunkDocument.ts';
import type { OcrChoice } from '../../ingest/ocrPages.ts';
import type { Parser } from '../../ingest/parserInterface.ts';
import { chooseOcr } from '../../library/chooseOcr.ts';
import { clearConversion } from '../../library/convertDatabase.ts';
import { REBUILDING_FOLDER, TRY_FOLDER } from '../../library/databaseFile.ts';
import { createBackups, type Backups } from '../../library/backup/backups.ts';
import { createCollections, type Collections } from '../../library/collections.ts';
import { createConversations, type Conversations } from '../../library/conversations.ts';
import { createDocuments, type Documents } from '../../library/documents.ts';
import { createErasures, type Erasures } from '../../library/erasures.ts';
import { createEmbedders, type Embedders } from '../../library/embedders.ts';
import { finishErasing, isErasing } from '../../library/erase.ts';
import { createForgottenPlaces, type ForgottenPlaces } from '../../library/forgottenPlaces.ts';
import { indexStems } from '../../library/indexStems.ts';
import { openDatabase, type Db } from '../../library/openDatabase.ts';
import { openLedger, type LibraryLedger } from '../../library/ledger.ts';
import { createPageOcr, type PageOcr } from '../../library/pageOcr.ts';
import { createRetention, type Retention } from '../../library/retention.ts';
import { createSources, type Sources } from '../../library/sources.ts';
import { createVersions, type Versions } from '../../library/versions.ts';
import { whenFree } from '../../library/whenFree.ts';
import type { EmbedderSpec } from '../../models/embedderSpec.ts';
import { createDeletedConversations, type DeletedConversations } from './deletedConversations.ts';
import { embedderStateOf, openSemantic, type Semantic } from './openSemantic.ts';
import type { Scheduler } from './scheduler.ts';
import { watchTrouble } from './watchTrouble.ts';

export interface OpenLibrary {
  readonly db: Db;
  readonly sources: Sources;
  readonly documents: Documents;
  readonly versions: Versions;
  readonly conversations: Conversations;
  readonly deletedConversations: Pick<DeletedConversations, 'erase'>;
  readonly collections: Collections;
  readonly pageOcr: PageOcr;
  readonly embedders: Embedders;
  readonly ledger: LibraryLedger;
  readonly ledgerDir: string;
  readonly backups: Backups;
  readonly erasures: Erasures;
  readonly places: ForgottenPlaces;
  readonly retention: Retention;
  /** Another choice of OCR, from now on. */
  chooseOcr(choice: OcrChoice): void;
  /** Null without the library's embedder: search is by words alone then, and nothing is indexed. */
  readonly semantic: Semantic | null;
  embedderState(): EmbedderState;
  close(): Promise<void>;
}

export interface OpenLibraryOptions {
  readonly libraryDir: string;
  /** Of an encrypted library, which is not kept here; null, the default: it is plain. */
  readonly key?: Uint8Array | null;
  /** Of the ledger's keys and anchors, outside of the library. */
  readonly ledgerDir: string;
  /** Other folders of the app, which are looked through for what was erased. */
  readonly appDirs: readonly string[];
  /** Those that are installed; a new library takes the first one. */
  readonly embedders: readonly EmbedderSpec[];
  readonly threads: number;
  /** Notice changes in the sources while the library is open. */
  readonly watch: boolean;
  readonly parser: Parser;
  readonly ocr: OcrChoice;
  readonly scheduler: Scheduler;
  readonly onProgress: (progress: IngestProgress) => void;
  readonly onDocuments: () => void;
  /** How many erasures are not yet through. */
  readonly onErasures: (pending: number) => void;
  readonly onEmbedder: (state: EmbedderState) => void;
  readonly onRebuilding: (rebuilding: boolean) => void;
  readonly onDamagedIndex: (error: WireError) => void;
  readonly onProblem: (error: WireError) => void;
  /** It is not there any more, or can't be read any more: nothing can be asked of it. */
  readonly onLost: (code: 'path-not-found' | 'library-damaged') => void;
  /** A source can't be watched: only the regular scans find what changes in it. */
  readonly onUnwatched: (error: WireError) => void;
}

export async function openLibrary(given: OpenLibraryOptions): Promise<OpenLibrary> {
  const db = await whenFree(() => openDatabase(given.libraryDir, given.key ?? null));
  // The key is SQLite's from here on.
  const encrypted = given.key instanceof Uint8Array;
  given.key?.fill(0);
  const trouble = watchTrouble(given, () => void semantic?.ingest.wake());
  const { options } = trouble;
  let semantic: Semantic | null = null;
  try {
    clearConversion(options.libraryDir);
    const sources = createSources(db);
    const documents = createDocuments(db);
    const versions = createVersions(db);
    const conversations = createConversations(db);
    const collections = createCollections(db);
    const pageOcr = createPageOcr(db);
    const ledger = openLedger(db, { ledgerDir: options.ledgerDir, onProblem: (error) => options.onProblem(toWireError(error)) });
    const [places, retention] = [createForgottenPlaces(db), createRetention(db)];
    const embedders = createEmbedders(db);
    const backups = createBackups(db, options.libraryDir);
    backups.recover(Date.now());
    // Copies of the whole library that were broken off.
    for (const name of [TRY_FOLDER, REBUILDING_FOLDER]) rmSync(path.join(options.libraryDir, name), { recursive: true, force: true, maxRetries: 5 });
    const erasures: Erasures = createErasures(db, { ...options, ledger, vectorFolders: embedders.folders, backups: backups.holding, onChange: () => options.onErasures(erasures.pending()) });
    let { ocr } = options;
    documents.recover();
    documents.queueOutdated(CHUNKER_VERSION);
    chooseOcr(ocr, { db, documents, versions });
    // Files may have changed while nobody looked.
    for (const { id } of sources.list()) sources.queueScan(id);
    const erasing = isErasing(db);
    // Forgetting was broken off. What a moved file left without a document goes too, and is embedded once more.
    if (erasing) db.transaction(() => versions.leftovers({ complete: true }).forEach((hash) => versions.releaseIfUnused(hash))).immediate();
    if (erasing) pageOcr.eraseOrphans();
    semantic = await openSemantic(options, { encrypted, ocr: () => ocr, db, sources, documents, versions, pageOcr, embedders, ledger, erasures, places, retention });
    const deletedConversations = createDeletedConversations({ db, conversations, versions, vectors: semantic?.vectors ?? null, onProblem: (error) => options.onProblem(toWireError(error)) });
    await deletedConversations.erase();
    if (erasing) await finishErasing({ db, versions, vectors: semantic?.vectors ?? null, erasures });
    else if (erasures.pending() > 0) await erasures.certify();
    const closing = new AbortController();
    const stems = indexStems(db, { signal: closing.signal, beforeStep: options.scheduler.backgroundTurn }).catch((error: unknown) => options.onProblem(toWireError(error)));
    deletedConversations.start();
    return {
      db,
      sources,
      documents,
      versions,
      conversations,
      deletedConversations,
      collections,
      pageOcr,
      embedders,
      ledger,
      ledgerDir: options.ledgerDir,
      backups,
      erasures,
      places,
      retention,
      chooseOcr: (choice) => {
        ocr = choice;
        if (chooseOcr(choice, { db, documents, versions }) > 0) semantic?.ingest.wake();
      },
      semantic,
      embedderState: () => embedderStateOf(semantic, options.scheduler),
      close: async () => {
        closing.abort();
        trouble.close();
        await deletedConversations.close();
        await semantic?.watch?.close();
        await semantic?.ingest.stop();
        await semantic?.sets.close();
        await stems;
        ledger.close();
        db.close();
      },
    };
  } catch (error) {
    trouble.close();
    db.close();
    throw error;
  }
}
