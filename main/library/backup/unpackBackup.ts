// Makes a library of a backup in a folder, and proves it: every byte was authenticated, SQLite finds every table sound, and
// what is counted is what was counted when the backup was made. In: the file and its key. Invariant: the database has its
// name only once all of that is so; what was broken off before that is written over.
import Database from 'better-sqlite3-multiple-ciphers';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { BackupProgress } from '../../../contract/backup.ts';
import { AppError } from '../../../contract/errors.ts';
import { hashFile } from '../../files/hashFile.ts';
import { removeKeyFile, writeKeyFile, type KeyFile } from '../../sovereignty/keys/keyFile.ts';
import { syncFolder } from '../../files/syncFiles.ts';
import { DATABASE_FILE } from '../databaseFile.ts';
import { checkRoom } from '../freeSpace.ts';
import { useKey } from '../databaseKey.ts';
import { readAnchor, writeAnchor } from '../../sovereignty/ledger/anchor.ts';
import { writeSecret } from '../../sovereignty/ledger/keys.ts';
import { RESTORED_FROM } from '../ledger.ts';
import { openError, readMeta, SCHEMA_VERSION, writeMeta, type Db } from '../openDatabase.ts';
import { withBackup, type BackupManifest } from './backupFile.ts';
import type { FileHash } from './backups.ts';
import { isFree, LEFTOVERS, RESTORING_FILE } from './leftovers.ts';
import { placeError } from './placeError.ts';
import { writePieces } from './writePieces.ts';

export interface UnpackOptions {
  readonly file: string;
  readonly key: Uint8Array;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** Of a library that is to be kept: the backup's id and its key file, and where this machine keeps ledgers' keys. */
export interface Kept {
  readonly id: string;
  readonly keys: KeyFile;
  readonly ledgerDir: string;
}

/**
 * @param as null: only to see that it can be done
 * @throws AppError `folder-not-empty`, `backup-damaged`, `library-newer`, `disk-full`, `no-permission`
 */
export async function unpackBackup({ file, key, folder, signal, onProgress }: UnpackOptions, as: Kept | null): Promise<BackupManifest> {
  const unfinished = path.join(folder, RESTORING_FILE);
  prepare(folder);
  try {
    const manifest = await withBackup(file, key, async (backup) => {
      const { manifest: about } = backup;
      if (about.schema > SCHEMA_VERSION) throw new AppError('library-newer', { version: about.schema });
      await checkRoom(folder, about.databaseBytes);
      let doneBytes = 0;
      await writePieces(unfinished, backup.database(), (piece) => {
        signal.throwIfAborted();
        doneBytes += piece.length;
        onProgress({ type: 'progress', step: as === null ? 'checking' : 'reading', doneBytes, totalBytes: about.databaseBytes });
      });
      return about;
    });
    await prove(unfinished, manifest, { key: manifest.encrypted ? key : null, restoredFrom: as === null ? null : { id: as.id, file, bytes: statSync(file).size, sha256: await hashFile(file, signal) }, signal, onProgress });
    if (as === null) return manifest;
    bringLedger(manifest, as.ledgerDir);
    if (manifest.encrypted) {
      await writeKeyFile(folder, as.keys, {
        prove: async (written) => {
          if (!isDeepStrictEqual(written, as.keys)) throw new AppError('keys-damaged');
        },
      });
    }
    try {
      renameSync(unfinished, path.join(folder, DATABASE_FILE));
    } catch (error) {
      if (manifest.encrypted) removeKeyFile(folder);
      throw error;
    }
    syncFolder(folder);
    return manifest;
  } catch (error) {
    throw placeError(error, folder);
  } finally {
    for (const name of LEFTOVERS) rmSync(path.join(folder, name), { force: true });
  }
}

/** Where this machine knows the ledger, its own note of it says more. */
function bringLedger({ library: chain, ledger }: BackupManifest, ledgerDir: string): void {
  if (ledger === null) return;
  writeSecret(ledgerDir, chain, ledger.secret);
  if (ledger.anchor !== null && readAnchor(ledgerDir, chain) === null) writeAnchor(ledgerDir, chain, ledger.anchor);
}

/** The folder is there, and empty but for what was broken off here. */
function prepare(folder: string): void {
  let free: boolean;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    free = isFree(folder);
  } catch (error) {
    // Node's word for parents that can't be made, e.g. on a disk that can't be written.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new AppError('no-permission', { path: folder }, { cause: error });
    throw openError(error, folder);
  }
  if (!free) throw new AppError('folder-not-empty');
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { force: true });
}

async function prove(file: string, manifest: BackupManifest, { key, restoredFrom, signal, onProgress }: Pick<UnpackOptions, 'signal' | 'onProgress'> & { readonly key: Uint8Array | null; readonly restoredFrom: (FileHash & { readonly id: string; readonly file: string }) | null }): Promise<void> {
  // Every byte is as it was written: what SQLite can't read now is what it could not read then.
  const damaged = (cause?: unknown): AppError => new AppError(restoredFrom === null ? 'library-damaged' : 'backup-damaged', {}, { cause });
  const db = new Database(file);
  try {
    if (key !== null) useKey(db, key);
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('synchronous = FULL');
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").pluck().all() as string[];
    for (const [at, table] of tables.entries()) {
      signal.throwIfAborted();
      onProgress({ type: 'progress', step: 'proving', doneBytes: at, totalBytes: tables.length });
      if (db.pragma(`quick_check('${table.replaceAll("'", "''")}')`, { simple: true }) !== 'ok') throw damaged();
      // One table is one step; what else the engine has to do comes in between.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const { documents, conversations } = countsOf(db);
    const same = readMeta(db, 'library_id') === manifest.library && documents === manifest.documents && conversations === manifest.conversations && db.pragma('user_version', { simple: true }) === manifest.schema;
    if (!same) throw damaged();
    if (restoredFrom !== null) {
      writeMeta(db, RESTORED_FROM, restoredFrom.id);
      // Whatever else the copy had just begun is no business of this library, nor are places of a network that it never saw.
      db.prepare("DELETE FROM backups WHERE id <> ? AND (checked_at_ms IS NULL OR path LIKE '\\\\%')").run(restoredFrom.id);
      // This one was only begun then; what is forgotten here is still in it.
      db.prepare('UPDATE backups SET path = @file, bytes = @bytes, sha256 = @sha256, checked_at_ms = @now WHERE id = @id').run({ ...restoredFrom, now: Date.now() });
    }
    // Into the file, so that the log can go.
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    throw isDamage(error) ? damaged(error) : error;
  } finally {
    db.close();
  }
}

const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/u.test(String((error as { code?: unknown }).code));

/** As a person counts them: files on the disk, and conversations. */
export function countsOf(db: Db): { documents: number; conversations: number } {
  const count = (sql: string): number => db.prepare(sql).pluck().get() as number;
  return {
    documents: count('SELECT count(*) FROM documents WHERE parent_id IS NULL AND deleted_at_ms IS NULL'),
    conversations: count('SELECT count(*) FROM conversations WHERE deleted_at_ms IS NULL'),
  };
}
