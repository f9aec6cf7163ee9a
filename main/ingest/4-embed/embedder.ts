// The embedder: a sentence-embedding model on onnxruntime, through the `@xenova/transformers` API, from a local
// folder and never from the network. One session, no worker threads. A text longer than the model reads is an
// error here: the chunker sees to it that there is none, so nothing is silently truncated.
import { AutoModel, AutoTokenizer, env, type PreTrainedModel, type PreTrainedTokenizer, type Tensor } from '@xenova/transformers';
import path from 'node:path';
import { AppError } from '../../../contract/errors.ts';

export interface Embedder {
  readonly id: string;
  readonly dimensions: number;
  /** Tokens the model reads, special tokens included. */
  readonly maxTokens: number;
  /** Tokens of a text without special tokens. */
  countTokens(text: string): number;
  /** One batch, one run of the model; unit-length vectors in the order of the texts. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** all-MiniLM-L6-v2 was trained on 256 tokens; its tokenizer's own limit of 512 says nothing about quality. */
const MAX_TOKENS = 256;
const DIMENSIONS = 384;

export interface EmbedderOptions {
  /** Folder `<models>/<id>` with config.json, tokenizer.json and onnx/model_quantized.onnx. */
  readonly modelDir: string;
  readonly threads: number;
}

export async function loadEmbedder({ modelDir, threads }: EmbedderOptions): Promise<Embedder> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = `${path.dirname(modelDir)}${path.sep}`;
  const id = path.basename(modelDir);
  let tokenizer: PreTrainedTokenizer;
  let model: PreTrainedModel;
  try {
    tokenizer = await AutoTokenizer.from_pretrained(id);
    model = await AutoModel.from_pretrained(id, {
      dtype: 'q8',
      device: 'cpu',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
    });
  } catch (cause) {
    throw new AppError('embedder-missing', { model: id }, { cause });
  }

  return {
    id,
    dimensions: DIMENSIONS,
    maxTokens: MAX_TOKENS,
    countTokens: (text) => tokenizer.encode(text, { add_special_tokens: false }).length,
    embed: async (texts) => {
      if (texts.length === 0) return [];
      const inputs = tokenizer([...texts], { padding: true, truncation: false }) as { input_ids: Tensor; attention_mask: Tensor };
      const longest = inputs.input_ids.dims[1]!;
      if (longest > MAX_TOKENS) throw new AppError('internal', { tokens: longest, limit: MAX_TOKENS });
      const { last_hidden_state: states } = (await model(inputs)) as { last_hidden_state: Tensor };
      return meanPool(states.data as Float32Array, inputs.attention_mask.data as BigInt64Array, texts.length, longest);
    },
    dispose: async () => void (await model.dispose()),
  };
}

/** Mean of the token states under the attention mask, then unit length (sentence-transformers' pooling). */
function meanPool(states: Float32Array, mask: BigInt64Array, count: number, length: number): Float32Array[] {
  const vectors: Float32Array[] = [];
  for (let text = 0; text < count; text += 1) {
    const vector = new Float32Array(DIMENSIONS);
    for (let token = 0; token < length; token += 1) {
      if (mask[text * length + token] === 0n) continue;
      const at = (text * length + token) * DIMENSIONS;
      for (let dimension = 0; dimension < DIMENSIONS; dimension += 1) vector[dimension]! += states[at + dimension]!;
    }
    // The number of tokens cancels out: the direction of the sum is the direction of the mean.
    let squares = 0;
    for (const value of vector) squares += value * value;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let dimension = 0; dimension < DIMENSIONS; dimension += 1) vector[dimension]! *= scale;
    vectors.push(vector);
  }
  return vectors;
}
