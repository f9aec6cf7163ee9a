// The language model as the read line sees it; the host supplies one that runs in an engine of its own.
import type { ChatMessage, ModelRun } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { FirstWords, GenerateStats } from '../engines/llm/protocol.ts';

export interface Llm {
  readonly modelId: string;
  /** What prompt and answer share. */
  readonly contextTokens: number;
  /** What a receipt tells of it; absent where its host tells nothing. */
  readonly run?: ModelRun;
  /** Tokens of each text by the model's own tokenizer. */
  countTokens(texts: readonly string[]): Promise<number[]>;
  countPromptTokens(messages: readonly ChatMessage[]): Promise<number>;
  /** Resolves also after a cancel, with what was written until then. */
  generate(
    messages: readonly ChatMessage[],
    options: { readonly maxTokens: number; readonly temperature: number; readonly logProbs?: boolean; readonly signal: AbortSignal; readonly onText: (text: string) => void },
  ): Promise<{ readonly text: string; readonly stopReason: 'end' | 'limit' | 'cancelled'; readonly stats: GenerateStats; readonly logProbs?: readonly number[] | undefined }>;
  /** How likely its reply begins with each of the words. Messages that begin like the next prompt cost little. */
  firstWordProbabilities(messages: readonly ChatMessage[], words: readonly string[], options: { readonly signal: AbortSignal }): Promise<FirstWords>;
}

/** How an answer ends by this error of the model's; null when the person must hear of it (a model that can't be loaded). */
export function endOf(error: unknown): 'stopped' | 'interrupted' | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === 'cancelled') return 'stopped';
  return error.code === 'engine-crashed' || error.code === 'engine-unavailable' ? 'interrupted' : null;
}
