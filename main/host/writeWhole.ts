// Writes a file that a person asked for: whole, or not at all. What stood there before stays until the new one
// is complete.
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../contract/errors.ts';

/** @throws AppError `no-permission`, `path-not-found` or `disk-full` */
export async function writeWhole(file: string, pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<void> {
  const unfinished = `${file}.${randomUUID()}.part`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished, { encoding: 'utf8' }));
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true });
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EISDIR') throw new AppError('no-permission', { path: file }, { cause });
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('path-not-found', { path: file }, { cause });
    if (code === 'ENOSPC') throw new AppError('disk-full', { path: file }, { cause });
    throw cause;
  }
}
