// What has to be known of an embedder before it can be loaded: how its text is prepared and how its output becomes one
// vector. From the catalog, or from the folder of one that a person added. Vectors of two embedders can't be compared, so
// whatever changes a vector changes the id too.
import { z } from 'zod';

export const embedderManifest = z.object({
  /** Floats of a vector: the model's own number, or fewer of a model whose first ones stand alone (Matryoshka). */
  dimensions: z.number().int().min(8).max(8_192),
  /** Tokens that the model reads, special tokens and prefix included. */
  maxTokens: z.number().int().min(64).max(32_768),
  /** What becomes of the states of the tokens: their mean, or that of the first token. */
  pooling: z.enum(['mean', 'cls']),
  /** Put before every question and every passage; the E5 family was trained with `query: ` and `passage: `. */
  prefixes: z.object({ question: z.string().max(200), passage: z.string().max(200) }),
  /** That it was made for, ISO 639-1; absent when it knows them all. */
  languages: z.array(z.string().max(20)).max(200).optional(),
});
export type EmbedderManifest = z.infer<typeof embedderManifest>;

export const embedderSpec = embedderManifest.extend({
  id: z.string().min(1).max(100),
  /** Folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx. */
  modelDir: z.string(),
});
export type EmbedderSpec = z.infer<typeof embedderSpec>;

/** The files of an embedder, below its folder; the model's own is the first. */
export const EMBEDDER_FILES = ['onnx/model_quantized.onnx', 'tokenizer.json', 'tokenizer_config.json', 'config.json'] as const;
