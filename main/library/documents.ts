// The documents of a library: every file that was seen, with its state. Rows in state `waiting` are the queue of
// files to read, so a crash loses nothing: the files in hand wait again. Files of a source that is not there wait for
// its return. seen = waiting (with reading) + indexed + skipped + failed, at every moment.
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Encoding } from '../../contract/encodings.ts';
import type { DocumentId, DocumentState, FileReason, SourceFile, SourceId, VersionHash } from '../../contract/domain.ts';
import { createDocumentLists, type DocumentFilter } from './documentLists.ts';
import { toRecord, type DocumentRecord, type DocumentRow as Row } from './documentRecord.ts';
import { createMembers } from './members.ts';
import { readMeta, type Db } from './openDatabase.ts';
import type { SourceRecord } from './sources.ts';
import { createTags } from './tags.ts';

export type { DocumentRecord };

/** What reading a file came to. */
export interface DocumentOutcome {
  readonly state: 'indexed' | 'skipped' | 'failed';
  readonly reason: FileReason | null;
  readonly versionHash: VersionHash | null;
  readonly pages: number | null;
  /** 1-based, ascending. */
  readonly unreadPages?: readonly number[] | null;
  readonly decodedAs?: string | null;
  readonly hiddenCharacters?: number;
  /** The choice of an encoding that it was read by: another one that was made meanwhile has it read again. */
  readonly readAs?: Encoding | null;
}

export interface UnseenDocument extends DocumentRecord {
  readonly lastScan: number;
}

/**
 * A crash puts every file in hand under suspicion; suspects are read last and alone. One that was alone in hand at so
 * many crashes is left until the person asks again.
 */
const MAX_CRASHES_ALONE = 3;

/** What may have changed although the file did not; looked at anew with each scan. */
const PASSING_REASONS: ReadonlySet<FileReason> = new Set(['vanished', 'no-permission', 'read-error', 'online-only']);

