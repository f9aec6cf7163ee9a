// Turns candidates into passages: text and place from SQLite, words of the question marked. A chunk whose document
// left the library meanwhile is dropped; of several copies of a file the first in scope is named.
import type { ChunkId, DocumentId, DocumentKind, Place, RankedPassage, Scope, VersionHash } from '../../../contract/domain.ts';
import { createContainerNames } from '../../library/containerNames.ts';
import type { Db } from '../../library/openDatabase.ts';
import { scopeCondition } from '../../library/scope.ts';
import { createTermMatcher, queryTerms } from './queryTerms.ts';
import type { Candidate } from './retrieve.ts';

interface Row {
  id: string;
  version_hash: string;
  start_offset: number;
  end_offset: number;
  page: number | null;
  place: string | null;
  header: string;
  text: string;
  document_id: string;
  document_name: string;
  kind: string;
}

export function loadPassages(db: Db, question: string, candidates: readonly Candidate[], scope: Scope | null, limit: number): RankedPassage[] {
  const { condition, values } = scopeCondition(scope);
  const select = db.prepare(
    `SELECT c.id, c.version_hash, c.start_offset, c.end_offset, c.page, c.place, c.header, c.text, d.id AS document_id, d.name AS document_name, v.kind
     FROM chunks c JOIN versions v ON v.hash = c.version_hash
     JOIN documents d ON d.version_hash = c.version_hash AND d.deleted_at_ms IS NULL
     WHERE c.row = @row AND ${condition} ORDER BY d.id LIMIT 1`,
  );
  const containerOf = createContainerNames(db);
  const terms = queryTerms(question);
  const matcher = createTermMatcher(terms);
  const passages: RankedPassage[] = [];
  for (const candidate of candidates) {
    if (passages.length >= limit) break;
    const row = select.get({ ...values, row: candidate.row }) as Row | undefined;
    if (row === undefined) continue;
    const inText = matcher.match(row.text);
    const covered = new Set([...inText.found, ...matcher.match(row.header).found]);
    passages.push({
      chunkId: row.id as ChunkId,
      documentId: row.document_id as DocumentId,
      versionHash: row.version_hash as VersionHash,
      documentName: row.document_name,
      ...containerOf(row.document_id as DocumentId),
      kind: row.kind as DocumentKind,
      header: row.header,
      text: row.text,
      start: row.start_offset,
      end: row.end_offset,
      page: row.page,
      place: row.place === null ? null : (JSON.parse(row.place) as Place),
      matches: inText.matches,
      score: candidate.score,
      cosine: candidate.cosine,
      coverage: terms.length === 0 ? 0 : covered.size / terms.length,
    });
  }
  return passages;
}
