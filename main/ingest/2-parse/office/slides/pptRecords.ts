// Records of a PowerPoint 97 stream: eight bytes of header, then a body that in containers holds more records.
export interface PptRecord {
  readonly type: number;
  readonly instance: number;
  readonly isContainer: boolean;
  readonly body: Buffer;
}

const HEADER = 8;
/** Real files have about ten levels; a shape in groups in groups has a few more. */
const MAX_DEPTH = 100;

/** @returns null where there is no whole header; a body that is cut off is as long as it goes */
export function readRecord(stream: Buffer, at: number): PptRecord | null {
  if (at < 0 || at + HEADER > stream.length) return null;
  const head = stream.readUInt16LE(at);
  const length = stream.readUInt32LE(at + 4);
  return { type: stream.readUInt16LE(at + 2), instance: head >> 4, isContainer: (head & 0xf) === 0xf, body: stream.subarray(at + HEADER, at + HEADER + length) };
}

export function* childrenOf({ body }: PptRecord): Generator<PptRecord> {
  for (let at = 0; at + HEADER <= body.length; ) {
    const record = readRecord(body, at)!;
    yield record;
    at += HEADER + body.readUInt32LE(at + 4);
  }
}

/** Every record within, in order. */
export function* recordsWithin(record: PptRecord, depth = 0): Generator<PptRecord> {
  if (depth > MAX_DEPTH) return;
  for (const child of childrenOf(record)) {
    yield child;
    if (child.isContainer) yield* recordsWithin(child, depth + 1);
  }
}

export function findRecord(record: PptRecord, type: number): PptRecord | null {
  for (const child of childrenOf(record)) if (child.type === type) return child;
  return null;
}
