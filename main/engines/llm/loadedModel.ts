// One model in memory with one context and one sequence, and what is done with it: laying out a prompt with the
// model's own chat template, generating from it, and asking how a reply would begin. Document text is tokenised with special tokens
// off, so a `<|im_end|>` in a file is just letters. The sequence keeps its state between questions: whatever
// prefix the next prompt shares with it (the system prompt, earlier turns) is not read again.
import { getLlama, LlamaLogLevel, resolveChatWrapper, type ChatHistoryItem, type LlamaContextSequence, type Llama, type LlamaModel, type Token } from 'node-llama-cpp';
import { AppError } from '../../../contract/errors.ts';
import type { ChatMessage, ModelRun } from '../../../contract/domain.ts';
import type { MethodResult } from '../rpc/protocol.ts';
import type { GenerateStats, LlmProtocol, ModelSpec } from './protocol.ts';
import { stopTextsOf } from './stopTexts.ts';
import { versionsOf } from './versions.ts';

/**
 * Tokens read between two looks at the cancel signal. A batch can't be interrupted: at 61 tokens/s (Qwen 1.5B on
 * two cores) 32 tokens are half a second, which keeps "stop frees the processor within 1 s" true.
 */
const PREFILL_SLICE_TOKENS = 32;

type Generated = MethodResult<LlmProtocol, 'generate'>;
type FirstWords = MethodResult<LlmProtocol, 'firstWordProbabilities'>;

export interface LoadedModel {
  readonly spec: ModelSpec;
  /** What prompt and answer share; less than was asked for where the model was trained on less. */
  readonly contextTokens: number;
  readonly versions: ModelRun['engine'];
  countTokens(text: string): number;
  tokenizePrompt(messages: readonly ChatMessage[]): Token[];
  /** Brings the state to exactly these tokens; returns how many were already there. */
  prefill(tokens: readonly Token[], signal: AbortSignal): Promise<{ readonly cachedTokens: number }>;
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
  let sequence: LlamaContextSequence;
  try {
    const instance = await llama();
    model = await instance.loadModel({ modelPath: spec.path, gpuLayers: 0 });
    opened = model;
    const context = await model.createContext({
      contextSize: Math.min(spec.contextTokens, model.trainContextSize),
      batchSize: 512,
      sequences: 1,
      threads: spec.threads,
    });
    sequence = context.getSequence();
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

  async function prefill(tokens: readonly Token[], signal: AbortSignal): Promise<{ cachedTokens: number }> {
    if (tokens.length > sequence.contextSize) throw new AppError('question-too-long', { tokens: tokens.length, limit: sequence.contextSize });
    await sequence.adaptStateToTokens([...tokens], false);
    const cachedTokens = sequence.nextTokenIndex;
    for (let at = cachedTokens; at < tokens.length; at += PREFILL_SLICE_TOKENS) {
      if (signal.aborted) break;
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, at + PREFILL_SLICE_TOKENS));
    }
    return { cachedTokens };
  }

  const generate: LoadedModel['generate'] = async (messages, { maxTokens, temperature, logProbs, signal, onText }) => {
    const { tokens, stopTexts } = layOut(messages);
    const startedMs = performance.now();
    const { cachedTokens } = await prefill(tokens.slice(0, -1), signal);
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
    const { cachedTokens } = await prefill(tokens.slice(0, -1), signal);
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
    contextTokens: sequence.contextSize,
    versions: await versionsOf(model),
    countTokens: (text) => model.tokenize(text, false).length,
    tokenizePrompt: (messages) => layOut(messages).tokens,
    prefill,
    generate,
    firstWordProbabilities,
    dispose: () => model.dispose(),
  };
}
