// The part of the read line that needs the model: prompt -> generate -> cite. In: a question and what was found for it.
// Out: what an answer says of its writing. Invariant: it is written from the passages, or it is a refusal.
import type { Answer, AnswerTimings, Citation, Evidence, RankedPassage } from '../../contract/domain.ts';
import { packPrompt } from './3-prompt/packPrompt.ts';
import { generateAnswer, MAX_ANSWER_TOKENS, TEMPERATURE } from './4-generate/generateAnswer.ts';
import { createCitedStream } from './5-cite/citedStream.ts';
import { quotedAnswer } from './5-cite/extractAnswer.ts';
import { wholeSentences } from './5-cite/splitSentences.ts';
import type { AnswerContext, Asked } from './answerQuestion.ts';
import { askModel, type ModelOpinion } from './evidence/askModel.ts';
import { evidenceWithOpinion, isCalibrated, isEnough, isStrong } from './evidence/evidence.ts';
import { createBesideQuestion, createGate } from './orders/besideQuestion.ts';
import { citeWithheld } from './orders/withhold.ts';
import { madeWith } from './receipt/madeWith.ts';
import { unlessAborted } from '../unlessAborted.ts';

export type Written = Pick<Answer, 'evidence' | 'quoted' | 'text' | 'status' | 'sentences' | 'modelId' | 'timings' | 'madeWith' | 'cutShort' | 'ordersRefused' | 'general'>;

export const unwritten = (status: Answer['status']): Written => ({ text: '', status, sentences: [], modelId: null, timings: null });

export interface Found {
  readonly searchedQuestion: string;
  readonly passages: readonly RankedPassage[];
  readonly extract: Citation | null;
  /** Of the passages alone. */
  readonly evidence: Evidence;
  readonly retrieveMs: number;
}

/** The stages that need the model. An error thrown here came before anything was written. */
export async function writeAnswer(
  asked: Asked,
  { searchedQuestion, passages, extract, evidence, retrieveMs }: Found,
  context: AnswerContext,
): Promise<Written> {
  const { signal, emit } = context;
  const modelStartedMs = performance.now();
  const llm = await unlessAborted(context.llm(), signal);
  if (llm === null) return unwritten('no-model');

  const promptStartedMs = performance.now();
  const modelMs = promptStartedMs - modelStartedMs;
  // Reading an earlier turn costs seconds; a question that stands on its own needs none.
  const earlier = searchedQuestion === asked.question ? null : asked.earlier;
  const maxTokens = llm.contextTokens - MAX_ANSWER_TOKENS;
  const packing = packPrompt(asked.question, passages, llm, { earlier, maxTokens, ...(context.budget === undefined ? {} : { budget: context.budget }) });
  const prompt = await unlessAborted(packing, signal);
  const promptMs = performance.now() - promptStartedMs;
  emit({ type: 'reading', promptTokens: prompt.promptTokens, passagesUsed: prompt.passages.length });

  const gated = context.gate !== 'off';
  const opinion = isCalibrated(llm.modelId) ? await unlessAborted(askModel(prompt, llm, signal), signal) : null;
  const judged = opinion === null ? evidence : evidenceWithOpinion(llm.modelId, evidence, opinion.features);
  if (gated && !isEnough(judged)) return { ...unwritten('not-in-documents'), evidence: judged };

  const orders = prompt.orders.flat();
  const ordersRefused = prompt.orders.filter((found) => found.length > 0).length;
  const beside = createBesideQuestion(asked.question === searchedQuestion ? asked.question : `${asked.question} ${searchedQuestion}`, prompt.passages);
  const aside = createGate(beside);
  const stream = createCitedStream(prompt.passages);
  const show = (text: string): void => {
    // After orders, what is written is looked at whole before it is shown.
    if (text !== '' && ordersRefused === 0) emit({ type: 'delta', text });
  };
  const generated = await generateAnswer(prompt, llm, { signal, onText: (text) => show(stream.push(aside.push(text))) });
  show(stream.push(aside.end()) + stream.end());
  const timings = generated.stats === null ? null : withOpinion({ retrieveMs, modelMs, promptMs, ...generated.stats }, opinion);
  const written = {
    evidence: judged,
    modelId: llm.modelId,
    timings,
    madeWith: madeWith(llm, prompt, { temperature: TEMPERATURE, maxTokens: MAX_ANSWER_TOKENS }, generated.text),
    ...(ordersRefused === 0 ? {} : { ordersRefused }),
  };
  const whole = generated.cutShort ? wholeSentences(generated.text) : generated.text;
  const said = generated.outcome === 'not-in-documents' ? '' : whole;
  const cited = citeWithheld(said, { question: asked.question, passages: prompt.passages, orders, beside, locator: context.locator });
  if (generated.outcome === 'not-in-documents' || (generated.outcome === 'answered' && cited.text === '')) {
    // The model's word is no proof: where the evidence is strong, the files speak for themselves.
    if (extract === null || (gated && !isStrong(judged))) return { ...unwritten('not-in-documents'), ...written };
    const quoted = quotedAnswer(extract);
    show(quoted.text);
    return { ...written, ...quoted, status: 'answered', quoted: true, modelId: null };
  }
  return { ...written, text: cited.text, status: generated.outcome, sentences: cited.sentences, ...(generated.cutShort ? { cutShort: true } : {}) };
}

/** The prompt was read for the opinion; the answer found it in the model's memory. */
function withOpinion(timings: AnswerTimings, opinion: ModelOpinion | null): AnswerTimings {
  return opinion === null ? timings : { ...timings, prefillMs: timings.prefillMs + opinion.elapsedMs, cachedTokens: Math.min(opinion.cachedTokens, timings.cachedTokens) };
}
