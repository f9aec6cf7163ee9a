// What the parser made of one file, cut into chunks; or, where there is nothing to store, the document's outcome. In: what was
// read. Out: the part of a slice that is embedded next. Invariant: what comes back as null is settled, put back or released.
import type { Chunk, DocumentId, DocumentKind, FileReason, ParsedDocument, VersionHash } from '../../contract/domain.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';
import type { DocumentOutcome, DocumentRecord } from '../library/documents.ts';
import { placeBelow, type ForgottenPlaces } from '../library/forgottenPlaces.ts';
import type { LibraryLedger } from '../library/ledger.ts';
import { rootIdentity, type Sources } from '../library/sources.ts';
import { readingSignature } from '../library/versions.ts';
import { CHUNKER_VERSION, chunkStream } from './3-chunk/chunkDocument.ts';
import type { Embedder } from './4-embed/embedder.ts';
import type { PartToStore, Store } from './5-store/storeDocuments.ts';
import { languageOf } from './languageOf.ts';
import { noteMembers } from './noteMembers.ts';
import type { ReadDocument } from './readAhead.ts';
import { readingVersion } from './readingVersion.ts';
import { recordRead } from './recordRead.ts';

export interface ChunkContext {
  readonly store: Store & { readonly sources: Sources; readonly ledger: Pick<LibraryLedger, 'record' | 'eraseFiles'>; readonly places: ForgottenPlaces };
  readonly embedder: Embedder;
  readonly signal: AbortSignal;
  /** Resolves when background work may go on; a question in progress holds it. */
  readonly turn: () => Promise<void>;
  readonly onFile: (document: DocumentRecord) => void;
  readonly onSettled: (files: number) => void;
}

/** Chunks of one document that are not yet embedded. */
export type ChunkedPart = Omit<PartToStore, 'chunks'> & { readonly chunks: readonly Chunk[] | null };

/** A stretch of work on this thread; messages (a question, a cancel) wait that long. */
const TURN_MS = 50;

/** These say that there is nothing wrong with the reading: the file is not one to be read (yet). */
const SKIP_REASONS: ReadonlySet<FileReason> = new Set(['unsupported-type', 'too-large', 'empty', 'binary-content', 'no-text', 'password-protected', 'nested-too-deep', 'ocr-off']);

/** Null when there is nothing to store: the document is settled with the reason, or put back. */
export async function chunkRead({ document, result, ocrLanguages }: ReadDocument, coming: Set<VersionHash>, context: ChunkContext): Promise<ChunkedPart | null> {
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
function isForgotten(document: DocumentRecord, { hash, sizeBytes: bytes }: ParseResult, { store: { db, documents, sources, places, ledger }, onSettled }: ChunkContext): boolean {
  const { id, sourceId, path, parentId } = document;
  const content = hash as VersionHash | null;
  if (content === null || parentId !== null) return false;
  const forgottenWith = places.ofContent(sourceId, content);
  if (forgottenWith === null) return false;
  db.transaction(() => {
    const source = sources.get(sourceId);
    if (source === null) return;
    places.add(sourceId, 'file', placeBelow(source, path), content, forgottenWith);
    recordRead(document, { outcome: 'skipped', reason: 'excluded', content, bytes }, ledger);
    documents.remove(id, 1);
    ledger.eraseFiles(sourceId, [path]);
  }).immediate();
  onSettled(1);
  return true;
}

/** A file that leaves nothing to store was read all the same. */
function settleAndRecord(document: DocumentRecord, outcome: Pick<DocumentOutcome, 'state' | 'reason' | 'readAs'>, result: ParseResult, { store: { db, documents, ledger } }: ChunkContext): void {
  db.transaction(() => {
    if (!documents.settle(document.id, { ...outcome, versionHash: null, pages: null })) return;
    recordRead(document, { outcome: outcome.state, reason: outcome.reason, content: result.hash as VersionHash | null, bytes: result.sizeBytes }, ledger);
  }).immediate();
}

/** A copy of a file for which a person chose the encoding, or that file after a move, is read in that encoding too. */
function adoptEncoding(id: DocumentId, hash: VersionHash, { store: { documents, versions } }: ChunkContext): boolean {
  const chosen = versions.chosenEncoding(hash);
  if (chosen === null) return false;
  documents.release([id]);
  documents.setEncoding(id, chosen, { copies: false });
  return true;
}

/** True when a file inside of a file was asked for at a place or with a content that it no longer has. */
function isOutdated(document: DocumentRecord, result: ParseResult, { store: { documents } }: ChunkContext): boolean {
  if (document.member === null) return false;
  const now = documents.get(document.id);
  return now !== null && (now.fingerprint !== document.fingerprint || (now.member !== document.member && !result.ok));
}

/** Cutting a very large document takes many seconds; whoever asks meanwhile has a turn between two pieces of work. */
async function chunkInTurns(document: ParsedDocument, { embedder: { maxTokens, countTokens }, signal, turn }: ChunkContext): Promise<Chunk[]> {
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
async function sourceIsGone(document: DocumentRecord, { store: { sources } }: ChunkContext): Promise<boolean> {
  const source = sources.get(document.sourceId);
  if (source === null || (await rootIdentity(source.path)) !== null) return false;
  sources.setFound(source.id, null);
  return true;
}
