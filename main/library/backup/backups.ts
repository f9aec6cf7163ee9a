// The backups of a library that it knows of. In: their files' places. Out: rows, and for certificates which of them still
// hold what was forgotten. Invariant: a backup is known before the first byte of it is written, so that none can hold
// something unknown; one that was never finished is cleared away at the next opening.
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BackupRow } from '../../../contract/backup.ts';
import type { Certificate } from '../../../contract/erasure.ts';
import type { Db } from '../openDatabase.ts';
import type { FileHash } from './backupFile.ts';

/** Where a backup is restored for a try, below the library: what is plain lies beside what is plain already. */
export const TRY_FOLDER = 'backup-try';

/** While it is written and checked. */
export const partOf = (file: string): string => `${file}.part`;

interface Row {
  readonly id: string;
  readonly made_at_ms: number;
  readonly path: string;
  readonly documents: number;
  readonly conversations: number;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly checked_at_ms: number | null;
}

export type Backups = ReturnType<typeof createBackups>;

export function createBackups(db: Db, libraryDir: string) {
  const insert = db.prepare('INSERT INTO backups (id, made_at_ms, path, documents, conversations) VALUES (@id, @madeMs, @path, @documents, @conversations)');
  const update = db.prepare('UPDATE backups SET bytes = @bytes, sha256 = @sha256 WHERE id = @id');
  const checked = db.prepare('UPDATE backups SET checked_at_ms = ? WHERE id = ?');
  const select = db.prepare('SELECT * FROM backups WHERE id = ?');
  const selectAll = db.prepare('SELECT * FROM backups ORDER BY made_at_ms DESC, id DESC');
  const remove = db.prepare('DELETE FROM backups WHERE id = ?');

  const toRow = ({ id, made_at_ms: madeMs, path: file, documents, conversations, bytes, checked_at_ms: checkedMs }: Row): BackupRow => ({
    id,
    name: path.basename(file),
    folder: path.dirname(file),
    madeMs,
    documents,
    conversations,
    bytes: bytes ?? 0,
    checkedMs: checkedMs ?? madeMs,
    there: existsSync(file),
    sameDisk: deviceOf(path.dirname(file)) === deviceOf(libraryDir),
  });

  return {
    begin: (backup: { readonly id: string; readonly madeMs: number; readonly path: string; readonly documents: number; readonly conversations: number }): void => void insert.run(backup),
    written: (id: string, file: FileHash): void => void update.run({ id, ...file }),
    checked: (id: string, atMs: number): void => void checked.run(atMs, id),
    remove: (id: string): void => void remove.run(id),
    get: (id: string): { readonly row: BackupRow; readonly path: string; readonly sha256: string | null } | null => {
      const found = select.get(id) as Row | undefined;
      return found === undefined ? null : { row: toRow(found), path: found.path, sha256: found.sha256 };
    },
    /** Newest first. */
    list: (): BackupRow[] => (selectAll.all() as Row[]).filter(({ checked_at_ms: checkedMs }) => checkedMs !== null).map(toRow),
    /** One that is just being made is counted, too. */
    holding: (beforeMs: number): Certificate['backups'] => (selectAll.all() as Row[]).filter(({ made_at_ms: madeMs }) => madeMs <= beforeMs).map(({ path: file, made_at_ms: madeMs }) => ({ name: path.basename(file), madeMs })),
    /** At opening: what was never finished goes; what has its name was proven before it got that. */
    recover: (nowMs: number): void => {
      for (const { id, path: file } of (selectAll.all() as Row[]).filter(({ checked_at_ms: checkedMs }) => checkedMs === null)) {
        rmSync(partOf(file), { force: true });
        if (existsSync(file)) checked.run(nowMs, id);
        else remove.run(id);
      }
    },
  };
}

function deviceOf(folder: string): number | null {
  return statSync(folder, { throwIfNoEntry: false })?.dev ?? null;
}