/** `[3, 4, 5, 9]` -> `3-5,9`; null for none. @param pages ascending */
export function pageRanges(pages: readonly number[]): string | null {
  const ranges: [number, number][] = [];
  for (const page of pages) {
    const last = ranges.at(-1);
    if (last !== undefined && page === last[1] + 1) last[1] = page;
    else ranges.push([page, page]);
  }
  return ranges.length === 0 ? null : ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

export type Documents = ReturnType<typeof createDocuments>;

export function createDocuments(db: Db, nowMs: () => number = Date.now) {
  const device = readMeta(db, 'device_id')!;
  const members = createMembers(db, nowMs);
  const tags = createTags(db);
  const byPath = db.prepare("SELECT * FROM documents WHERE source_id = ? AND path = ? AND ifnull(member, '') = '' AND deleted_at_ms IS NULL");
  const membersOf = db.prepare('SELECT id FROM documents WHERE parent_id = ? AND deleted_at_ms IS NULL').pluck();
  const byId = db.prepare('SELECT * FROM documents WHERE id = ? AND deleted_at_ms IS NULL');
  const insert = db.prepare(
    `INSERT INTO documents (id, source_id, path, name, folder, kind, size_bytes, modified_ms, state, reason, last_scan, origin_device, updated_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const touch = db.prepare('UPDATE documents SET last_scan = ? WHERE id = ?');
  const renew = db.prepare(
    `UPDATE documents SET kind = @kind, size_bytes = @sizeBytes, modified_ms = @modifiedMs, state = @state, reason = @reason, last_scan = @scan, attempts = 0,
     version_hash = iif(@keeps, version_hash, NULL), pages = iif(@keeps, pages, NULL), updated_at_ms = @now WHERE id = @id`,
  );
  const readable = 'deleted_at_ms IS NULL AND source_id IN (SELECT id FROM sources WHERE available = 1 AND deleted_at_ms IS NULL)';
  const take = db.prepare(
    `UPDATE documents SET state = 'reading', attempts = attempts + 1
     WHERE id IN (SELECT id FROM documents WHERE state = 'waiting' AND attempts = 0 AND NOT (modified_ms > @settledMs AND modified_ms <= @now) AND ${readable}
       ORDER BY id LIMIT @limit) RETURNING *`,
  );
  const takeOneSuspect = db.prepare(
    `UPDATE documents SET state = 'reading', attempts = attempts + 1
     WHERE id = (SELECT id FROM documents WHERE state = 'waiting' AND attempts > 0 AND ${readable} ORDER BY attempts, id LIMIT 1) RETURNING *`,
  );
  const finish = db.prepare(
    `UPDATE documents SET state = iif(encoding IS @readAs, @state, 'waiting'), reason = @reason, version_hash = @versionHash, pages = @pages, unread_pages = @unread, decoded_as = @decodedAs, hidden_chars = @hiddenCharacters,
     attempts = 0, updated_at_ms = @now WHERE id = @id AND deleted_at_ms IS NULL`,
  );
  const nextSettled = db.prepare(`SELECT min(modified_ms) FROM documents WHERE state = 'waiting' AND attempts = 0 AND modified_ms > @settledMs AND modified_ms <= @now AND ${readable}`).pluck();
  const putBack = db.prepare(
    "UPDATE documents SET state = 'waiting', attempts = max(attempts - 1, 0), size_bytes = ?, modified_ms = ? WHERE id = ? AND state = 'reading'",
  );
  const release = db.prepare("UPDATE documents SET state = 'waiting', attempts = max(attempts - 1, 0) WHERE id = ? AND state = 'reading'");
  const tombstone = db.prepare(
    `UPDATE documents SET deleted_at_ms = @now, updated_at_ms = @now, version_hash = NULL, path = '', name = '', folder = '', member = NULL, fingerprint = NULL, kind = NULL, size_bytes = 0, modified_ms = 0, pages = NULL, unread_pages = NULL, decoded_as = NULL, hidden_chars = 0, forgotten = @forgotten WHERE id = @id`,
  );
  const countWaiting = db.prepare(`SELECT count(*) FROM documents WHERE state IN ('waiting', 'reading') AND ${readable}`).pluck();

  /** Notes what a scan saw. A file whose size and time are unchanged keeps its state; anything else waits to be read. True for a file that was not known. */
  function see(source: SourceRecord, file: SourceFile, scan: number): boolean {
    const state: DocumentState = file.kind === null ? 'skipped' : 'waiting';
    const reason = file.kind === null ? (file.skip ?? 'unsupported-type') : null;
    const known = byPath.get(source.id, file.path) as Row | undefined;
    if (known === undefined) {
      const relative = path.relative(source.path, path.dirname(file.path));
      const folder = source.kind === 'file' || relative === '.' ? '' : relative;
      insert.run(uuidv7(), source.id, file.path, file.name, folder, file.kind, file.sizeBytes, Math.trunc(file.modifiedMs), state, reason, scan, device, nowMs());
      return true;
    }
    const unchanged = known.size_bytes === file.sizeBytes && known.modified_ms === Math.trunc(file.modifiedMs) && known.kind === file.kind;
    // What was read before stays findable until it is read anew, but not as the text of a file that has none any more.
    const keeps = reason === null || PASSING_REASONS.has(reason) ? 1 : 0;
    const lookAgain = known.kind !== null && known.reason !== null && PASSING_REASONS.has(known.reason);
    if (unchanged && !lookAgain && (file.kind !== null || known.reason === reason)) {
      touch.run(scan, known.id);
      return false;
    }
    renew.run({ kind: file.kind, sizeBytes: file.sizeBytes, modifiedMs: Math.trunc(file.modifiedMs), state, reason, scan, keeps, now: nowMs(), id: known.id });
    if (keeps === 0) removeMembers(known.id as DocumentId);
    return false;
  }

  /** Files of the source that the scan did not see: they are gone from the disk. What lies inside of them goes with them. */
  function unseen(sourceId: SourceId, scan: number): UnseenDocument[] {
    const rows = db.prepare('SELECT * FROM documents WHERE source_id = ? AND last_scan <> ? AND parent_id IS NULL AND deleted_at_ms IS NULL').all(sourceId, scan);
    return (rows as (Row & { last_scan: number })[]).map((row) => ({ ...toRecord(row), lastScan: row.last_scan }));
  }

  /** Leaves a tombstone that says nothing of the file, nor of the files inside of it. @param forgotten see the column */
  function remove(id: DocumentId, forgotten: 0 | 1 | 2 = 0): void {
    removeMembers(id, forgotten);
    tags.leave(id);
    tombstone.run({ id, forgotten, now: nowMs() });
  }

  function removeMembers(id: DocumentId, forgotten: 0 | 1 | 2 = 0): void {
    for (const member of membersOf.all(id) as DocumentId[]) remove(member, forgotten);
  }

  /** False when the document was forgotten meanwhile. */
  const settle = db.transaction((id: DocumentId, { unreadPages, ...outcome }: DocumentOutcome): boolean => {
    if (finish.run({ decodedAs: null, hiddenCharacters: 0, readAs: null, ...outcome, unread: pageRanges(unreadPages ?? []), now: nowMs(), id }).changes === 0) return false;
    if (outcome.state !== 'indexed') removeMembers(id);
    if (outcome.versionHash !== null) tags.arrive(id, outcome.versionHash);
    members.refresh(id);
    return true;
  });

  /** Says of the containers of everything with this reason what is known of them now. */
  function refreshContainers(reason: FileReason): void {
    const ids = db.prepare('SELECT DISTINCT parent_id FROM documents WHERE reason = ? AND parent_id IS NOT NULL AND deleted_at_ms IS NULL').pluck().all(reason);
    for (const id of ids as DocumentId[]) members.refresh(id);
  }

  /** After a crash: files in hand wait again, except one that was alone in hand at crash after crash. */
  function recover(): void {
    db.prepare("UPDATE documents SET state = 'failed', reason = 'parser-crashed', attempts = 0 WHERE state = 'reading' AND attempts > ?").run(MAX_CRASHES_ALONE);
    db.prepare("UPDATE documents SET state = 'waiting' WHERE state = 'reading'").run();
    refreshContainers('parser-crashed');
  }

  const inOrder = (rows: readonly unknown[]): DocumentRecord[] => (rows as Row[]).map(toRecord).sort((a, b) => (a.id < b.id ? -1 : 1));

  return {
    ...createDocumentLists(db),
    see,
    unseen,
    recover,
    get: (id: DocumentId): DocumentRecord | null => {
      const row = byId.get(id) as Row | undefined;
      return row === undefined ? null : toRecord(row);
    },
    /** The next files to read, marked as being read. Suspects are left out, and files that changed since `settledMs`: they may be half written. */
    takeWaiting: (limit: number, settledMs = nowMs()): DocumentRecord[] => inOrder(take.all({ limit, settledMs, now: nowMs() })),
    /** When the next of the files left out was changed; null when there are none. */
    unsettledSince: (settledMs: number): number | null => nextSettled.get({ settledMs, now: nowMs() }) as number | null,
    /** A file turned out to have changed since the scan: it waits with what is known of it now. */
    putBack: (id: DocumentId, { sizeBytes, modifiedMs }: Pick<SourceFile, 'sizeBytes' | 'modifiedMs'>): void => void putBack.run(sizeBytes, Math.trunc(modifiedMs), id),
    /** The next file that was in hand at a crash. */
    takeSuspect: (): DocumentRecord | null => inOrder(takeOneSuspect.all())[0] ?? null,
    /** Puts taken files back, e.g. because indexing was paused. */
    release: (ids: readonly DocumentId[]): void => db.transaction(() => ids.forEach((id) => release.run(id))).immediate(),
    /** Puts back whatever counts as being read; for a start after a problem that kept files from being put back. */
    releaseAll: (): void => void db.prepare("UPDATE documents SET state = 'waiting', attempts = max(attempts - 1, 0) WHERE state = 'reading'").run(),
    /** Puts a file back as it was before: its source is not there, so nothing new is known of it. */
    restore: (document: DocumentRecord): void =>
      void db
        .prepare("UPDATE documents SET state = ?, attempts = 0 WHERE id = ? AND state = 'reading'")
        .run(document.versionHash === null ? 'waiting' : 'indexed', document.id),
    settle: (id: DocumentId, outcome: DocumentOutcome): boolean => settle(id, outcome),
    /** A file that is known, and is one to be read: a rule about new ones does not take it out. */
    isKept: (sourceId: SourceId, file: string): boolean => ((byPath.get(sourceId, file) as Row | undefined)?.kind ?? null) !== null,
    isThere: (id: DocumentId): boolean => byId.get(id) !== undefined,
    /** Queues one document again, or every unread one that has a reader and passes the filter. Returns how many. */
    retry: (id: DocumentId | null, { sourceId = null, nameContains = '', reason = null }: Partial<Pick<DocumentFilter, 'sourceId' | 'nameContains' | 'reason'>> = {}): number => {
      const queued = db
        .prepare(
          `UPDATE documents SET state = 'waiting', reason = NULL, attempts = 0 WHERE deleted_at_ms IS NULL AND kind IS NOT NULL
           AND (id = @id AND state <> 'reading' OR @id IS NULL AND state IN ('failed', 'skipped')
             AND (@sourceId IS NULL OR source_id = @sourceId) AND (@reason IS NULL OR reason = @reason) AND (@nameContains = '' OR instr(lower(name), lower(@nameContains)) > 0))`,
        )
        .run({ id, sourceId, nameContains, reason }).changes;
      return id === null ? queued : queued + members.retryBelow(id);
    },
    /** Queues every file that is protected by a password: one was found that may open more of them. */
    retryProtected: (): number =>
      db.prepare("UPDATE documents SET state = 'waiting', reason = NULL, attempts = 0 WHERE reason = 'password-protected' AND state = 'skipped' AND deleted_at_ms IS NULL").run().changes,
    /** Takes everything that waits off the queue; it stays listed, and can be tried again. */
    cancelWaiting: (): number => {
      const { changes } = db.prepare("UPDATE documents SET state = 'skipped', reason = 'cancelled-by-you' WHERE state = 'waiting' AND deleted_at_ms IS NULL").run();
      refreshContainers('cancelled-by-you');
      return changes;
    },
    remove,
    members,
    tags,
    /** A scan has reason to think that the file is still there, though it did not see it. */
    touch: (id: DocumentId, scan: number): void => void touch.run(scan, id),
    /** Drops the files that no scan from this one on has seen. Returns how many. */
    dropUnseenSince: (sourceId: SourceId, scan: number): number => {
      const gone = db.prepare('SELECT id FROM documents WHERE source_id = ? AND last_scan < ? AND parent_id IS NULL AND deleted_at_ms IS NULL').pluck().all(sourceId, scan);
      for (const id of gone as DocumentId[]) remove(id);
      return gone.length;
    },
    /**
     * The file, or with `copies` every file of the same bytes, is to be read in this encoding, or with null in the one
     * that is guessed. It stays findable as it is until then.
     */
    setEncoding: (id: DocumentId, encoding: Encoding | null, { copies }: { readonly copies: boolean }): void =>
      void db
        .prepare(
          `UPDATE documents SET encoding = @encoding, updated_at_ms = @now, state = iif(state = 'reading' OR kind IS NULL, state, 'waiting'), reason = NULL, attempts = 0
           WHERE deleted_at_ms IS NULL AND (id = @id OR @copies AND version_hash = (SELECT version_hash FROM documents WHERE id = @id))`,
        )
        .run({ id, encoding, copies: copies ? 1 : 0, now: nowMs() }),
    /** Queues files whose text was read or cut in another way than it would be today. They stay findable until they are read anew. */
    queueOutdated: (chunkerVersion: string): number =>
      db
        .prepare(
          `UPDATE documents SET state = 'waiting', attempts = 0 WHERE state = 'indexed' AND deleted_at_ms IS NULL
           AND EXISTS (SELECT 1 FROM versions v WHERE v.hash = documents.version_hash AND v.chunker_version <> @chunkerVersion || ifnull('/' || documents.encoding, '')
             AND v.chunker_version NOT LIKE @chunkerVersion || '+ocr:%')`,
        )
        .run({ chunkerVersion }).changes,
    /** Queues files with pages that are pictures: those left unread, and those read by OCR whose versions are given. */
    queueForOcr: (reasons: readonly FileReason[], read: readonly VersionHash[]): number =>
      db
        .prepare(
          `UPDATE documents SET state = 'waiting', attempts = 0, reason = iif(state = 'indexed', reason, NULL) WHERE state IN ('indexed', 'skipped', 'failed') AND deleted_at_ms IS NULL
           AND (kind IN ('pdf', 'image') AND reason IN (SELECT value FROM json_each(?)) OR version_hash IN (SELECT value FROM json_each(?)))`,
        )
        .run(JSON.stringify(reasons), JSON.stringify(read)).changes,
    /** Files that can be read now. */
    waiting: (): number => countWaiting.get() as number,
  };
}
