// The map step: one file in, a short note with its proof out, or null when the file has nothing to say. A note that was
// made before is taken from the library. Invariant: a quote stands in the file, or the note has none and says so; what a
// file orders the model to say is neither read nor proven, as in answers from passages.
import type { ChatMessage, ConversationId, RankedPassage, WholeSetNote } from '../../../contract/domain.ts';
import type { WholeSetNotes } from '../../library/wholeSetNotes.ts';
import type { Locator } from '../5-cite/citeAnswer.ts';
import { withoutListMarker } from '../5-cite/splitSentences.ts';
import type { RetrieveContext } from '../1-retrieve/retrieve.ts';
import type { Llm } from '../llmInterface.ts';
import { createBesideQuestion } from '../orders/besideQuestion.ts';
import { disarm } from '../orders/disarm.ts';
import { citeWithheld } from '../orders/withhold.ts';
import type { FileToRead } from './filesInScope.ts';
import { passagesAgain, passagesOfFile } from './passagesOfFile.ts';
import { MAX_NOTE_TOKENS, noteMessages, PROMPT_VERSION, saysNone } from './prompts.ts';

export interface NoteContext extends RetrieveContext {
  readonly notes: WholeSetNotes;
  readonly locator: Locator;
  readonly signal: AbortSignal;
}

export interface NoteAsked {
  readonly question: string;
  readonly conversationId: ConversationId;
}

export interface FileNote {
  readonly note: WholeSetNote;
  /** What the note's citations count. */
  readonly passages: readonly RankedPassage[];
}

/** @returns null when the file says nothing of it; `stopped` when the model was stopped while it read */
export async function noteOnFile(file: FileToRead, { question, conversationId }: NoteAsked, llm: Llm, context: NoteContext): Promise<FileNote | null | 'stopped'> {
  const { notes, signal } = context;
  const request = { question, modelId: llm.modelId, promptVersion: PROMPT_VERSION };
  const kept = notes.get(file.versionHash, request);
  const before = kept === null ? null : passagesAgain(file, question, context, kept.chunkRows);
  if (kept !== null && before !== null) return provenNote(file, question, kept.written, before.passages, context.locator);
  const { passages, chunkRows } = await passagesOfFile(file, question, context);
  if (passages.length === 0) return null;
  const shown = await fitting(question, file, passages, llm);
  const { text, stopReason } = await llm.generate(messagesOf(question, file, shown), { maxTokens: MAX_NOTE_TOKENS, temperature: 0, signal, onText: () => undefined });
  if (stopReason === 'cancelled') return 'stopped';
  const written = text.trim();
  notes.put(file.versionHash, request, conversationId, { written, chunkRows: chunkRows.slice(0, shown.length) });
  return provenNote(file, question, written, shown, context.locator);
}

/** As many of the passages as the model has room for: another tokenizer counts otherwise. */
async function fitting(question: string, file: FileToRead, passages: readonly RankedPassage[], llm: Llm): Promise<readonly RankedPassage[]> {
  for (let count = passages.length; count > 1; count -= 1) {
    const shown = passages.slice(0, count);
    if ((await llm.countPromptTokens(messagesOf(question, file, shown))) <= llm.contextTokens - MAX_NOTE_TOKENS) return shown;
  }
  return passages.slice(0, 1);
}

const MARKERS = /\s*\[\d{1,3}\]/gu;

const messagesOf = (question: string, { documentName }: FileToRead, passages: readonly RankedPassage[]): ChatMessage[] =>
  noteMessages(question, documentName, passages.map((passage) => disarm(passage).passage));

function provenNote({ documentId, versionHash, documentName, container, kind }: FileToRead, question: string, written: string, passages: readonly RankedPassage[], locator: Locator): FileNote | null {
  if (saysNone(written)) return null;
  const disarmed = passages.map(disarm);
  const orders = disarmed.flatMap((passage) => passage.orders);
  const harmless = disarmed.map(({ passage }) => passage);
  const { text, sentences } = citeWithheld(withoutListMarker(written), { question, passages: harmless, orders, beside: createBesideQuestion(question, harmless), locator });
  if (saysNone(text)) return null;
  const proven = sentences.filter(({ citations }) => citations.length > 0);
  const shown = (proven.length > 0 ? proven : sentences).map(({ start, end }) => text.slice(start, end).replace(MARKERS, ''));
  const note = { documentId, versionHash, documentName, ...(container === undefined ? {} : { container }), kind, note: shown.join(' '), citations: proven.flatMap(({ citations }) => citations) };
  return { note, passages };
}
