// Writes a file that a person asked for: whole, or not at all. What stood there before stays until the new one
// is complete and on the disk.
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder } from './syncFiles.ts';
import { writeFault } from './writeFault.ts';

/** @throws AppError `no-permission`, `path-not-found` or `disk-full` */
export async function writeWhole(file: string, pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<void> {
  const unfinished = `${file}.${randomUUID()}.part`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished, { encoding: 'utf8', flush: true }));
    await rename(unfinished, file);
    syncFolder(path.dirname(file));
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw writeFault(cause, file);
  }
}
