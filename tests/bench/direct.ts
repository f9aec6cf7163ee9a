// node-llama-cpp called directly: what a model gives on this machine without Freehold. One context, one sequence.
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

export interface BenchModel {
  readonly id: string;
  readonly path: string;
  readonly contextTokens: number;
}

export interface DirectModel {
  /**
   * Tokens a second after the first of `count` new tokens. The prompt is cut to its last `promptTokens`, and read before the
   * clock starts. Where the model ends its text, it goes on behind a line break.
   */
  rate(prompt: string, count: number, promptTokens?: number): Promise<number>;
  dispose(): Promise<void>;
}

export async function openDirect(model: BenchModel, threads: number): Promise<DirectModel> {
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.error, maxThreads: 0 });
  const loaded = await llama.loadModel({ modelPath: model.path, gpuLayers: 0 });
  const context = await loaded.createContext({ contextSize: model.contextTokens, batchSize: 512, sequences: 1, threads });
  const sequence = context.getSequence();
  return {
    rate: async (prompt, count, promptTokens) => {
      const tokens = loaded.tokenize(prompt).slice(promptTokens === undefined ? 0 : -promptTokens);
      // The last token is always evaluated: it gives the first new one.
      await sequence.adaptStateToTokens(tokens.slice(0, -1));
      let generated = 0;
      let startedMs = 0;
      for (let input = tokens.slice(sequence.nextTokenIndex); generated <= count; input = loaded.tokenize('\n')) {
        for await (const _token of sequence.evaluate(input, { temperature: 0, yieldEogToken: true })) {
          if (generated === 0) startedMs = performance.now();
          generated += 1;
          if (generated > count) break;
        }
      }
      return (generated - 1) / ((performance.now() - startedMs) / 1000);
    },
    dispose: async () => {
      await loaded.dispose();
      await llama.dispose();
    },
  };
}
