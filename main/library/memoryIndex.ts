// Vector search of an encrypted library: every vector in memory, searched exactly, nothing of it on the disk. LanceDB is
// not used even with its store in memory: it writes vectors into temporary files while it builds an index (adr/0008).
// Invariant: it holds the vectors that SQLite has of one embedder.
import type { Db } from './openDatabase.ts';
import { createUnsyncedVectors } from './unsyncedVectors.ts';
import { toVector, type VectorIndex } from './vectorIndex.ts';

export function openMemoryIndex({ db, embedderId, dimensions }: { readonly db: Db; readonly embedderId: string; readonly dimensions: number }): VectorIndex {
  const all = db.prepare('SELECT chunk_row AS row, vector FROM chunk_embeddings WHERE embedder_id = ? ORDER BY chunk_row');
  let vectors = createUnsyncedVectors(dimensions);
  for (const { row, vector } of all.iterate(embedderId) as IterableIterator<{ row: number; vector: Buffer }>) vectors.add(row, toVector(vector));

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
