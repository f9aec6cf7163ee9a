// The tables beside the text of a Word 97-2003 document: where its pieces lie, which runs are hidden or deleted, and
// what each paragraph is. Offsets are those of bytes in the stream `WordDocument`.
export interface Piece {
  readonly start: number;
  readonly characters: number;
  /** Two bytes a character. */
  readonly wide: boolean;
}

/** Half-open. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ParagraphRun extends ByteRange {
  /** 1 to 9 are the built-in headings, in every language. */
  readonly style: number;
  readonly outline: number | null;
  readonly inTable: boolean;
  /** The mark that ends a table's row. */
  readonly endsRow: boolean;
}

const PAGE = 512;
const COMPRESSED = 0x40000000;
const SPRM = { vanish: 0x083c, deleted: 0x0800, inTable: 0x2416, endsRow: 0x2417, outline: 0x2640, tableDefinition: 0xd608, tabs: 0xc615 } as const;

/** @param clx the part of the table stream that holds the pieces @param isOld Word 6 and 95: one byte a character throughout */
export function readPieces(clx: Buffer, isOld: boolean): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (clx[at] === 1) at += 3 + clx.readUInt16LE(at + 1);
  if (clx[at] !== 2) return pieces;
  const length = Math.min(clx.readUInt32LE(at + 1), clx.length - at - 5);
  const table = clx.subarray(at + 5, at + 5 + length);
  const count = Math.floor((table.length - 4) / 12);
  for (let index = 0; index < count; index += 1) {
    const characters = table.readUInt32LE(index * 4 + 4) - table.readUInt32LE(index * 4);
    const place = table.readUInt32LE((count + 1) * 4 + index * 8 + 2);
    if (characters <= 0) continue;
    const wide = !isOld && (place & COMPRESSED) === 0;
    pieces.push({ start: wide || isOld ? place & ~COMPRESSED : (place & ~COMPRESSED) >>> 1, characters, wide });
  }
  return pieces;
}

/** Runs of characters that nobody sees: hidden text and tracked deletions. */
export function hiddenRuns(stream: Buffer, bins: Buffer): ByteRange[] {
  const hidden: ByteRange[] = [];
  for (const page of pagesOf(stream, bins)) {
    const count = page[PAGE - 1]!;
    if ((count + 1) * 4 + count > PAGE - 1) continue;
    for (let index = 0; index < count; index += 1) {
      const offset = page[(count + 1) * 4 + index]! * 2;
      if (offset === 0) continue;
      const properties = page.subarray(offset + 1, Math.min(PAGE - 1, offset + 1 + page[offset]!));
      const set = new Map(Array.from(sprms(properties), ({ code, value }) => [code, value] as const));
      if (set.get(SPRM.vanish) === 1 || set.get(SPRM.deleted) === 1) hidden.push({ start: page.readUInt32LE(index * 4), end: page.readUInt32LE(index * 4 + 4) });
    }
  }
  return hidden.sort((a, b) => a.start - b.start);
}

export function paragraphRuns(stream: Buffer, bins: Buffer): ParagraphRun[] {
  const runs: ParagraphRun[] = [];
  for (const page of pagesOf(stream, bins)) {
    const count = page[PAGE - 1]!;
    if ((count + 1) * 4 + count * 13 > PAGE - 1) continue;
    for (let index = 0; index < count; index += 1) {
      const range = { start: page.readUInt32LE(index * 4), end: page.readUInt32LE(index * 4 + 4) };
      const offset = page[(count + 1) * 4 + index * 13]! * 2;
      const words = offset === 0 ? 0 : page[offset]!;
      const from = words === 0 ? offset + 2 : offset + 1;
      const end = words === 0 ? from + (page[offset + 1] ?? 0) * 2 : from + words * 2 - 1;
      const own = offset === 0 ? Buffer.alloc(0) : page.subarray(from, Math.min(end, PAGE - 1));
      runs.push({ ...range, ...propertiesOf(own) });
    }
  }
  return runs.sort((a, b) => a.start - b.start);
}

function propertiesOf(own: Buffer): Omit<ParagraphRun, 'start' | 'end'> {
  let outline: number | null = null;
  let inTable = false;
  let endsRow = false;
  for (const { code, value } of sprms(own.subarray(2))) {
    if (code === SPRM.inTable) inTable = value === 1;
    else if (code === SPRM.endsRow) endsRow = value === 1;
    else if (code === SPRM.outline) outline = value;
  }
  return { style: own.length >= 2 ? own.readUInt16LE(0) : 0, outline, inTable, endsRow };
}

/** The pages of 512 bytes that a bin table lists. */
function* pagesOf(stream: Buffer, bins: Buffer): Generator<Buffer> {
  const count = Math.floor((bins.length - 4) / 8);
  for (let index = 0; index < count; index += 1) {
    const start = (bins.readUInt32LE((count + 1) * 4 + index * 4) & 0x3fffff) * PAGE;
    if (start + PAGE <= stream.length) yield stream.subarray(start, start + PAGE);
  }
}

/** Property changes; `value` is the operand's first byte. */
function* sprms(properties: Buffer): Generator<{ readonly code: number; readonly value: number }> {
  for (let at = 0; at + 3 <= properties.length; ) {
    const code = properties.readUInt16LE(at);
    yield { code, value: properties[at + 2]! };
    at += 2 + operandLength(properties, code, at + 2);
  }
}

function operandLength(properties: Buffer, code: number, at: number): number {
  const size = code >> 13;
  if (size === 6) {
    if (code === SPRM.tableDefinition) return at + 2 <= properties.length ? properties.readUInt16LE(at) + 1 : 2;
    if (code === SPRM.tabs && properties[at] === 255) return properties.length;
    return properties[at]! + 1;
  }
  return [1, 1, 2, 4, 2, 2, 0, 3][size]!;
}
