// Where the time of an answer went, as a person asks about it: how long until the first word, and for what. In: the
// times as measured; out: parts that add up, the ones until the first word and the writing after it.
import type { AnswerTimings } from '../../../contract/domain.ts';

export interface AnswerTimes {
  /** From the question to the first word: the sum of search, model, prepare and read. */
  readonly firstWordMs: number;
  readonly searchMs: number;
  /** Having the model in memory; 0 when it was there. */
  readonly modelMs: number;
  readonly prepareMs: number;
  readonly readMs: number;
  readonly readTokens: number;
  /** Of the prompt, what had been read before. */
  readonly keptTokens: number;
  readonly writeMs: number;
  readonly writtenTokens: number;
  /** Null where there is too little to tell. */
  readonly writtenPerSecond: number | null;
}

export function answerTimes(timings: AnswerTimings): AnswerTimes {
  // The prompt's last token is read together with the first word.
  const readMs = timings.prefillMs + timings.firstTokenMs;
  const modelMs = timings.modelMs ?? 0;
  const writeMs = Math.max(0, timings.generateMs - timings.firstTokenMs);
  return {
    firstWordMs: timings.retrieveMs + modelMs + timings.promptMs + readMs,
    searchMs: timings.retrieveMs,
    modelMs,
    prepareMs: timings.promptMs,
    readMs,
    readTokens: timings.promptTokens - timings.cachedTokens,
    keptTokens: timings.cachedTokens,
    writeMs,
    writtenTokens: timings.generatedTokens,
    writtenPerSecond: timings.generatedTokens > 1 && writeMs > 0 ? ((timings.generatedTokens - 1) / writeMs) * 1000 : null,
  };
}
