// The write line: discover -> parse -> chunk -> embed -> store. The only place that calls these stages, takes files off
// the queue or changes a document's state. A crash at any moment loses at most the slice in hand: its files are still
// on the queue, and a large file goes on where it was.
import type { Chunk, DocumentId, DocumentKind, FileReason, ParsedDocument, VersionHash } from '../../contract/domain.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';
import { finishErasing } from '../library/erase.ts';
import type { Erasures } from '../library/erasures.ts';
import { placeBelow, type ForgottenPlaces } from '../library/forgottenPlaces.ts';
import type { DocumentOutcome, DocumentRecord } from '../library/documents.ts';
import type { PageOcr } from '../library/pageOcr.ts';
import type { LibraryLedger } from '../library/ledger.ts';
import type { Retention } from '../library/retention.ts';
import { readingSignature } from '../library/versions.ts';
import { rootIdentity, type SourceRecord, type Sources } from '../library/sources.ts';
import { discoverFiles } from './1-discover/discover.ts';
import { createExplainer, isLeftOut } from './1-discover/explainRules.ts';
import { CHUNKER_VERSION, chunkStream } from './3-chunk/chunkDocument.ts';
import { embedChunks } from './4-embed/embedChunks.ts';
import type { Embedder } from './4-embed/embedder.ts';
import { storeDocuments, type PartToStore, type Store } from './5-store/storeDocuments.ts';
import { languageOf } from './languageOf.ts';
import { noteMembers } from './noteMembers.ts';
import { recordRead } from './recordRead.ts';
import type { Parser } from './parserInterface.ts';
import type { OcrChoice } from './ocrPages.ts';
import { readAhead, type ReadDocument } from './readAhead.ts';
import { readingVersion } from './readingVersion.ts';
import { unlessAborted } from '../unlessAborted.ts';
import { scanSource, type Discovery } from './scanSource.ts';
import { SETTLED_MS, untilSettled } from './settledFile.ts';

export interface IngestContext {
  /** Passed over by scans: a library in the person's documents is none of them, nor is the ledger. */
  readonly ownFolders: readonly string[];
  readonly store: Store & { readonly sources: Sources; readonly pageOcr: PageOcr; readonly ledger: Pick<LibraryLedger, 'record' | 'eraseFiles'>; readonly erasures: Pick<Erasures, 'certify'>; readonly places: ForgottenPlaces; readonly retention: Retention };
  readonly parser: Parser;
  readonly embedder: Embedder;
  readonly ocr: () => OcrChoice;
  readonly signal: AbortSignal;
  /** Resolves when background work may go on; a question in progress holds it. */
  readonly turn: () => Promise<void>;
  readonly onScan: (source: SourceRecord) => void;
  readonly onFile: (document: DocumentRecord) => void;
  /** A page is being read by OCR. */
  readonly onPage: (document: DocumentRecord, page: number, pages: number) => void;
  readonly onSettled: (files: number) => void;
}

/** Chunks of some documents, embedded and stored together. */
type Slice = (Omit<PartToStore, 'chunks'> & { readonly chunks: readonly Chunk[] | null })[];

/** Under a second of work on two cores; what a kill or a pause can lose. */
const SLICE_TOKENS = 4_000;
const SLICE_FILES = 64;
/** A stretch of work on this thread; messages (a question, a cancel) wait that long. */
const TURN_MS = 50;
/** With `SETTLED_MS` between them. */
const MAX_LOOKS = 5;
/** Versions taken out of the search in one transaction. */
const RELEASE_AT_ONCE = 100;

/** These say that there is nothing wrong with the reading: the file is not one to be read (yet). */
const SKIP_REASONS: ReadonlySet<FileReason> = new Set(['unsupported-type', 'too-large', 'empty', 'binary-content', 'no-text', 'password-protected', 'nested-too-deep', 'ocr-off']);

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

