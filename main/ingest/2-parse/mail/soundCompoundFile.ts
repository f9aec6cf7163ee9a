// Whether an old-style compound file (MS-CFB) is sound: every chain of sectors ends, the tree of its entries has no
// loops, and its streams are no longer than the file. Readers of what is in such files follow these as they find
// them, and would go on until memory is out.
import { isCompoundFile } from '../office/compoundFile.ts';

const HEADER = { shift: 30, fatSectors: 44, directory: 48, miniFat: 60, moreFat: 68, moreFatCount: 72, fat: 76 } as const;
const ENTRY = { bytes: 128, type: 66, left: 68, right: 72, child: 76, start: 116, size: 120 } as const;
const STREAM = 2;
const [END, FREE, NONE] = [-2, -1, -1];
const FATS_IN_HEADER = 109;
const MINI_SECTOR_BYTES = 64;
const MINI_STREAM_LIMIT = 4_096;

export function isSoundCompoundFile(file: Buffer): boolean {
  try {
    return isCompoundFile(file) && check(file);
  } catch (error) {
    // A read beyond the end: something points to where there is nothing.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function check(file: Buffer): boolean {
  const sectorBytes = file.readUInt16LE(HEADER.shift) === 12 ? 4_096 : 512;
  const sectors = Math.ceil(file.length / sectorBytes);
  const offsetOf = (sector: number): number => (sector + 1) * sectorBytes;
  const perSector = sectorBytes / 4;
  const tableAt = (table: readonly number[], index: number): number => {
    const sector = table[Math.floor(index / perSector)];
    return sector === undefined ? END : file.readInt32LE(offsetOf(sector) + 4 * (index % perSector));
  };
  const fat = fatSectors(file, offsetOf, perSector, sectors);
  const chain = (start: number, table: readonly number[], most: number): number[] | null => {
    const links: number[] = [];
    for (let at = start; at !== END && at !== FREE; at = tableAt(table, at)) {
      if (at < 0 || links.length >= most) return null;
      links.push(at);
    }
    return links;
  };
  const directory = fat && chain(file.readInt32LE(HEADER.directory), fat, sectors);
  const miniFat = fat && chain(file.readInt32LE(HEADER.miniFat), fat, sectors);
  if (!fat || !directory || !miniFat || directory.length === 0) return false;
  const perDirectory = sectorBytes / ENTRY.bytes;
  const entries = directory.flatMap((sector) => Array.from({ length: perDirectory }, (_, at) => offsetOf(sector) + at * ENTRY.bytes));
  if (!isTree(file, entries)) return false;
  let total = 0;
  for (const [index, at] of entries.entries()) {
    const [type, start, size] = [file.readUInt8(at + ENTRY.type), file.readInt32LE(at + ENTRY.start), file.readUInt32LE(at + ENTRY.size)];
    if (index === 0 && chain(start, fat, sectors) === null) return false;
    if (type !== STREAM) continue;
    total += size;
    const isMini = size > 0 && size < MINI_STREAM_LIMIT;
    if (isMini && chain(start, miniFat, MINI_STREAM_LIMIT / MINI_SECTOR_BYTES) === null) return false;
  }
  return total <= file.length;
}

/** Null for a table that is larger than the file. */
function fatSectors(file: Buffer, offsetOf: (sector: number) => number, perSector: number, sectors: number): number[] | null {
  const count = file.readInt32LE(HEADER.fatSectors);
  const more = file.readInt32LE(HEADER.moreFatCount);
  if (count < 0 || count > sectors || more > sectors) return null;
  const found = Array.from({ length: Math.min(count, FATS_IN_HEADER) }, (_, at) => file.readInt32LE(HEADER.fat + 4 * at));
  let next = file.readInt32LE(HEADER.moreFat);
  for (let at = 0; at < more && next !== END && next !== FREE; at += 1) {
    const offset = offsetOf(next);
    for (let index = 0; index < perSector - 1 && found.length < count; index += 1) found.push(file.readInt32LE(offset + 4 * index));
    next = file.readInt32LE(offset + 4 * (perSector - 1));
  }
  return found;
}

/** Every entry is reached at most once. */
function isTree(file: Buffer, entries: readonly number[]): boolean {
  const reached = new Set<number>([0]);
  const pending = [0];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const at = entries[index]!;
    const isStream = file.readUInt8(at + ENTRY.type) === STREAM;
    // The root has nothing beside it, whatever stands there.
    const fields = [...(index === 0 ? [] : [ENTRY.left, ENTRY.right]), ...(isStream ? [] : [ENTRY.child])];
    for (const next of fields.map((field) => file.readInt32LE(at + field))) {
      if (next === NONE) continue;
      if (next < 0 || next >= entries.length || reached.has(next)) return false;
      reached.add(next);
      pending.push(next);
    }
  }
  return true;
}
