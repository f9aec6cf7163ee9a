// What of a library works by meaning: the embedder, the vector index, the indexing loop and the watching of sources. In: the open
// database and what is kept in it. Closing it is the library's own work.
import type { EmbedderState } from '../../../contract/embedders.ts';
import { toWireError } from '../../../contract/errors.ts';
import path from 'node:path';
import { loadEmbedder, type Embedder } from '../../ingest/4-embed/embedder.ts';
import type { OcrChoice } from '../../ingest/ocrPages.ts';
import type { EmbedderRecord } from '../../library/embedders.ts';
import { openMemoryIndex } from '../../library/memoryIndex.ts';
import type { Sources } from '../../library/sources.ts';
import { openVectorIndex, type VectorIndex } from '../../library/vectorIndex.ts';
import { createIngestLoop, type IngestLoop } from './ingestLoop.ts';
import type { OpenLibrary, OpenLibraryOptions } from './openLibrary.ts';
import type { Scheduler } from './scheduler.ts';
import { createVectorRebuild, type VectorRebuild } from './vectorRebuild.ts';
import { createVectorSets, type VectorSet, type VectorSets } from './vectorSets.ts';
import { createSourceWatch, type SourceWatch } from './watchSources.ts';
import type { Trouble } from './watchTrouble.ts';

export interface Semantic {
  /** The one whose vectors are searched now. */
  readonly embedder: Embedder;
  /** Of every embedder, for whoever writes. */
  readonly vectors: VectorIndex;
  readonly sets: VectorSets;
  readonly rebuild: VectorRebuild;
  readonly ingest: IngestLoop;
  readonly watch: SourceWatch | null;
}

export function embedderStateOf(semantic: Pick<Semantic, 'rebuild' | 'ingest'> | null, scheduler: Scheduler): EmbedderState {
  return semantic === null ? { activeId: null, building: null } : semantic.rebuild.state({ paused: semantic.ingest.paused(), busy: scheduler.busy() });
}

interface Parts extends Pick<OpenLibrary, 'db' | 'sources' | 'documents' | 'versions' | 'pageOcr' | 'embedders' | 'ledger' | 'erasures' | 'places' | 'retention'> {
  readonly ocr: () => OcrChoice;
  readonly encrypted: boolean;
}

/** Null without the library's embedder, or when that can't be loaded. */
export async function openSemantic(options: Trouble['options'], { ocr, encrypted, ...parts }: Parts): Promise<Semantic | null> {
  const { libraryDir, scheduler } = options;
  const { db, sources, versions, embedders } = parts;
  const known = embedders.active();
  const spec = known === null ? options.embedders[0] : options.embedders.find(({ id, dimensions }) => id === known.id && dimensions === known.dimensions);
  if (spec === undefined) return null;
  const embedder = await loadEmbedder(spec, options).catch((error: unknown) => {
    options.onProblem(toWireError(error));
    return null;
  });
  if (embedder === null) return null;
  let ingest: IngestLoop | null = null;

  async function openSet(made: Embedder, { folder }: EmbedderRecord): Promise<VectorSet> {
    const what = { db, embedderId: made.id, dimensions: made.dimensions };
    if (encrypted) return { embedder: made, vectors: openMemoryIndex(what), folder };
    const vectors = await openVectorIndex({
      ...what,
      dir: path.join(libraryDir, folder),
      beforeWrite: options.beforeWrite,
      afterWrite: options.afterWrite,
      onRebuilding: (rebuilding) => {
        // Of one that is not searched yet nobody misses anything.
        if (sets !== null && sets.searched().embedder !== made) return;
        options.onRebuilding(rebuilding);
        // The loop hands everything to the new table when it has nothing else to do.
        if (rebuilding) ingest?.wake();
      },
      onDamaged: (error) => options.onDamagedIndex(toWireError(error)),
    });
    return { embedder: made, vectors, folder };
  }

  let sets: VectorSets | null = null;
  const first = await openSet(embedder, known ?? embedders.activate(spec));
  const opened = (sets = createVectorSets({ libraryDir, first, folders: embedders.folders, onProblem: (error) => options.onProblem(toWireError(error)) }));
  const rebuild = createVectorRebuild({
    sets: opened,
    embedders,
    versions,
    specs: options.embedders,
    open: async (next, record) => {
      const made = await loadEmbedder(next, options);
      return openSet(made, record).catch(async (error: unknown) => {
        await made.dispose();
        throw error;
      });
    },
    onProblem: options.onProblem,
  });
  const loop = (ingest = createIngestLoop({
    ownFolders: [libraryDir, options.ledgerDir],
    store: { ...parts, vectors: opened.vectors },
    parser: options.parser,
    ocr,
    embedder: () => opened.searched().embedder,
    rebuild,
    scheduler,
    onProgress: (progress) => {
      options.onProgress(progress);
      options.onEmbedder(embedderStateOf({ rebuild, ingest: loop }, scheduler));
    },
    onDocuments: () => {
      options.onDocuments();
      // A scan may have found that a source is gone, or is back.
      void watch?.sync();
    },
    onProblem: options.onProblem,
  }));
  const watch: SourceWatch | null = options.watch ? watchWith(loop, { ...options, sources }) : null;
  // Before the first scan, so that nothing changes unnoticed behind it.
  await watch?.sync();
  return {
    get embedder() {
      return opened.searched().embedder;
    },
    vectors: opened.vectors,
    sets: opened,
    rebuild,
    ingest: loop,
    watch,
  };
}

function watchWith(ingest: IngestLoop, { sources, libraryDir, ledgerDir, onDocuments, onUnwatched }: Pick<OpenLibraryOptions, 'libraryDir' | 'ledgerDir' | 'onDocuments' | 'onUnwatched'> & { readonly sources: Sources }): SourceWatch {
  return createSourceWatch({
    sources: sources.list,
    ownFolders: [libraryDir, ledgerDir],
    onChange: (id) => {
      sources.queueScan(id);
      ingest.wake();
    },
    onState: onDocuments,
    onProblem: onUnwatched,
  });
}
