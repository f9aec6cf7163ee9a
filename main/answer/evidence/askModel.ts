// What the model itself makes of the passages, before it writes: how likely it would say that they hold the answer, and
// how likely its reply would begin as a refusal. Both share the beginning of the answer's prompt, so that they cost a
// few dozen tokens beside the hundreds that have to be read anyway.
import type { ChatMessage, PackedPrompt } from '../../../contract/domain.ts';
import type { FirstWords } from '../../engines/llm/protocol.ts';
import type { Llm } from '../llmInterface.ts';
import { NOT_IN_DOCUMENTS } from '../refusal.ts';

export const MODEL_FEATURES = ['holds', 'refuses'] as const;
/** Log-odds: of Yes against No, and of the refusal's first word. */
export type ModelFeatures = Readonly<Record<(typeof MODEL_FEATURES)[number], number>>;

export interface ModelOpinion {
  readonly features: ModelFeatures;
  /** What was read for it; the answer's prompt need not be read again. */
  readonly elapsedMs: number;
  readonly cachedTokens: number;
}

const HOLDS = '\n\nDo these passages hold the answer to this question? Reply Yes or No.';
const REFUSAL_BEGINS = NOT_IN_DOCUMENTS.split(' ', 1);

export async function askModel({ messages }: Pick<PackedPrompt, 'messages'>, llm: Llm, signal: AbortSignal): Promise<ModelOpinion> {
  const [yesNo, refusal] = [await llm.firstWordProbabilities(withEnding(messages, HOLDS), ['Yes', 'No'], { signal }), await llm.firstWordProbabilities(messages, REFUSAL_BEGINS, { signal })];
  const [yes, no] = yesNo.probabilities as [number, number];
  const [refuses] = refusal.probabilities as [number];
  return {
    features: { holds: logOdds(yes, no), refuses: logOdds(refuses, 1 - refuses) },
    elapsedMs: elapsed(yesNo, refusal),
    cachedTokens: yesNo.cachedTokens,
  };
}

const elapsed = (...calls: readonly FirstWords[]): number => calls.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);

function withEnding(messages: readonly ChatMessage[], ending: string): ChatMessage[] {
  const last = messages.at(-1)!;
  return [...messages.slice(0, -1), { ...last, content: last.content + ending }];
}

/** A probability of nothing would make the odds endless. */
const LEAST = 1e-6;
const logOdds = (yes: number, no: number): number => Math.log(Math.max(yes, LEAST) / Math.max(no, LEAST));
