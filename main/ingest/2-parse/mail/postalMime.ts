// postal-mime, handed its message in blocks. By itself it takes a body line by line and keeps an object for each line,
// 2 KB of memory and 17 microseconds each: a log of 10 MB attached as it is would take minutes and all of the memory.
// This reaches into the library, whose version is pinned; the test of a message of a million lines fails when it no
// longer fits. In: a message; out: what postal-mime makes of it, or 'damaged' beyond its limits.
import PostalMime, { type Email } from 'postal-mime';

interface Internals {
  readonly av: Uint8Array;
  readonly buf: ArrayBuffer;
  readPos: number;
  readonly currentNode: { readonly state: string; readonly contentTransferEncoding: { readonly encoding: string } };
  readLine(): { bytes: Uint8Array; done: boolean };
}

const MAX_MIME_DEPTH = 100;
const MAX_HEADER_BYTES = 2 * 1024 * 1024;
const BLOCK_BYTES = 1024 * 1024;
/** What every border between two parts begins with. */
const BORDER = Buffer.from('\n--');
const LINE_FEED = 0x0a;

export async function parseMime(bytes: Uint8Array): Promise<Email | 'damaged'> {
  const parser = new PostalMime({ forceRfc822Attachments: true, maxNestingDepth: MAX_MIME_DEPTH, maxHeadersSize: MAX_HEADER_BYTES });
  readInBlocks(parser as unknown as Internals);
  try {
    return await parser.parse(bytes);
  } catch {
    // It throws plain errors beyond its limits, and for nothing else that a message can hold.
    return 'damaged';
  }
}

function readInBlocks(parser: Internals): void {
  const readLine = parser.readLine.bind(parser);
  parser.readLine = () => {
    const first = parser.readPos;
    const line = readLine();
    const { state, contentTransferEncoding } = parser.currentNode;
    // In quoted-printable the end of a line means something.
    if (line.done || state !== 'body' || contentTransferEncoding.encoding === 'quoted-printable' || startsBorder(parser.av, first)) return line;
    // From the line's own end on: the next line may be a border.
    const end = endOfBlock(Buffer.from(parser.buf), parser.readPos - 1);
    parser.readPos = Math.min(end + 1, parser.av.length);
    return { bytes: new Uint8Array(parser.buf, first, end - first), done: parser.readPos >= parser.av.length };
  };
}

const startsBorder = (bytes: Uint8Array, at: number): boolean => bytes[at] === 0x2d && bytes[at + 1] === 0x2d;

/** Where the last line before a border ends, or the last whole line of a block. */
function endOfBlock(message: Buffer, from: number): number {
  const border = message.subarray(from, from + BLOCK_BYTES).indexOf(BORDER);
  if (border !== -1) return from + border;
  if (from + BLOCK_BYTES >= message.length) return message.at(-1) === LINE_FEED ? message.length - 1 : message.length;
  return Math.max(from, message.lastIndexOf(LINE_FEED, from + BLOCK_BYTES - BORDER.length));
}
