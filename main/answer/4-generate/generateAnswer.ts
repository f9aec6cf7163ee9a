// Stage 4: a packed prompt in, the model's text out, streamed on the way. Text that may turn out to be the refusal
// is held back until that is decided, so that no half refusal flickers on screen.
import type { PackedPrompt } from '../../../contract/domain.ts';
import type { GenerateStats } from '../../engines/llm/protocol.ts';
import { endOf, type Llm } from '../llmInterface.ts';
import { mayBecomeRefusal, saysNotInDocuments } from '../refusal.ts';

export interface GeneratedAnswer {
  readonly text: string;
  readonly outcome: 'answered' | 'not-in-documents' | 'stopped' | 'interrupted';
  /** The text ends where there was no more room, not where the model ended it. */
  readonly cutShort: boolean;
  /** Null when the model's engine went, or was stopped, before it could tell. */
  readonly stats: GenerateStats | null;
}

/** Three short sentences with citations; a small model that goes on beyond that repeats itself. */
export const MAX_ANSWER_TOKENS = 220;

/** The likeliest token each time: the same prompt gets the same answer. */
export const TEMPERATURE = 0;

export async function generateAnswer(
  { messages }: Pick<PackedPrompt, 'messages'>,
  llm: Llm,
  options: { readonly signal: AbortSignal; readonly onText: (text: string) => void },
): Promise<GeneratedAnswer> {
  let received = '';
  let shown = 0;
  const onText = (piece: string): void => {
    received += piece;
    if (mayBecomeRefusal(received) || saysNotInDocuments(received)) return;
    options.onText(received.slice(shown));
    shown = received.length;
  };
  try {
    const { text, stopReason, stats } = await llm.generate(messages, { maxTokens: MAX_ANSWER_TOKENS, temperature: TEMPERATURE, signal: options.signal, onText });
    const answer = text.trimEnd();
    if (stopReason === 'cancelled') return { text: answer, outcome: 'stopped', cutShort: false, stats };
    if (saysNotInDocuments(answer) || answer === '') return { text: answer, outcome: 'not-in-documents', cutShort: false, stats };
    return { text: answer, outcome: 'answered', cutShort: stopReason === 'limit', stats };
  } catch (error) {
    const ended = endOf(error);
    if (ended === null) throw error;
    return { text: received.trimEnd(), outcome: ended, cutShort: false, stats: null };
  }
}
