// The read line: retrieve -> rerank -> prompt -> generate -> cite. The only place that calls these stages. Passages are
// out before any model is asked; whatever happens after that, the answer that comes back says how it ended, and a
// failure that the person must hear of leaves the question and its passages behind.
import type { Answer, AnswerEvent, AnswerId, AnswerTimings, ChunkId, Citation, ConversationId, Coverage, DocumentId, Evidence, RankedPassage, Scope } from '../../contract/domain.ts';
import { completeQuestion } from './1-retrieve/completeQuestion.ts';
import { NOTHING_LITERAL, withLiteral, type Literal } from './1-retrieve/literal.ts';
import { loadPassages } from './1-retrieve/loadPassages.ts';
import { LEG_DEPTH, retrieve, type RetrieveContext } from './1-retrieve/retrieve.ts';
import { rerank } from './2-rerank/rerank.ts';
import { keepOrder } from './3-prompt/keepOrder.ts';
import { DEFAULT_BUDGET, packPrompt, type EarlierTurn, type PromptBudget } from './3-prompt/packPrompt.ts';
import { generateAnswer, MAX_ANSWER_TOKENS, TEMPERATURE } from './4-generate/generateAnswer.ts';
import type { Locator } from './5-cite/citeAnswer.ts';
import { createCitedStream } from './5-cite/citedStream.ts';
import { extractAnswer, quotedAnswer } from './5-cite/extractAnswer.ts';
import { wholeSentences } from './5-cite/splitSentences.ts';
import { citedContradictions } from './contradictions/citedContradictions.ts';
import { askModel, type ModelOpinion } from './evidence/askModel.ts';
import { evidenceOfPassages, evidenceWithOpinion, isCalibrated, isEnough, isStrong } from './evidence/evidence.ts';
import { retrievalFeatures } from './evidence/retrievalFeatures.ts';
import { termWeights } from './evidence/termWeights.ts';
import { endOf, type Llm } from './llmInterface.ts';
import { madeWith } from './receipt/madeWith.ts';
import { createBesideQuestion, createGate } from './orders/besideQuestion.ts';
import { citeWithheld } from './orders/withhold.ts';
import { unlessAborted } from '../unlessAborted.ts';

export interface Asked {
  readonly answerId: AnswerId;
  readonly conversationId: ConversationId;
  readonly question: string;
  readonly scope: Scope | null;
  /** The turn before, the questions that a follow-up may lean on, the latest first, and the passages that it had. */
  readonly earlier: (EarlierTurn & { readonly leansOn: readonly string[]; readonly passages: readonly ChunkId[] }) | null;
}

export interface AnswerContext extends RetrieveContext {
  /** Resolves to null when there is no model: the passages are the answer then. */
  readonly llm: () => Promise<Llm | null>;
  readonly coverage: () => Coverage;
  readonly locator: Locator;
  /** When a document's file was last changed; null when it is not there any more. */
  readonly modifiedMs?: (documentId: DocumentId) => number | null;
  readonly signal: AbortSignal;
  readonly emit: (event: AnswerEvent) => void;
  /** Handed the answer as far as it came, before an error about the model or the question is thrown. */
  readonly keep?: (answer: Answer) => void;
  readonly nowMs: () => number;
  readonly budget?: PromptBudget;
  /** Off: every question is answered, however weak the evidence, which is told all the same. For measuring. */
  readonly gate?: 'on' | 'off';
}

/** Passages shown beside an answer. */
export const SHOWN_PASSAGES = 8;

/** Candidates that are read from the library and ranked anew; those behind them keep the fused order. */
const RERANK_DEPTH = 50;

/** How much deeper the legs look each time that what nobody may see fills them, and where that ends. */
const DEEPER = 4;
const DEEPEST = 12_800;

