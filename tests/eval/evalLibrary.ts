// A library for measuring, made of given texts by the product's own parser, chunker, embedder and store. Kept in the
// cache folder by what went into it and by what made it, so that a second run need not embed again.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { VersionHash } from '../../contract/domain.ts';
import { retrievalWith } from '../../main/engines/library/askQuestion.ts';
import { parseDocument } from '../../main/ingest/2-parse/parseDocument.ts';
import { CHUNKER_VERSION, chunkDocument } from '../../main/ingest/3-chunk/chunkDocument.ts';
import { embedChunks, embeddedText } from '../../main/ingest/4-embed/embedChunks.ts';
import type { Embedder } from '../../main/ingest/4-embed/embedder.ts';
import { storeDocuments, type PartToStore } from '../../main/ingest/5-store/storeDocuments.ts';
import { createDocuments } from '../../main/library/documents.ts';
import { openDatabase, type Db } from '../../main/library/openDatabase.ts';
import { createSources } from '../../main/library/sources.ts';
import { openVectorIndex, type VectorIndex } from '../../main/library/vectorIndex.ts';
import { createVersions, type Versions } from '../../main/library/versions.ts';
import type { RetrieveContext } from '../../main/answer/1-retrieve/retrieve.ts';
import { openKeptVectors, type KeptVectors } from './keptVectors.ts';
import { unrecorded } from '../support/ledger.ts';

export interface EvalDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface EvalLibrary {
  readonly retrieval: RetrieveContext;
  readonly db: Db;
  readonly versions: Versions;
  /** Document ids by chunk row and by file name are the ids that were given. */
  readonly idOfRow: ReadonlyMap<number, string>;
  close(): Promise<void>;
}

const GROUP = 64;

export interface EvalCache {
  readonly dir: string;
  /** Of the code and the model that make a library. */
  readonly madeBy: string;
  /** Of those that make its vectors alone. */
  readonly embeddedBy: string;
}

export async function openEvalLibrary(documents: readonly EvalDocument[], embedder: Embedder, cache: EvalCache, log: (line: string) => void): Promise<EvalLibrary> {
  const key = createHash('sha256').update(`${cache.madeBy}:${documents.length}:`);
  for (const { id, title, text } of documents) key.update(`${id}\0${title}\0${text}\0`);
  const dir = path.join(cache.dir, 'eval', key.digest('hex').slice(0, 16));
  if (!existsSync(path.join(dir, 'complete'))) {
    rmSync(dir, { recursive: true, force: true });
    const building = `${dir}.building`;
    rmSync(building, { recursive: true, force: true });
    mkdirSync(building, { recursive: true });
    await build(documents, embedder, openKeptVectors(cache.dir, cache.embeddedBy, embedder.dimensions), building, log);
    writeFileSync(path.join(building, 'complete'), '');
    renameSync(building, dir);
  }
  const { db, vectors, versions } = await open(dir, embedder);
  const rows = db.prepare('SELECT c.row, d.name FROM chunks c JOIN documents d ON d.version_hash = c.version_hash').all() as { row: number; name: string }[];
  return {
    db,
    versions,
    retrieval: retrievalWith(db, { embedder, vectors }),
    idOfRow: new Map(rows.map(({ row, name }) => [row, idOf(name)])),
    close: async () => {
      await vectors.close();
      db.close();
    },
  };
}

async function open(dir: string, embedder: Embedder): Promise<{ db: Db; vectors: VectorIndex; versions: Versions }> {
  const db = openDatabase(dir);
  const vectors = await openVectorIndex({ db, dir: path.join(dir, 'vectors'), embedderId: embedder.id, dimensions: embedder.dimensions });
  return { db, vectors, versions: createVersions(db) };
}

const nameOf = (id: string): string => `${encodeURIComponent(id)}.md`;
export const idOf = (name: string): string => decodeURIComponent(name.replace(/\.md$/u, ''));

async function build(documents: readonly EvalDocument[], embedder: Embedder, kept: KeptVectors, dir: string, log: (line: string) => void): Promise<void> {
  const { db, vectors, versions } = await open(dir, embedder);
  const records = createDocuments(db);
  const source = createSources(db).add({ path: dir, kind: 'folder' })!;
  const signal = new AbortController().signal;
  const startedMs = performance.now();
  let tokens = 0;
  for (let at = 0; at < documents.length; at += GROUP) {
    const group = documents.slice(at, at + GROUP);
    const prepared = await Promise.all(
      group.map(async ({ id, title, text }) => {
        // The id makes the bytes of a file its own, so that equal texts stay two documents.
        const bytes = Buffer.from(title === '' ? text : `# ${title}\n\n${text}`);
        const parsed = await parseDocument(bytes, { kind: 'markdown', name: nameOf(id) });
        if (!parsed.ok) return null;
        const hash = createHash('sha256').update(bytes).update(id).digest('hex') as VersionHash;
        records.see(source, { path: path.join(dir, nameOf(id)), name: nameOf(id), sizeBytes: bytes.length, modifiedMs: 0, kind: 'markdown' }, 1);
        const chunks = chunkDocument(parsed.document, { maxTokens: embedder.maxTokens, countTokens: embedder.countTokens });
        tokens += chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
        return { parsed: parsed.document, hash, bytes, chunks };
      }),
    );
    // Some collections hold empty documents; nothing can be found in them.
    const readable = prepared.filter((document) => document !== null);
    const embedded = await embedChunks(readable.flatMap(({ chunks }) => chunks), embedder, { signal, beforeBatch: async () => undefined, known: (chunk) => kept.get(embeddedText(chunk)) });
    kept.keep(embedded.map((chunk) => ({ text: embeddedText(chunk), vector: chunk.vector })));
    let from = 0;
    const toStore = readable.map(({ parsed, hash, bytes, chunks }): PartToStore => ({
      documentId: records.takeWaiting(1)[0]!.id,
      last: true,
      version: { hash, kind: 'markdown', title: parsed.title, text: parsed.text, pageStarts: parsed.pageStarts, places: null, sizeBytes: bytes.length, chunkerVersion: CHUNKER_VERSION },
      chunks: embedded.slice(from, (from += chunks.length)),
    }));
    await storeDocuments(toStore, { db, documents: records, versions, vectors, ledger: unrecorded }, embedder.id);
    if ((at / GROUP) % 20 === 19) log(`  indexed ${at + group.length} of ${documents.length}, ${Math.round(tokens / ((performance.now() - startedMs) / 1000))} tokens/s`);
  }
  await vectors.sync({ force: true });
  await vectors.close();
  db.close();
}
