// Notes about single files, kept by the file's bytes and what was asked of them. They go when the file's passages are
// cut anew or leave the library, and with the conversation that they were made for.
import { createHash } from 'node:crypto';
import type { ConversationId, VersionHash } from '../../contract/domain.ts';
import type { Db } from './openDatabase.ts';

export interface KeptNote {
  /** As the model wrote it. */
  readonly written: string;
  /** The chunks that it was shown, in their order. */
  readonly chunkRows: readonly number[];
}

export interface NoteRequest {
  readonly question: string;
  readonly modelId: string;
  /** Another one for other words of the prompt. */
  readonly promptVersion: string;
}

export type WholeSetNotes = ReturnType<typeof createWholeSetNotes>;

export function createWholeSetNotes(db: Db, nowMs: () => number = Date.now) {
  const select = db.prepare('SELECT written, chunk_rows FROM whole_set_notes WHERE version_hash = ? AND request = ?');
  // The version may have gone while its file was read.
  const insert = db.prepare('INSERT OR REPLACE INTO whole_set_notes (version_hash, request, conversation_id, written, chunk_rows, created_at_ms) SELECT hash, ?, ?, ?, ?, ? FROM versions WHERE hash = ?');
  const keyOf = ({ question, modelId, promptVersion }: NoteRequest): string =>
    createHash('sha256').update(JSON.stringify([question.trim().replace(/\s+/gu, ' '), modelId, promptVersion])).digest('hex');
  return {
    get: (hash: VersionHash, request: NoteRequest): KeptNote | null => {
      const row = select.get(hash, keyOf(request)) as { written: string; chunk_rows: string } | undefined;
      return row === undefined ? null : { written: row.written, chunkRows: JSON.parse(row.chunk_rows) as number[] };
    },
    put: (hash: VersionHash, request: NoteRequest, conversationId: ConversationId, note: KeptNote): void =>
      void insert.run(keyOf(request), conversationId, note.written, JSON.stringify(note.chunkRows), nowMs(), hash),
  };
}
