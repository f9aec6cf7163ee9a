// A language model that answers by a script, for what is done around it: a word is a token, and it takes no time.
import type { ChatMessage } from '../../contract/domain.ts';
import type { Llm } from '../../main/answer/llmInterface.ts';

export interface ScriptedLlm extends Llm {
  /** The user's part of each prompt, in order. */
  readonly prompts: string[];
}

const words = (text: string): number => text.split(/\s+/u).length;
const stats = { promptTokens: 1, cachedTokens: 0, prefillMs: 1, firstTokenMs: 1, generateMs: 1, generatedTokens: 1 };

export function scriptedLlm(reply: (prompt: string, call: number) => string | Promise<string>): ScriptedLlm {
  const prompts: string[] = [];
  const userPart = (messages: readonly ChatMessage[]): string => messages.at(-1)!.content;
  return {
    modelId: 'scripted',
    contextTokens: 4_096,
    prompts,
    countTokens: async (texts) => texts.map(words),
    countPromptTokens: async (messages) => messages.reduce((sum, { content }) => sum + words(content), 0),
    generate: async (messages, { signal, onText }) => {
      prompts.push(userPart(messages));
      const text = await reply(userPart(messages), prompts.length);
      if (signal.aborted) return { text: '', stopReason: 'cancelled', stats };
      onText(text);
      return { text, stopReason: 'end', stats };
    },
    firstWordProbabilities: async (_messages, asked) => ({ probabilities: asked.map(() => 0), promptTokens: 1, cachedTokens: 0, elapsedMs: 0 }),
  };
}
