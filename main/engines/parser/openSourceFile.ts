// Opens one of the person's files read-only. What is asked of the file is asked of the open file, not of its path: what
// stands at a path may change in between.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { FileReason } from '../../../contract/domain.ts';

/** The file is the caller's to close. */
export interface OpenedFile {
  readonly ok: true;
  readonly file: FileHandle;
  readonly sizeBytes: number;
  /** Another one for another file, or other content. */
  readonly identity: string;
}

export interface FileRefusal {
  readonly ok: false;
  readonly reason: FileReason;
  readonly sizeBytes: number;
}

export async function openSourceFile(path: string): Promise<OpenedFile | FileRefusal> {
  let file: FileHandle | null = null;
  try {
    // Without O_NONBLOCK (which Windows lacks), opening a pipe would wait for its other end forever.
    const opened = (file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
    const stats = await opened.stat({ bigint: true });
    if (!stats.isFile()) {
      await opened.close();
      return { ok: false, reason: 'read-error', sizeBytes: 0 };
    }
    const identity = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}`;
    return { ok: true, file: opened, sizeBytes: Number(stats.size), identity };
  } catch (error) {
    await file?.close();
    return { ok: false, reason: readFault(error), sizeBytes: 0 };
  }
}

export function readFault(error: unknown): FileReason {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished';
  return code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'read-error';
}
