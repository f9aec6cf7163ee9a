// Embedding: tokens/s of the product's stage 4 against the same ONNX model called directly through onnxruntime, on the
// same texts in the same run, turn by turn so that a noisy machine hits both alike.
import { createRequire } from 'node:module';
import path from 'node:path';
import { AutoTokenizer, env, type Tensor } from '@xenova/transformers';
import { chunkDocument } from '../../main/ingest/3-chunk/chunkDocument.ts';
import { embedChunks, embeddedText } from '../../main/ingest/4-embed/embedChunks.ts';
import type { Embedder } from '../../main/ingest/4-embed/embedder.ts';
import type { Chunk } from '../../contract/domain.ts';
import { percentile, type BenchCorpus } from './corpus.ts';

/** The part of onnxruntime-node's interface that is used here; the package that the embedder itself runs on. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(file: string, options: { intraOpNumThreads: number; interOpNumThreads: number }): Promise<{
      readonly inputNames: readonly string[];
      run(feeds: Readonly<Record<string, unknown>>): Promise<unknown>;
      release(): Promise<void>;
    }>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown;
}
const require = createRequire(import.meta.url);
const ort = createRequire(require.resolve('@xenova/transformers'))('onnxruntime-node') as OnnxRuntime;

export interface EmbeddingFigures {
  readonly productTokensPerSecond: number;
  readonly directTokensPerSecond: number;
  /** Median of the rounds' own ratios: what slows the machine for a while slows both of a pair. */
  readonly ratio: number;
}

const ROUNDS = 9;
const CHUNKS = 120;
/** The direct call's batch: the size at which onnxruntime was fastest here on two cores. */
const DIRECT_BATCH = 4;

export function chunksOf(corpus: BenchCorpus, embedder: Embedder, texts: number): Chunk[] {
  return corpus.texts
    .slice(0, texts)
    .flatMap(({ title, text }) =>
      chunkDocument({ title, text, blocks: [{ kind: 'paragraph', start: 0, end: text.length }], pageStarts: null }, { maxTokens: embedder.maxTokens, countTokens: embedder.countTokens }),
    );
}

export async function measureEmbedding(corpus: BenchCorpus, embedder: Embedder, modelDir: string, threads: number): Promise<EmbeddingFigures> {
  const chunks = chunksOf(corpus, embedder, CHUNKS).slice(0, CHUNKS);
  const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
  env.localModelPath = `${path.dirname(modelDir)}${path.sep}`;
  const tokenizer = await AutoTokenizer.from_pretrained(path.basename(modelDir));
  const session = await ort.InferenceSession.create(path.join(modelDir, 'onnx', 'model_quantized.onnx'), { intraOpNumThreads: threads, interOpNumThreads: 1 });

  const sorted = chunks.toSorted((a, b) => a.tokens - b.tokens).map(embeddedText);
  async function direct(): Promise<void> {
    for (let at = 0; at < sorted.length; at += DIRECT_BATCH) {
      const inputs = tokenizer(sorted.slice(at, at + DIRECT_BATCH), { padding: true, truncation: false }) as Record<string, Tensor>;
      const feeds = Object.fromEntries(session.inputNames.map((name) => [name, new ort.Tensor('int64', inputs[name]!.data as BigInt64Array, inputs[name]!.dims)]));
      await session.run(feeds);
    }
  }
  const product = (): Promise<unknown> => embedChunks(chunks, embedder, { signal: new AbortController().signal, beforeBatch: async () => undefined });

  await direct();
  await product();
  const times = { direct: [] as number[], product: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of [['direct', direct], ['product', product]] as const) {
      const startedMs = performance.now();
      await work();
      times[name].push(performance.now() - startedMs);
    }
  }
  await session.release();
  const rate = (values: readonly number[]): number => tokens / (percentile(values, 0.5) / 1000);
  return { productTokensPerSecond: rate(times.product), directTokensPerSecond: rate(times.direct), ratio: percentile(times.direct.map((ms, round) => ms / times.product[round]!), 0.5) };
}
