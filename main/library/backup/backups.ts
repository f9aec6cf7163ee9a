// The backups of a library that it knows of. In: their files' places. Out: rows, and for certificates which of them still
// hold what was forgotten. Invariant: a backup is known before the first byte of it is written, so that none can hold
// something unknown; one that was never finished is cleared away at the next opening.
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BackupRow } from '../../../contract/backup.ts';
import type { Certificate } from '../../../contract/erasure.ts';
import type { Db } from '../openDatabase.ts';

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
  const update = db.prepare('UPDATE backups SET bytes = @bytes, sha256 = @sha256, checked_at_ms = @checkedMs WHERE id = @id');
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
    bytes,
    checkedMs,
    there: existsSync(file),
    sameDisk: deviceOf(path.dirname(file)) === deviceOf(libraryDir),
  });

  return {
    begin: (backup: { readonly id: string; readonly madeMs: number; readonly path: string; readonly documents: number; readonly conversations: number }): void => void insert.run(backup),
    finish: (id: string, done: { readonly bytes: number; readonly sha256: string; readonly checkedMs: number }): void => void update.run({ id, ...done }),
    checked: (id: string, atMs: number): void => void checked.run(atMs, id),
    remove: (id: string): void => void remove.run(id),
    get: (id: string): { readonly row: BackupRow; readonly path: string; readonly sha256: string | null } | null => {
      const found = select.get(id) as Row | undefined;
      return found === undefined ? null : { row: toRow(found), path: found.path, sha256: found.sha256 };
    },
    /** Newest first. */
    list: (): BackupRow[] => (selectAll.all() as Row[]).filter(({ bytes }) => bytes !== null).map(toRow),
    /** One that is just being made is counted, too. */
    holding: (beforeMs: number): Certificate['backups'] => (selectAll.all() as Row[]).filter(({ made_at_ms: madeMs }) => madeMs <= beforeMs).map(({ path: file, made_at_ms: madeMs }) => ({ name: path.basename(file), madeMs })),
    /** At opening: what was never finished goes; what lacks nothing but its last line gets it, without a hash to compare with. */
    recover: (nowMs: number): void => {
      for (const { id, path: file } of (selectAll.all() as Row[]).filter(({ bytes }) => bytes === null)) {
        rmSync(partOf(file), { force: true });
        const size = statSync(file, { throwIfNoEntry: false })?.size;
        if (size === undefined) remove.run(id);
        else update.run({ id, bytes: size, sha256: null, checkedMs: nowMs });
      }
    },
  };
}

function deviceOf(folder: string): number | null {
  return statSync(folder, { throwIfNoEntry: false })?.dev ?? null;
}
