// Small whole files of the old binary formats: a compound file (sectors, a FAT, a directory of streams), and in it just
// enough of a message, a workbook, a document and a presentation.
const SECTOR = 512;
const END_OF_CHAIN = 0xfffffffe;
const FAT_SECTOR = 0xfffffffd;
const FREE = 0xffffffff;

/** Streams are padded to 4,096 bytes, above which they lie in plain sectors: no mini stream is needed. */
const SMALLEST_STREAM = 4_096;

export function compoundFile(streams: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const padded = streams.map(([name, content]) => ({ name, content: Buffer.concat([content, Buffer.alloc(Math.max(0, SMALLEST_STREAM - content.length))]) }));
  const directorySectors = Math.ceil((padded.length + 1) / 4);
  const fat: number[] = [FAT_SECTOR];
  const chain = (sectors: number): number => {
    const first = fat.length;
    for (let at = 1; at <= sectors; at += 1) fat.push(at === sectors ? END_OF_CHAIN : first + at);
    return first;
  };
  const directoryStart = chain(directorySectors);
  const placed = padded.map(({ name, content }) => ({ name, content, start: chain(Math.ceil(content.length / SECTOR)) }));

  const directory = Buffer.alloc(directorySectors * SECTOR);
  const entry = (at: number, name: string, type: number, more: { readonly left?: number; readonly right?: number; readonly child?: number; readonly start?: number; readonly size?: number }): void => {
    const own = directory.subarray(at * 128, at * 128 + 128);
    own.write(name, 0, 62, 'utf16le');
    own.writeUInt16LE((Math.min(name.length, 31) + 1) * 2, 64);
    own[66] = type;
    own[67] = 1;
    own.writeUInt32LE(more.left ?? FREE, 68);
    own.writeUInt32LE(more.right ?? FREE, 72);
    own.writeUInt32LE(more.child ?? FREE, 76);
    own.writeUInt32LE(more.start ?? END_OF_CHAIN, 116);
    own.writeUInt32LE(more.size ?? 0, 120);
  };
  entry(0, 'Root Entry', 5, { child: padded.length > 0 ? 1 : FREE });
  // A tree that is a list: each to the right of the one before.
  placed.forEach(({ name, content, start }, at) => entry(at + 1, name, 2, { right: at + 2 <= placed.length ? at + 2 : FREE, start, size: content.length }));

  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(directoryStart, 48);
  header.writeUInt32LE(SMALLEST_STREAM, 56);
  header.writeUInt32LE(END_OF_CHAIN, 60);
  header.writeUInt32LE(END_OF_CHAIN, 68);
  header.writeUInt32LE(0, 76);
  const fatSector = Buffer.alloc(SECTOR, 0xff);
  fat.forEach((next, at) => fatSector.writeUInt32LE(next, at * 4));
  const body = placed.map(({ content }) => Buffer.concat([content, Buffer.alloc((SECTOR - (content.length % SECTOR)) % SECTOR)]));
  return Buffer.concat([header, fatSector, directory, ...body]);
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** @param subjectType of the property: 001F is text, 0102 is bytes */
export const msg = (subjectType = '001F'): Buffer =>
  compoundFile([
    ['__substg1.0_001A001F', utf16('IPM.Note')],
    [`__substg1.0_0037${subjectType}`, utf16('Lease')],
    ['__substg1.0_0C1A001F', utf16('Ada')],
    ['__substg1.0_1000001F', utf16('The lease ends on 31 March 2027.')],
    ['__properties_version1.0', Buffer.alloc(32)],
  ]);

const record = (type: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(content.length, 2);
  return Buffer.concat([head, content]);
};
const words16 = (...values: readonly number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const words32 = (...values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
const shortText = (text: string): Buffer => Buffer.concat([Buffer.from([text.length, 0]), Buffer.from(text, 'latin1')]);

/** BIFF8: one sheet with two strings and a number. */
export function xls(): Buffer {
  const bof = (type: number): Buffer => record(0x809, words16(0x600, type, 0x0dbb, 0x07cc), words32(0, 6));
  const end = record(0x0a);
  const strings = record(0xfc, words32(2, 2), words16(4), Buffer.from([0]), Buffer.from('Room'), words16(5), Buffer.from([0]), Buffer.from('Attic'));
  const globalsLength = bof(5).length + 4 + 8 + 5 + strings.length + end.length;
  const sheetRecord = record(0x85, words32(globalsLength), words16(0), shortText('Rents'));
  const number = Buffer.alloc(8);
  number.writeDoubleLE(450.5);
  const sheet = [bof(0x10), record(0x200, words32(0, 2), words16(0, 2, 0)), record(0xfd, words16(0, 0, 0), words32(0)), record(0xfd, words16(1, 0, 0), words32(1)), record(0x203, words16(1, 1, 0), number), end];
  return compoundFile([['Workbook', Buffer.concat([bof(5), sheetRecord, strings, end, ...sheet])]]);
}

/** A piece table of one piece, in single bytes. */
export function doc(): Buffer {
  const text = Buffer.from('The lease ends on 31 March 2027.\rSigned in Bonn.\r', 'latin1');
  const textAt = 1_024;
  const head = Buffer.alloc(textAt);
  head.writeUInt16LE(0xa5ec, 0);
  head.writeUInt16LE(0xc1, 2);
  head.writeUInt16LE(0x0200, 10);
  head.writeUInt32LE(textAt, 24);
  head.writeUInt16LE(14, 32);
  head.writeUInt16LE(22, 62);
  head.writeUInt32LE(text.length, 64 + 3 * 4);
  head.writeUInt16LE(93, 152);
  const pieces = Buffer.concat([words32(0, text.length), words16(0), words32((textAt * 2) | 0x40000000), words16(0)]);
  const clx = Buffer.concat([Buffer.from([2]), words32(pieces.length), pieces]);
  head.writeUInt32LE(0, 154 + 33 * 8);
  head.writeUInt32LE(clx.length, 154 + 33 * 8 + 4);
  return compoundFile([['WordDocument', Buffer.concat([head, text])], ['1Table', clx]]);
}

export function ppt(): Buffer {
  const atom = (version: number, type: number, ...parts: readonly Buffer[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([words16(version, type), words32(content.length), content]);
  };
  const slides = atom(0x0f, 0x0ff0, atom(0, 0x03f3, words32(2, 4, 2, 256, 0)), atom(0, 0x0f9f, words32(0)), atom(0, 0x0fa0, utf16('Plan of the attic')), atom(0, 0x0fa8, Buffer.from('In single bytes')));
  const document = atom(0x0f, 0x03e8, atom(1, 0x03e9, Buffer.alloc(40)), slides);
  const persist = atom(0, 0x1772, words32((1 << 20) | 1, 0));
  const edit = atom(0, 0x0ff5, words32(0, 0x03000000, 0, document.length, 1, 2, 0));
  const user = atom(0, 0x0ff6, words32(20, 0xe391c05f, document.length + persist.length), words16(0, 0x03f4, 3), Buffer.alloc(8));
  return compoundFile([['Current User', user], ['PowerPoint Document', Buffer.concat([document, persist, edit])]]);
}
