// The backups of a library that it knows of. In: their files' places. Out: rows, and for certificates which of them still
// hold what was forgotten. Invariant: a backup is known before the first byte of it is written, so that none can hold
// something unknown; one that was never finished is cleared away at the next opening.
import { existsSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { BackupRow } from '../../../contract/backup.ts';
import type { Certificate } from '../../../contract/erasure.ts';
import type { Db } from '../openDatabase.ts';
import { BACKUP_EXTENSION } from './backupFile.ts';

/** While it is written and checked. */
export const partOf = (file: string): string => `${file}.part`;

/** Of a whole file; SHA-256, hexadecimal. */
export interface FileHash {
  readonly bytes: number;
  readonly sha256: string;
}

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

  const recordOf = (id: string): Row | undefined => select.get(id) as Row | undefined;

  /** A drive that does not answer must not keep everything else waiting. */
  async function toRow({ id, made_at_ms: madeMs, path: file, documents, conversations, bytes, checked_at_ms: checkedMs }: Row, ownDevice: number | null): Promise<BackupRow> {
    const [there, device] = await Promise.all([stat(file).then(() => true, () => false), deviceOf(path.dirname(file))]);
    return { id, name: path.basename(file), folder: path.dirname(file), madeMs, documents, conversations, bytes: bytes ?? 0, checkedMs: checkedMs ?? madeMs, there, sameDisk: device === ownDevice };
  }

  return {
    begin: (backup: { readonly id: string; readonly madeMs: number; readonly path: string; readonly documents: number; readonly conversations: number }): void => void insert.run(backup),
    written: (id: string, file: FileHash): void => void update.run({ id, ...file }),
    checked: (id: string, atMs: number): void => void checked.run(atMs, id),
    remove: (id: string): void => void remove.run(id),
    /** Null for what is no backup's name, whoever wrote it down. */
    fileOf: (id: string): { readonly path: string; readonly sha256: string | null } | null => {
      const found = recordOf(id);
      return found === undefined || !isBackup(found.path) ? null : { path: found.path, sha256: found.sha256 };
    },
    get: async (id: string): Promise<BackupRow | null> => {
      const found = recordOf(id);
      return found === undefined ? null : toRow(found, await deviceOf(libraryDir));
    },
    /** Newest first. */
    list: async (): Promise<BackupRow[]> => {
      const ownDevice = await deviceOf(libraryDir);
      return Promise.all((selectAll.all() as Row[]).filter(({ checked_at_ms: checkedMs }) => checkedMs !== null).map((row) => toRow(row, ownDevice)));
    },
    /** One that is just being made is counted, too, and one that was broken off and may still lie on a stick. */
    holding: (): Certificate['backups'] => (selectAll.all() as Row[]).map(({ path: file, made_at_ms: madeMs }) => ({ name: path.basename(file), madeMs })),
    /** What was never finished goes, where its folder can be looked at; what has its name was proven before it got that. */
    recover: (nowMs: number): void => {
      for (const { id, path: file } of (selectAll.all() as Row[]).filter(({ checked_at_ms: checkedMs }) => checkedMs === null)) {
        if (!isBackup(file)) remove.run(id);
        else if (!clearUnfinished(file)) continue;
        else if (existsSync(file)) checked.run(nowMs, id);
        else remove.run(id);
      }
    },
  };
}

const isBackup = (file: string): boolean => path.isAbsolute(file) && file.endsWith(`.${BACKUP_EXTENSION}`);

/** False when that can't be told or done now: its drive is away, or can't be written. */
export function clearUnfinished(file: string): boolean {
  try {
    if (!existsSync(path.dirname(file))) return false;
    rmSync(partOf(file), { force: true });
    return true;
  } catch {
    return false;
  }
}

async function deviceOf(folder: string): Promise<number | null> {
  return stat(folder).then(({ dev }) => dev, () => null);
}
