// One question over an open library: checks it, runs the read line with the host's model, keeps the answer in its
// conversation. Whatever ends the answer early, what was written until then is kept.
import { MAX_QUESTION_LENGTH } from '../../../contract/ask.ts';
import type { Answer, AnswerEvent, ConversationId, DocumentId, Scope } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { answerQuestion, type AnswerContext, type Asked } from '../../answer/answerQuestion.ts';
import type { RetrieveContext } from '../../answer/1-retrieve/retrieve.ts';
import { liftFilters } from '../../answer/1-retrieve/searchOperators.ts';
import { namesOf, narrowed } from '../../answer/searchPassages.ts';
import type { Llm } from '../../answer/llmInterface.ts';
import type { Db } from '../../library/openDatabase.ts';
import type { OpenLibrary } from './openLibrary.ts';
import { recordingLlm, recordQuestion } from './recordQuestion.ts';
import type { VectorSet } from './vectorSets.ts';

export interface Question {
  readonly question: string;
  readonly conversationId: ConversationId | null;
  readonly scope: Scope | null;
}

export async function askQuestion(
  asking: Question & { readonly general?: boolean },
  library: OpenLibrary,
  context: {
    readonly llm: () => Promise<Llm | null>;
    readonly signal: AbortSignal;
    readonly emit: (event: AnswerEvent) => void;
    /** Called once the answer is stored, also when an error is thrown after that. */
    readonly onKept: (answer: Answer) => void;
  },
): Promise<Answer> {
  const { question, scope } = readQuestion(asking, library);
  const { conversations, ledger } = library;
  const conversation = conversationFor(question, asking.conversationId, library);
  recordQuestion(question, conversation.id, { as: 'answer', general: asking.general ?? false }, ledger);
  const asked: Asked = {
    answerId: conversations.newAnswerId(),
    conversationId: conversation.id,
    question,
    scope,
    earlier: earlierTurn(conversations.answers(conversation.id)),
    ...(asking.general === undefined ? {} : { general: asking.general }),
  };
  const keep = keeperOf(library, context.onKept);
  const answer = await searching(library, (retrieval) => answerQuestion(asked, { ...retrieval, ...context, llm: () => modelOf(context, library), keep, ...documentsOf(library, scope), nowMs: Date.now }));
  keep(answer);
  return answer;
}

/** Each of its runs is recorded. */
export async function modelOf({ llm }: { readonly llm: () => Promise<Llm | null> }, { ledger }: OpenLibrary): Promise<Llm | null> {
  const model = await llm();
  return model === null ? null : recordingLlm(model, ledger);
}

/** A new one, named by the question, where none is said. @throws AppError `not-found` */
export function conversationFor(question: string, conversationId: ConversationId | null, { conversations }: OpenLibrary): { readonly id: ConversationId } {
  const conversation = conversationId === null ? conversations.create(question) : conversations.get(conversationId);
  if (conversation === null) throw new AppError('not-found');
  return conversation;
}

export function keeperOf({ conversations }: OpenLibrary, onKept: (answer: Answer) => void): (answer: Answer) => void {
  return (answer) => {
    conversations.saveAnswer(answer);
    onKept(answer);
  };
}

/** What an answer says of the files in its scope. */
export function documentsOf({ documents, versions }: OpenLibrary, scope: Scope | null): Pick<AnswerContext, 'coverage' | 'locator'> & { readonly modifiedMs: (documentId: DocumentId) => number | null } {
  return { coverage: () => documents.coverage(scope), locator: versions, modifiedMs: (documentId) => documents.get(documentId)?.modifiedMs ?? null };
}

/**
 * The turn before, however it ended: whoever asks on was not helped less by a refusal. A follow-up to a follow-up also
 * leans on what that one leaned on, and no further back: topics would pile up.
 */
export function earlierTurn(answers: readonly Pick<Answer, 'question' | 'searchedQuestion' | 'text' | 'passages'>[]): Asked['earlier'] {
  const [last, beforeThat] = answers.toReversed();
  if (last === undefined) return null;
  const wasFollowUp = beforeThat !== undefined && last.searchedQuestion !== last.question;
  return { question: last.question, answer: last.text, leansOn: wasFollowUp ? [last.question, beforeThat.question] : [last.question], passages: last.passages.map(({ chunkId }) => chunkId) };
}

/** Operators in a question say where it looks, and are no part of what is asked. */
export function readQuestion({ question: typed, scope }: Pick<Question, 'question' | 'scope'>, { db }: OpenLibrary): { readonly question: string; readonly scope: Scope | null } {
  const { question, filters } = liftFilters(checkQuestion(typed), namesOf(db));
  return { question: checkQuestion(question), scope: narrowed(scope, filters) };
}

/** @throws AppError `question-empty` or `question-too-long` */
export function checkQuestion(question: string): string {
  const trimmed = question.trim();
  if (trimmed === '') throw new AppError('question-empty');
  if (trimmed.length > MAX_QUESTION_LENGTH) throw new AppError('question-too-long', { length: trimmed.length, limit: MAX_QUESTION_LENGTH });
  return trimmed;
}

/** Finds with the vectors that are searched now, and goes on with them whatever is swapped meanwhile. */
export function searching<Value>({ db, semantic }: OpenLibrary, work: (retrieval: RetrieveContext) => Promise<Value>): Promise<Value> {
  return semantic === null ? work(retrievalWith(db, null)) : semantic.sets.using(semantic.sets.searched(), (set) => work(retrievalWith(db, set)));
}

/** @param set null: by words alone */
export function retrievalWith(db: Db, set: Pick<VectorSet, 'embedder' | 'vectors'> | null): RetrieveContext {
  return set === null ? { db, vectors: null, embedQuestion: null } : { db, vectors: set.vectors, embedQuestion: async (question) => (await set.embedder.embed([question], 'question'))[0]! };
}
