// OLE2 compound files, the container of the old office formats: a small file system of streams in chains of sectors.
// Only the streams asked for are copied. Every chain is an attacker's claim: none is followed past the sectors that
// there are, so that a loop ends as damaged.
export class CompoundFault extends Error {}

export interface CompoundFile {
  /** Paths from the root, `Workbook` or `ObjectPool/_1234/Contents`. Their case counts for nothing when asked for. */
  readonly names: readonly string[];
  /** @throws CompoundFault for a chain that is broken; null for a stream that isn't there */
  read(name: string): Buffer | null;
}

const SIGNATURE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const HEADER_LENGTH = 512;
const LAST_REGULAR = 0xfffffffa;
const NO_ENTRY = 0xffffffff;
const ENTRY_LENGTH = 128;
const MAX_ENTRIES = 20_000;
const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;

interface Entry {
  readonly type: number;
  readonly start: number;
  readonly size: number;
}

export const isCompoundFile = (bytes: Uint8Array): boolean => SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));

/** @throws CompoundFault */
export function openCompoundFile(source: Uint8Array): CompoundFile {
  if (source.length < HEADER_LENGTH || !isCompoundFile(source)) throw new CompoundFault('no compound file');
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length);
  const sectorShift = bytes.readUInt16LE(30);
  const miniShift = bytes.readUInt16LE(32);
  if (sectorShift < 7 || sectorShift > 16 || miniShift < 2 || miniShift > sectorShift) throw new CompoundFault('sector size');
  const sectorSize = 1 << sectorShift;
  const sectorCount = Math.ceil((bytes.length - HEADER_LENGTH) / sectorSize);
  const cutoff = bytes.readUInt32LE(56);

  const sector = (index: number): Buffer => {
    const at = (index + 1) * sectorSize;
    if (index >= sectorCount || at >= bytes.length) throw new CompoundFault('sector beyond the end');
    return bytes.subarray(at, at + sectorSize);
  };
  const allocation = allocationTable(bytes, sector, sectorCount);
  const chainOf = (start: number, size: number): Buffer => follow(allocation, start, size, sectorSize, sector);

  const entries = directory(chainOf(bytes.readUInt32LE(48), Number.POSITIVE_INFINITY), sectorShift > 9);
  const root = entries.find(({ entry }) => entry.type === ROOT)?.entry;
  let mini: { readonly table: Uint32Array; readonly content: Buffer } | null = null;

  function miniStream(): { readonly table: Uint32Array; readonly content: Buffer } {
    if (root === undefined) throw new CompoundFault('no root');
    mini ??= { table: numbersOf(chainOf(bytes.readUInt32LE(60), Number.POSITIVE_INFINITY)), content: chainOf(root.start, root.size) };
    return mini;
  }

  const streams = new Map<string, Entry>();
  for (const { path, entry } of entries) if (entry.type === STREAM && !streams.has(path.toLowerCase())) streams.set(path.toLowerCase(), entry);
  return {
    names: entries.filter(({ entry }) => entry.type === STREAM).map(({ path }) => path),
    read: (name) => {
      const entry = streams.get(name.toLowerCase());
      if (entry === undefined) return null;
      if (entry.size >= cutoff) return chainOf(entry.start, entry.size);
      if (entry.size === 0) return Buffer.alloc(0);
      const { table, content } = miniStream();
      const miniSize = 1 << miniShift;
      return follow(table, entry.start, entry.size, miniSize, (index) => {
        if (index * miniSize >= content.length) throw new CompoundFault('sector beyond the end');
        return content.subarray(index * miniSize, (index + 1) * miniSize);
      });
    },
  };
}

/** A stream's content; shorter than it claims to be when its last sectors are cut off. */
function follow(table: Uint32Array, start: number, size: number, sectorSize: number, sector: (index: number) => Buffer): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  let at = start;
  for (let steps = 0; at < LAST_REGULAR && length < size; steps += 1) {
    if (steps > table.length) throw new CompoundFault('loop');
    if (length > 0 && at >= table.length) break;
    parts.push(sector(at));
    length += sectorSize;
    at = table[at] ?? LAST_REGULAR;
  }
  const content = Buffer.concat(parts);
  return content.length > size ? content.subarray(0, size) : content;
}

function allocationTable(bytes: Buffer, sector: (index: number) => Buffer, sectorCount: number): Uint32Array {
  const places: number[] = [];
  for (let at = 76; at < HEADER_LENGTH; at += 4) places.push(bytes.readUInt32LE(at));
  let more = bytes.readUInt32LE(68);
  for (let steps = 0; more < LAST_REGULAR; steps += 1) {
    if (steps > sectorCount) throw new CompoundFault('loop');
    const numbers = numbersOf(sector(more));
    places.push(...numbers.subarray(0, -1));
    more = numbers.at(-1) ?? LAST_REGULAR;
  }
  const used = places.filter((place) => place < LAST_REGULAR);
  if (used.length > sectorCount) throw new CompoundFault('table larger than the file');
  return numbersOf(Buffer.concat(used.map(sector)));
}

function numbersOf(content: Buffer): Uint32Array {
  const numbers = new Uint32Array(content.length >> 2);
  for (let at = 0; at < numbers.length; at += 1) numbers[at] = content.readUInt32LE(at * 4);
  return numbers;
}

/** Entries with their paths. The tree of each folder is walked without recursion; an entry is visited once. */
function directory(content: Buffer, wide: boolean): { readonly path: string; readonly entry: Entry }[] {
  const count = Math.min(Math.floor(content.length / ENTRY_LENGTH), MAX_ENTRIES);
  const found: { path: string; entry: Entry }[] = [];
  const seen = new Set<number>();
  const open: { readonly index: number; readonly folder: string }[] = [{ index: 0, folder: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { index, folder } = next;
    if (index === NO_ENTRY || index >= count || seen.has(index)) continue;
    seen.add(index);
    const at = index * ENTRY_LENGTH;
    const nameLength = Math.min(64, content.readUInt16LE(at + 64));
    const name = content.toString('utf16le', at, at + Math.max(0, nameLength - 2));
    const type = content[at + 66]!;
    const high = wide ? content.readUInt32LE(at + 124) : 0;
    const entry = { type, start: content.readUInt32LE(at + 116), size: content.readUInt32LE(at + 120) + high * 2 ** 32 };
    const path = type === ROOT ? '' : folder + name;
    found.push({ path, entry });
    open.push({ index: content.readUInt32LE(at + 68), folder }, { index: content.readUInt32LE(at + 72), folder });
    if (type === ROOT || type === STORAGE) open.push({ index: content.readUInt32LE(at + 76), folder: type === ROOT ? '' : `${path}/` });
  }
  return found;
}
