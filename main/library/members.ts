// Files inside of files: messages of a mailbox, attachments, entries of an archive. They are documents like any other,
// with the container as their parent. Invariant: a container whose members are all settled says whether some of them
// are unread, and one without text of its own counts as read when one of them is.
import { v7 as uuidv7 } from 'uuid';
import type { DocumentId, DocumentKind, DocumentState, FileReason } from '../../contract/domain.ts';
import type { DocumentRecord } from './documents.ts';
import { readMeta, type Db } from './openDatabase.ts';

/** A member as its container lists it. */
export interface MemberFile {
  readonly member: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly folder: string;
  readonly kind: DocumentKind | null;
  readonly skip?: FileReason;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface KnownMember {
  readonly id: DocumentId;
  readonly member: string;
  readonly fingerprint: string;
  readonly kind: DocumentKind | null;
  readonly reason: FileReason | null;
}

interface Row {
  id: DocumentId;
  parent_id: DocumentId | null;
  state: DocumentState;
  reason: FileReason | null;
  version_hash: string | null;
}


export function createMembers(db: Db, nowMs: () => number = Date.now) {
  const device = readMeta(db, 'device_id')!;
  const selectOf = db.prepare('SELECT id, member, fingerprint, kind, reason FROM documents WHERE parent_id = ? AND deleted_at_ms IS NULL');
  const insert = db.prepare(
    `INSERT INTO documents (id, source_id, path, parent_id, member, fingerprint, name, folder, kind, size_bytes, modified_ms, state, reason, origin_device, updated_at_ms)
     VALUES (@id, @sourceId, @path, @parentId, @member, @fingerprint, @name, @folder, @kind, @sizeBytes, @modifiedMs, @state, @reason, @device, @now)`,
  );
  const renew = db.prepare(
    `UPDATE documents SET member = @member, fingerprint = @fingerprint, name = @name, folder = @folder, kind = @kind, size_bytes = @sizeBytes, modified_ms = @modifiedMs, state = @state,
     reason = @reason, attempts = 0, version_hash = iif(@kind IS NULL, NULL, version_hash), updated_at_ms = @now WHERE id = @id`,
  );
  const setMember = db.prepare('UPDATE documents SET member = ? WHERE id = ?');
  const rename = db.prepare('UPDATE documents SET name = ?, folder = ?, modified_ms = ? WHERE id = ?');
  const selectRow = db.prepare('SELECT id, parent_id, state, reason, version_hash FROM documents WHERE id = ? AND deleted_at_ms IS NULL');
  // One look into the index each; a condition with OR would read all of a mailbox.
  const anyOf = (condition: string): ((parentId: DocumentId) => boolean) => {
    const statement = db.prepare(`SELECT 1 FROM documents WHERE parent_id = ? AND deleted_at_ms IS NULL ${condition} LIMIT 1`);
    return (parentId) => statement.get(parentId) !== undefined;
  };
  const anyMember = anyOf('');
  const [anyWaiting, anyReading, anySkipped, anyFailed, anyIndexed] = (['waiting', 'reading', 'skipped', 'failed', 'indexed'] as const).map((state) => anyOf(`AND state = '${state}'`)) as [
    (id: DocumentId) => boolean,
    (id: DocumentId) => boolean,
    (id: DocumentId) => boolean,
    (id: DocumentId) => boolean,
    (id: DocumentId) => boolean,
  ];
  const anyPartly = anyOf("AND state = 'indexed' AND reason IS NOT NULL");
  const setState = db.prepare('UPDATE documents SET state = ?, reason = ?, updated_at_ms = ? WHERE id = ?');
  const requeue = db.prepare("UPDATE documents SET state = 'waiting', reason = NULL, attempts = 0 WHERE parent_id = ? AND deleted_at_ms IS NULL AND kind IS NOT NULL AND state IN ('failed', 'skipped')");

  const values = (file: MemberFile) => ({
    member: file.member,
    fingerprint: file.fingerprint,
    name: file.name,
    folder: file.folder,
    kind: file.kind,
    sizeBytes: file.sizeBytes,
    modifiedMs: Math.trunc(file.modifiedMs),
    state: file.kind === null ? 'skipped' : 'waiting',
    reason: file.kind === null ? (file.skip ?? 'unsupported-type') : null,
    now: nowMs(),
  });

  const of = (parentId: DocumentId): KnownMember[] => selectOf.all(parentId) as KnownMember[];

  /** The way to each member below one that is somewhere else now begins with another step. */
  function waysBelow(parentId: DocumentId, from: string, to: string): { readonly id: DocumentId; readonly member: string }[] {
    return of(parentId).flatMap(({ id, member }) => {
      const moved = `${to.slice(0, -1)}${member.slice(from.length - 1)}`;
      return [{ id, member: moved }, ...waysBelow(id, member, moved)];
    });
  }

  /** Says of the containers of a document that was just settled, from the inside to the outside, what is known of them now. */
  function refresh(id: DocumentId): void {
    const row = selectRow.get(id) as Row | undefined;
    if (row === undefined) return;
    refreshOne(row);
    if (row.parent_id !== null) refresh(row.parent_id);
  }

  function refreshOne({ id, state, reason, version_hash: versionHash }: Row): void {
    const isSettled = state === 'indexed' || (state === 'skipped' && reason === 'members-unread');
    if (!isSettled || !anyMember(id)) return;
    const ownReason = reason === 'members-unread' ? null : reason;
    const settling = anyWaiting(id) || anyReading(id);
    const isRead = settling || versionHash !== null || anyIndexed(id);
    const unread = !settling && (anySkipped(id) || anyFailed(id) || anyPartly(id));
    const [nowState, nowReason] = [isRead ? 'indexed' : 'skipped', ownReason ?? (unread ? 'members-unread' : null)];
    if (nowState !== state || nowReason !== reason) setState.run(nowState, nowReason, nowMs(), id);
  }

  /** Queues what was not read below a document, however deep. Returns how many. */
  function retryBelow(id: DocumentId): number {
    return of(id).reduce((sum, member) => sum + retryBelow(member.id), requeue.run(id).changes);
  }

  return {
    of,
    add: (parent: DocumentRecord, file: MemberFile): void =>
      void insert.run({ ...values(file), id: uuidv7(), sourceId: parent.sourceId, path: parent.path, parentId: parent.id, device }),
    /** Other bytes than before, or another reader: to be read anew. */
    renew: (id: DocumentId, file: MemberFile): void => void renew.run({ ...values(file), id }),
    /** The same bytes in another place: nothing is to be read. */
    move: (moved: readonly { readonly known: KnownMember; readonly file: MemberFile }[]): void => {
      const ways = moved.flatMap(({ known, file }) => [{ id: known.id, member: file.member }, ...waysBelow(known.id, known.member, file.member)]);
      // Two may change places; no two may be in one, not even for a moment.
      for (const { id } of ways) setMember.run(`moving ${id}`, id);
      for (const { id, member } of ways) setMember.run(member, id);
      for (const { known, file } of moved) rename.run(file.name, file.folder, Math.trunc(file.modifiedMs), known.id);
    },
    refresh,
    retryBelow,
  };
}
