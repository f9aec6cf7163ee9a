// The llm engine's service: at most one loaded model, one generation at a time. A second request waits for its
// turn; a cancelled one frees the processor at its next token, and fails with `cancelled` when it still waits.
import { AppError } from '../../../contract/errors.ts';
import { networkService } from '../rpc/networkProtocol.ts';
import type { Service } from '../rpc/protocol.ts';
import { loadModel, type LoadedModel } from './loadedModel.ts';
import type { LlmProtocol, ModelSpec } from './protocol.ts';
import { savedStates } from './savedStates.ts';

export function createLlmService(): Service<LlmProtocol> {
  let loaded: LoadedModel | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** Runs one piece of work after the ones before it, whether those failed or not. */
  function inTurn<Value>(work: () => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const leave = (): void => reject(new AppError('cancelled'));
      const begin = async (): Promise<void> => {
        signal?.removeEventListener('abort', leave);
        if (signal?.aborted === true) return;
        try {
          resolve(await work());
        } catch (error) {
          reject(error as Error);
        }
      };
      if (signal?.aborted === true) leave();
      else signal?.addEventListener('abort', leave, { once: true });
      turn = turn.then(begin);
    });
  }

  function current(): LoadedModel {
    // Whoever asks has loaded one before: this engine is not the one that he asked then.
    if (loaded === null) throw new AppError('engine-crashed', { engine: 'llm' });
    return loaded;
  }

  async function unload(): Promise<void> {
    const old = loaded;
    loaded = null;
    await old?.dispose();
  }

  return {
    ...networkService,
    load: (spec) =>
      inTurn(async () => {
        const startedMs = performance.now();
        const same = loaded !== null && loaded.spec.path === spec.path && loaded.spec.threads === spec.threads && loaded.spec.contextTokens === spec.contextTokens;
        if (!same) {
          await unload();
          loaded = await loadModel(spec);
        }
        keepSystemPrompts(spec, current());
        return { loadMs: performance.now() - startedMs, contextTokens: current().contextTokens, engine: current().versions };
      }),
    warm: ({ systemPrompt }, { signal }) => inTurn(() => current().warm(systemPrompt, signal), signal),
    countTokens: async ({ texts }) => texts.map((text) => current().countTokens(text)),
    countPromptTokens: async ({ messages }) => current().tokenizePrompt(messages).length,
    generate: ({ messages, maxTokens, temperature, logProbs = false }, { signal, emit }) =>
      inTurn(() => current().generate(messages, { maxTokens, temperature, logProbs, signal, onText: (text) => emit({ text }) }), signal),
    firstWordProbabilities: ({ messages, words }, { signal }) => inTurn(() => current().firstWordProbabilities(messages, words, signal), signal),
    unload: () => inTurn(unload).then(() => ({})),
  };
}

function keepSystemPrompts({ kept, contextTokens }: ModelSpec, model: LoadedModel): void {
  if (kept === null || kept === undefined) return;
  const identity = [kept.modelSha256, model.versions.nodeLlamaCpp, model.versions.llamaCpp, String(contextTokens)];
  model.keepSystemPrompts(kept.systemPrompts, savedStates(kept.folder, identity));
}
