// One question put to the product, and what of its answer is judged. A reader is a language model, or none: the
// extractive answer. With the gate off first: the run with the gate on then finds every reply of the model kept.
import { extractBeside } from '../../contract/extractBeside.ts';
import type { AnswerId, AnswerTimings, Citation, ConversationId, Evidence, RankedPassage } from '../../contract/domain.ts';
import { loadPassages } from '../../main/answer/1-retrieve/loadPassages.ts';
import { packPrompt, type PromptBudget } from '../../main/answer/3-prompt/packPrompt.ts';
import { generateAnswer, MAX_ANSWER_TOKENS } from '../../main/answer/4-generate/generateAnswer.ts';
import { citeAnswer } from '../../main/answer/5-cite/citeAnswer.ts';
import { extractAnswer } from '../../main/answer/5-cite/extractAnswer.ts';
import { answerQuestion } from '../../main/answer/answerQuestion.ts';
import { termWeights } from '../../main/answer/evidence/termWeights.ts';
import type { Llm } from '../../main/answer/llmInterface.ts';
import type { EvalLibrary } from './evalLibrary.ts';
import type { Scores } from './figure.ts';
import { withoutMarkers } from './metrics.ts';
import type { Question } from './squad.ts';

export interface Reader {
  readonly name: string;
  /** The goals are those of the model that ships. */
  readonly isDefault: boolean;
  /** Null reads without a model. */
  readonly llm: Llm | null;
  /** What ships, unless another one is tried. */
  readonly budget?: PromptBudget;
}

export interface Reading {
  readonly question: Question;
  /** Without citation markers; empty for a refusal. */
  readonly text: string;
  readonly sentences: readonly { readonly supported: boolean; readonly citations: readonly Citation[] }[];
  /** What is quoted below the answer, where the answer doesn't quote it itself. */
  readonly beside: Citation | null;
  readonly passages: readonly RankedPassage[];
  /** Null with the gold paragraph given, where nothing is gated. */
  readonly evidence: Evidence | null;
  readonly timings: AnswerTimings | null;
}

export async function read(question: Question, library: EvalLibrary, reader: Reader, gate: 'on' | 'off'): Promise<Reading> {
  const context = {
    ...library.retrieval,
    llm: async () => reader.llm,
    coverage: () => ({ seen: 1, indexed: 1, skipped: 0, failed: 0, waiting: 0 }),
    locator: library.versions,
    signal: new AbortController().signal,
    emit: () => undefined,
    nowMs: () => 0,
    gate,
    ...(reader.budget === undefined ? {} : { budget: reader.budget }),
  };
  const asked = { answerId: question.id as AnswerId, conversationId: 'eval' as ConversationId, question: question.text, scope: null, earlier: null };
  const answer = await answerQuestion(asked, context);
  const { passages, timings, evidence = null, extract = null } = answer;
  if (reader.llm === null) {
    // Without a model an answer is its passages and the extract, which the gate keeps or not.
    const shown = gate === 'off' || answer.status !== 'not-in-documents' ? extract : null;
    return { question, passages, timings, evidence, ...quoted(shown) };
  }
  const beside = answer.status === 'answered' ? extractBeside(answer) : null;
  return { question, passages, timings, evidence, beside, text: withoutMarkers(answer.text), sentences: answer.sentences };
}

/** The same stages with the passages of the gold paragraph in place of retrieved ones; as with the gate off, the extract speaks where the model doesn't. */
export async function readGold(question: Question, library: EvalLibrary, llm: Llm | null): Promise<Reading> {
  const passages = goldPassages(question, library);
  const extract = extractAnswer(question.text, passages, { weights: termWeights(library.db, question.text).weights, locator: library.versions });
  if (llm === null) return { question, passages, timings: null, evidence: null, ...quoted(extract) };
  const prompt = await packPrompt(question.text, passages, llm, { earlier: null, maxTokens: llm.contextTokens - MAX_ANSWER_TOKENS });
  const generated = await generateAnswer(prompt, llm, { signal: new AbortController().signal, onText: () => undefined });
  const timings = generated.stats === null ? null : { retrieveMs: 0, promptMs: 0, ...generated.stats };
  const said = citeAnswer(generated.outcome === 'answered' ? generated.text : '', prompt.passages, library.versions);
  const spoken = said.text === '' ? quoted(extract) : { text: withoutMarkers(said.text), sentences: said.sentences, beside: extractBeside({ extract, sentences: said.sentences }) };
  return { question, passages, timings, evidence: null, ...spoken };
}

function goldPassages(question: Question, { retrieval: { db }, idOfRow }: EvalLibrary): RankedPassage[] {
  const rows = [...idOfRow].flatMap(([row, id]) => (id === question.paragraph ? [row] : []));
  const candidates = rows.map((row) => ({ row, score: 1, cosine: null, bm25: null }));
  return loadPassages(db, question.text, candidates, null, candidates.length);
}

function quoted(extract: Citation | null): Pick<Reading, 'text' | 'sentences' | 'beside'> {
  return extract === null ? { text: '', sentences: [], beside: null } : { beside: null, text: extract.quote, sentences: [{ supported: true, citations: [extract] }] };
}

export function scoresOf(readings: readonly Reading[], score: (reading: Reading) => number): Scores {
  return new Map(readings.map((reading) => [reading.question.key, score(reading)]));
}
