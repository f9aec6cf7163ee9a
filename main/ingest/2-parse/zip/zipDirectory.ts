// The central directory of a zip archive, and its entries one at a time, from a source of any size: only the directory
// and what is asked for is read. Sizes in an archive are an attacker's claims: an entry that unfolds to more than it
// claims is refused, so that the sum of the claims is a bound on what really comes out.
import { crc32, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import type { FileReason } from '../../../../contract/domain.ts';
import type { ByteSource } from '../members/byteSource.ts';
import { MAX_MEMBER_BYTES, MAX_MEMBERS } from '../members/listedMember.ts';
import { nameDecoderFor } from './zipNames.ts';

export interface ZipEntry {
  /** With slashes, whatever the archive has. */
  readonly name: string;
  /** Which of several entries of that name. */
  readonly nth: number;
  readonly kind: 'file' | 'folder' | 'link';
  readonly encrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly localOffset: number;
  readonly modifiedMs: number | null;
}

export type ZipDirectory = { readonly ok: true; readonly entries: readonly ZipEntry[] } | { readonly ok: false; readonly reason: FileReason };

const END = { signature: 0x06054b50, length: 22 } as const;
const END64 = { signature: 0x06064b50, length: 56 } as const;
const LOCATOR64 = { signature: 0x07064b50, length: 20 } as const;
const CENTRAL = { signature: 0x02014b50, length: 46 } as const;
const LOCAL = { signature: 0x04034b50, length: 30 } as const;
const MAX_COMMENT_BYTES = 0xffff;
/** 10,000 entries with the longest of names are not that much. */
const MAX_DIRECTORY_BYTES = 32 * 1024 * 1024;
const EXTRA = { zip64: 0x0001, time: 0x5455, unicodeName: 0x7075 } as const;
const FLAG = { encrypted: 0x0001, utf8: 0x0800 } as const;
const UNIX = 3;
const [LINK, TYPE_MASK] = [0xa000, 0xf000];

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);
const refuse = (reason: FileReason): ZipDirectory => ({ ok: false, reason });

export async function readZipDirectory(source: ByteSource): Promise<ZipDirectory> {
  try {
    const end = await findEnd(source);
    if (end === null) return refuse('damaged');
    if (end.count > MAX_MEMBERS.archive || end.sizeBytes > MAX_DIRECTORY_BYTES) return refuse('too-much-text');
    const directory = await source.read(end.offset, end.sizeBytes);
    const entries = readEntries(directory, end);
    return entries === null ? refuse('damaged') : { ok: true, entries };
  } catch (error) {
    // A read beyond the end of what the archive claims to hold.
    if (error instanceof RangeError) return refuse('damaged');
    throw error;
  }
}

interface DirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Bytes before the archive, which its own offsets don't count: a program that unpacks itself. */
  readonly shift: number;
}

async function findEnd(source: ByteSource): Promise<DirectoryPlace | null> {
  const tailStart = Math.max(0, source.sizeBytes - END.length - MAX_COMMENT_BYTES);
  const tail = await source.read(tailStart, END.length + MAX_COMMENT_BYTES);
  for (let at = tail.length - END.length; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END.signature) continue;
    const place = { count: tail.readUInt16LE(at + 10), sizeBytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
    if (place.count !== 0xffff && place.sizeBytes !== 0xffffffff && place.offset !== 0xffffffff) return placed(place, tailStart + at);
    return (await findEnd64(source, tailStart + at)) ?? placed(place, tailStart + at);
  }
  return null;
}

async function findEnd64(source: ByteSource, endAt: number): Promise<DirectoryPlace | null> {
  if (endAt < LOCATOR64.length) return null;
  const locator = await source.read(endAt - LOCATOR64.length, LOCATOR64.length);
  if (locator.readUInt32LE(0) !== LOCATOR64.signature) return null;
  const at = toNumber(locator.readBigUInt64LE(8));
  const end = await source.read(at, END64.length);
  if (end.readUInt32LE(0) !== END64.signature) return null;
  return placed({ count: toNumber(end.readBigUInt64LE(32)), sizeBytes: toNumber(end.readBigUInt64LE(40)), offset: toNumber(end.readBigUInt64LE(48)) }, at);
}

function placed(place: Omit<DirectoryPlace, 'shift'>, endAt: number): DirectoryPlace {
  const shift = Math.max(0, endAt - place.sizeBytes - place.offset);
  return { ...place, offset: place.offset + shift, shift };
}

/** @throws RangeError for what no file can be as large as */
function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('zip64 value');
  return Number(value);
}

interface RawEntry extends Omit<ZipEntry, 'name' | 'nth' | 'kind'> {
  readonly nameBytes: Buffer;
  readonly isUtf8: boolean;
  readonly unicodeName: string | null;
  readonly isLink: boolean;
}

