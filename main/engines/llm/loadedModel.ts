// One model in memory with one context, and what is done with it: laying out a prompt with the model's own chat
// template, generating from it, and asking how a reply would begin. Document text is tokenised with special tokens off,
// so a `<|im_end|>` in a file is just letters. What has been read stays in the context, see `promptReader.ts`.
import { getLlama, LlamaLogLevel, resolveChatWrapper, type ChatHistoryItem, type Llama, type LlamaModel, type Token } from 'node-llama-cpp';
import { AppError } from '../../../contract/errors.ts';
import type { ChatMessage, ModelRun } from '../../../contract/domain.ts';
import type { MethodResult } from '../rpc/protocol.ts';
import type { FirstWords, GenerateStats, LlmProtocol, ModelSpec } from './protocol.ts';
import { createPromptReader, shareOf, type PromptReader } from './promptReader.ts';
import type { SavedStates } from './savedStates.ts';
import { stopTextsOf } from './stopTexts.ts';
import { versionsOf } from './versions.ts';

/**
 * Prompts whose reading is kept, the last ones used: this conversation's, and another one's or a job's. Each costs the
 * memory of a whole context: 118 MB with Qwen 1.5B and 4,096 tokens.
 */
const KEPT_PROMPTS = 2;

type Generated = MethodResult<LlmProtocol, 'generate'>;

export interface LoadedModel {
  readonly spec: ModelSpec;
  /** What prompt and answer share; less than was asked for where the model was trained on less. */
  readonly contextTokens: number;
  readonly versions: ModelRun['engine'];
  countTokens(text: string): number;
  tokenizePrompt(messages: readonly ChatMessage[]): Token[];
  /** Has the reading of these system prompts outlive this process, in a folder; `null` for no longer than it. */
  keepSystemPrompts(systemPrompts: readonly string[], saved: SavedStates | null): void;
  /** Reads what every prompt with this system prompt begins with. */
  warm(systemPrompt: string, signal: AbortSignal): Promise<{ readonly tokens: number; readonly cachedTokens: number }>;
  generate(
    messages: readonly ChatMessage[],
    options: { readonly maxTokens: number; readonly temperature: number; readonly logProbs: boolean; readonly signal: AbortSignal; readonly onText: (text: string) => void },
  ): Promise<Generated>;
  /** @throws AppError `cancelled` */
  firstWordProbabilities(messages: readonly ChatMessage[], words: readonly string[], signal: AbortSignal): Promise<FirstWords>;
  dispose(): Promise<void>;
}

let llamaInstance: Promise<Llama> | null = null;

/** The binding; prebuilt binaries only, nothing is downloaded or compiled on a person's machine. */
function llama(): Promise<Llama> {
  llamaInstance ??= getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.error, maxThreads: 0 });
  return llamaInstance;
}

