// The write line: discover -> parse -> chunk -> embed -> store. The only place that takes files off the queue; with
// `chunkRead.ts` the only one that calls these stages or changes a document's state. A crash at any moment loses at most the
// slice in hand: its files are still on the queue, and a large file goes on where it was.
import type { DocumentId, VersionHash } from '../../contract/domain.ts';
import { finishErasing } from '../library/erase.ts';
import type { Erasures } from '../library/erasures.ts';
import type { DocumentRecord } from '../library/documents.ts';
import type { PageOcr } from '../library/pageOcr.ts';
import type { Retention } from '../library/retention.ts';
import type { SourceRecord } from '../library/sources.ts';
import { discoverFiles } from './1-discover/discover.ts';
import { createExplainer, isLeftOut } from './1-discover/explainRules.ts';
import { embedChunks } from './4-embed/embedChunks.ts';
import { storeDocuments, type PartToStore } from './5-store/storeDocuments.ts';
import { chunkRead, type ChunkContext, type ChunkedPart } from './chunkRead.ts';
import type { Parser } from './parserInterface.ts';
import type { OcrChoice } from './ocrPages.ts';
import { readAhead, type ReadDocument } from './readAhead.ts';
import { unlessAborted } from '../unlessAborted.ts';
import { scanSource, type Discovery } from './scanSource.ts';
import { SETTLED_MS, untilSettled } from './settledFile.ts';

export interface IngestContext extends ChunkContext {
  /** Passed over by scans: a library in the person's documents is none of them, nor is the ledger. */
  readonly ownFolders: readonly string[];
  readonly store: ChunkContext['store'] & { readonly pageOcr: PageOcr; readonly erasures: Pick<Erasures, 'certify'>; readonly retention: Retention };
  readonly parser: Parser;
  readonly ocr: () => OcrChoice;
  readonly onScan: (source: SourceRecord) => void;
  /** A page is being read by OCR. */
  readonly onPage: (document: DocumentRecord, page: number, pages: number) => void;
}

/** Chunks of some documents, embedded and stored together. */
type Slice = ChunkedPart[];

/** Under a second of work on two cores; what a kill or a pause can lose. */
const SLICE_TOKENS = 4_000;
const SLICE_FILES = 64;
/** With `SETTLED_MS` between them. */
const MAX_LOOKS = 5;
/** Versions taken out of the search in one transaction. */
const RELEASE_AT_ONCE = 100;

/** Does everything that is due: scans first, then the queue of files. @throws AppError `cancelled` on abort */
export async function runIngest(context: IngestContext): Promise<void> {
  const { documents, sources } = context.store;
  await scanDue(context);
  await readWaiting(context);
  // Whoever was in hand at a crash is read alone, so that the next crash has a name.
  for (let suspect = documents.takeSuspect(); suspect !== null; suspect = documents.takeSuspect()) {
    const alone = [suspect];
    await readFiles(() => alone.splice(0), context);
  }
  // Only now: a version without a document may be that of a file which was moved, and has just been found again.
  if (documents.waiting() === 0 && sources.scansDue() === 0) await releaseUnused(context);
}

/** Files that are being written are looked at again until they rest; one that never does is read as it is. */
async function readWaiting(context: IngestContext): Promise<void> {
  const { documents } = context.store;
  for (let look = 1; ; look += 1) {
    const isLast = look === MAX_LOOKS;
    await readFiles((limit) => documents.takeWaiting(limit, Date.now() - (isLast ? 0 : SETTLED_MS)), context, { asItIs: isLast });
    const changedMs = documents.unsettledSince(Date.now() - SETTLED_MS);
    if (isLast || changedMs === null) return;
    await untilSettled(changedMs, context.signal);
    context.signal.throwIfAborted();
  }
}

