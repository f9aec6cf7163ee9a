// The read line: retrieve -> rerank -> prompt -> generate -> cite, the last three in writeAnswer.ts. Passages are out
// before any model is asked; whatever happens after that, the answer that comes back says how it ended, and a failure
// that the person must hear of leaves the question and its passages behind.
import type { Answer, AnswerEvent, AnswerId, ChunkId, ConversationId, Coverage, DocumentId, RankedPassage, Scope } from '../../contract/domain.ts';
import { completeQuestion } from './1-retrieve/completeQuestion.ts';
import { NOTHING_LITERAL, withLiteral, type Literal } from './1-retrieve/literal.ts';
import { loadPassages } from './1-retrieve/loadPassages.ts';
import { LEG_DEPTH, retrieve, type RetrieveContext } from './1-retrieve/retrieve.ts';
import { rerank } from './2-rerank/rerank.ts';
import { keepOrder } from './3-prompt/keepOrder.ts';
import { DEFAULT_BUDGET, type EarlierTurn, type PromptBudget } from './3-prompt/packPrompt.ts';
import type { Locator } from './5-cite/citeAnswer.ts';
import { extractAnswer } from './5-cite/extractAnswer.ts';
import { citedContradictions } from './contradictions/citedContradictions.ts';
import { evidenceOfPassages, isEnough } from './evidence/evidence.ts';
import { retrievalFeatures } from './evidence/retrievalFeatures.ts';
import { termWeights } from './evidence/termWeights.ts';
import { writeGeneral } from './general/writeGeneral.ts';
import { endOf, type Llm } from './llmInterface.ts';
import { unwritten, writeAnswer, type Written } from './writeAnswer.ts';

export interface Asked {
  readonly answerId: AnswerId;
  readonly conversationId: ConversationId;
  readonly question: string;
  readonly scope: Scope | null;
  /** The turn before, the questions that a follow-up may lean on, the latest first, and the passages that it had. */
  readonly earlier: (EarlierTurn & { readonly leansOn: readonly string[]; readonly passages: readonly ChunkId[] }) | null;
  /** What the files do not answer may be answered from the model's own knowledge. Absent: from the files only. */
  readonly general?: boolean;
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
  const mayBeGeneral = asked.general === true;
  const finish = (rest: Written): Answer => ({ ...base, evidence, ...(mayBeGeneral ? { general: null } : {}), ...rest });
  if (signal.aborted) return finish(unwritten('stopped'));
  const refusesAlready = context.gate !== 'off' && !isEnough(evidence);
  let written = unwritten('not-in-documents');
  try {
    if (!refusesAlready) written = await writeAnswer(asked, { searchedQuestion, passages, extract, evidence, retrieveMs }, context);
    if (written.status !== 'not-in-documents' || !mayBeGeneral) return finish(written);
    written = { ...written, general: { text: '' } };
    return finish(await writeGeneral(searchedQuestion, written, { retrieveMs }, context));
  } catch (error) {
    const ended = endOf(error);
    const answer = finish({ ...written, status: ended ?? 'interrupted' });
    if (ended !== null) return answer;
    context.keep?.(answer);
    throw error;
  }
}
