// An encrypted library from its passphrase to its first answer: the key made of it, the library opened with every vector in
// memory, the first search by words and the first by meaning; then searches, to compare with those over LanceDB, and the
// time that encrypting it took.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EmbeddedChunk } from '../../contract/domain.ts';
import { findPassages } from '../../main/answer/answerQuestion.ts';
import { retrievalWith } from '../../main/engines/library/askQuestion.ts';
import { openLibrary } from '../../main/engines/library/openLibrary.ts';
import { createScheduler } from '../../main/engines/library/scheduler.ts';
import { CHUNKER_VERSION } from '../../main/ingest/3-chunk/chunkDocument.ts';
import { convertDatabase } from '../../main/library/convertDatabase.ts';
import { createEmbedders } from '../../main/library/embedders.ts';
import { openMemoryIndex } from '../../main/library/memoryIndex.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import type { EmbedderSpec } from '../../main/models/embedderSpec.ts';
import { keyOf, newParameters, SCRYPT_COST } from '../../main/sovereignty/keys/wrapKey.ts';
import { percentile, type BenchCorpus } from './corpus.ts';
import { storeChunks } from './retrieval.ts';

const QUESTIONS = 50;
const none = (): undefined => undefined;

export async function measureUnlock(corpus: BenchCorpus, spec: EmbedderSpec, real: readonly EmbeddedChunk[], count: number, threads: number): Promise<object> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  const libraryDir = path.join(dir, 'library');
  try {
    const db = openDatabase(libraryDir);
    createEmbedders(db).activate(spec);
    const vectors = openMemoryIndex({ db, embedderId: spec.id, dimensions: spec.dimensions });
    await storeChunks({ db, dir, vectors, embedderId: spec.id, real, count, chunkerVersion: CHUNKER_VERSION });
    await vectors.close();
    db.close();
    const megabytes = statSync(path.join(libraryDir, 'library.db')).size / 1e6;
    const key = randomBytes(32);
    const encryptSeconds = await seconds(() => convertDatabase({ libraryDir, from: null, to: key }));

    const keySeconds = await seconds(() => keyOf('correct horse battery staple', newParameters(SCRYPT_COST)));
    const startedMs = performance.now();
    const library = await openLibrary({
      libraryDir,
      key: Uint8Array.from(key),
      ledgerDir: path.join(dir, 'ledger'),
      embedders: [spec],
      threads,
      watch: false,
      parser: { parse: () => Promise.reject(new Error('nothing is read here')), recognise: () => Promise.reject(new Error('nothing is read here')) },
      ocr: null,
      scheduler: createScheduler(),
      onProgress: none,
      onDocuments: none,
      onEmbedder: none,
      onRebuilding: none,
      onDamagedIndex: none,
      onProblem: none,
      onUnwatched: none,
      appDirs: [],
      onErasures: none,
      onLost: none,
    });
    const openSeconds = (performance.now() - startedMs) / 1000;
    const questions = corpus.questions.slice(0, QUESTIONS);
    const byWords = retrievalWith(library.db, null);
    const byMeaning = retrievalWith(library.db, library.semantic);
    const firstByWords = await seconds(() => findPassages(questions[0]!, byWords, { scope: null, limit: 8 }));
    const firstByMeaning = await seconds(() => findPassages(questions[0]!, byMeaning, { scope: null, limit: 8 }));
    const times: number[] = [];
    for (const question of questions) times.push(1000 * (await seconds(() => findPassages(question, byMeaning, { scope: null, limit: 8 }))));
    const memoryGb = process.memoryUsage().rss / 1e9;
    await library.close();
    return { chunks: count, megabytes, encryptSeconds, keySeconds, openSeconds, firstByWordsSeconds: firstByWords, firstByMeaningSeconds: firstByMeaning, usableSeconds: keySeconds + openSeconds + firstByMeaning, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95), memoryGb };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function seconds(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}
