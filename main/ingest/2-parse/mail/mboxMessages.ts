// Finds the messages of a mailbox file (mboxo, mboxrd, mboxcl) of any size, reading it once in blocks: no line and no
// message is ever held as a whole. Content-Length is not believed, since nothing keeps it true. Out come the places
// of the messages without the lines that part them, a hash of each, and the first bytes of its headers.
import { createHash, type Hash } from 'node:crypto';
import type { ByteSource } from '../members/byteSource.ts';

export interface MboxMessage {
  readonly offset: number;
  readonly length: number;
  /** SHA-256 of the message's bytes, lower-case hex. */
  readonly hash: string;
  /** The date of the line before the message; null where it has none that can be read. */
  readonly postmarkMs: number | null;
  /** The beginning of the message, as far as headers are looked for. */
  readonly head: Buffer;
}

interface Mark {
  /** Where the line `From …` begins. */
  readonly at: number;
  /** Where the message after it begins. */
  readonly bodyAt: number;
  readonly line: string;
}

const BLOCK_BYTES = 4 * 1024 * 1024;
const HEAD_BYTES = 32 * 1024;
/** A postmark and the beginning of the header after it. */
const MARK_BYTES = 1_024;
const SEPARATOR = Buffer.from('\nFrom ');
const POSTMARK_DATE = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +\w{3} +\d{1,2} +\d{1,2}:\d{2}(?::\d{2})?.*$/;
const HEADER = /^(?:[!-9;-~]+:|>From )/;

/** Yields nothing when the file is no mailbox. */
export async function* mboxMessages(source: ByteSource): AsyncGenerator<MboxMessage> {
  let block: Buffer = Buffer.alloc(0);
  let blockAt = 0;

  /** Bytes around a place, from the block in hand where they are in it. */
  async function peek(from: number, length: number): Promise<Buffer> {
    if (from >= blockAt && from + length <= blockAt + block.length) return block.subarray(from - blockAt, from - blockAt + length);
    return source.read(from, length);
  }

  /** A line that begins with `From ` parts two messages when a header follows it, and a blank line or a date is with it. */
  async function markAt(at: number): Promise<Mark | null> {
    const before = await peek(Math.max(0, at - 3), at - Math.max(0, at - 3));
    const after = await peek(at, Math.min(MARK_BYTES, source.sizeBytes - at));
    const lineEnd = after.indexOf(10);
    if (lineEnd === -1) return null;
    const line = after.toString('latin1', 0, lineEnd).trimEnd();
    const next = after.toString('latin1', lineEnd + 1, lineEnd + 200);
    const afterBlank = at === 0 || /\n\r?\n$/.test(before.toString('latin1'));
    return HEADER.test(next) && (afterBlank || POSTMARK_DATE.test(line)) ? { at, bodyAt: at + lineEnd + 1, line } : null;
  }

  let mark = await markAt(0);
  if (mark === null || !(await peek(0, 5)).equals(SEPARATOR.subarray(1))) return;
  let content = hashOfMessage();
  let hashedTo = mark.bodyAt;
  const hashUpTo = (end: number): void => {
    if (end <= hashedTo) return;
    content.update(block.subarray(hashedTo - blockAt, end - blockAt));
    hashedTo = end;
  };
  async function finish({ bodyAt, line }: Mark): Promise<MboxMessage> {
    const { hash, trimmed } = content.finish();
    const length = hashedTo - bodyAt - trimmed;
    return { offset: bodyAt, length, hash, postmarkMs: dateOf(line), head: Buffer.from(await source.read(bodyAt, Math.min(HEAD_BYTES, length))) };
  }

  for (let at = 0; at < source.sizeBytes; at = blockAt + block.length) {
    // A separator may lie across the border of two blocks; the bytes before are looked at once more.
    const overlap = Math.min(at, SEPARATOR.length - 1);
    block = await source.read(at - overlap, BLOCK_BYTES + overlap);
    blockAt = at - overlap;
    if (block.length <= overlap) break;
    for (let found = block.indexOf(SEPARATOR); found !== -1; found = block.indexOf(SEPARATOR, found + 1)) {
      const next: Mark | null = blockAt + found + 1 < mark.bodyAt ? null : await markAt(blockAt + found + 1);
      if (next === null) continue;
      hashUpTo(next.at);
      yield await finish(mark);
      mark = next;
      content = hashOfMessage();
      hashedTo = next.bodyAt;
    }
    // What may be the beginning of a separator is hashed with the next block.
    hashUpTo(blockAt + block.length - (SEPARATOR.length - 1));
  }
  hashUpTo(blockAt + block.length);
  yield await finish(mark);
}

/** A hash of all but the blank line at the end, which belongs to the mailbox: a message that is the last one has none. */
function hashOfMessage(): { update(bytes: Buffer): void; finish(): { readonly hash: string; readonly trimmed: number } } {
  const hash: Hash = createHash('sha256');
  let tail: Buffer = Buffer.alloc(0);
  return {
    update: (bytes) => {
      const held = Buffer.concat([tail, bytes.subarray(-4)]);
      if (bytes.length >= 4) {
        hash.update(tail);
        hash.update(bytes.subarray(0, -4));
        tail = Buffer.from(bytes.subarray(-4));
      } else {
        hash.update(held.subarray(0, -4));
        tail = Buffer.from(held.subarray(-4));
      }
    },
    finish: () => {
      const trimmed = /\n(\r?\n)$/.exec(tail.toString('latin1'))?.[1]?.length ?? 0;
      hash.update(tail.subarray(0, tail.length - trimmed));
      return { hash: hash.digest('hex'), trimmed };
    },
  };
}

function dateOf(line: string): number | null {
  const date = POSTMARK_DATE.exec(line)?.[0];
  const ms = date === undefined ? Number.NaN : Date.parse(/[+-]\d{4}|GMT|UTC|Z$/.test(date) ? date : `${date} UTC`);
  return Number.isNaN(ms) ? null : ms;
}
