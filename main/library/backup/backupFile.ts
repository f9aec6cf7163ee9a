// The file of a backup, as `docs/guide/backup.md` describes it: a head in the open that says how it is opened, then
// everything else in frames of a megabyte, each encrypted and authenticated (AES-256-GCM), numbered, the last one marked as
// such. In and out: bytes. Invariant: what was changed, moved, cut off or put behind is an error before it is used.
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import { keyFile } from '../../sovereignty/keys/keyFile.ts';
import { anchorPoint } from '../../sovereignty/ledger/anchor.ts';
import { isLibraryChain } from '../../sovereignty/ledger/keys.ts';

export const BACKUP_EXTENSION = 'freehold-backup';
const MAGIC = Buffer.from('freehold backup 1\n', 'latin1');
const FRAME_BYTES = 1024 * 1024;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const MAX_HEAD_BYTES = 64 * 1024;

const count = z.number().int().nonnegative();
/** The latest that a date can say, milliseconds. */
const LATEST_MS = 8.64e15;

/** Readable by whoever has the file. */
export const backupHead = z.strictObject({
  id: z.uuid(),
  madeMs: count.max(LATEST_MS),
  /** The key, wrapped once for each way to open it. */
  keys: keyFile,
});
export type BackupHead = z.output<typeof backupHead>;

/** What stands before the database, encrypted as it is. */
const backupManifest = z.strictObject({
  /** Its id, by which files are named. */
  library: z.string().refine(isLibraryChain),
  name: z.string().max(1_000),
  appVersion: z.string().max(100),
  /** The schema's version. */
  schema: count,
  /** The database is encrypted itself, under the same key: so was the library. */
  encrypted: z.boolean(),
  documents: count,
  conversations: count,
  databaseBytes: count,
  /** With it the ledger can be checked on another machine; null where it had no key. */
  ledger: z.strictObject({ secret: z.string().regex(/^[0-9a-f]{64}$/), anchor: anchorPoint.nullable() }).nullable(),
});
export type BackupManifest = z.output<typeof backupManifest>;

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Of this one file: another head makes another key. */
function frameKey(key: Uint8Array, head: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, createHash('sha256').update(MAGIC).update(head).digest(), 'freehold backup 1', 32));
}

/** Eleven bytes that count, and one that says whether it is the last. */
function nonceOf(frame: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(frame), 3);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** @param key 32 bytes; they stay the caller's */
export async function* sealBackup(head: BackupHead, manifest: BackupManifest, database: AsyncIterable<Buffer>, key: Uint8Array): AsyncGenerator<Buffer> {
  const start = withLength(Buffer.from(JSON.stringify(head)));
  const own = frameKey(key, start);
  yield Buffer.concat([MAGIC, start]);
  let frame = 0;
  const seal = (plain: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', own, nonceOf(frame, last));
    frame += 1;
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  try {
    let waiting = withLength(Buffer.from(JSON.stringify(manifest)));
    for await (const piece of database) {
      waiting = Buffer.concat([waiting, piece]);
      // One full frame is held back: it may be the last.
      while (waiting.length > FRAME_BYTES) {
        yield seal(waiting.subarray(0, FRAME_BYTES), false);
        waiting = waiting.subarray(FRAME_BYTES);
      }
    }
    yield seal(waiting, true);
  } finally {
    own.fill(0);
  }
}

export interface OpenBackup {
  readonly manifest: BackupManifest;
  /** Once, in order. Rejects with `backup-damaged` before it gives anything that was not written so. */
  database(): AsyncIterable<Buffer>;
}

/** What it says in the open, for whoever has to ask for the passphrase. @throws AppError `backup-unknown`: it is no backup; `path-not-found` */
export async function readBackupHead(file: string): Promise<BackupHead> {
  return during(file, async (handle) => (await headOf(handle)).head);
}

/** @param key stays the caller's @throws AppError `backup-unknown`; `backup-damaged`, also for another key */
export async function withBackup<Value>(file: string, key: Uint8Array, work: (backup: OpenBackup) => Promise<Value>): Promise<Value> {
  return during(file, async (handle) => {
    const { bytes, end } = await headOf(handle);
    const own = frameKey(key, bytes);
    try {
      const plain = frames(handle, own, end);
      const { value: first } = await plain.next();
      if (first === undefined) throw new AppError('backup-damaged');
      const manifestEnd = first.length < LENGTH_BYTES ? Infinity : LENGTH_BYTES + first.readUInt32BE(0);
      if (manifestEnd > first.length) throw new AppError('backup-damaged');
      const manifest = readManifest(first.toString('utf8', LENGTH_BYTES, manifestEnd));
      return await work({ manifest, database: () => databaseOf(first.subarray(manifestEnd), plain, manifest.databaseBytes) });
    } finally {
      own.fill(0);
    }
  });
}

function readManifest(json: string): BackupManifest {
  try {
    return backupManifest.parse(JSON.parse(json));
  } catch (cause) {
    throw new AppError('backup-damaged', {}, { cause });
  }
}

async function* databaseOf(first: Buffer, rest: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let read = first.length;
  yield first;
  for await (const piece of rest) {
    read += piece.length;
    yield piece;
  }
  if (read !== bytes) throw new AppError('backup-damaged');
}

async function* frames(handle: FileHandle, key: Buffer, from: number): AsyncGenerator<Buffer> {
  const { size } = await handle.stat();
  let position = from;
  for (let frame = 0; position < size; frame += 1) {
    const sealed = await readAt(handle, position, Math.min(FRAME_BYTES + TAG_BYTES, size - position));
    position += sealed.length;
    if (sealed.length < TAG_BYTES) throw new AppError('backup-damaged');
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(frame, position === size)).setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch (cause) {
      throw new AppError('backup-damaged', {}, { cause });
    }
    yield plain;
  }
}

/** With the bytes that it is of, and where it ends. */
async function headOf(handle: FileHandle): Promise<{ head: BackupHead; bytes: Buffer; end: number }> {
  const start = await readAt(handle, 0, MAGIC.length + LENGTH_BYTES);
  if (start.length < MAGIC.length + LENGTH_BYTES || !start.subarray(0, MAGIC.length).equals(MAGIC)) throw new AppError('backup-unknown');
  const length = start.readUInt32BE(MAGIC.length);
  if (length > MAX_HEAD_BYTES) throw new AppError('backup-damaged');
  const json = await readAt(handle, start.length, length);
  if (json.length < length) throw new AppError('backup-damaged');
  try {
    return { head: backupHead.parse(JSON.parse(json.toString('utf8'))), bytes: withLength(json), end: start.length + length };
  } catch (cause) {
    throw new AppError('backup-damaged', {}, { cause });
  }
}

/** Fewer bytes where the file ends. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

async function during<Value>(file: string, work: (handle: FileHandle) => Promise<Value>): Promise<Value> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AppError(code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'path-not-found', { path: file }, { cause });
  }
  try {
    return await work(handle);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EISDIR' ? new AppError('backup-unknown', { path: file }, { cause: error }) : error;
  } finally {
    await handle.close();
  }
}
