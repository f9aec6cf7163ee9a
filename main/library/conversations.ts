// Conversations and their answers. An answer is kept as it was given, with its passages, quotes and timings; the
// versions it quotes stay readable. Deleting a conversation can be taken back for a while; then it is erased.
import { v7 as uuidv7 } from 'uuid';
import type { Answer, AnswerId, ConversationId, VersionHash } from '../../contract/domain.ts';
import { answer as answerSchema } from '../../contract/schemas.ts';
import { quotesOnly, withoutEarlier, type Origin } from './forgetInAnswers.ts';
import { titleOf } from './titleOf.ts';
import { readMeta, type Db } from './openDatabase.ts';

export interface ConversationRecord {
  readonly id: ConversationId;
  readonly title: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly answers: number;
}

export type Conversations = ReturnType<typeof createConversations>;

/** Far longer than the notice shows that offers to take a deletion back. */
const UNDO_MS = 60_000;

export function createConversations(db: Db, nowMs: () => number = Date.now) {
  const device = readMeta(db, 'device_id')!;
  // A new name, or taking a delete back, is no use of a conversation: it stays where its newest answer puts it.
  const newestAnswer = 'coalesce((SELECT max(a.created_at_ms) FROM answers a WHERE a.conversation_id = c.id), c.created_at_ms)';
  const columns = `c.id, c.title, c.created_at_ms AS createdAtMs, ${newestAnswer} AS updatedAtMs,
    (SELECT count(*) FROM answers a WHERE a.conversation_id = c.id) AS answers`;
  const selectAll = db.prepare(`SELECT ${columns} FROM conversations c WHERE c.deleted_at_ms IS NULL
    AND EXISTS (SELECT 1 FROM answers a WHERE a.conversation_id = c.id) ORDER BY updatedAtMs DESC, c.id DESC`);
  const selectOne = db.prepare(`SELECT ${columns} FROM conversations c WHERE c.id = ? AND c.deleted_at_ms IS NULL`);
  const insert = db.prepare('INSERT INTO conversations (id, title, origin_device, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?)');
  const rename = db.prepare('UPDATE conversations SET title = ?, updated_at_ms = ? WHERE id = ? AND deleted_at_ms IS NULL');
  const touch = db.prepare('UPDATE conversations SET updated_at_ms = ? WHERE id = ?');
  const setDeleted = db.prepare('UPDATE conversations SET deleted_at_ms = ?, updated_at_ms = ? WHERE id = ?');
  const upsertAnswer = db.prepare(
    `INSERT INTO answers (id, conversation_id, question, status, body, origin_device, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, body = excluded.body, updated_at_ms = excluded.updated_at_ms`,
  );
  const linkVersion = db.prepare('INSERT OR IGNORE INTO answer_versions (answer_id, version_hash) SELECT ?, hash FROM versions WHERE hash = ?');
  const forgotten = db.prepare('SELECT d.forgotten FROM documents d JOIN sources s ON s.id = d.source_id WHERE d.id = ? AND (s.deleted_at_ms IS NOT NULL OR d.forgotten > 0)').pluck();
  const hasFile = db.prepare('SELECT 1 FROM documents WHERE version_hash = ? AND deleted_at_ms IS NULL LIMIT 1').pluck();
  const anyForgottenSince = db.prepare('SELECT 1 FROM erasures WHERE begun_at_ms >= ? LIMIT 1').pluck();
  const selectErasable = db.prepare("SELECT id FROM conversations WHERE deleted_at_ms NOT BETWEEN ? AND ? AND (title <> '' OR EXISTS (SELECT 1 FROM answers WHERE conversation_id = conversations.id))").pluck();
  const selectQuoted = db.prepare('SELECT DISTINCT version_hash FROM answer_versions WHERE answer_id IN (SELECT id FROM answers WHERE conversation_id = ?)').pluck();
  const eraseAnswers = db.prepare('DELETE FROM answers WHERE conversation_id = ?');
  const eraseNotes = db.prepare('DELETE FROM whole_set_notes WHERE conversation_id = ?');
  const eraseNames = db.prepare('DELETE FROM ledger_names WHERE owner_id = ?');
  const eraseTitle = db.prepare("UPDATE conversations SET title = '' WHERE id = ?");
  const selectAnswer = db.prepare('SELECT body FROM answers a JOIN conversations c ON c.id = a.conversation_id WHERE a.id = ? AND c.deleted_at_ms IS NULL').pluck();
  const selectAnswers = db.prepare('SELECT body FROM answers WHERE conversation_id = ? ORDER BY rowid').pluck();

  const get = (id: ConversationId): ConversationRecord | null => (selectOne.get(id) as ConversationRecord | undefined) ?? null;

  const isLeft = ({ versionHash }: Origin): boolean => versionHash !== undefined && hasFile.get(versionHash) !== undefined;

  /** Forgotten together with the answers that quote it. */
  const isErased = (origin: Origin): boolean => !isLeft(origin) && forgotten.get(origin.documentId) === 2;

  const save = db.transaction((given: Answer): void => {
    if ([...given.passages, ...(given.wholeSet?.notes ?? [])].some(isErased)) return;
    const now = nowMs();
    // Its sources may have been forgotten while it was written; of a file that was moved before that, only its bytes tell.
    // What was put before the model, and the names of what it did not read, may be of others that were.
    const forgottenMeanwhile = anyForgottenSince.get(given.createdAtMs) !== undefined;
    const isForgotten = (origin: Origin): boolean => !isLeft(origin) && (forgottenMeanwhile || forgotten.get(origin.documentId) !== undefined);
    const kept = quotesOnly(given, isForgotten);
    const answer = forgottenMeanwhile ? withoutEarlier(kept.wholeSet === undefined ? kept : { ...kept, wholeSet: { ...kept.wholeSet, unread: [] } }) : kept;
    upsertAnswer.run(answer.id, answer.conversationId, answer.question, answer.status, JSON.stringify(answer), device, answer.createdAtMs, now);
    for (const passage of answer.passages) if (!isForgotten(passage)) linkVersion.run(answer.id, passage.versionHash);
    touch.run(now, answer.conversationId);
  });

  const eraseDeleted = db.transaction((): { erased: number; quoted: VersionHash[] } => {
    const quoted = new Set<VersionHash>();
    const erasable = selectErasable.all(nowMs() - UNDO_MS, nowMs()) as ConversationId[];
    for (const id of erasable) {
      for (const hash of selectQuoted.all(id) as VersionHash[]) quoted.add(hash);
      eraseAnswers.run(id);
      eraseNotes.run(id);
      eraseNames.run(id);
      eraseTitle.run(id);
    }
    return { erased: erasable.length, quoted: [...quoted] };
  });

  return {
    get,
    /** Those with an answer, last answered first: a question that was never answered (a kill) leaves nothing to read. */
    list: (): ConversationRecord[] => selectAll.all() as ConversationRecord[],
    /** Starts a conversation, titled by its first question. */
    create: (question: string): ConversationRecord => {
      const id = uuidv7();
      insert.run(id, titleOf(question), device, nowMs(), nowMs());
      return get(id as ConversationId)!;
    },
    rename: (id: ConversationId, title: string): boolean => rename.run(title, nowMs(), id).changes > 0,
    delete: (id: ConversationId): void => void setDeleted.run(nowMs(), nowMs(), id),
    restore: (id: ConversationId): void => void setDeleted.run(null, nowMs(), id),
    answers: (id: ConversationId): Answer[] => (selectAnswers.all(id) as string[]).map((body) => answerSchema.parse(JSON.parse(body))),
    /** Null when there is no such answer. */
    answer: (id: AnswerId): Answer | null => {
      const body = selectAnswer.get(id) as string | undefined;
      return body === undefined ? null : answerSchema.parse(JSON.parse(body));
    },
    newAnswerId: (): AnswerId => uuidv7() as AnswerId,
    /** Erases what was deleted a while ago, but for a tombstone without words. Returns how many those were, and the versions that they quoted. */
    eraseDeleted: (): { erased: number; quoted: VersionHash[] } => eraseDeleted(),
    saveAnswer: (answer: Answer): void => save(answer),
  };
}
