// What stays in answers of a file that is forgotten: the quotes that they cite, and the names of the files quoted.
// Passages that nobody cites lose their words; their places stay, since the numbers in an answer count them. Notes without
// a quote go, and so does what later prompts of a conversation hold of an answer that was changed or erased.
import { isDeepStrictEqual } from 'node:util';
import type { Answer, AnswerId, ConversationId, DocumentId, RankedPassage, SourceId, VersionHash, WholeSet } from '../../contract/domain.ts';
import { answer as answerSchema } from '../../contract/schemas.ts';
import type { Db } from './openDatabase.ts';
import { titleOf } from './titleOf.ts';

export interface Forgotten {
  readonly versions: ReadonlySet<VersionHash>;
  /** Files of which nothing stays: a note of an earlier version doesn't say what was read for it. */
  readonly documents: ReadonlySet<DocumentId>;
  /** What the files are or were called: of those that could not be read, answers have nothing but the name. */
  readonly names: ReadonlySet<string>;
}

/** What words in an answer are of. */
export interface Origin {
  readonly documentId: DocumentId;
  readonly versionHash?: VersionHash;
}

const NO_NAMES: ReadonlySet<string> = new Set();
/** Of `madeWith`: the words go, the hashes stay. */
const NO_PROMPT = { messages: null, reply: null } as const;

/** The answer with only the quotes of what `isForgotten` picks. @param names of files that are not to be listed as unread */
export function quotesOnly(answer: Answer, isForgotten: (origin: Origin) => boolean, names = NO_NAMES): Answer {
  const citations = answer.sentences.flatMap((sentence) => sentence.citations);
  const passages = answer.passages.map((passage): RankedPassage => {
    if (!isForgotten(passage)) return passage;
    const cited = citations.filter(({ versionHash, start, end }) => versionHash === passage.versionHash && start >= passage.start && end <= passage.end);
    const quotes = [...new Set(cited.map(({ quote }) => quote))];
    const { container, ...own } = passage;
    const called = quotes.length === 0 ? { documentName: '' } : container === undefined ? {} : { container };
    return { ...own, ...called, header: '', text: quotes.join('\n'), matches: [] };
  });
  const { contradictions, extract, madeWith, wholeSet, ...rest } = answer;
  // One side alone contradicts nothing, and the words of a forgotten file are not kept for that.
  const kept = contradictions?.filter(({ sides }) => !sides.some(({ citation }) => isForgotten(citation))) ?? [];
  // The prompt and what the model made of it hold the passages' words; the hashes stay.
  const anyForgotten = answer.passages.some(isForgotten);
  const forgotten = anyForgotten ? NO_PROMPT : {};
  // What is shown beside an answer goes with its file; where it is the answer, it is cited.
  const shown = extract === undefined ? {} : { extract: extract !== null && isForgotten(extract) ? null : extract };
  return {
    ...rest,
    ...shown,
    passages,
    ...(kept.length === 0 ? {} : { contradictions: kept }),
    ...(wholeSet === undefined ? {} : provenNotes(answer, wholeSet, isForgotten, anyForgotten, names)),
    ...(madeWith === undefined ? {} : { madeWith: { ...madeWith, ...forgotten } }),
  };
}

/** Notes on forgotten files stay where they quote them. The text below which they stand, a line a file, loses the lines of the others. */
function provenNotes({ text, sentences }: Answer, wholeSet: WholeSet, isForgotten: (origin: Origin) => boolean, anyForgotten: boolean, names: ReadonlySet<string>): Pick<Answer, 'text' | 'sentences'> & { readonly wholeSet: WholeSet } {
  const goes = wholeSet.notes.map((note) => note.citations.length === 0 && isForgotten(note));
  // Which of the files that were not read were of a forgotten source is not known.
  const unread = anyForgotten || wholeSet.notes.some(isForgotten) ? [] : wholeSet.unread.filter(({ documentName }) => !names.has(documentName));
  const rest = { ...wholeSet, notes: wholeSet.notes.filter((_, at) => !goes[at]), unread };
  const isLineByLine = sentences.length === goes.length && sentences.every(({ start }, at) => text.startsWith(wholeSet.notes[at]!.note, start));
  if (!isLineByLine || !goes.includes(true)) return { text, sentences, wholeSet: rest };
  let left = '';
  const moved = sentences.flatMap((sentence, at) => {
    if (goes[at]) return [];
    const line = text.slice(sentences[at - 1]?.end ?? 0, sentence.end);
    left += left === '' ? line.trimStart() : line;
    return { ...sentence, start: left.length - (sentence.end - sentence.start), end: left.length };
  });
  return { text: left, sentences: moved, wholeSet: rest };
}

