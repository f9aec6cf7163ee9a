// A question to every file over an open library: the estimate before it, and the run, kept in its conversation from the
// beginning, so that whatever ends it (a stop, a quit, a crash) it can go on where it was.
import type { Answer, AnswerEvent, AnswerId, ConversationId, WholeSetEstimate } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { wholeSetKindOf, type WholeSetKind } from '../../../contract/wholeSet.ts';
import { completeQuestion } from '../../answer/1-retrieve/completeQuestion.ts';
import type { RetrieveContext } from '../../answer/1-retrieve/retrieve.ts';
import { findPassages } from '../../answer/answerQuestion.ts';
import type { Llm } from '../../answer/llmInterface.ts';
import { answerWholeSet } from '../../answer/whole-set/answerWholeSet.ts';
import { estimate, USUAL_SPEED, type Speed } from '../../answer/whole-set/estimate.ts';
import { filesInScope, type FileToRead } from '../../answer/whole-set/filesInScope.ts';
import { PROMPT_VERSION } from '../../answer/whole-set/prompts.ts';
import { createWholeSetNotes } from '../../library/wholeSetNotes.ts';
import { conversationFor, documentsOf, earlierTurn, keeperOf, modelOf, readQuestion, searching, type Question } from './askQuestion.ts';
import type { OpenLibrary } from './openLibrary.ts';
import { recordQuestion } from './recordQuestion.ts';

/** Passages that decide which files are read first. */
const RANKED = 200;
/** A question that names no way of putting the notes together gets them one below the other. */
const kindOf = (question: string): WholeSetKind => wholeSetKindOf(question) ?? 'list';

export async function askWholeSet(
  asking: Question & { readonly resume: AnswerId | null },
  library: OpenLibrary,
  context: {
    readonly llm: () => Promise<Llm | null>;
    readonly signal: AbortSignal;
    readonly emit: (event: AnswerEvent) => void;
    /** Called whenever the answer is stored. */
    readonly onKept: (answer: Answer) => void;
  },
): Promise<Answer> {
  const { question, scope: wanted } = readQuestion(asking, library);
  const { conversations } = library;
  const conversation = conversationFor(question, asking.conversationId, library);
  recordQuestion(question, conversation.id, { as: 'wholeSet', general: false }, library.ledger);
  const before = asking.resume === null ? null : conversations.answer(asking.resume);
  if (asking.resume !== null && (before?.wholeSet === undefined || before.conversationId !== conversation.id)) throw new AppError('not-found');
  const searchedQuestion = before?.searchedQuestion ?? standAlone(question, conversation.id, library);
  const keep = keeperOf(library, context.onKept);
  const scope = before === null ? wanted : (before.scope ?? null);
  const wholeSet = {
    answerId: before?.id ?? conversations.newAnswerId(),
    conversationId: conversation.id,
    question: before?.question ?? question,
    searchedQuestion,
    kind: before?.wholeSet?.kind ?? kindOf(question),
    scope,
  };
  const answer = await searching(library, (found) => {
    const retrieval = askedOnce(found);
    return answerWholeSet(wholeSet, {
      ...retrieval,
      ...context,
      llm: () => modelOf(context, library),
      keep,
      notes: createWholeSetNotes(library.db),
      rank: (ranked) => findPassages(ranked, retrieval, { scope, limit: RANKED }),
      ...documentsOf(library, scope),
      nowMs: () => before?.createdAtMs ?? Date.now(),
    });
  });
  keep(answer);
  return answer;
}

export async function estimateWholeSet(asking: Question, library: OpenLibrary, llm: () => Promise<Llm | null>): Promise<WholeSetEstimate> {
  const { question, scope } = readQuestion(asking, library);
  const searched = asking.conversationId === null ? question : standAlone(question, asking.conversationId, library);
  const notes = createWholeSetNotes(library.db);
  // A model that can't be loaded is no reason to tell nothing: how fast it would be is not known then, nor what it read.
  const modelId = (await llm().catch(() => null))?.modelId ?? '';
  const isKept = ({ versionHash }: FileToRead): boolean => notes.get(versionHash, { question: searched, modelId, promptVersion: PROMPT_VERSION }) !== null;
  return estimate(kindOf(question), filesInScope(library.db, scope), isKept, speedOf(library.db.prepare(LATEST).pluck().all(modelId) as string[]));
}

const LATEST = "SELECT body ->> '$.timings' FROM answers WHERE body ->> '$.modelId' = ? AND body ->> '$.timings' IS NOT NULL ORDER BY created_at_ms DESC LIMIT 5";

/** As the latest answers of this model went; as usual where they were too short to tell. */
function speedOf(timings: readonly string[]): Speed {
  const sum = { read: 0, readMs: 0, written: 0, writtenMs: 0 };
  for (const { promptTokens, cachedTokens, prefillMs, generatedTokens, generateMs } of timings.map((json) => JSON.parse(json) as NonNullable<Answer['timings']>)) {
    sum.read += promptTokens - cachedTokens;
    sum.readMs += prefillMs;
    sum.written += generatedTokens;
    sum.writtenMs += generateMs;
  }
  return {
    readPerSecond: sum.read < 200 || sum.readMs <= 0 ? USUAL_SPEED.readPerSecond : (sum.read * 1_000) / sum.readMs,
    writtenPerSecond: sum.written < 50 || sum.writtenMs <= 0 ? USUAL_SPEED.writtenPerSecond : (sum.written * 1_000) / sum.writtenMs,
  };
}

const standAlone = (question: string, conversationId: ConversationId, { conversations }: OpenLibrary): string =>
  completeQuestion(question, earlierTurn(conversations.answers(conversationId))?.leansOn ?? []);

/** The same question goes to every file: it is embedded once. */
function askedOnce(context: RetrieveContext): RetrieveContext {
  const { embedQuestion } = context;
  const vectors = new Map<string, Promise<Float32Array>>();
  if (embedQuestion === null) return context;
  return {
    ...context,
    embedQuestion: (question) => {
      const vector = vectors.get(question) ?? embedQuestion(question);
      vectors.set(question, vector);
      return vector;
    },
  };
}
