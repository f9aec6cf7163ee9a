// The product's language model with its answers kept by prompt and model hash, so that an evaluation can be resumed
// and repeated without asking the model again. A run that was killed may have left half a line; that answer is asked again.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Llm } from '../../main/answer/llmInterface.ts';
import type { Engine } from '../../main/engines/supervisor/superviseEngine.ts';
import type { LlmProtocol } from '../../main/engines/llm/protocol.ts';

type Generated = Awaited<ReturnType<Llm['generate']>>;

export function createCachedLlm(engine: Pick<Engine<LlmProtocol>, 'call'>, model: { readonly id: string; readonly sha256: string; readonly contextTokens: number }, cacheDir: string): Llm & { readonly asked: () => number } {
  const file = path.join(cacheDir, 'eval', `answers-${model.sha256.slice(0, 16)}.jsonl`);
  mkdirSync(path.dirname(file), { recursive: true });
  const kept = new Map<string, Generated>();
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [''];
  for (const line of lines) {
    const answer = parsed(line);
    if (answer !== null) kept.set(answer.key, answer.generated);
  }
  if (lines.at(-1) !== '') appendFileSync(file, '\n');
  let asked = 0;
  return {
    modelId: model.id,
    contextTokens: model.contextTokens,
    asked: () => asked,
    countTokens: (texts) => engine.call('countTokens', { texts: [...texts] }),
    countPromptTokens: (messages) => engine.call('countPromptTokens', { messages: [...messages] }),
    generate: async (messages, { maxTokens, temperature, signal, onText }) => {
      const key = createHash('sha256').update(JSON.stringify({ messages, maxTokens, temperature })).digest('hex');
      const known = kept.get(key);
      if (known !== undefined) {
        onText(known.text);
        return known;
      }
      asked += 1;
      const generated = await engine.call('generate', { messages: [...messages], maxTokens, temperature }, { signal, onEvent: ({ text }) => onText(text) });
      kept.set(key, generated);
      appendFileSync(file, `${JSON.stringify({ key, generated })}\n`);
      return generated;
    },
  };
}

function parsed(line: string): { readonly key: string; readonly generated: Generated } | null {
  try {
    return JSON.parse(line) as { key: string; generated: Generated };
  } catch {
    return null;
  }
}
