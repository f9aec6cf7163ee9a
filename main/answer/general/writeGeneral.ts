// An answer from the model's own knowledge, for a question that the files do not answer, where the person allowed it.
// In: the question on its own, and the refusal. Out: the refusal with what the model wrote beside it. Invariant: the
// model's words are never the answer's `text` and have no citations, so that nothing can take them for proved.
import type { AnswerTimings } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { unlessAborted } from '../../unlessAborted.ts';
import { generateAnswer, MAX_ANSWER_TOKENS, TEMPERATURE } from '../4-generate/generateAnswer.ts';
import { citeAnswer, NO_PLACE } from '../5-cite/citeAnswer.ts';
import { createCitedStream } from '../5-cite/citedStream.ts';
import { wholeSentences } from '../5-cite/splitSentences.ts';
import type { AnswerContext } from '../answerQuestion.ts';
import { madeWith } from '../receipt/madeWith.ts';
import type { Written } from '../writeAnswer.ts';
import { generalPrompt } from './generalPrompt.ts';

/** @throws AppError `question-too-long`, and whatever keeps the model from being loaded */
export async function writeGeneral(question: string, refused: Written, { retrieveMs }: { readonly retrieveMs: number }, context: Pick<AnswerContext, 'llm' | 'signal' | 'emit'>): Promise<Written> {
  const { signal, emit } = context;
  emit({ type: 'general' });
  const modelStartedMs = performance.now();
  const llm = await unlessAborted(context.llm(), signal);
  if (llm === null) return refused;

  const promptStartedMs = performance.now();
  const messages = generalPrompt(question);
  const promptTokens = await unlessAborted(llm.countPromptTokens(messages), signal);
  const limit = llm.contextTokens - MAX_ANSWER_TOKENS;
  if (promptTokens > limit) throw new AppError('question-too-long', { tokens: promptTokens, limit });
  const waited = { retrieveMs, modelMs: promptStartedMs - modelStartedMs, promptMs: performance.now() - promptStartedMs };

  // Without passages no marker is proved: those that the model writes all the same are taken out.
  const stream = createCitedStream([]);
  const show = (text: string): void => {
    if (text !== '') emit({ type: 'delta', text });
  };
  const generated = await generateAnswer({ messages }, llm, { signal, onText: (text) => show(stream.push(text)) });
  show(stream.end());
  const nothing = generated.outcome === 'not-in-documents';
  const { text } = citeAnswer(nothing ? '' : generated.cutShort ? wholeSentences(generated.text) : generated.text, [], NO_PLACE);
  return {
    ...refused,
    status: nothing || generated.outcome === 'answered' ? 'not-in-documents' : generated.outcome,
    modelId: llm.modelId,
    timings: generated.stats === null ? refused.timings : together(refused.timings, { ...waited, ...generated.stats }),
    general: { text, madeWith: madeWith(llm, { messages }, { temperature: TEMPERATURE, maxTokens: MAX_ANSWER_TOKENS }, generated.text) },
    ...(generated.cutShort ? { cutShort: true } : {}),
  };
}

/** The person waited for both; the search was one. */
function together(first: AnswerTimings | null, second: AnswerTimings): AnswerTimings {
  if (first === null) return second;
  const sums = Object.fromEntries(Object.entries(second).map(([name, value]) => [name, value + (first[name as keyof AnswerTimings] ?? 0)]));
  return { ...(sums as unknown as AnswerTimings), retrieveMs: second.retrieveMs };
}
