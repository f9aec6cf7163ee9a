// Reads chosen entries of a zip archive from bytes, for office formats. Sizes in an archive are an attacker's claims:
// what counts is what really comes out of the inflater, and it stops at the limit. Nothing is written to disk.
import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipLimits {
  readonly maxEntries: number;
  readonly maxEntryBytes: number;
  readonly maxTotalBytes: number;
}

const MIB = 1024 * 1024;
/** For office files and books. */
export const DOCUMENT_LIMITS: ZipLimits = { maxEntries: 10_000, maxEntryBytes: 100 * MIB, maxTotalBytes: 200 * MIB };

type ZipReason = 'damaged' | 'too-much-text' | 'password-protected';
export type ZipContent = { readonly ok: true; readonly entries: ReadonlyMap<string, Buffer> } | { readonly ok: false; readonly reason: ZipReason };

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const MAX_COMMENT_LENGTH = 0xffff;
const STORED = 0;
const DEFLATED = 8;

class ZipFault extends Error {
  readonly reason: ZipReason;

  constructor(reason: ZipReason) {
    super(reason);
    this.reason = reason;
  }
}

/** @param wanted by the entry's name; only these are inflated and counted */
export function readZip(bytes: Uint8Array, wanted: (name: string) => boolean, limits: ZipLimits): ZipContent {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    return { ok: true, entries: readEntries(archive, wanted, limits) };
  } catch (error) {
    if (error instanceof ZipFault) return { ok: false, reason: error.reason };
    // Reads beyond the end and broken deflate streams.
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code?.startsWith('Z_')) return { ok: false, reason: 'damaged' };
    throw error;
  }
}

function readEntries(archive: Buffer, wanted: (name: string) => boolean, limits: ZipLimits): Map<string, Buffer> {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count > limits.maxEntries) throw new ZipFault('too-much-text');
  const entries = new Map<string, Buffer>();
  let total = 0;
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== CENTRAL_SIGNATURE) throw new ZipFault('damaged');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (wanted(name)) {
      // Two entries of one name: which of them is meant depends on the reader, so neither is.
      if (entries.has(name)) throw new ZipFault('damaged');
      const content = readEntry(archive, at, Math.min(limits.maxEntryBytes, limits.maxTotalBytes - total));
      total += content.length;
      entries.set(name, content);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - END_LENGTH - MAX_COMMENT_LENGTH);
  for (let at = archive.length - END_LENGTH; at >= lowest; at -= 1) {
    if (archive.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw new ZipFault('damaged');
}

function readEntry(archive: Buffer, central: number, maxBytes: number): Buffer {
  const flags = archive.readUInt16LE(central + 8);
  const method = archive.readUInt16LE(central + 10);
  const expectedCrc = archive.readUInt32LE(central + 16);
  const compressedBytes = archive.readUInt32LE(central + 20);
  const local = archive.readUInt32LE(central + 42);
  if (flags & 1) throw new ZipFault('password-protected');
  if (archive.readUInt32LE(local) !== LOCAL_SIGNATURE) throw new ZipFault('damaged');
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  if (start + compressedBytes > archive.length) throw new ZipFault('damaged');
  const compressed = archive.subarray(start, start + compressedBytes);
  const content = unpack(compressed, method, maxBytes);
  if (crc32(content) !== expectedCrc) throw new ZipFault('damaged');
  return content;
}

function unpack(compressed: Buffer, method: number, maxBytes: number): Buffer {
  if (method === STORED && compressed.length <= maxBytes) return compressed;
  if (method === STORED || maxBytes <= 0) throw new ZipFault('too-much-text');
  if (method !== DEFLATED) throw new ZipFault('damaged');
  try {
    return inflateRawSync(compressed, { maxOutputLength: maxBytes });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? new ZipFault('too-much-text') : error;
  }
}

/** A plain archive of the same entries, uncompressed: the next reader sees just what was checked here. */
export function writeStoredZip(entries: ReadonlyMap<string, Buffer>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const nameBytes = Buffer.from(name);
    // From "version needed" to the extra field's length, which both headers share. UTF-8 names, no compression.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(CENTRAL_SIGNATURE, 0);
    central.writeUInt16LE(20, 4);
    common.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    const signature = Buffer.alloc(4);
    signature.writeUInt32LE(LOCAL_SIGNATURE);
    locals.push(signature, common, nameBytes, content);
    centrals.push(central, nameBytes);
    offset += 30 + nameBytes.length + content.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(END_SIGNATURE, 0);
  end.writeUInt16LE(entries.size, 8);
  end.writeUInt16LE(entries.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
