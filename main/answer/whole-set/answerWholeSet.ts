// A question to every file in scope, not to the best passages: a note on each file (map), then what the question asks of
// the notes (reduce). In: a question and its scope. Out: an answer with a note for each file that says something of it.
// Invariant: every file is accounted for, as read, as a copy, or by name as not read; the program counts, never the model.
import type { Answer, AnswerEvent, AnswerId, ConversationId, Coverage, DocumentId, RankedPassage, Scope, WholeSet, WholeSetNote } from '../../../contract/domain.ts';
import type { WholeSetKind } from '../../../contract/wholeSet.ts';
import { unlessAborted } from '../../unlessAborted.ts';
import { citedContradictions } from '../contradictions/citedContradictions.ts';
import { endOf, type Llm } from '../llmInterface.ts';
import { collectNotes, composeNotes } from './composeNotes.ts';
import { secondsToRead, USUAL_SPEED } from './estimate.ts';
import { filesInScope, type FileToRead } from './filesInScope.ts';
import { noteOnFile, type NoteContext } from './noteOnFile.ts';
import { summariseNotes, type Summary } from './summariseNotes.ts';

export interface WholeSetAsked {
  readonly answerId: AnswerId;
  readonly conversationId: ConversationId;
  readonly question: string;
  /** The question on its own, without what it leans on. */
  readonly searchedQuestion: string;
  readonly kind: WholeSetKind;
  readonly scope: Scope | null;
}

export interface WholeSetContext extends NoteContext {
  /** Resolves to null when there is no model. */
  readonly llm: () => Promise<Llm | null>;
  /** The files that the question fits best, best first: they are read first. */
  readonly rank: (question: string) => Promise<readonly RankedPassage[]>;
  readonly coverage: () => Coverage;
  /** When a document's file was last changed; null when it is not there any more. */
  readonly modifiedMs?: (documentId: DocumentId) => number | null;
  readonly emit: (event: AnswerEvent) => void;
  /** Handed the answer as far as it came, now and then: after a crash it is what there is, and goes on from there. */
  readonly keep: (answer: Answer) => void;
  readonly nowMs: () => number;
}

const KEEP_EVERY_MS = 5_000;
const MOST_NAMED = 200;

export async function answerWholeSet(asked: WholeSetAsked, context: WholeSetContext): Promise<Answer> {
  const { signal, emit } = context;
  const { kind, searchedQuestion: question } = asked;
  emit({ type: 'started', conversationId: asked.conversationId, answerId: asked.answerId, question: asked.question, searchedQuestion: question, scope: asked.scope });
  const { files, toRead, copies, unread } = filesInScope(context.db, asked.scope);
  const coverage = context.coverage();
  const createdAtMs = context.nowMs();
  const collected = collectNotes();
  let filesRead = 0;
  let filesWithout = 0;
  let modelId: string | null = null;

  const soFar = (): WholeSet => ({
    kind,
    filesInScope: files,
    filesToRead: toRead.length,
    filesRead,
    filesWithout,
    copies,
    notes: collected.notes,
    unread: unread.slice(0, MOST_NAMED),
    filesUnread: unread.length,
  });
  const finish = (status: Answer['status'], summary: Summary | null = null): Answer => {
    const { text, sentences } = summary === null || summary.text === '' ? composeNotes(collected.notes) : summary;
    const contradictions = status === 'answered' ? citedContradictions(question, collected.passages, context) : [];
    const found = contradictions.length === 0 ? {} : { contradictions };
    return { ...identity(asked), text, status, passages: collected.passages, sentences, ...found, wholeSet: soFar(), coverage, modelId, timings: null, createdAtMs };
  };
  const progress = (reading: FileToRead | null, secondsLeft: number | null, note: WholeSetNote | null = null): void =>
    emit({ type: 'wholeSet', progress: { kind, filesInScope: files, filesToRead: toRead.length, filesRead, filesWithout, reading: reading?.documentName ?? null, secondsLeft }, note });

  progress(null, null);
  context.keep(finish('interrupted'));
  try {
    const llm = await unlessAborted(context.llm(), signal);
    if (llm === null) return finish('no-model');
    modelId = llm.modelId;
    const pace = measurePace(toRead);
    let keptMs = performance.now();
    for (const file of await inOrder(toRead, question, context)) {
      if (signal.aborted) return finish('stopped');
      progress(file, pace.secondsLeft());
      const startedMs = performance.now();
      const found = await noteOnFile(file, { question, conversationId: asked.conversationId }, llm, context);
      if (found === 'stopped') return finish('stopped');
      pace.read(file, performance.now() - startedMs);
      filesRead += 1;
      if (found === null) filesWithout += 1;
      progress(null, pace.secondsLeft(), found === null ? null : collected.add(found));
      if (performance.now() - keptMs < KEEP_EVERY_MS) continue;
      context.keep(finish('interrupted'));
      keptMs = performance.now();
    }
    if (!collected.notes.some(({ citations }) => citations.length > 0)) return finish(collected.notes.length === 0 ? 'not-in-documents' : 'answered');
    if (kind !== 'summarise') return finish('answered');
    const summary = await summariseNotes(question, collected.notes, collected.passages, { llm, locator: context.locator, signal, onText: (text) => emit({ type: 'delta', text }) });
    return finish(summary.stopped ? 'stopped' : 'answered', summary);
  } catch (error) {
    const ended = endOf(error);
    if (ended !== null) return finish(ended);
    context.keep(finish('interrupted'));
    throw error;
  }
}

const identity = ({ answerId, conversationId, question, searchedQuestion, scope }: WholeSetAsked): Pick<Answer, 'id' | 'conversationId' | 'question' | 'searchedQuestion' | 'scope'> => ({
  id: answerId,
  conversationId,
  question,
  searchedQuestion,
  scope,
});

/** What fits best is read first, so that the first notes tell most; the rest in the order of their names. */
async function inOrder(toRead: readonly FileToRead[], question: string, { rank }: WholeSetContext): Promise<FileToRead[]> {
  const hashes = [...new Set((await rank(question)).map(({ versionHash }) => versionHash))];
  const placeOf = new Map(hashes.map((hash, place) => [hash, place]));
  const place = ({ versionHash }: FileToRead): number => placeOf.get(versionHash) ?? hashes.length;
  return toRead.toSorted((a, b) => place(a) - place(b));
}

/** Seconds left, by how long the files so far took against what was reckoned. Notes that were kept take no time. */
function measurePace(toRead: readonly FileToRead[]): { read(file: FileToRead, tookMs: number): void; secondsLeft(): number | null } {
  const reckoned = (file: FileToRead): number => secondsToRead(file, USUAL_SPEED);
  let left = toRead.reduce((sum, file) => sum + reckoned(file), 0);
  let done = 0;
  let took = 0;
  return {
    read: (file, tookMs) => {
      left -= reckoned(file);
      if (tookMs < KEPT_MS) return;
      done += reckoned(file);
      took += tookMs / 1_000;
    },
    secondsLeft: () => (done === 0 ? null : Math.max(0, Math.round((left * took) / done))),
  };
}

/** Quicker than any model: it was a note that was kept. */
const KEPT_MS = 50;