export async function loadModel(spec: ModelSpec): Promise<LoadedModel> {
  let opened: LlamaModel | null = null;
  let model: LlamaModel;
  let reader: PromptReader;
  let contextTokens: number;
  try {
    const instance = await llama();
    model = await instance.loadModel({ modelPath: spec.path, gpuLayers: 0 });
    opened = model;
    const context = await model.createContext({
      contextSize: Math.min(spec.contextTokens, model.trainContextSize),
      batchSize: 512,
      sequences: KEPT_PROMPTS,
      threads: spec.threads,
    });
    const sequences = Array.from({ length: KEPT_PROMPTS }, () => context.getSequence());
    contextTokens = sequences[0]!.contextSize;
    reader = createPromptReader(sequences);
  } catch (cause) {
    // Without room for a context the model's own memory would stay taken.
    await opened?.dispose();
    throw new AppError('model-load-failed', { model: spec.modelId }, { cause });
  }
  const wrapper = resolveChatWrapper(model);

  function layOut(messages: readonly ChatMessage[]): { tokens: Token[]; stopTexts: string[] } {
    const history: ChatHistoryItem[] = messages.map((message) =>
      message.role === 'assistant'
        ? { type: 'model', response: [message.content] }
        : { type: message.role, text: message.content },
    );
    const open = messages.at(-1)?.role === 'user' ? [...history, { type: 'model' as const, response: [] }] : history;
    const { contextText, stopGenerationTriggers } = wrapper.generateContextState({ chatHistory: open });
    return { tokens: contextText.tokenize(model.tokenizer), stopTexts: stopTextsOf(stopGenerationTriggers) };
  }

  /** What the prompts with this system prompt have in common, whatever comes after it. */
  function beginningOf(systemPrompt: string): Token[] {
    const [one, other] = ['a', '1'].map((content) => layOut([{ role: 'system', content: systemPrompt }, { role: 'user', content }]).tokens);
    return one!.slice(0, shareOf(one!, other!));
  }

  const generate: LoadedModel['generate'] = async (messages, { maxTokens, temperature, logProbs, signal, onText }) => {
    const { tokens, stopTexts } = layOut(messages);
    const startedMs = performance.now();
    const { sequence, cachedTokens } = await reader.read(tokens.slice(0, -1), signal);
    const prefilledMs = performance.now();
    let firstTokenMs = 0;
    let text = '';
    let generatedTokens = 0;
    let stopReason: 'end' | 'limit' | 'cancelled' = 'end';
    const stats = (): GenerateStats => ({
      promptTokens: tokens.length,
      cachedTokens,
      prefillMs: prefilledMs - startedMs,
      firstTokenMs,
      generatedTokens,
      generateMs: performance.now() - prefilledMs,
    });
    const likelihoods: number[] = [];
    const result = (): Generated => ({ text, stopReason, stats: stats(), ...(logProbs ? { logProbs: likelihoods } : {}) });
    if (signal.aborted) {
      stopReason = 'cancelled';
      return result();
    }

    let pending: Token[] = [];
    let previous: Token[] = tokens.slice(-8);
    const last = tokens.slice(-1);
    const written: AsyncIterable<{ readonly token: Token; readonly confidence?: number }> = logProbs ? sequence.evaluateWithMetadata(last, { confidence: true }, { temperature }) : sequence.evaluateWithMetadata(last, {}, { temperature });
    for await (const { token, confidence } of written) {
      if (confidence !== undefined) likelihoods.push(Math.log(confidence));
      if (generatedTokens === 0) firstTokenMs = performance.now() - prefilledMs;
      generatedTokens += 1;
      pending.push(token);
      const piece = model.detokenize(pending, false, previous);
      // A character may take several tokens; half a character is not shown.
      if (!piece.endsWith('\uFFFD')) {
        previous = [...previous, ...pending].slice(-8);
        pending = [];
        text += piece;
        const stopAt = stopTexts.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
        if (stopAt.length > 0) {
          text = text.slice(0, Math.min(...stopAt));
          break;
        }
        onText(piece);
      }
      if (signal.aborted) {
        stopReason = 'cancelled';
        break;
      }
      if (generatedTokens >= maxTokens || tokens.length + generatedTokens >= sequence.contextSize) {
        stopReason = 'limit';
        break;
      }
    }
    return result();
  };

  const firstWordProbabilities: LoadedModel['firstWordProbabilities'] = async (messages, words, signal) => {
    const startedMs = performance.now();
    const { tokens } = layOut(messages);
    const { sequence, cachedTokens } = await reader.read(tokens.slice(0, -1), signal);
    if (signal.aborted) throw new AppError('cancelled');
    // Templates differ in whether a reply begins with a space.
    const beginnings = words.map((word) => [...new Set([word, ` ${word}`].map((text) => model.tokenize(text, false)[0]!))]);
    const wanted = { filter: { tokens: beginnings.flat(), includeTop: 1 } };
    const [evaluated] = await sequence.controlledEvaluate([[tokens.at(-1)!, { generateNext: { logits: wanted, totalLogitWeight: true } }]]);
    const { logits, totalLogitWeight } = evaluated!.next;
    const highest = Math.max(...logits!.values());
    const probability = (token: Token): number => Math.exp((logits!.get(token) ?? -Infinity) - highest) / totalLogitWeight!;
    return {
      probabilities: beginnings.map((own) => own.reduce((sum, token) => sum + probability(token), 0)),
      promptTokens: tokens.length,
      cachedTokens,
      elapsedMs: performance.now() - startedMs,
    };
  };

  return {
    spec,
    contextTokens,
    versions: await versionsOf(model),
    countTokens: (text) => model.tokenize(text, false).length,
    tokenizePrompt: (messages) => layOut(messages).tokens,
    keepSystemPrompts: (systemPrompts, saved) => reader.keep(systemPrompts.map(beginningOf), saved),
    warm: async (systemPrompt, signal) => {
      const beginning = beginningOf(systemPrompt);
      const { cachedTokens } = await reader.read(beginning, signal);
      return { tokens: beginning.length, cachedTokens };
    },
    generate,
    firstWordProbabilities,
    dispose: () => model.dispose(),
  };
}
