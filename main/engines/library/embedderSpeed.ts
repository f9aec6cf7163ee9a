// How fast an embedder is on this machine, and from that what making the vectors of a whole library would take.
import type { RouteOutput } from '../../../contract/routes.ts';
import { embedChunks } from '../../ingest/4-embed/embedChunks.ts';
import type { Embedder } from '../../ingest/4-embed/embedder.ts';
import { INDEX_FROM_ROWS } from '../../library/lanceTable.ts';
import type { Embedders } from '../../library/embedders.ts';

/** Passages that are embedded to know the speed: one to two seconds of a small model's work. */
const SAMPLE = 16;
/** Of SQLite's pages, beside what the vector itself takes. */
const PAGE_OVERHEAD = 1.35;

/** The same embedder, and the milliseconds that it worked since it was asked for them last; waiting is not counted. */
export function timed(embedder: Embedder): { readonly embedder: Embedder; readonly spentMs: () => number } {
  let spent = 0;
  return {
    embedder: {
      ...embedder,
      embed: async (texts, kind) => {
        const startedMs = performance.now();
        try {
          return await embedder.embed(texts, kind);
        } finally {
          spent += performance.now() - startedMs;
        }
      },
    },
    spentMs: () => {
      const since = spent;
      spent = 0;
      return since;
    },
  };
}

/** Vectors are stored twice, in SQLite and in the table, and once more in the index of a large table. */
export async function estimateVectors(measured: Embedder, embedders: Embedders, context: { readonly signal: AbortSignal; readonly turn: () => Promise<void> }): Promise<RouteOutput<'embedder.estimate'>> {
  const missing = embedders.countMissing(measured.id);
  const sample = embedders.sample(SAMPLE);
  const { embedder, spentMs } = timed(measured);
  await embedChunks(sample, embedder, { signal: context.signal, beforeBatch: context.turn });
  const tokens = sample.reduce((sum, chunk) => sum + chunk.tokens, 0);
  const copies = PAGE_OVERHEAD + (embedders.countChunks() >= INDEX_FROM_ROWS ? 2 : 1);
  return {
    passages: missing.chunks,
    seconds: tokens === 0 ? 0 : (spentMs() * missing.tokens) / tokens / 1_000,
    diskBytes: Math.round(missing.chunks * measured.dimensions * Float32Array.BYTES_PER_ELEMENT * copies),
  };
}
