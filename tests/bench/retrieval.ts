// Retrieval at a given number of chunks: time of a whole search (question embedded, both legs, fusion, passages loaded)
// and recall@10 of the vector index against the exact scan. Real chunks come first; to reach the number, real
// vectors are perturbed with a seed and real sentences are put together anew, since uniform random data says nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Chunk, EmbeddedChunk, VersionHash } from '../../contract/domain.ts';
import { fullTextSearch } from '../../main/answer/1-retrieve/fullTextSearch.ts';
import { LEG_DEPTH } from '../../main/answer/1-retrieve/retrieve.ts';
import { findPassages } from '../../main/answer/answerQuestion.ts';
import { retrievalWith } from '../../main/engines/library/askQuestion.ts';
import { embedChunks } from '../../main/ingest/4-embed/embedChunks.ts';
import type { Embedder } from '../../main/ingest/4-embed/embedder.ts';
import { createDocuments } from '../../main/library/documents.ts';
import { openDatabase, type Db } from '../../main/library/openDatabase.ts';
import { createSources } from '../../main/library/sources.ts';
import { openVectorIndex, type VectorIndex } from '../../main/library/vectorIndex.ts';
import { createVersions } from '../../main/library/versions.ts';
import { storeDocuments } from '../../main/ingest/5-store/storeDocuments.ts';
import { unrecorded } from '../support/ledger.ts';
import { percentile, seeded, type BenchCorpus } from './corpus.ts';

export interface RetrievalFigures {
  readonly chunks: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Medians of the parts, each timed alone. */
  readonly partsMs: { readonly embed: number; readonly fullText: number; readonly vectors: number };
  readonly recallAt10: number;
  readonly indexSeconds: number;
}

const CHUNKS_A_DOCUMENT = 100;
/** Length of the noise beside a unit vector: neighbours stay apart (cosine about 0.93 to the original). */
const NOISE = 0.4;
const QUESTIONS = 100;

export async function measureRetrieval(corpus: BenchCorpus, embedder: Embedder, real: readonly EmbeddedChunk[], count: number): Promise<RetrievalFigures> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  try {
    const db = openDatabase(dir);
    const vectors = await openVectorIndex({ db, dir: path.join(dir, 'vectors'), embedderId: embedder.id, dimensions: embedder.dimensions });
    await storeChunks({ db, dir, vectors, embedderId: embedder.id, real, count, chunkerVersion: 'bench' });
    const indexStartedMs = performance.now();
    await vectors.sync({ force: true });
    const indexSeconds = (performance.now() - indexStartedMs) / 1000;

    const context = retrievalWith(db, { embedder, vectors });
    const questions = corpus.questions.filter((_, index) => index % Math.max(1, Math.floor(corpus.questions.length / QUESTIONS)) === 0).slice(0, QUESTIONS);
    for (const question of questions.slice(0, 10)) await findPassages(question, context, { scope: null, limit: 8 });
    const times: number[] = [];
    const parts = { embed: [] as number[], fullText: [] as number[], vectors: [] as number[] };
    const timed = async <Value>(part: keyof typeof parts, work: () => Value | Promise<Value>): Promise<Value> => {
      const startedMs = performance.now();
      const value = await work();
      parts[part].push(performance.now() - startedMs);
      return value;
    };
    let found = 0;
    for (const question of questions) {
      const startedMs = performance.now();
      await findPassages(question, context, { scope: null, limit: 8 });
      times.push(performance.now() - startedMs);
    }
    // Apart from the timed loop: the exact scan reads every vector, and its garbage would be collected in the next search.
    for (const question of questions) {
      const query = await timed('embed', () => context.embedQuestion!(question));
      await timed('fullText', () => fullTextSearch(db, question, LEG_DEPTH, null));
      const hits = await timed('vectors', () => vectors.search(query, LEG_DEPTH));
      const exact = new Set(exactScan(db, query, 10));
      // At the app's own depth: the index looks at more when more is asked for.
      found += hits.slice(0, 10).filter((hit) => exact.has(hit.row)).length;
    }
    await vectors.close();
    db.close();
    return { chunks: count, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95), partsMs: { embed: percentile(parts.embed, 0.5), fullText: percentile(parts.fullText, 0.5), vectors: percentile(parts.vectors, 0.5) }, recallAt10: found / (questions.length * 10), indexSeconds };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Fills a library with so many chunks, a hundred a document. */
export async function storeChunks(options: { readonly db: Db; readonly dir: string; readonly vectors: VectorIndex; readonly embedderId: string; readonly real: readonly EmbeddedChunk[]; readonly count: number; readonly chunkerVersion: string }): Promise<void> {
  const { db, dir, vectors, embedderId, real, count, chunkerVersion } = options;
  const store = { db, documents: createDocuments(db), versions: createVersions(db), vectors, ledger: unrecorded };
  const source = createSources(db).add({ path: dir, kind: 'folder' })!;
  const random = seeded(7);
  for (let at = 0, document = 0; at < count; at += CHUNKS_A_DOCUMENT, document += 1) {
    const chunks = Array.from({ length: Math.min(CHUNKS_A_DOCUMENT, count - at) }, (_, index) => chunkAt(at + index, index, real, random));
    const name = `${document}.md`;
    store.documents.see(source, { path: path.join(dir, name), name, sizeBytes: 1, modifiedMs: 0, kind: 'markdown' }, 1);
    const hash = document.toString(16).padStart(64, '0') as VersionHash;
    await storeDocuments(
      [{ documentId: store.documents.takeWaiting(1)[0]!.id, last: true, version: { hash, kind: 'markdown', title: name, text: '', pageStarts: null, places: null, sizeBytes: 1, chunkerVersion }, chunks }],
      store,
      embedderId,
    );
    await vectors.sync();
  }
}

function chunkAt(at: number, ordinal: number, real: readonly EmbeddedChunk[], random: () => number): EmbeddedChunk {
  const original = real[at % real.length]!;
  if (at < real.length) return { ...original, ordinal, start: ordinal, end: ordinal + 1 };
  const vector = original.vector.map((value) => value + ((random() + random() + random() - 1.5) * 2 * NOISE) / Math.sqrt(original.vector.length));
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  const other = real[Math.floor(random() * real.length)]!;
  const half = (text: string): string => text.slice(0, text.length >> 1);
  return { ...original, ordinal, start: ordinal, end: ordinal + 1, text: `${half(original.text)} ${half(other.text)}`, vector: vector.map((value) => value / length) };
}

function exactScan(db: ReturnType<typeof openDatabase>, query: Float32Array, limit: number): number[] {
  const best: { row: number; cosine: number }[] = [];
  for (const { row, vector } of db.prepare('SELECT chunk_row AS row, vector FROM chunk_embeddings').iterate() as IterableIterator<{ row: number; vector: Buffer }>) {
    const values = new Float32Array(vector.buffer.slice(vector.byteOffset, vector.byteOffset + vector.byteLength));
    let cosine = 0;
    for (let dimension = 0; dimension < query.length; dimension += 1) cosine += values[dimension]! * query[dimension]!;
    if (best.length < limit || cosine > best.at(-1)!.cosine) {
      best.push({ row, cosine });
      best.sort((a, b) => b.cosine - a.cosine);
      best.length = Math.min(best.length, limit);
    }
  }
  return best.map((hit) => hit.row);
}

export async function embedReal(chunks: readonly Chunk[], embedder: Embedder): Promise<EmbeddedChunk[]> {
  return embedChunks(chunks, embedder, { signal: new AbortController().signal, beforeBatch: async () => undefined });
}