/** Finds the passages for a question, best first. Also what a search without a model does. */
export async function findPassages(question: string, context: RetrieveContext, options: { readonly scope: Scope | null; readonly limit: number; readonly literal?: Literal }): Promise<RankedPassage[]> {
  const { scope, literal = NOTHING_LITERAL } = options;
  let depth = LEG_DEPTH;
  let passages: RankedPassage[];
  for (;;) {
    const { candidates, fullText, vector } = await retrieve(question, context, { scope, depth, literal });
    passages = loadPassages(context.db, question, candidates, scope, Math.max(options.limit, RERANK_DEPTH), (passage) => withLiteral(passage, literal));
    // Pieces of a file that is still being read, or that changed or went, are in both legs until the queue is empty.
    const hidden = passages.length < RERANK_DEPTH && (fullText.length === depth || vector.length === depth);
    if (!hidden || depth >= DEEPEST) break;
    depth *= DEEPER;
  }
  const ranked = rerank(passages.slice(0, RERANK_DEPTH));
  return [...ranked, ...passages.slice(RERANK_DEPTH)].slice(0, options.limit);
}

export async function answerQuestion(asked: Asked, context: AnswerContext): Promise<Answer> {
  const { signal, emit } = context;
  const startedMs = performance.now();
  const searchedQuestion = completeQuestion(asked.question, asked.earlier?.leansOn ?? []);
  emit({ type: 'started', conversationId: asked.conversationId, answerId: asked.answerId, question: asked.question, searchedQuestion, scope: asked.scope });

  const ranked = await findPassages(searchedQuestion, context, { scope: asked.scope, limit: SHOWN_PASSAGES });
  const passages = keepOrder(ranked, asked.earlier?.passages ?? [], (context.budget ?? DEFAULT_BUDGET).maxPassages);
  const coverage = context.coverage();
  const retrieveMs = performance.now() - startedMs;
  emit({ type: 'passages', passages, coverage, elapsedMs: retrieveMs });
  const weighed = termWeights(context.db, searchedQuestion);
  const extract = extractAnswer(searchedQuestion, passages, { weights: weighed.weights, locator: context.locator });
  emit({ type: 'extract', extract });
  const contradictions = citedContradictions(searchedQuestion, passages, context);
  if (contradictions.length > 0) emit({ type: 'contradictions', contradictions });

  const base = {
    id: asked.answerId,
    conversationId: asked.conversationId,
    question: asked.question,
    searchedQuestion,
    scope: asked.scope,
    passages,
    ...(contradictions.length === 0 ? {} : { contradictions }),
    extract,
    coverage,
    createdAtMs: context.nowMs(),
  };
  const evidence = evidenceOfPassages(retrievalFeatures(asked.question, ranked, weighed), context.embedQuestion === null ? null : (context.vectors?.embedderId ?? null));
  const finish = (rest: Written): Answer => ({ ...base, evidence, ...rest });
  if (signal.aborted) return finish(unwritten('stopped'));
  if (context.gate !== 'off' && !isEnough(evidence)) return finish(unwritten('not-in-documents'));
  try {
    return finish(await writeAnswer(asked, { searchedQuestion, passages, extract, evidence, retrieveMs }, context));
  } catch (error) {
    const ended = endOf(error);
    const answer = finish(unwritten(ended ?? 'interrupted'));
    if (ended !== null) return answer;
    context.keep?.(answer);
    throw error;
  }
}

type Written = Pick<Answer, 'evidence' | 'quoted' | 'text' | 'status' | 'sentences' | 'modelId' | 'timings' | 'madeWith' | 'cutShort' | 'ordersRefused'>;

const unwritten = (status: Answer['status']): Written => ({ text: '', status, sentences: [], modelId: null, timings: null });

interface Found {
  readonly searchedQuestion: string;
  readonly passages: readonly RankedPassage[];
  readonly extract: Citation | null;
  /** Of the passages alone. */
  readonly evidence: Evidence;
  readonly retrieveMs: number;
}

/** The stages that need the model. An error thrown here came before anything was written. */
async function writeAnswer(
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
