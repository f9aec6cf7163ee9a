// The read line: retrieve -> rerank -> prompt -> generate -> cite. The only place that calls these stages. Passages are
// out before any model is asked; whatever happens after that, the answer that comes back says how it ended, and a
// failure that the person must hear of leaves the question and its passages behind.
import type { Answer, AnswerEvent, AnswerId, AnswerTimings, ChunkId, ConversationId, Coverage, DocumentId, RankedPassage, Scope } from '../../contract/domain.ts';
import { completeQuestion } from './1-retrieve/completeQuestion.ts';
import { NOTHING_LITERAL, withLiteral, type Literal } from './1-retrieve/literal.ts';
import { loadPassages } from './1-retrieve/loadPassages.ts';
import { LEG_DEPTH, retrieve, type RetrieveContext } from './1-retrieve/retrieve.ts';
import { rerank } from './2-rerank/rerank.ts';
import { keepOrder } from './3-prompt/keepOrder.ts';
import { DEFAULT_BUDGET, packPrompt, type EarlierTurn, type PromptBudget } from './3-prompt/packPrompt.ts';
import { generateAnswer, MAX_ANSWER_TOKENS, TEMPERATURE } from './4-generate/generateAnswer.ts';
import { citeAnswer, type Locator } from './5-cite/citeAnswer.ts';
import { createCitedStream } from './5-cite/citedStream.ts';
import { wholeSentences } from './5-cite/splitSentences.ts';
import { citedContradictions } from './contradictions/citedContradictions.ts';
import { endOf, type Llm } from './llmInterface.ts';
import { madeWith } from './receipt/madeWith.ts';
import { createBesideQuestion, createGate } from './orders/besideQuestion.ts';
import { withholdOrdered, withoutStrangeAddresses } from './orders/withhold.ts';
import { hasEvidence } from './refusal.ts';
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
    coverage,
    createdAtMs: context.nowMs(),
  };
  const finish = (rest: Written): Answer => ({ ...base, ...rest });
  if (signal.aborted) return finish(unwritten('stopped'));
  if (!hasEvidence(ranked)) return finish(unwritten('not-in-documents'));
  try {
    return finish(await writeAnswer(asked, { searchedQuestion, passages, retrieveMs }, context));
  } catch (error) {
    const ended = endOf(error);
    const answer = finish(unwritten(ended ?? 'interrupted'));
    if (ended !== null) return answer;
    context.keep?.(answer);
    throw error;
  }
}

type Written = Pick<Answer, 'text' | 'status' | 'sentences' | 'modelId' | 'timings' | 'madeWith' | 'cutShort' | 'ordersRefused'>;

const unwritten = (status: Answer['status']): Written => ({ text: '', status, sentences: [], modelId: null, timings: null });

/** The stages that need the model. An error thrown here came before anything was written. */
async function writeAnswer(
  asked: Asked,
  { searchedQuestion, passages, retrieveMs }: { readonly searchedQuestion: string; readonly passages: readonly RankedPassage[]; readonly retrieveMs: number },
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

  const ordersRefused = prompt.orders.filter((orders) => orders.length > 0).length;
  const beside = createBesideQuestion(asked.question === searchedQuestion ? asked.question : `${asked.question} ${searchedQuestion}`, prompt.passages);
  const gate = createGate(beside);
  const stream = createCitedStream(prompt.passages);
  const show = (text: string): void => {
    // After orders, what is written is looked at whole before it is shown.
    if (text !== '' && ordersRefused === 0) emit({ type: 'delta', text });
  };
  const generated = await generateAnswer(prompt, llm, { signal, onText: (text) => show(stream.push(gate.push(text))) });
  show(stream.push(gate.end()) + stream.end());
  const timings: AnswerTimings | null = generated.stats === null ? null : { retrieveMs, modelMs, promptMs, ...generated.stats };
  const whole = generated.cutShort ? wholeSentences(generated.text) : generated.text;
  const orders = prompt.orders.flat();
  const trusted = [asked.question, ...prompt.passages.map((passage) => passage.text)];
  const said = generated.outcome === 'not-in-documents' ? '' : withoutStrangeAddresses(whole, orders, trusted);
  const cited = withholdOrdered(citeAnswer(said, prompt.passages, context.locator), orders, trusted, beside);
  const status = generated.outcome === 'answered' && cited.text === '' ? 'not-in-documents' : generated.outcome;
  const written = { text: cited.text, status, sentences: cited.sentences, modelId: llm.modelId, timings, madeWith: madeWith(llm, prompt, { temperature: TEMPERATURE, maxTokens: MAX_ANSWER_TOKENS }, generated.text), ...(ordersRefused === 0 ? {} : { ordersRefused }) };
  return generated.cutShort ? { ...written, cutShort: true } : written;
}
