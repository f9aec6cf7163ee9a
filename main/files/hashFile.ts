// The SHA-256 of a file's bytes, hex, read in blocks.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Rejects when the file can't be read, and on abort. */
export async function hashFile(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of createReadStream(file, { highWaterMark: 4 * 1024 * 1024, signal })) hash.update(block as Buffer);
  return hash.digest('hex');
}
