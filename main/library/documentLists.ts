// What is asked of the documents and changes nothing: lists of them, and how many there are of each state and reason.
import type { Coverage, DocumentId, DocumentState, FileReason, Scope, SourceId, VersionHash } from '../../contract/domain.ts';
import { toRecord, type DocumentRecord, type DocumentRow as Row } from './documentRecord.ts';
import type { Db } from './openDatabase.ts';
import { scopeCondition } from './scope.ts';

export interface DocumentFilter {
  readonly sourceId: SourceId | null;
  readonly state: DocumentState | null;
  readonly nameContains: string;
  readonly reason?: FileReason | null;
  /** Read in part, or not in part. */
  readonly partly?: boolean;
  /** False leaves out what lies inside of files. */
  readonly members?: boolean;
}

/** Files on the disk of one state and reason; `partly` are the indexed ones with a reason. */
export interface AccountRow {
  readonly state: DocumentState | 'partly';
  readonly reason: FileReason | null;
  readonly count: number;
}

export function createDocumentLists(db: Db) {
  const records = (rows: readonly unknown[]): DocumentRecord[] => (rows as Row[]).map(toRecord);

  function list(filter: DocumentFilter, offset: number, limit: number): { rows: DocumentRecord[]; total: number } {
    // Only the conditions that are asked for: a general one ("or it is null") would keep SQLite from its indexes.
    const conditions = ['deleted_at_ms IS NULL'];
    if (filter.sourceId !== null) conditions.push('source_id = @sourceId');
    if (filter.state !== null) conditions.push('state = @state');
    if (filter.partly !== undefined) conditions.push(filter.partly ? "state = 'indexed' AND reason IS NOT NULL" : "NOT (state = 'indexed' AND reason IS NOT NULL)");
    if (filter.reason !== undefined && filter.reason !== null) conditions.push('reason = @reason');
    if (filter.members === false) conditions.push('parent_id IS NULL');
    if (filter.nameContains !== '') conditions.push('instr(lower(name), lower(@nameContains)) > 0');
    const where = conditions.join(' AND ');
    const { partly: _partly, members: _members, ...given } = { reason: null, ...filter };
    const rows = db.prepare(`SELECT * FROM documents WHERE ${where} ORDER BY name COLLATE NOCASE, id LIMIT @limit OFFSET @offset`).all({ ...given, limit, offset }) as Row[];
    const total = db.prepare(`SELECT count(*) FROM documents WHERE ${where}`).pluck().get(given) as number;
    return { rows: rows.map(toRecord), total };
  }

  /** What lies inside of a file is counted with it, and by itself only where the file is not in scope. */
  function coverage(scope: Scope | null): Coverage {
    const counts: Record<DocumentState, number> = { waiting: 0, reading: 0, indexed: 0, skipped: 0, failed: 0 };
    const { condition, values } = scopeCondition(scope);
    const inside = `WITH RECURSIVE inside (id) AS (
      SELECT m.id FROM documents d JOIN documents m ON m.parent_id = d.id WHERE d.deleted_at_ms IS NULL AND ${condition}
      UNION SELECT m.id FROM inside JOIN documents m ON m.parent_id = inside.id) SELECT id FROM inside`;
    // What lies inside of a file is in its source: no other part is sure to take it in too.
    const { sources: _sources, ...narrower } = scope ?? {};
    const outermost = Object.keys(narrower).length === 0 ? 'd.parent_id IS NULL' : `d.id NOT IN (${inside})`;
    const rows = db
      .prepare(`SELECT state, count(*) AS n, count(reason) AS reasons FROM documents d WHERE d.deleted_at_ms IS NULL AND ${condition} AND ${outermost} GROUP BY state`)
      .all(values) as { state: DocumentState; n: number; reasons: number }[];
    for (const { state, n } of rows) counts[state] = n;
    const partly = rows.find(({ state }) => state === 'indexed')?.reasons ?? 0;
    const waiting = counts.waiting + counts.reading;
    return { seen: waiting + counts.indexed + counts.skipped + counts.failed, indexed: counts.indexed, partly, skipped: counts.skipped, failed: counts.failed, waiting };
  }

  function account(sourceId: SourceId | null): AccountRow[] {
    const rows = db
      .prepare(
        `SELECT iif(state = 'indexed' AND reason IS NOT NULL, 'partly', state) AS state, reason, count(*) AS count FROM documents
         WHERE deleted_at_ms IS NULL AND parent_id IS NULL ${sourceId === null ? '' : 'AND source_id = @sourceId'} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
      )
      .all(sourceId === null ? {} : { sourceId });
    return rows as AccountRow[];
  }

  return {
    list,
    coverage,
    account,
    /** Some documents in the order of their ids, from the one after `after` on. */
    page: (sourceId: SourceId | null, after: DocumentId | null, limit: number): DocumentRecord[] =>
      records(
        db
          .prepare(`SELECT * FROM documents WHERE id > @after AND deleted_at_ms IS NULL ${sourceId === null ? '' : 'AND source_id = @sourceId'} ORDER BY id LIMIT @limit`)
          .all({ after: after ?? '', limit, ...(sourceId === null ? {} : { sourceId }) }),
      ),
    /** The number of the latest scan that saw a file of the source; 0 before the first one. */
    lastScan: (sourceId: SourceId): number => db.prepare('SELECT ifnull(max(last_scan), 0) FROM documents WHERE source_id = ?').pluck().get(sourceId) as number,
    ofSource: (sourceId: SourceId): DocumentRecord[] => (db.prepare('SELECT * FROM documents WHERE source_id = ? AND deleted_at_ms IS NULL').all(sourceId) as Row[]).map(toRecord),
    /** A document that has this version now; after a move that is another one than before. */
    withVersion: (hash: VersionHash): DocumentRecord | null => {
      const row = db.prepare('SELECT * FROM documents WHERE version_hash = ? AND deleted_at_ms IS NULL ORDER BY id LIMIT 1').get(hash) as Row | undefined;
      return row === undefined ? null : toRecord(row);
    },
    /** Every document with these bytes. */
    allWithVersion: (hash: VersionHash): DocumentRecord[] =>
      (db.prepare('SELECT * FROM documents WHERE version_hash = ? AND deleted_at_ms IS NULL ORDER BY id').all(hash) as Row[]).map(toRecord),
  };
}
