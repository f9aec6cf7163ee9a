// Routes of asking: search, answers and conversations.
import { z } from 'zod';
import { request, stream } from './route.ts';
import { answer, answerEvent, answerId, conversationId, coverage, documentId, documentKind, rankedPassage, scope as limits, searchNote, sourceId, versionHash, wholeSetEstimate } from './schemas.ts';
import { verification } from './verification.ts';

/** Code units. A longer question is refused with `question-too-long` before anything is searched. */
export const MAX_QUESTION_LENGTH = 4_000;

const nothing = z.strictObject({});
/** Wide enough that an over-long question reaches the check that answers it in plain words. */
const question = z.string().max(2_000_000);
/** Null searches everything. */
const scope = limits.nullable();

export const conversationRow = z.strictObject({
  id: conversationId,
  title: z.string(),
  createdAtMs: z.number(),
  /** When its newest answer was given. */
  updatedAtMs: z.number(),
  answers: z.number(),
});

/** A version that an answer quotes and that no file in the library has any more. */
export const changedSource = z.strictObject({
  documentId,
  versionHash,
  documentName: z.string(),
  /** `gone`: the file, or its source, is no longer in the library. */
  state: z.enum(['changed', 'gone']),
  /** When the file was changed, as it says itself. */
  changedMs: z.number().nullable(),
  /** When the quoted version was read. */
  readMs: z.number().nullable(),
});
export type ChangedSource = z.output<typeof changedSource>;

/** What an answer can be saved as. */
export const ANSWER_FILES = ['receipt', 'markdown', 'html', 'pdf'] as const;
export type AnswerFile = (typeof ANSWER_FILES)[number];

export const askRoutes = {
  /**
   * Search without a model: the best passages, best first. Operators in the question are read: `"phrase"`, `-word`,
   * `type:pdf`. By words and by meaning, unless `meaning` is false; `exact` finds only what stands there as it was typed;
   * `typing`: the last word may go on.
   */
  'search.passages': request(
    z.strictObject({ question, scope, limit: z.number().int().min(1).max(50), meaning: z.boolean().exactOptional(), exact: z.boolean().exactOptional(), typing: z.boolean().exactOptional() }),
    z.strictObject({
      passages: z.array(rankedPassage).readonly(),
      /** There are more than were asked for. */
      more: z.boolean(),
      /** With what the operators said; `coverage` counts this. */
      scope,
      notes: z.array(searchNote).readonly(),
      coverage,
      elapsedMs: z.number(),
    }),
  ),
  /** Files, folders and tags whose name has these letters, those whose name begins with them first; for naming where to look. */
  'scope.suggest': request(
    z.strictObject({ text: z.string().max(200), sources: z.array(sourceId).max(1000).nullable(), limit: z.number().int().min(1).max(50) }),
    z.strictObject({
      documents: z.array(z.strictObject({ id: documentId, name: z.string(), folder: z.string(), kind: documentKind })),
      /** `path` begins with the source's name. */
      folders: z.array(z.strictObject({ sourceId, folder: z.string(), path: z.string() })),
      tags: z.array(z.string()),
    }),
  ),
  /**
   * Asks. Passages come before any model has spoken; the last event is always `answer`, also after a cancel. Where the
   * model can't be used it fails with why (`model-load-failed`, `model-invalid`, `question-too-long`); question and
   * passages are kept as `interrupted`. With `general` the model may answer from its own knowledge what the files don't.
   */
  'answer.ask': stream(z.strictObject({ question, conversationId: conversationId.nullable(), scope, general: z.boolean().exactOptional() }), answerEvent),
  /** What reading every file in scope will take. `question` alone decides what it asks for. */
  'answer.wholeSetEstimate': request(z.strictObject({ question, conversationId: conversationId.nullable(), scope }), wholeSetEstimate),
  /**
   * Asks every file in scope. `resume` names an answer that did not come to its end: it goes on, and what was read is
   * not read again. The last event is always `answer`, also after a cancel; until then the answer is kept as `interrupted`.
   */
  'answer.wholeSet': stream(z.strictObject({ question, conversationId: conversationId.nullable(), scope, resume: answerId.nullable() }), answerEvent),
  /** Writes the answer where the person says in the system's dialog. `saved` is false when they cancelled. */
  'answer.save': request(z.strictObject({ answerId, as: z.enum(ANSWER_FILES) }), z.strictObject({ saved: z.boolean() })),
  /** The system's print dialog. `printed` is false when they cancelled. */
  'answer.print': request(z.strictObject({ answerId }), z.strictObject({ printed: z.boolean() })),
  /** Reads the files that the answer is from again, and says what of it still holds. */
  'answer.verify': request(z.strictObject({ answerId }), verification),
  'conversation.list': request(nothing, z.array(conversationRow)),
  'conversation.get': request(z.strictObject({ conversationId }), z.strictObject({ conversation: conversationRow, answers: z.array(answer).readonly() })),
  /** What of the files that its answers cite is not as it was then; no model is asked. */
  'conversation.changes': request(z.strictObject({ conversationId }), z.array(changedSource)),
  'conversation.rename': request(z.strictObject({ conversationId, title: z.string().trim().min(1).max(200) }), nothing),
  'conversation.delete': request(z.strictObject({ conversationId }), nothing),
  /** Takes back a delete while the app runs. */
  'conversation.restore': request(z.strictObject({ conversationId }), nothing),
} as const;
