// Turns candidates into passages: text and place from SQLite, words of the question marked. A chunk whose document
// left the library meanwhile is dropped; of several copies of a file the first in scope is named.
import type { ChunkId, DocumentId, DocumentKind, Place, RankedPassage, Scope, VersionHash } from '../../../contract/domain.ts';
import { createContainerNames } from '../../library/containerNames.ts';
import type { Db } from '../../library/openDatabase.ts';
import { scopeCondition } from '../../library/scope.ts';
import { createTermMatcher, queryTerms } from './queryTerms.ts';
import type { Candidate } from './retrieve.ts';

interface Row {
  row: number;
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

/** Rows that are read at once, so that the scope is worked out once for all of them. */
const AT_ONCE = 64;

/** @param keep what becomes of a passage; null drops it, and the next candidate takes its place */
export function loadPassages(
  db: Db,
  question: string,
  candidates: readonly Candidate[],
  scope: Scope | null,
  limit: number,
  keep: (passage: RankedPassage) => RankedPassage | null = (passage) => passage,
): RankedPassage[] {
  const { condition, values } = scopeCondition(scope);
  // Beside min(), SQLite takes the other columns from the row that has it.
  const select = db.prepare(
    `SELECT c.row, c.id, c.version_hash, c.start_offset, c.end_offset, c.page, c.place, c.header, c.text, min(d.id) AS document_id, d.name AS document_name, v.kind
     FROM chunks c JOIN versions v ON v.hash = c.version_hash
     JOIN documents d ON d.version_hash = c.version_hash AND d.deleted_at_ms IS NULL
     WHERE c.row IN (SELECT value FROM json_each(@rows)) AND ${condition} GROUP BY c.row`,
  );
  const containerOf = createContainerNames(db);
  const terms = queryTerms(question);
  const matcher = createTermMatcher(terms);
  const passages: RankedPassage[] = [];
  for (let from = 0; from < candidates.length && passages.length < limit; from += AT_ONCE) {
    const slice = candidates.slice(from, from + AT_ONCE);
    const rows = new Map((select.all({ ...values, rows: JSON.stringify(slice.map(({ row }) => row)) }) as Row[]).map((row) => [row.row, row]));
    for (const candidate of slice) {
      if (passages.length >= limit) break;
      const row = rows.get(candidate.row);
      if (row === undefined) continue;
      const passage = keep(passageOf(row, candidate));
      if (passage !== null) passages.push(passage);
    }
  }
  return passages;

  function passageOf(row: Row, candidate: Candidate): RankedPassage {
    const inText = matcher.match(row.text);
    const covered = new Set([...inText.found, ...matcher.match(row.header).found]);
    return {
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
    };
  }
}
