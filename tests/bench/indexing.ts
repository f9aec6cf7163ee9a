// Indexing: wall time of reading a folder of real texts through the real engines, against embedding the same chunks
// alone. What is above 1 is scanning, parsing, chunking, storing and talking between processes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { embedChunks } from '../../main/ingest/4-embed/embedChunks.ts';
import type { Embedder } from '../../main/ingest/4-embed/embedder.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import type { Chunk } from '../../contract/domain.ts';
import type { BenchCorpus } from './corpus.ts';
import { startHost } from '../support/host.ts';

export interface IndexingFigures {
  readonly files: number;
  readonly chunks: number;
  readonly wallSeconds: number;
  readonly embeddingSeconds: number;
  readonly ratio: number;
  readonly filesPerMinute: number;
}

export async function measureIndexing(corpus: BenchCorpus, embedder: Embedder, files: number): Promise<IndexingFigures> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  const folder = path.join(dir, 'files');
  const libraryDir = path.join(dir, 'library');
  mkdirSync(folder);
  corpus.texts.slice(0, files).forEach(({ title, text }, index) => writeFileSync(path.join(folder, `${String(index).padStart(5, '0')}.md`), `# ${title}\n\n${text}\n`));
  try {
    const host = await startHost(path.join(dir, 'user'));
    await host.openLibrary(libraryDir, { remember: false });
    const startedMs = performance.now();
    await host.engines.library.call('source.addPaths', { items: [{ path: folder, kind: 'folder' }] });
    await host.engines.library.call('ingest.finished', {});
    const wallSeconds = (performance.now() - startedMs) / 1000;
    await host.close();

    const db = openDatabase(libraryDir);
    const chunks = db.prepare('SELECT ordinal, start_offset AS start, end_offset AS "end", text, header, page, tokens FROM chunks').all() as Chunk[];
    db.close();
    const embedStartedMs = performance.now();
    await embedChunks(chunks, embedder, { signal: new AbortController().signal, beforeBatch: async () => undefined });
    const embeddingSeconds = (performance.now() - embedStartedMs) / 1000;
    return { files, chunks: chunks.length, wallSeconds, embeddingSeconds, ratio: wallSeconds / embeddingSeconds, filesPerMinute: (files / wallSeconds) * 60 };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
