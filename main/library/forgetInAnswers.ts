// What stays in answers of a source that is forgotten: the quotes that they cite, and the names of the files quoted.
// Passages that nobody cites lose their words; their places stay, since the numbers in an answer count them.
import type { Answer, AnswerId, ConversationId, DocumentId, RankedPassage, SourceId, VersionHash, WholeSet } from '../../contract/domain.ts';
import { answer as answerSchema } from '../../contract/schemas.ts';
import type { Db } from './openDatabase.ts';

/** The answer with only the quotes of the passages that `isForgotten` picks. */
export function quotesOnly(answer: Answer, isForgotten: (passage: Pick<RankedPassage, 'documentId' | 'versionHash'>) => boolean): Answer {
  const citations = answer.sentences.flatMap((sentence) => sentence.citations);
  const passages = answer.passages.map((passage): RankedPassage => {
    if (!isForgotten(passage)) return passage;
    const cited = citations.filter(({ versionHash, start, end }) => versionHash === passage.versionHash && start >= passage.start && end <= passage.end);
    const quotes = [...new Set(cited.map(({ quote }) => quote))];
    const { container, ...own } = passage;
    const names = quotes.length === 0 ? { documentName: '' } : container === undefined ? {} : { container };
    return { ...own, ...names, header: '', text: quotes.join('\n'), matches: [] };
  });
  const { contradictions, extract, madeWith, wholeSet, ...rest } = answer;
  // One side alone contradicts nothing, and the words of a forgotten file are not kept for that.
  const kept = contradictions?.filter(({ sides }) => !sides.some(({ citation }) => isForgotten(citation))) ?? [];
  // The prompt and what the model made of it hold the passages' words; the hashes stay.
  const anyForgotten = answer.passages.some(isForgotten);
  const forgotten = anyForgotten ? { messages: null, reply: null } : {};
  // What is shown beside an answer goes with its file; where it is the answer, it is cited.
  const shown = extract === undefined ? {} : { extract: extract !== null && isForgotten(extract) ? null : extract };
  return {
    ...rest,
    ...shown,
    passages,
    ...(kept.length === 0 ? {} : { contradictions: kept }),
    ...(wholeSet === undefined ? {} : { wholeSet: withoutNames(wholeSet, anyForgotten) }),
    ...(madeWith === undefined ? {} : { madeWith: { ...madeWith, ...forgotten } }),
  };
}

/** Which of the files that were not read were of a forgotten source is not known. */
const withoutNames = (wholeSet: WholeSet, forgotten: boolean): WholeSet => (forgotten ? { ...wholeSet, unread: [] } : wholeSet);

/** Versions of the source's files, also of former ones, that answers name. */
export function versionsInAnswers(db: Db, sourceId: SourceId): VersionHash[] {
  return versionsNamed(db, 'SELECT id FROM documents WHERE source_id = ?', sourceId);
}

/** Versions of these documents, also former ones, that answers name. */
export function versionsInAnswersOf(db: Db, ids: readonly DocumentId[]): VersionHash[] {
  return versionsNamed(db, 'SELECT value FROM json_each(?)', JSON.stringify(ids));
}

function versionsNamed(db: Db, documents: string, parameter: string): VersionHash[] {
  const named = `SELECT DISTINCT p.value ->> 'versionHash' FROM answers a, json_each(a.body, '$.passages') p WHERE p.value ->> 'documentId' IN (${documents})`;
  return db.prepare(named).pluck().all(parameter) as VersionHash[];
}

interface Naming {
  readonly id: AnswerId;
  readonly conversation_id: ConversationId;
  readonly body: string;
}

function answersNaming(db: Db, versions: Iterable<VersionHash>): Naming[] {
  return db
    .prepare(
      `SELECT DISTINCT a.id, a.conversation_id, a.body FROM answers a, json_each(a.body, '$.passages') p
       WHERE p.value ->> 'versionHash' IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify([...versions])) as Naming[];
}

export const countAnswersNaming = (db: Db, versions: Iterable<VersionHash>): number => answersNaming(db, versions).length;

/** Takes out the answers that name these versions, with their questions. Conversations that have none left lose their titles. */
export function eraseAnswersNaming(db: Db, versions: ReadonlySet<VersionHash>): ConversationId[] {
  const naming = answersNaming(db, versions);
  const erase = db.prepare('DELETE FROM answers WHERE id = ?');
  for (const { id } of naming) erase.run(id);
  const touched = [...new Set(naming.map(({ conversation_id: id }) => id))];
  const isEmpty = db.prepare('SELECT 1 FROM conversations WHERE id = ? AND NOT EXISTS (SELECT 1 FROM answers WHERE conversation_id = conversations.id)').pluck();
  const eraseNotes = db.prepare('DELETE FROM whole_set_notes WHERE conversation_id = ?');
  const eraseTitle = db.prepare("UPDATE conversations SET title = '', deleted_at_ms = coalesce(deleted_at_ms, updated_at_ms) WHERE id = ?");
  for (const id of touched.filter((one) => isEmpty.get(one) !== undefined)) {
    eraseNotes.run(id);
    eraseTitle.run(id);
  }
  return touched;
}

/** Leaves only quotes of these versions in all answers; nothing needs their text any more. */
export function forgetInAnswers(db: Db, versions: ReadonlySet<VersionHash>): void {
  const hashes = JSON.stringify([...versions]);
  const naming = answersNaming(db, versions);
  const update = db.prepare('UPDATE answers SET body = ? WHERE id = ?');
  for (const { id, body } of naming) {
    const answer = answerSchema.parse(JSON.parse(body));
    update.run(JSON.stringify(quotesOnly(answer, ({ versionHash }) => versions.has(versionHash))), id);
  }
  db.prepare('DELETE FROM answer_versions WHERE version_hash IN (SELECT value FROM json_each(?))').run(hashes);
}
