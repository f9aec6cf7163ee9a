// What stays in answers of a source that is forgotten: the quotes that they cite, and the names of the files quoted.
// Passages that nobody cites lose their words; their places stay, since the numbers in an answer count them.
import type { Answer, RankedPassage, SourceId, VersionHash, WholeSet } from '../../contract/domain.ts';
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
  return db
    .prepare(
      `SELECT DISTINCT p.value ->> 'versionHash' FROM answers a, json_each(a.body, '$.passages') p
       WHERE p.value ->> 'documentId' IN (SELECT id FROM documents WHERE source_id = ?)`,
    )
    .pluck()
    .all(sourceId) as VersionHash[];
}

/** Leaves only quotes of these versions in all answers; nothing needs their text any more. */
export function forgetInAnswers(db: Db, versions: ReadonlySet<VersionHash>): void {
  const hashes = JSON.stringify([...versions]);
  const naming = db
    .prepare(
      `SELECT DISTINCT a.id, a.body FROM answers a, json_each(a.body, '$.passages') p
       WHERE p.value ->> 'versionHash' IN (SELECT value FROM json_each(?))`,
    )
    .all(hashes) as { id: string; body: string }[];
  const update = db.prepare('UPDATE answers SET body = ? WHERE id = ?');
  for (const { id, body } of naming) {
    const answer = answerSchema.parse(JSON.parse(body));
    update.run(JSON.stringify(quotesOnly(answer, ({ versionHash }) => versions.has(versionHash))), id);
  }
  db.prepare('DELETE FROM answer_versions WHERE version_hash IN (SELECT value FROM json_each(?))').run(hashes);
}
