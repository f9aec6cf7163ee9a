// Vector search of an encrypted library: every vector in memory, searched exactly, nothing of it on the disk. LanceDB is
// not used even with its store in memory: it writes vectors into temporary files while it builds an index (adr/0008).
// Invariant: it holds the vectors that SQLite has of one embedder.
import type { Db } from './openDatabase.ts';
import { createUnsyncedVectors } from './unsyncedVectors.ts';
import type { VectorIndex } from './vectorIndex.ts';

export function openMemoryIndex({ db, embedderId, dimensions }: { readonly db: Db; readonly embedderId: string; readonly dimensions: number }): VectorIndex {
  const all = db.prepare('SELECT chunk_row AS row, vector FROM chunk_embeddings WHERE embedder_id = ? ORDER BY chunk_row');
  const count = db.prepare('SELECT count(*) FROM chunk_embeddings WHERE embedder_id = ?').pluck().get(embedderId) as number;
  let vectors = createUnsyncedVectors(dimensions, count);
  for (const [row, vector] of all.raw().iterate(embedderId) as IterableIterator<[number, Buffer]>) vectors.add(row, asVector(vector));

  return {
    embedderId,
    added: (rows, made) => rows.forEach((row, at) => vectors.add(row, made[at]!)),
    removed: async (gone) => {
      const set = new Set(gone);
      vectors.keep((row) => !set.has(row));
    },
    search: async (query, limit) => vectors.search(query, limit),
    unsynced: () => vectors.size(),
    rebuilding: () => false,
    sync: async () => undefined,
    startOver: async () => undefined,
    close: async () => void (vectors = createUnsyncedVectors(dimensions)),
  };
}

/** Without a copy where it lies as floats do. */
function asVector({ buffer, byteOffset, byteLength }: Buffer): Float32Array {
  const aligned = byteOffset % Float32Array.BYTES_PER_ELEMENT === 0;
  return aligned ? new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT) : new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
