// What the llm engine answers. It knows models, chat messages and tokens; nothing of documents or libraries.
import { z } from 'zod';
import { chatMessage, modelRun } from '../../../contract/schemas.ts';
import { networkProtocol } from '../rpc/networkProtocol.ts';
import { method } from '../rpc/protocol.ts';

export const modelSpec = z.strictObject({
  modelId: z.string(),
  path: z.string(),
  /** Threads to generate with. */
  threads: z.number().int().positive(),
  /** Context size in tokens; more is refused by a later call, never truncated. */
  contextTokens: z.number().int().positive(),
  /**
   * The program's own system prompts, and where their reading is kept for the next start. They are written to the disk
   * as they are, so nothing of a document or of a person may be in them.
   */
  kept: z.strictObject({ systemPrompts: z.array(z.string()), folder: z.string(), modelSha256: z.string() }).nullable().optional(),
});
export type ModelSpec = z.infer<typeof modelSpec>;

export const generateStats = z.strictObject({
  promptTokens: z.number(),
  /** Tokens of the prompt that were still in memory, or came from the disk, and need not be read again. */
  cachedTokens: z.number(),
  prefillMs: z.number(),
  /** From the end of prefill to the first token. */
  firstTokenMs: z.number(),
  generatedTokens: z.number(),
  generateMs: z.number(),
});
export type GenerateStats = z.infer<typeof generateStats>;

export const firstWords = z.strictObject({ probabilities: z.array(z.number()), promptTokens: z.number(), cachedTokens: z.number(), elapsedMs: z.number() });
export type FirstWords = z.infer<typeof firstWords>;

export const llmProtocol = {
  ...networkProtocol,
  /** Loads the model if it is not the loaded one; replaces another. Tells the context's real size and what runs the model. */
  load: method({ params: modelSpec, result: z.strictObject({ loadMs: z.number(), contextTokens: z.number(), engine: modelRun.shape.engine }) }),
  /** Reads a system prompt ahead of the first question. */
  warm: method({ params: z.strictObject({ systemPrompt: z.string() }), result: z.strictObject({ tokens: z.number(), cachedTokens: z.number() }) }),
  /** Tokens of each text, special tokens of the template not counted. */
  countTokens: method({ params: z.strictObject({ texts: z.array(z.string()) }), result: z.array(z.number()) }),
  /** Tokens of the whole prompt as the model's chat template lays it out. */
  countPromptTokens: method({ params: z.strictObject({ messages: z.array(chatMessage) }), result: z.number() }),
  generate: method({
    params: z.strictObject({
      messages: z.array(chatMessage),
      maxTokens: z.number().int().positive(),
      temperature: z.number().min(0),
      /** Have the result tell how likely each token was: 13 ms more a token with a vocabulary of 151,000. */
      logProbs: z.boolean().optional(),
    }),
    event: z.strictObject({ text: z.string() }),
    result: z.strictObject({
      text: z.string(),
      stopReason: z.enum(['end', 'limit', 'cancelled']),
      stats: generateStats,
      /** Natural logarithms, one for each generated token, where they were asked for. */
      logProbs: z.array(z.number()).optional(),
    }),
  }),
  /**
   * How likely the reply to these messages begins with each of the words: the probability of the word's first token,
   * with and without a space before it. What the messages share with those of the next call need not be read again.
   */
  firstWordProbabilities: method({
    params: z.strictObject({ messages: z.array(chatMessage), words: z.array(z.string().min(1)).min(1) }),
    result: firstWords,
  }),
  unload: method({ params: z.strictObject({}), result: z.strictObject({}) }),
} as const;
export type LlmProtocol = typeof llmProtocol;
