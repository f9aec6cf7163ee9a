// Stage 4: chunks in, embedded chunks out, in the same order. Batches are short and of like length, so that little
// is padded and a question never waits long for the batch in hand.
import type { Chunk } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Embedder } from './embedder.ts';

/**
 * Padded tokens in a batch: about 90 ms on two cores at 5,500 tokens/s, and still inside the 300 ms that a question may
 * wait when another program has one of the cores. Larger batches are no faster (measured up to 1,280).
 */
const BATCH_TOKENS = 512;

/** What the embedder reads of a chunk: the header gives the words of the title and headings to the vector too. */
export function embeddedText(chunk: Pick<Chunk, 'header' | 'text'>): string {
  return chunk.header === '' ? chunk.text : `${chunk.header}\n${chunk.text}`;
}

type TextOfChunk = Pick<Chunk, 'header' | 'text' | 'tokens'>;

export async function embedChunks<OneChunk extends TextOfChunk>(
  chunks: readonly OneChunk[],
  embedder: Embedder,
  options: {
    readonly signal: AbortSignal;
    readonly beforeBatch: () => Promise<void>;
    /** The vector of a chunk that was embedded before, in this or another file; null when there is none. */
    readonly known?: (chunk: OneChunk) => Float32Array | null;
    readonly onProgress?: (embedded: number) => void;
  },
): Promise<(OneChunk & { readonly vector: Float32Array })[]> {
  const vectors: (Float32Array | null)[] = chunks.map((chunk) => options.known?.(chunk) ?? null);
  const byLength = [...chunks.keys()].filter((index) => vectors[index] === null).sort((a, b) => chunks[a]!.tokens - chunks[b]!.tokens);
  let done = chunks.length - byLength.length;
  for (const batch of batches(byLength, chunks)) {
    await options.beforeBatch();
    if (options.signal.aborted) throw new AppError('cancelled');
    const embedded = await embedder.embed(batch.map((index) => embeddedText(chunks[index]!)), 'passage');
    batch.forEach((index, at) => (vectors[index] = embedded[at]!));
    done += batch.length;
    options.onProgress?.(done);
    // The model runs on this thread; messages (a question, a cancel) get their turn between batches.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return chunks.map((chunk, index) => ({ ...chunk, vector: vectors[index]! }));
}

/** Groups of indexes whose padded size stays within `BATCH_TOKENS`; `order` is ascending in length. */
function* batches(order: readonly number[], chunks: readonly TextOfChunk[]): Generator<number[]> {
  let batch: number[] = [];
  for (const index of order) {
    if (batch.length > 0 && (batch.length + 1) * chunks[index]!.tokens > BATCH_TOKENS) {
      yield batch;
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) yield batch;
}
