// The embedder: a sentence-embedding model on onnxruntime, through the `@xenova/transformers` API, from a local folder and
// never from the network. One session, no worker threads. How text goes in and vectors come out is its manifest's to say.
// Invariant: every token of a text has its part in the vector; what is longer than the model reads is embedded in pieces.
import { AutoModel, AutoTokenizer, env, Tensor, type PreTrainedModel, type PreTrainedTokenizer } from '@xenova/transformers';
import path from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import type { EmbedderManifest, EmbedderSpec } from '../../models/embedderSpec.ts';

export type TextKind = keyof EmbedderManifest['prefixes'];

export interface Embedder {
  readonly id: string;
  readonly dimensions: number;
  /** Tokens of a passage that the model reads at once, special tokens included; its prefix is taken off already. */
  readonly maxTokens: number;
  /** Tokens of a text without special tokens and prefix. */
  countTokens(text: string): number;
  /** Unit-length vectors in the order of the texts; one run of the model where all of them fit. */
  embed(texts: readonly string[], kind: TextKind): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** @throws AppError `embedder-missing` when its files can't be loaded, or give other vectors than its manifest says */
export async function loadEmbedder({ id, modelDir, dimensions, maxTokens, pooling, prefixes }: EmbedderSpec, { threads }: { readonly threads: number }): Promise<Embedder> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  // An absolute path is taken as it is; a mere name would have to be one that the hub allows, without a space.
  const folder = path.resolve(modelDir);
  let tokenizer: PreTrainedTokenizer;
  let model: PreTrainedModel;
  try {
    tokenizer = await AutoTokenizer.from_pretrained(folder);
    model = await AutoModel.from_pretrained(folder, {
      dtype: 'q8',
      device: 'cpu',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
    });
  } catch (cause) {
    throw new AppError('embedder-missing', { model: id }, { cause });
  }
  const countTokens = (text: string): number => tokenizer.encode(text, { add_special_tokens: false }).length;
  const fits = (text: string): boolean => tokenizer.encode(text).length <= maxTokens;

  async function embed(texts: readonly string[], kind: TextKind): Promise<Float32Array[]> {
    if (texts.length === 0) return [];
    const tokens = tokenizer(texts.map((text) => prefixes[kind] + text), { padding: false, truncation: false, return_tensor: false }) as Tokens;
    if (tokens.input_ids.some(({ length }) => length > maxTokens)) return inPieces(texts, kind);
    const inputs = sideBySide(tokens, tokenizer.pad_token_id ?? 0);
    const { last_hidden_state: states } = (await model(inputs)) as { last_hidden_state: Tensor };
    if (states.dims[2]! < dimensions) throw new AppError('embedder-missing', { model: id, dimensions: states.dims[2]! });
    return pool(states, inputs.attention_mask!, { dimensions, pooling });
  }

  /** A text that is too long is halved until its pieces fit; its vector is their mean. */
  async function inPieces(texts: readonly string[], kind: TextKind): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      const sum = new Float32Array(dimensions);
      for (const piece of piecesOf(text, (part) => fits(prefixes[kind] + part))) {
        const [vector] = await embed([piece], kind);
        vector!.forEach((value, dimension) => (sum[dimension]! += value));
      }
      vectors.push(toUnitLength(sum));
    }
    return vectors;
  }

  // What it gives is known only once it has run; a library must not be opened with an embedder that can't.
  try {
    await embed(['ready'], 'passage');
  } catch (cause) {
    await model.dispose();
    throw cause instanceof AppError ? cause : new AppError('embedder-missing', { model: id }, { cause });
  }
  return { id, dimensions, maxTokens: maxTokens - (prefixes.passage === '' ? 0 : countTokens(prefixes.passage)), countTokens, embed, dispose: async () => void (await model.dispose()) };
}

/** One list a text; beside the tokens whatever else the model takes of each. */
type Tokens = Readonly<Record<string, readonly (readonly number[])[]>> & { readonly input_ids: readonly (readonly number[])[] };

/** Padded to the longest text. The tokenizer would do it too, but only up to a limit of its own. */
function sideBySide(tokens: Tokens, padding: number): Record<keyof Tokens, Tensor> {
  const longest = Math.max(...tokens.input_ids.map(({ length }) => length));
  return Object.fromEntries(
    Object.entries(tokens).map(([name, rows]) => {
      const values = new BigInt64Array(rows.length * longest).fill(name === 'input_ids' ? BigInt(padding) : 0n);
      rows.forEach((row, text) => row.forEach((value, at) => (values[text * longest + at] = BigInt(value))));
      return [name, new Tensor('int64', values, [rows.length, longest])];
    }),
  );
}

function piecesOf(text: string, fits: (part: string) => boolean): string[] {
  if (text.length < 2 || fits(text)) return [text];
  const half = text.length >> 1;
  const space = text.slice(0, half).lastIndexOf(' ');
  const inPair = (text.charCodeAt(half) & 0xfc00) === 0xdc00;
  const middle = space > text.length / 4 ? space : inPair && half > 1 ? half - 1 : half;
  return [...piecesOf(text.slice(0, middle), fits), ...piecesOf(text.slice(middle), fits)];
}

/** One vector a text: the mean of its token states under the mask, or its first token's, then unit length (as sentence-transformers do). */
function pool(states: Tensor, mask: Tensor, { dimensions, pooling }: Pick<EmbedderManifest, 'dimensions' | 'pooling'>): Float32Array[] {
  const [count, length, width] = states.dims as [number, number, number];
  const values = states.data as Float32Array;
  const isText = mask.data as BigInt64Array;
  return Array.from({ length: count }, (_, text) => {
    const vector = new Float32Array(dimensions);
    for (let token = 0; token < (pooling === 'cls' ? 1 : length); token += 1) {
      if (isText[text * length + token] === 0n) continue;
      const at = (text * length + token) * width;
      // The number of tokens cancels out: the direction of the sum is the direction of the mean.
      for (let dimension = 0; dimension < dimensions; dimension += 1) vector[dimension]! += values[at + dimension]!;
    }
    return toUnitLength(vector);
  });
}

function toUnitLength(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  return vector.map((value) => value * scale);
}