async function scanDue(context: IngestContext): Promise<void> {
  const { sources } = context.store;
  const discovery: Discovery = {
    discover: (root, options) => discoverFiles(root, { ...options, except: context.ownFolders }),
    leftOut: ({ path, rules }) => {
      const { explain } = createExplainer(path, rules);
      return async (place, isFolder) => isLeftOut(await explain(place, isFolder));
    },
  };
  for (let source = sources.takeScan(); source !== null; source = sources.takeScan()) {
    try {
      await scanSource(source, discovery, context);
    } catch (error) {
      sources.queueScan(source.id);
      throw error;
    }
    context.onSettled(0);
  }
}

/** @param options.asItIs a file that changed since the scan is read all the same */
async function readFiles(take: (limit: number) => readonly DocumentRecord[], context: IngestContext, options = { asItIs: true }): Promise<void> {
  const { embedder, store, signal, turn } = context;
  const inHand = new Set<DocumentId>();
  const takeInHand = (limit: number): readonly DocumentRecord[] => {
    const taken = take(limit);
    for (const { id } of taken) inHand.add(id);
    return taken;
  };
  try {
    for await (const slice of slicesOf(readAhead({ ...context, ...options, pageOcr: store.pageOcr, take: takeInHand }), inHand, context)) {
      const chunks = slice.flatMap((part) => part.chunks ?? []);
      const embedded = await embedChunks(chunks, embedder, { signal, beforeBatch: turn, known: (chunk) => store.versions.vectorOf(chunk, embedder.id) });
      let at = 0;
      const parts = slice.map((part): PartToStore => ({ ...part, chunks: part.chunks && embedded.slice(at, (at += part.chunks.length)) }));
      // Writes to the vector table wait for a build of its index, which nothing can break off; whoever cancels does not.
      await unlessAborted(storeDocuments(parts, store, embedder.id), signal);
      const settled = parts.filter(({ last }) => last);
      for (const { documentId } of settled) inHand.delete(documentId);
      context.onSettled(settled.length);
      await unlessAborted(store.vectors.sync(), signal);
    }
  } finally {
    store.documents.release([...inHand]);
  }
}

/** Chunks documents and cuts the stream of their chunks: many small files to a slice, or many slices to a large file. */
async function* slicesOf(read: AsyncIterable<ReadDocument>, inHand: Set<DocumentId>, context: IngestContext): AsyncGenerator<Slice> {
  const coming = new Set<VersionHash>();
  let slice: Slice = [];
  let tokens = 0;
  for await (const one of read) {
    const { document } = one;
    const parsed = await chunkRead(one, coming, context);
    if (parsed === null) {
      inHand.delete(document.id);
      continue;
    }
    const { chunks, ...part } = parsed;
    let from = 0;
    for (const [index, chunk] of (chunks ?? []).entries()) {
      tokens += chunk.tokens;
      if (tokens < SLICE_TOKENS || index + 1 === chunks!.length) continue;
      yield [...slice, { ...part, chunks: chunks!.slice(from, index + 1), last: false }];
      from = index + 1;
      slice = [];
      tokens = 0;
    }
    slice.push({ ...part, chunks: chunks && chunks.slice(from), last: true });
    if (tokens < SLICE_TOKENS && slice.length < SLICE_FILES) continue;
    yield slice;
    slice = [];
    tokens = 0;
  }
  if (slice.length > 0) yield slice;
}

/** Takes out of the search what no document has any more, and off the disk what was forgotten. */
async function releaseUnused({ store: { db, documents, versions, vectors, pageOcr, erasures }, signal, turn }: IngestContext): Promise<void> {
  documents.tags.forgetMoved();
  for (;;) {
    await turn();
    signal.throwIfAborted();
    const rows = db.transaction(() => versions.releaseUnused(RELEASE_AT_ONCE)).immediate();
    if (rows === null) break;
    await unlessAborted(vectors.removed(rows), signal);
  }
  pageOcr.eraseOrphans();
  await unlessAborted(finishErasing({ db, versions, vectors, erasures }), signal);
}
