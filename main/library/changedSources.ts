// Files that are not what they were when an answer cited them. In: the answers of a conversation. Out: the versions they
// quote that no file has any more, with what became of the file. A moved file, or a copy, is still what was quoted.
import type { Answer, Citation } from '../../contract/domain.ts';
import type { ChangedSource } from '../../contract/ask.ts';
import type { Db } from './openDatabase.ts';

export function changedSources(answers: readonly Answer[], db: Db): ChangedSource[] {
  const held = db.prepare('SELECT 1 FROM documents WHERE version_hash = ? AND deleted_at_ms IS NULL');
  const modified = db.prepare('SELECT modified_ms FROM documents WHERE id = ? AND deleted_at_ms IS NULL').pluck();
  const readAt = db.prepare('SELECT created_at_ms FROM versions WHERE hash = ?').pluck();
  const cited = new Map(answers.flatMap(citationsOf).map((citation) => [`${citation.documentId} ${citation.versionHash}`, citation]));
  return [...cited.values()]
    .filter(({ versionHash }) => held.get(versionHash) === undefined)
    .map(({ documentId, versionHash, documentName }) => {
      const changedMs = modified.get(documentId) as number | undefined;
      const readMs = (readAt.get(versionHash) as number | undefined) ?? null;
      return { documentId, versionHash, documentName, state: changedMs === undefined ? 'gone' : 'changed', changedMs: changedMs ?? null, readMs };
    });
}

const citationsOf = ({ sentences, contradictions = [], wholeSet }: Answer): Citation[] => [
  ...(wholeSet?.notes ?? []).flatMap(({ citations }) => citations),
  ...sentences.flatMap(({ citations }) => citations),
  ...contradictions.flatMap(({ sides }) => sides.map(({ citation }) => citation)),
];
