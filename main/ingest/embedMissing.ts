// Makes the vectors that stored chunks still lack, of one embedder: stage 4 over what the library has, then SQLite, then
// the table for the search. A slice at a time: a kill loses the slice in hand. Texts, chunks and full text stay as they are.
import { AppError } from '../../contract/errors.ts';
import type { Embedders } from '../library/embedders.ts';
import type { VectorIndex } from '../library/vectorIndex.ts';
import type { Versions } from '../library/versions.ts';
import { unlessAborted } from '../unlessAborted.ts';
import { embedChunks } from './4-embed/embedChunks.ts';
import type { Embedder } from './4-embed/embedder.ts';

/** About a second of work on two cores. */
const SLICE_CHUNKS = 32;

/** True when no chunk is without a vector; false when `interrupted` said so before that. @throws AppError `cancelled` on abort */
export async function embedMissing(
  { embedder, vectors, embedders, versions }: { readonly embedder: Embedder; readonly vectors: VectorIndex; readonly embedders: Embedders; readonly versions: Pick<Versions, 'vectorOf'> },
  options: {
    readonly signal: AbortSignal;
    readonly turn: () => Promise<void>;
    readonly interrupted: () => boolean;
    readonly onStored: (chunks: number, tokens: number) => void;
  },
): Promise<boolean> {
  const { signal, turn } = options;
  for (let after = 0; ; ) {
    if (options.interrupted()) return false;
    const chunks = embedders.missing(embedder.id, after, SLICE_CHUNKS);
    if (chunks.length === 0) return true;
    const embedded = await embedChunks(chunks, embedder, { signal, beforeBatch: turn, known: (chunk) => versions.vectorOf(chunk, embedder.id) });
    if (signal.aborted) throw new AppError('cancelled');
    const stored = new Set(embedders.store(embedder.id, embedded));
    const kept = embedded.filter(({ row }) => stored.has(row));
    vectors.added(
      kept.map(({ row }) => row),
      kept.map(({ vector }) => vector),
    );
    after = chunks.at(-1)!.row;
    options.onStored(chunks.length, chunks.reduce((sum, { tokens }) => sum + tokens, 0));
    await unlessAborted(vectors.sync(), signal);
  }
}
