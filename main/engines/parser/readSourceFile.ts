// Reads one of the person's files whole, read-only. What is asked of the file is asked of the open file, not of its
// path: what stands at a path may change in between.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { FileReason } from '../../../contract/domain.ts';

/** Whatever the scan's limits were: a file that grew since is not read into memory. */
const MAX_BYTES = 128 * 1024 * 1024;

export interface FileContent {
  readonly ok: true;
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, lower-case hex. */
  readonly hash: string;
}

export interface FileRefusal {
  readonly ok: false;
  readonly reason: FileReason;
  readonly sizeBytes: number;
}

export async function readSourceFile(path: string): Promise<FileContent | FileRefusal> {
  let sizeBytes = 0;
  try {
    // Without O_NONBLOCK (which Windows lacks), opening a pipe would wait for its other end forever.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) return { ok: false, reason: 'read-error', sizeBytes: 0 };
    sizeBytes = stats.size;
    if (sizeBytes > MAX_BYTES) return { ok: false, reason: 'too-large', sizeBytes };
    const bytes = await readUpTo(file, sizeBytes);
    return { ok: true, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    return { ok: false, reason: reasonOf(error), sizeBytes };
  }
}

/** A file that shrinks meanwhile gives less; one that grows is read as far as it went at the start. */
async function readUpTo(file: FileHandle, sizeBytes: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(sizeBytes);
  let length = 0;
  while (length < sizeBytes) {
    const { bytesRead } = await file.read(bytes, length, sizeBytes - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

function reasonOf(error: unknown): FileReason {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  return code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'read-error';
}