/** The answer without the prompt, which holds what was said before it, and without what the model made of that but the answer. */
export function withoutEarlier(answer: Answer): Answer {
  const { madeWith, general } = answer;
  return {
    ...answer,
    ...(madeWith === undefined ? {} : { madeWith: { ...madeWith, ...NO_PROMPT } }),
    ...(general?.madeWith === undefined ? {} : { general: { ...general, madeWith: { ...general.madeWith, ...NO_PROMPT } } }),
  };
}

/** Versions of the source's files, also of former ones, that answers name. */
export function versionsInAnswers(db: Db, sourceId: SourceId): VersionHash[] {
  return versionsNamed(db, 'SELECT id FROM documents WHERE source_id = ?', sourceId);
}

/** Versions of these documents, also former ones, that answers name. */
export function versionsInAnswersOf(db: Db, ids: readonly DocumentId[]): VersionHash[] {
  return versionsNamed(db, 'SELECT value FROM json_each(?)', JSON.stringify(ids));
}

function versionsNamed(db: Db, documents: string, parameter: string): VersionHash[] {
  const named = ['$.passages', '$.wholeSet.notes'].map(
    (list) => `SELECT o.value ->> 'versionHash' FROM answers a, json_each(a.body, '${list}') o WHERE o.value ->> 'documentId' IN (${documents}) AND o.value ->> 'versionHash' IS NOT NULL`,
  );
  return db.prepare(named.join(' UNION ')).pluck().all(parameter, parameter) as VersionHash[];
}

interface Naming {
  readonly rowid: number;
  readonly id: AnswerId;
  readonly conversation_id: ConversationId;
  readonly question: string;
  readonly body: string;
}

const HAS_PASSAGE = `EXISTS (SELECT 1 FROM json_each(a.body, '$.passages') p WHERE p.value ->> 'versionHash' IN (SELECT value FROM json_each(@versions)))`;
const HAS_NOTE = `EXISTS (SELECT 1 FROM json_each(a.body, '$.wholeSet.notes') n WHERE n.value ->> 'versionHash' IN (SELECT value FROM json_each(@versions))
  OR n.value ->> 'versionHash' IS NULL AND n.value ->> 'documentId' IN (SELECT value FROM json_each(@documents)))`;
const LISTS_NAME = `EXISTS (SELECT 1 FROM json_each(a.body, '$.wholeSet.unread') u WHERE u.value ->> 'documentName' IN (SELECT value FROM json_each(@names)))`;

function answersWith(db: Db, condition: string, { versions, documents, names }: Forgotten): Naming[] {
  const json = (values: Iterable<string>): string => JSON.stringify([...values]);
  return db
    .prepare(`SELECT a.rowid, a.id, a.conversation_id, a.question, a.body FROM answers a WHERE ${condition} ORDER BY a.rowid`)
    .all({ versions: json(versions), ...(condition.includes('@documents') ? { documents: json(documents) } : {}), ...(condition.includes('@names') ? { names: json(names) } : {}) }) as Naming[];
}

/** Those that show or note something of the forgotten. */
const answersNaming = (db: Db, forgotten: Forgotten): Naming[] => answersWith(db, `${HAS_PASSAGE} OR ${HAS_NOTE}`, forgotten);

export const countAnswersNaming = (db: Db, forgotten: Forgotten): number => answersNaming(db, forgotten).length;