/** Null when there is nothing to store: the document is settled with the reason, or put back. */
async function chunkRead({ document, result, ocrLanguages }: ReadDocument, coming: Set<VersionHash>, context: IngestContext): Promise<Slice[number] | null> {
  const { documents, versions } = context.store;
  context.onFile(document);
  if ('changed' in result) {
    documents.putBack(document.id, result.changed);
    return null;
  }
  if (isOutdated(document, result, context)) {
    documents.release([document.id]);
    return null;
  }
  if (isForgotten(document, result, context)) return null;
  const settle = (outcome: Pick<DocumentOutcome, 'state' | 'reason' | 'readAs'>): void => settleAndRecord(document, outcome, result, context);
  if (!result.ok) {
    if (result.reason === 'vanished' && (await sourceIsGone(document, context))) documents.restore(document);
    else settle({ state: SKIP_REASONS.has(result.reason) ? 'skipped' : 'failed', reason: result.reason, readAs: document.encoding });
    context.onSettled(1);
    return null;
  }
  if (!(await noteMembers(document, result.members ?? [], context))) return null;
  if (result.document === null) {
    settle({ state: 'indexed', reason: result.partly ?? null });
    context.onSettled(1);
    return null;
  }
  const hash = result.hash as VersionHash;
  if (document.encoding === null && adoptEncoding(document.id, hash, context)) return null;
  const { title, text, pageStarts, places = null, partly = null, unreadPages = null, encoding = null, hidden = 0, author = null } = result.document as ParsedDocument;
  const chunkerVersion = readingVersion(readingSignature(CHUNKER_VERSION, document.encoding), ocrLanguages);
  const kind = document.kind as DocumentKind;
  const version = { hash, kind, title, text, pageStarts, places, sizeBytes: result.sizeBytes, chunkerVersion, language: await languageOf(text, kind), author };
  const part = { documentId: document.id, readAs: document.encoding, version, partly, unreadPages, decodedAs: encoding, hiddenCharacters: hidden, last: true };
  if (coming.has(hash) || versions.isIndexed(hash, chunkerVersion)) return { ...part, chunks: null };
  coming.add(hash);
  const stored = versions.storedOrdinals(hash, chunkerVersion);
  const chunks = await chunkInTurns(result.document, context);
  return { ...part, chunks: chunks.filter(({ ordinal }) => !stored.has(ordinal)) };
}

/** These bytes were forgotten, and lie in another place of the source now: nothing is kept of them there either. */
function isForgotten(document: DocumentRecord, { hash, sizeBytes: bytes }: ParseResult, { store: { db, documents, sources, places, ledger }, onSettled }: IngestContext): boolean {
  const { id, sourceId, path, parentId } = document;
  const content = hash as VersionHash | null;
  if (content === null || parentId !== null || !places.hasContent(sourceId, content)) return false;
  db.transaction(() => {
    const source = sources.get(sourceId);
    if (source === null) return;
    places.add(sourceId, 'file', placeBelow(source, path), content);
    recordRead(document, { outcome: 'skipped', reason: 'excluded', content, bytes }, ledger);
    documents.remove(id, 1);
    ledger.eraseFiles(sourceId, [path]);
  }).immediate();
  onSettled(1);
  return true;
}

/** A file that leaves nothing to store was read all the same. */
function settleAndRecord(document: DocumentRecord, outcome: Pick<DocumentOutcome, 'state' | 'reason' | 'readAs'>, result: ParseResult, { store: { db, documents, ledger } }: IngestContext): void {
  db.transaction(() => {
    if (!documents.settle(document.id, { ...outcome, versionHash: null, pages: null })) return;
    recordRead(document, { outcome: outcome.state, reason: outcome.reason, content: result.hash as VersionHash | null, bytes: result.sizeBytes }, ledger);
  }).immediate();
}

/** A copy of a file for which a person chose the encoding, or that file after a move, is read in that encoding too. */
function adoptEncoding(id: DocumentId, hash: VersionHash, { store: { documents, versions } }: IngestContext): boolean {
  const chosen = versions.chosenEncoding(hash);
  if (chosen === null) return false;
  documents.release([id]);
  documents.setEncoding(id, chosen, { copies: false });
  return true;
}

/** True when a file inside of a file was asked for at a place or with a content that it no longer has. */
function isOutdated(document: DocumentRecord, result: ParseResult, { store: { documents } }: IngestContext): boolean {
  if (document.member === null) return false;
  const now = documents.get(document.id);
  return now !== null && (now.fingerprint !== document.fingerprint || (now.member !== document.member && !result.ok));
}

/** Cutting a very large document takes many seconds; whoever asks meanwhile has a turn between two pieces of work. */
async function chunkInTurns(document: ParsedDocument, { embedder: { maxTokens, countTokens }, signal, turn }: IngestContext): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  let startedMs = performance.now();
  for (const chunk of chunkStream(document, { maxTokens, countTokens })) {
    if (chunk !== null) chunks.push(chunk);
    if (performance.now() - startedMs < TURN_MS) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    await turn();
    signal.throwIfAborted();
    startedMs = performance.now();
  }
  return chunks;
}

/** A drive that was unplugged while its files were read. */
async function sourceIsGone(document: DocumentRecord, { store: { sources } }: IngestContext): Promise<boolean> {
  const source = sources.get(document.sourceId);
  if (source === null || (await rootIdentity(source.path)) !== null) return false;
  sources.setFound(source.id, null);
  return true;
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
