// What the llm engine answers. It knows models, chat messages and tokens; nothing of documents or libraries.
import { z } from 'zod';
import { method } from '../rpc/protocol.ts';

const chatMessage = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

export const modelSpec = z.strictObject({
  modelId: z.string(),
  path: z.string(),
  /** Threads to generate with. */
  threads: z.number().int().positive(),
  /** Context size in tokens; more is refused by a later call, never truncated. */
  contextTokens: z.number().int().positive(),
});
export type ModelSpec = z.infer<typeof modelSpec>;

export const generateStats = z.strictObject({
  promptTokens: z.number(),
  /** Tokens of the prompt that were still in the context's state and need not be read again. */
  cachedTokens: z.number(),
  prefillMs: z.number(),
  /** From the end of prefill to the first token. */
  firstTokenMs: z.number(),
  generatedTokens: z.number(),
  generateMs: z.number(),
});
export type GenerateStats = z.infer<typeof generateStats>;

export const llmProtocol = {
  /** Loads the model if it is not the loaded one; replaces another. Tells the context's real size. */
  load: method({ params: modelSpec, result: z.strictObject({ loadMs: z.number(), contextTokens: z.number() }) }),
  /** Reads a system prompt into the context's state ahead of the first question. */
  warm: method({ params: z.strictObject({ messages: z.array(chatMessage) }), result: z.strictObject({ tokens: z.number() }) }),
  /** Tokens of each text, special tokens of the template not counted. */
  countTokens: method({ params: z.strictObject({ texts: z.array(z.string()) }), result: z.array(z.number()) }),
  /** Tokens of the whole prompt as the model's chat template lays it out. */
  countPromptTokens: method({ params: z.strictObject({ messages: z.array(chatMessage) }), result: z.number() }),
  generate: method({
    params: z.strictObject({ messages: z.array(chatMessage), maxTokens: z.number().int().positive(), temperature: z.number().min(0) }),
    event: z.strictObject({ text: z.string() }),
    result: z.strictObject({ text: z.string(), stopReason: z.enum(['end', 'limit', 'cancelled']), stats: generateStats }),
  }),
  unload: method({ params: z.strictObject({}), result: z.strictObject({}) }),
} as const;
export type LlmProtocol = typeof llmProtocol;