const read = (body: string): Answer => answerSchema.parse(JSON.parse(body));

/** What is to stay of the answers that hold anything of the forgotten. */
function cutDown(db: Db, forgotten: Forgotten): { readonly row: Naming; readonly before: Answer; readonly after: Answer }[] {
  const { versions, documents, names } = forgotten;
  const isForgotten = ({ documentId, versionHash }: Origin): boolean => (versionHash === undefined ? documents.has(documentId) : versions.has(versionHash));
  return answersWith(db, `${HAS_PASSAGE} OR ${HAS_NOTE} OR ${LISTS_NAME}`, forgotten).map((row) => {
    const before = read(row.body);
    return { row, before, after: quotesOnly(before, isForgotten, names) };
  });
}

/** Answers that hold more of the forgotten than is to stay. 0 is right. */
export const countAnswersHolding = (db: Db, forgotten: Forgotten): number => cutDown(db, forgotten).filter(({ before, after }) => !isDeepStrictEqual(before, after)).length;

/**
 * Takes out the answers that name these versions, with their questions. Conversations that have none left lose their titles.
 * Returns the questions that nobody has any more.
 */
export function eraseAnswersNaming(db: Db, forgotten: Forgotten): { readonly conversationId: ConversationId; readonly questions: readonly string[] }[] {
  const erase = db.prepare('DELETE FROM answers WHERE id = ?');
  const questionsLeft = db.prepare('SELECT question FROM answers WHERE conversation_id = ? ORDER BY rowid').pluck();
  const eraseNotes = db.prepare('DELETE FROM whole_set_notes WHERE conversation_id = ?');
  const eraseTitle = db.prepare("UPDATE conversations SET title = '', deleted_at_ms = coalesce(deleted_at_ms, updated_at_ms) WHERE id = ?");
  const replaceTitle = db.prepare('UPDATE conversations SET title = ? WHERE id = ? AND title = ?');
  const naming = answersNaming(db, forgotten);
  for (const { id } of naming) erase.run(id);
  return [...Map.groupBy(naming, ({ conversation_id: id }) => id)].map(([conversationId, erased]) => {
    const left = questionsLeft.all(conversationId) as string[];
    if (left.length === 0) {
      eraseNotes.run(conversationId);
      eraseTitle.run(conversationId);
    }
    const questions = erased.map(({ question }) => question).filter((question) => !left.includes(question));
    for (const question of left.length === 0 ? [] : questions) replaceTitle.run(titleOf(left[0]!), conversationId, titleOf(question));
    // What it was completed with are words of the questions before it.
    updateLater(db, erased[0]!, (later) => ({ ...withoutEarlier(later), searchedQuestion: later.question }));
    return { conversationId, questions };
  });
}

/** Leaves only quotes of these versions in all answers; nothing needs their text any more. */
export function forgetInAnswers(db: Db, forgotten: Forgotten): void {
  const update = db.prepare('UPDATE answers SET body = ? WHERE id = ?');
  const cut = cutDown(db, forgotten);
  for (const { row, after } of cut) update.run(JSON.stringify(after), row.id);
  for (const { row, before, after } of cut) if (before.text !== after.text) updateLater(db, row, withoutEarlier);
  db.prepare('DELETE FROM answer_versions WHERE version_hash IN (SELECT value FROM json_each(?))').run(JSON.stringify([...forgotten.versions]));
}

/** Changes what came after an answer in its conversation: the prompt of the next one begins with it. */
function updateLater(db: Db, { rowid, conversation_id: conversationId }: Pick<Naming, 'rowid' | 'conversation_id'>, change: (answer: Answer) => Answer): void {
  const update = db.prepare('UPDATE answers SET body = ? WHERE id = ?');
  const later = db.prepare('SELECT id, body FROM answers WHERE conversation_id = ? AND rowid > ?').all(conversationId, rowid) as Pick<Naming, 'id' | 'body'>[];
  for (const { id, body } of later) update.run(JSON.stringify(change(read(body))), id);
}
