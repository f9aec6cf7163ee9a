// What an answer is written with, noted when it is written: later the model, the prompt or the settings are others.
import type { MadeWith, PackedPrompt } from '../../../contract/domain.ts';
import type { Llm } from '../llmInterface.ts';
import { hashOfJson, sha256Of } from '../../canonicalJson.ts';

export function madeWith(llm: Llm, { messages }: Pick<PackedPrompt, 'messages'>, { temperature, maxTokens }: { readonly temperature: number; readonly maxTokens: number }, reply: string): MadeWith {
  return {
    model: llm.run ?? null,
    // The engine is asked with no seed; at a temperature above 0 it would take one of its own that it does not tell.
    sampling: { temperature, seed: null, maxTokens },
    promptSha256: hashOfJson(messages),
    systemSha256: sha256Of(messages.find(({ role }) => role === 'system')?.content ?? ''),
    messages,
    reply,
  };
}
