// An encrypted library from its passphrase to its first answer: the key made of it, the library opened with every vector in
// memory, the first search by words and the first by meaning; then searches, to compare with those over LanceDB, and the
// time that encrypting it took. And a backup of it: made while it is searched, and restored.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EmbeddedChunk } from '../../contract/domain.ts';
import { findPassages } from '../../main/answer/answerQuestion.ts';
import { retrievalWith } from '../../main/engines/library/askQuestion.ts';
import { openLibrary, type OpenLibrary } from '../../main/engines/library/openLibrary.ts';
import { createScheduler } from '../../main/engines/library/scheduler.ts';
import { CHUNKER_VERSION } from '../../main/ingest/3-chunk/chunkDocument.ts';
import { unpackBackup } from '../../main/library/backup/unpackBackup.ts';
import { writeBackup } from '../../main/library/backup/writeBackup.ts';
import { convertDatabase } from '../../main/library/convertDatabase.ts';
import { createEmbedders } from '../../main/library/embedders.ts';
import { openMemoryIndex } from '../../main/library/memoryIndex.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import type { EmbedderSpec } from '../../main/models/embedderSpec.ts';
import { noKeychain } from '../../main/sovereignty/keys/keychain.ts';
import { makeKeys } from '../../main/sovereignty/keys/keyring.ts';
import { keyOf, newParameters, SCRYPT_COST } from '../../main/sovereignty/keys/wrapKey.ts';
import { sleep } from '../support/processes.ts';
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
    const backup = await measureBackup(library, key, dir, () => findPassages(questions[0]!, byWords, { scope: null, limit: 8 }));
    await library.close();
    return { chunks: count, megabytes, encryptSeconds, keySeconds, openSeconds, firstByWordsSeconds: firstByWords, firstByMeaningSeconds: firstByMeaning, usableSeconds: keySeconds + openSeconds + firstByMeaning, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95), memoryGb, ...backup };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** With a search by words asked over and over meanwhile, which tells how long the library keeps somebody waiting. */
async function measureBackup(library: OpenLibrary, key: Uint8Array, dir: string, search: () => Promise<unknown>): Promise<object> {
  const { db, ledger, ledgerDir, backups } = library;
  const { file: keys } = await makeKeys({ passphrase: 'correct horse battery staple', keychain: false }, { keychain: noKeychain });
  const file = path.join(dir, 'one.freehold-backup');
  const head = { id: randomUUID(), madeMs: Date.now(), keys };
  const { signal } = new AbortController();
  const what = { file, head, key, name: 'Library', appVersion: '1', signal, onProgress: none };
  const waited: number[] = [];
  let over = false;
  const searching = (async () => {
    while (!over) {
      waited.push(1000 * (await seconds(search)));
      await sleep(20);
    }
  })();
  const startedMs = performance.now();
  const { bytes } = await writeBackup({ ...what, db, ledger, ledgerDir, backups, libraryDir: path.dirname(db.name) });
  const backupSeconds = (performance.now() - startedMs) / 1000;
  over = true;
  await searching;
  const restoreSeconds = await seconds(() => unpackBackup({ file, key, folder: path.join(dir, 'restored'), signal, onProgress: none }, { id: head.id, keys, ledgerDir }));
  return { backupMegabytes: bytes / 1e6, backupSeconds, searchMeanwhileP95Ms: percentile(waited, 0.95), searchMeanwhileMaxMs: Math.max(...waited), restoreSeconds };
}

async function seconds(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}
