// The product's language model with its answers kept by prompt and model hash, so that an evaluation can be resumed
// and repeated without asking the model again. A run that was killed may have left half a line; that answer is asked again.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Llm } from '../../main/answer/llmInterface.ts';
import type { Engine } from '../../main/engines/supervisor/superviseEngine.ts';
import type { FirstWords, LlmProtocol } from '../../main/engines/llm/protocol.ts';

type Generated = Awaited<ReturnType<Llm['generate']>>;
/** An answer, or how likely a reply begins with some words. */
interface Line {
  readonly key: string;
  readonly generated?: Generated;
  readonly firstWords?: FirstWords;
}

export function createCachedLlm(engine: Pick<Engine<LlmProtocol>, 'call'>, model: { readonly id: string; readonly sha256: string; readonly contextTokens: number }, cacheDir: string): Llm & { readonly asked: () => number } {
  const file = path.join(cacheDir, 'eval', `answers-${model.sha256.slice(0, 16)}.jsonl`);
  mkdirSync(path.dirname(file), { recursive: true });
  const kept = new Map<string, Generated>();
  const keptFirstWords = new Map<string, FirstWords>();
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [''];
  for (const line of lines) {
    const known = parsed(line);
    if (known?.generated !== undefined) kept.set(known.key, known.generated);
    if (known?.firstWords !== undefined) keptFirstWords.set(known.key, known.firstWords);
  }
  if (lines.at(-1) !== '') appendFileSync(file, '\n');
  let asked = 0;
  return {
    modelId: model.id,
    contextTokens: model.contextTokens,
    asked: () => asked,
    countTokens: (texts) => engine.call('countTokens', { texts: [...texts] }),
    countPromptTokens: (messages) => engine.call('countPromptTokens', { messages: [...messages] }),
    generate: async (messages, { maxTokens, temperature, logProbs = false, signal, onText }) => {
      const key = keyOf({ messages, maxTokens, temperature });
      const known = kept.get(key);
      if (known !== undefined && (!logProbs || known.logProbs !== undefined)) {
        onText(known.text);
        return known;
      }
      asked += 1;
      const generated = await engine.call('generate', { messages: [...messages], maxTokens, temperature, logProbs }, { signal, onEvent: ({ text }) => onText(text) });
      kept.set(key, generated);
      appendFileSync(file, `${JSON.stringify({ key, generated })}\n`);
      return generated;
    },
    firstWordProbabilities: async (messages, words, { signal }) => {
      const key = keyOf({ messages, words });
      const known = keptFirstWords.get(key);
      if (known !== undefined) return known;
      const firstWords = await engine.call('firstWordProbabilities', { messages: [...messages], words: [...words] }, { signal });
      keptFirstWords.set(key, firstWords);
      appendFileSync(file, `${JSON.stringify({ key, firstWords })}\n`);
      return firstWords;
    },
  };
}

const keyOf = (asked: object): string => createHash('sha256').update(JSON.stringify(asked)).digest('hex');

function parsed(line: string): Line | null {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return null;
  }
}