function readEntries(directory: Buffer, { count, shift }: DirectoryPlace): ZipEntry[] | null {
  const raw: RawEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (directory.readUInt32LE(at) !== CENTRAL.signature) return null;
    const [nameLength, extraLength, commentLength] = [directory.readUInt16LE(at + 28), directory.readUInt16LE(at + 30), directory.readUInt16LE(at + 32)];
    const nameEnd = at + CENTRAL.length + nameLength;
    if (nameEnd + extraLength > directory.length) return null;
    raw.push(readEntry(directory, at, directory.subarray(at + CENTRAL.length, nameEnd), directory.subarray(nameEnd, nameEnd + extraLength), shift));
    at = nameEnd + extraLength + commentLength;
  }
  const decode = nameDecoderFor(raw.flatMap(({ nameBytes, isUtf8, unicodeName }) => (isUtf8 || unicodeName !== null ? [] : [nameBytes])));
  const seen = new Map<string, number>();
  return raw.map(({ nameBytes, isUtf8, unicodeName, isLink, ...entry }) => {
    const name = (unicodeName ?? (isUtf8 ? nameBytes.toString('utf8') : decode(nameBytes))).replaceAll('\\', '/');
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    return { ...entry, name, nth, kind: name.endsWith('/') ? 'folder' : isLink ? 'link' : 'file' };
  });
}

function readEntry(directory: Buffer, at: number, nameBytes: Buffer, extra: Buffer, shift: number): RawEntry {
  const flags = directory.readUInt16LE(at + 8);
  const madeOn = directory.readUInt8(at + 5);
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  const extras = readExtras(extra);
  const wide = extras.get(EXTRA.zip64) ?? Buffer.alloc(0);
  let wideAt = 0;
  /** In the extra field stand those values that have no room in the entry, in this order. */
  const size = (narrow: number): number => {
    if (narrow !== 0xffffffff || wideAt + 8 > wide.length) return narrow;
    wideAt += 8;
    return toNumber(wide.readBigUInt64LE(wideAt - 8));
  };
  const sizeBytes = size(directory.readUInt32LE(at + 24));
  const packedBytes = size(directory.readUInt32LE(at + 20));
  const localOffset = size(directory.readUInt32LE(at + 42)) + shift;
  return {
    nameBytes,
    isUtf8: (flags & FLAG.utf8) !== 0,
    unicodeName: unicodeNameOf(extras.get(EXTRA.unicodeName), nameBytes),
    isLink: madeOn === UNIX && (mode & TYPE_MASK) === LINK,
    encrypted: (flags & FLAG.encrypted) !== 0,
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    packedBytes,
    sizeBytes,
    localOffset,
    modifiedMs: timeOf(extras.get(EXTRA.time), directory.readUInt16LE(at + 14), directory.readUInt16LE(at + 12)),
  };
}

function readExtras(extra: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) fields.set(extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2)));
  return fields;
}

/** Believed only as long as nobody has changed the name beside it. */
function unicodeNameOf(field: Buffer | undefined, nameBytes: Buffer): string | null {
  if (field === undefined || field.length < 5 || field.readUInt32LE(1) !== crc32(nameBytes)) return null;
  return field.subarray(5).toString('utf8');
}

function timeOf(field: Buffer | undefined, date: number, time: number): number | null {
  if (field !== undefined && field.length >= 5 && (field[0]! & 1) === 1) return field.readInt32LE(1) * 1000;
  if (date === 0) return null;
  const local = new Date(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2);
  return local.getTime();
}

/** The entry's content, or why there is none. */
export async function readZipEntry(source: ByteSource, entry: ZipEntry): Promise<Buffer | FileReason> {
  if (entry.encrypted) return 'password-protected';
  if (entry.sizeBytes > MAX_MEMBER_BYTES || entry.packedBytes > MAX_MEMBER_BYTES) return 'too-large';
  const local = await source.read(entry.localOffset, LOCAL.length);
  if (local.length < LOCAL.length || local.readUInt32LE(0) !== LOCAL.signature) return 'damaged';
  const packed = await source.read(entry.localOffset + LOCAL.length + local.readUInt16LE(26) + local.readUInt16LE(28), entry.packedBytes);
  if (packed.length < entry.packedBytes) return 'damaged';
  const content = await unpack(packed, entry);
  return content !== null && content.length === entry.sizeBytes && crc32(content) === entry.crc ? content : 'damaged';
}

/** Null for a broken stream, an unknown method, and for more than was claimed. */
async function unpack(packed: Buffer, { method, sizeBytes }: ZipEntry): Promise<Buffer | null> {
  if (method === 0) return packed;
  if (method !== 8) return null;
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, sizeBytes) });
  } catch {
    return null;
  }
}
