// What of a prompt need not be read again: the system prompt after a restart, the passages of a follow-up, and those of a
// conversation that another prompt came in between of. Times are ratios of reading the same tokens in the same run.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SYSTEM_PROMPT } from '../../main/answer/3-prompt/packPrompt.ts';
import { llmProtocol, type LlmProtocol } from '../../main/engines/llm/protocol.ts';
import { superviseEngine, type Engine } from '../../main/engines/supervisor/superviseEngine.ts';
import type { BenchCorpus } from './corpus.ts';
import type { BenchModel } from './direct.ts';
import { root, setup } from '../support/host.ts';

export interface PromptReuseFigures {
  readonly systemPromptTokens: number;
  /** Having the system prompt's state from the disk, of the time that reading it takes. */
  readonly restoreRatio: number;
  readonly promptTokens: number;
  /** Of a prompt's tokens, what the system prompt is. */
  readonly systemPromptShare: number;
  readonly followUpTokensRead: number;
  /** Reading a follow-up over the same passages, of the time for the first question. */
  readonly followUpRatio: number;
  /** The same after a question of another conversation. */
  readonly afterAnotherTokensRead: number;
  readonly afterAnotherRatio: number;
}

export async function measurePromptReuse(corpus: BenchCorpus, model: BenchModel, threads: number): Promise<PromptReuseFigures> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'freehold-bench-'));
  const passages = (from: number): string => corpus.texts.slice(from, from + 3).map(({ text }, index) => `[${index + 1}] ${text.slice(0, 600)}`).join('\n\n');
  const kept = { systemPrompts: [SYSTEM_PROMPT], folder, modelSha256: model.id };

  async function start(): Promise<Engine<LlmProtocol>> {
    const engine = superviseEngine({ name: 'llm', nodeBinary: setup.nodeBinary, entry: path.join(root, 'build', 'engines', 'llm.js'), host: {}, createHostService: () => ({}), engine: llmProtocol });
    await engine.call('load', { modelId: model.id, path: model.path, threads, contextTokens: model.contextTokens, kept });
    return engine;
  }
  async function warm(engine: Engine<LlmProtocol>): Promise<{ tokens: number; ms: number }> {
    const startedMs = performance.now();
    const { tokens } = await engine.call('warm', { systemPrompt: SYSTEM_PROMPT });
    return { tokens, ms: performance.now() - startedMs };
  }
  async function ask(engine: Engine<LlmProtocol>, from: number, question: string): Promise<{ prompt: number; read: number; ms: number }> {
    const messages = [{ role: 'system' as const, content: SYSTEM_PROMPT }, { role: 'user' as const, content: `Passages:\n\n${passages(from)}\n\nQuestion: ${question}` }];
    const { stats } = await engine.call('generate', { messages, maxTokens: 8, temperature: 0 });
    return { prompt: stats.promptTokens, read: stats.promptTokens - stats.cachedTokens, ms: stats.prefillMs };
  }

  // Once unmeasured: the first tokens page the model in.
  const unmeasured = await start();
  await ask(unmeasured, 6, 'What is this about?');
  rmSync(folder, { recursive: true });
  await unmeasured.stop();
  const cold = await start();
  const read = await warm(cold);
  await cold.stop();
  const engine = await start();
  const restored = await warm(engine);
  const first = await ask(engine, 0, 'What is this about?');
  const followUp = await ask(engine, 0, 'And what was found?');
  await ask(engine, 3, 'What is this about?');
  const back = await ask(engine, 0, 'Who wrote it?');
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
  return {
    systemPromptTokens: read.tokens,
    restoreRatio: restored.ms / read.ms,
    promptTokens: first.prompt,
    systemPromptShare: read.tokens / first.prompt,
    followUpTokensRead: followUp.read,
    followUpRatio: followUp.ms / first.ms,
    afterAnotherTokensRead: back.read,
    afterAnotherRatio: back.ms / first.ms,
  };
}
