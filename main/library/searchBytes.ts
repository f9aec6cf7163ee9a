// Looks for many byte sequences at once in files, whatever these are of. In: sequences of at least four bytes. Out: which
// of them were found. A file is read in pieces that overlap, so that nothing hides on a border; others have a turn between.
import { read as readCallback } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const readAt = promisify(readCallback);

const PIECE_BYTES = 4 * 1024 * 1024;
const PREFIX_BYTES = 4;
const TABLE_BITS = 16;

export interface ByteSearch {
  readonly longest: number;
  /** Indexes of the sequences that stand in the bytes. */
  in(bytes: Uint8Array): Set<number>;
}

export function createByteSearch(sequences: readonly Buffer[]): ByteSearch {
  const table = new Uint8Array(1 << TABLE_BITS);
  const byPrefix = new Map<number, number[]>();
  sequences.forEach((sequence, index) => {
    const prefix = sequence.readUInt32LE(0);
    table[slotOf(prefix)] = 1;
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), index]);
  });
  const longest = Math.max(0, ...sequences.map(({ length }) => length));

  return {
    longest,
    in: (bytes) => {
      const found = new Set<number>();
      if (sequences.length === 0) return found;
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let prefix = 0;
      for (let at = 0; at < buffer.length; at += 1) {
        prefix = (prefix >>> 8) | (buffer[at]! << 24);
        if (at < PREFIX_BYTES - 1 || table[slotOf(prefix)] === 0) continue;
        const start = at - (PREFIX_BYTES - 1);
        for (const index of byPrefix.get(prefix >>> 0) ?? []) {
          const sequence = sequences[index]!;
          if (!found.has(index) && buffer.compare(sequence, 0, sequence.length, start, Math.min(buffer.length, start + sequence.length)) === 0) found.add(index);
        }
      }
      return found;
    },
  };
}

/** Multiplicative hashing of Knuth, upper bits. */
const slotOf = (prefix: number): number => Math.imul(prefix, 0x9e3779b1) >>> (32 - TABLE_BITS);

export interface Searched {
  readonly files: number;
  readonly bytes: number;
  readonly found: ReadonlySet<number>;
}

/** Files that go while they are read hold nothing any more. @param files by their paths, or as descriptors, which stay open */
export async function searchFiles(files: readonly (string | number)[], search: ByteSearch, signal: AbortSignal): Promise<Searched> {
  const found = new Set<number>();
  const piece = Buffer.alloc(PIECE_BYTES + search.longest);
  let bytes = 0;
  let read = 0;
  for (const file of files) {
    const handle = typeof file === 'number' ? null : await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    const descriptor = handle === null ? file : handle.fd;
    if (typeof descriptor === 'string') continue;
    read += 1;
    try {
      for (let position = 0; ; position += PIECE_BYTES) {
        signal.throwIfAborted();
        const { bytesRead } = await readAt(descriptor, piece, 0, piece.length, position);
        for (const index of search.in(piece.subarray(0, bytesRead))) found.add(index);
        bytes += Math.min(bytesRead, PIECE_BYTES);
        if (bytesRead < piece.length) break;
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    } finally {
      await handle?.close();
    }
  }
  return { files: read, bytes, found };
}

/** Every regular file in a folder and below, without following links; none where there is no such folder. */
export async function filesBelow(folder: string, options: { readonly upToBytes?: number; readonly except?: readonly string[] } = {}): Promise<string[]> {
  const { upToBytes = Number.POSITIVE_INFINITY, except = [] } = options;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    if (except.includes(place)) continue;
    if (entry.isDirectory()) found.push(...(await filesBelow(place, options)));
    else if (entry.isFile() && (await stat(place).then(({ size }) => size <= upToBytes, () => false))) found.push(place);
  }
  return found;
}
