// How fast a model reads and writes on this machine, and how much memory it takes: loaded into an engine of its own, so
// that no answer under way meets another model, given a page to read and a few sentences to write, and let go again.
import { AppError } from '../../../contract/errors.ts';
import type { Engine } from '../../engines/supervisor/superviseEngine.ts';
import type { LlmProtocol } from '../../engines/llm/protocol.ts';
import type { ModelFile } from '../../models/modelShelf.ts';
import type { Measured } from '../../models/modelSpeeds.ts';

/** About as long as a short question with its passages. */
const PAGE = 'The tenant shall give notice in writing three months before the end of the term, and shall leave the premises in good order. '.repeat(12);
const WRITTEN_TOKENS = 48;

/** @param memory of a process, by its id */
export async function measureModel(engine: Engine<LlmProtocol>, model: ModelFile & { readonly modelId: string; readonly threads: number }, memory: (processId: number | null) => number | null, signal: AbortSignal): Promise<Measured> {
  try {
    await engine.call('load', { modelId: model.modelId, path: model.path, threads: model.threads, contextTokens: model.contextTokens }, { signal });
    const messages = [{ role: 'user' as const, content: `${PAGE}\n\nTell what this says, in several full sentences.` }];
    const { stats, stopReason } = await engine.call('generate', { messages, maxTokens: WRITTEN_TOKENS, temperature: 0 }, { signal });
    if (stopReason === 'cancelled') throw new AppError('cancelled');
    return {
      writes: perSecond(stats.generatedTokens, stats.generateMs),
      reads: perSecond(stats.promptTokens - stats.cachedTokens, stats.prefillMs),
      memoryBytes: memory(engine.processId()),
      threads: model.threads,
      atMs: Date.now(),
    };
  } finally {
    await engine.stop();
  }
}

const perSecond = (count: number, ms: number): number => (ms > 0 ? Math.round((count / ms) * 10_000) / 10 : 0);
