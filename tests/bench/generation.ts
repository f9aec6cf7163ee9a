// Generation: tokens/s of the headless llm engine against node-llama-cpp called directly, with the same model, prompt,
// threads and number of tokens, turn by turn in the same run.
import path from 'node:path';
import { SYSTEM_PROMPT } from '../../main/answer/3-prompt/packPrompt.ts';
import { llmProtocol } from '../../main/engines/llm/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { percentile, type BenchCorpus } from './corpus.ts';
import { openDirect, type BenchModel } from './direct.ts';
import { root, setup } from '../support/host.ts';

export interface GenerationFigures {
  readonly directTokensPerSecond: number;
  readonly engineTokensPerSecond: number;
  readonly ratio: number;
  readonly prefillTokensPerSecond: number;
  /** Tokens of the system prompt that the second question finds in memory. */
  readonly cachedTokens: number;
}

const ROUNDS = 5;
const TOKENS = 64;

export async function measureGeneration(corpus: BenchCorpus, model: BenchModel, threads: number): Promise<GenerationFigures> {
  const question = (round: number): string => `Passages:\n\n[1] ${corpus.texts[round]!.text.slice(0, 1_200)}\n\nQuestion: Tell at length what this passage is about.`;

  const directly = await openDirect(model, threads);
  const direct = (round: number): Promise<number> => directly.rate(`${SYSTEM_PROMPT}\n\n${question(round)}\n\nAnswer:`, TOKENS);

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
  await directly.dispose();
  const median = (values: readonly number[]): number => percentile(values, 0.5);
  return {
    directTokensPerSecond: median(rates.direct),
    engineTokensPerSecond: median(rates.engine),
    ratio: median(rates.engine.map((rate, round) => rate / rates.direct[round]!)),
    prefillTokensPerSecond: median(rates.prefill),
    cachedTokens: rates.cached,
  };
}
