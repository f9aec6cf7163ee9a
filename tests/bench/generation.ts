// Generation: tokens/s of the headless llm engine against node-llama-cpp called directly, with the same model, prompt,
// threads and number of tokens, turn by turn in the same run.
import path from 'node:path';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { SYSTEM_PROMPT } from '../../main/answer/3-prompt/packPrompt.ts';
import { llmProtocol } from '../../main/engines/llm/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { percentile, type BenchCorpus } from './corpus.ts';
import { root, setup } from '../support/host.ts';

export interface GenerationFigures {
  readonly directTokensPerSecond: number;
  readonly engineTokensPerSecond: number;
  readonly ratio: number;
  readonly prefillTokensPerSecond: number;
  /** Tokens of the system prompt that the second question finds in memory. */
  readonly cachedTokens: number;
}

const ROUNDS = 3;
const TOKENS = 64;

export async function measureGeneration(corpus: BenchCorpus, model: { readonly id: string; readonly path: string; readonly contextTokens: number }, threads: number): Promise<GenerationFigures> {
  const question = (round: number): string => `Passages:\n\n[1] ${corpus.texts[round]!.text.slice(0, 1_200)}\n\nQuestion: Tell at length what this passage is about.`;

  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.error, maxThreads: 0 });
  const loaded = await llama.loadModel({ modelPath: model.path, gpuLayers: 0 });
  const context = await loaded.createContext({ contextSize: model.contextTokens, batchSize: 512, sequences: 1, threads });
  const sequence = context.getSequence();
  async function direct(round: number): Promise<number> {
    await sequence.clearHistory();
    const tokens = loaded.tokenize(`${SYSTEM_PROMPT}\n\n${question(round)}\n\nAnswer:`);
    let generated = 0;
    let startedMs = 0;
    for await (const _token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
      if (generated === 0) startedMs = performance.now();
      generated += 1;
      if (generated > TOKENS) break;
    }
    return (generated - 1) / ((performance.now() - startedMs) / 1000);
  }

  const engine = superviseEngine({ name: 'llm', nodeBinary: setup.nodeBinary, entry: path.join(root, 'build', 'engines', 'llm.js'), host: {}, createHostService: () => ({}), engine: llmProtocol });
  await engine.call('load', { modelId: model.id, path: model.path, threads, contextTokens: model.contextTokens });
  async function throughEngine(round: number): Promise<{ rate: number; prefill: number; cached: number }> {
    const { stats } = await engine.call('generate', {
      messages: [
        { role: 'system', content: SYSTEM_PROMPT },
        { role: 'user', content: question(round) },
      ],
      maxTokens: TOKENS,
      temperature: 0,
    });
    const generateSeconds = (stats.generateMs - stats.firstTokenMs) / 1000;
    return { rate: (stats.generatedTokens - 1) / generateSeconds, prefill: (stats.promptTokens - stats.cachedTokens) / (stats.prefillMs / 1000), cached: stats.cachedTokens };
  }

  await direct(ROUNDS);
  await throughEngine(ROUNDS);
  const rates = { direct: [] as number[], engine: [] as number[], prefill: [] as number[], cached: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.direct.push(await direct(round));
    const { rate, prefill, cached } = await throughEngine(round);
    rates.engine.push(rate);
    rates.prefill.push(prefill);
    rates.cached = cached;
  }
  await engine.stop();
  await loaded.dispose();
  await llama.dispose();
  const median = (values: readonly number[]): number => percentile(values, 0.5);
  return {
    directTokensPerSecond: median(rates.direct),
    engineTokensPerSecond: median(rates.engine),
    ratio: median(rates.engine.map((rate, round) => rate / rates.direct[round]!)),
    prefillTokensPerSecond: median(rates.prefill),
    cachedTokens: rates.cached,
  };
}
