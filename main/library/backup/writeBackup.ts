// Writes a backup of an open library, which can be used meanwhile: its database as it is at the beginning, in the file that
// `backupFile.ts` describes. Then it is restored for a try from what lies on the disk. Invariants: the file has its name only
// once that try has succeeded; whatever ends this before leaves nothing, or what the next opening clears away.
import { createHash } from 'node:crypto';
import { existsSync, read as readCallback, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BackupProgress, BackupRow } from '../../../contract/backup.ts';
import { AppError } from '../../../contract/errors.ts';
import { isWithin } from '../../files/isWithin.ts';
import { readSecret } from '../../sovereignty/ledger/keys.ts';
import { syncFolder } from '../../files/syncFiles.ts';
import { descriptorOf, isSealed, whileStill } from '../databaseBytes.ts';
import { TRY_FOLDER } from '../databaseFile.ts';
import { checkRoom } from '../freeSpace.ts';
import type { LibraryLedger } from '../ledger.ts';
import { readMeta, type Db } from '../openDatabase.ts';
import { sealBackup, type BackupHead, type BackupManifest } from './backupFile.ts';
import { clearUnfinished, partOf, type Backups, type FileHash } from './backups.ts';
import { placeError } from './placeError.ts';
import { countsOf, unpackBackup } from './unpackBackup.ts';
import { writePieces } from './writePieces.ts';

const PIECE_BYTES = 1024 * 1024;
const readAt = promisify(readCallback);

export interface WriteBackupOptions {
  readonly db: Db;
  readonly libraryDir: string;
  readonly ledgerDir: string;
  readonly ledger: Pick<LibraryLedger, 'chain' | 'head' | 'record'>;
  readonly backups: Backups;
  /** Absolute; nothing may be there. */
  readonly file: string;
  readonly head: BackupHead;
  readonly key: Uint8Array;
  /** Of the library, as people call it. */
  readonly name: string;
  readonly appVersion: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** @throws AppError `backup-place`, `disk-full`, `no-permission`, `backup-damaged`: what was written can't be restored */
export async function writeBackup(options: WriteBackupOptions): Promise<BackupRow> {
  const { db, libraryDir, ledger, backups, file, head, key, signal, onProgress } = options;
  const folder = path.dirname(file);
  // It would be lost with what it is a backup of.
  if (isWithin(folder, libraryDir)) throw new AppError('backup-place');
  if (existsSync(file)) throw new AppError('name-taken', { name: path.basename(file) });
  const part = partOf(file);
  const tryFolder = path.join(libraryDir, TRY_FOLDER);
  ledger.record({ kind: 'library.exported', facts: { as: 'backup' } });
  backups.begin({ id: head.id, madeMs: head.madeMs, path: file, ...countsOf(db) });
  let named = false;
  try {
    await whileStill(db, async (bytes) => {
      const manifest = manifestOf(options, bytes);
      await checkRoom(folder, bytes);
      await checkRoom(libraryDir, bytes);
      const written = await write(part, sealBackup(head, manifest, databaseOf(db, bytes, signal, onProgress), key));
      await unpackBackup({ file: part, key, folder: tryFolder, signal, onProgress }, null);
      signal.throwIfAborted();
      if (existsSync(file)) throw new AppError('name-taken', { name: path.basename(file) });
      backups.written(head.id, written);
      renameSync(part, file);
      named = true;
      syncFolder(folder);
    });
    backups.checked(head.id, Date.now());
    return (await backups.get(head.id))!;
  } catch (error) {
    // Where it can't be cleared away now, or is whole and could only not be noted as that, the library remembers it.
    if (!named && clearUnfinished(file) && db.open) backups.remove(head.id);
    throw placeError(error, folder);
  } finally {
    rmSync(tryFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function manifestOf({ db, ledger, ledgerDir, name, appVersion }: WriteBackupOptions, databaseBytes: number): BackupManifest {
  const secret = readSecret(ledgerDir, ledger.chain);
  return {
    library: readMeta(db, 'library_id')!,
    name,
    appVersion,
    schema: db.pragma('user_version', { simple: true }) as number,
    encrypted: isSealed(db),
    ...countsOf(db),
    databaseBytes,
    ledger: secret === null ? null : { secret, anchor: ledger.head() },
  };
}

async function* databaseOf(db: Db, bytes: number, signal: AbortSignal, onProgress: WriteBackupOptions['onProgress']): AsyncGenerator<Buffer> {
  for (let position = 0; position < bytes; ) {
    signal.throwIfAborted();
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, bytes - position));
    const { bytesRead } = await readAt(descriptorOf(db), piece, 0, piece.length, position);
    if (bytesRead === 0) throw new AppError('library-damaged');
    yield piece.subarray(0, bytesRead);
    position += bytesRead;
    onProgress({ type: 'progress', step: 'writing', doneBytes: position, totalBytes: bytes });
  }
}

async function write(file: string, pieces: AsyncIterable<Buffer>): Promise<FileHash> {
  const hash = createHash('sha256');
  let bytes = 0;
  await writePieces(file, pieces, (piece) => {
    hash.update(piece);
    bytes += piece.length;
  });
  return { bytes, sha256: hash.digest('hex') };
}
