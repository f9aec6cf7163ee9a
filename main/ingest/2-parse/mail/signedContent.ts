// The content of an S/MIME message that is signed and packed with its signature (CMS SignedData, RFC 5652). Nothing is
// verified: that somebody signed a text is no reason to keep it from its reader.

const ID = { signed: '2a864886f70d010702', enveloped: '2a864886f70d010703' } as const;
const TAG = { sequence: 0x30, set: 0x31, objectId: 0x06, octets: 0x04, packedOctets: 0x24, content: 0xa0 } as const;
const MAX_DEPTH = 32;

interface Node {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
  /** Where the next node begins. */
  readonly next: number;
}

/** Null when the bytes are no signed content: encrypted, compressed, or broken. */
export function signedContent(bytes: Buffer): Buffer | null {
  try {
    const [type, content] = children(bytes, nodeAt(bytes, 0));
    if (type?.tag !== TAG.objectId || content?.tag !== TAG.content || bytes.toString('hex', type.start, type.end) !== ID.signed) return null;
    const [signedData] = children(bytes, content);
    const packed = signedData && children(bytes, signedData).find(({ tag }) => tag === TAG.sequence);
    const inner = packed && children(bytes, packed).find(({ tag }) => tag === TAG.content);
    const octets = inner && children(bytes, inner)[0];
    return octets === undefined ? null : Buffer.concat(octetsOf(bytes, octets, 0));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function octetsOf(bytes: Buffer, node: Node, depth: number): Buffer[] {
  if (depth > MAX_DEPTH) throw new RangeError('depth');
  if (node.tag === TAG.octets) return [bytes.subarray(node.start, node.end)];
  return node.tag === TAG.packedOctets ? children(bytes, node).flatMap((child) => octetsOf(bytes, child, depth + 1)) : [];
}

function children(bytes: Buffer, { start, end }: Node): Node[] {
  const nodes: Node[] = [];
  for (let at = start; at < end; at = nodes.at(-1)!.next) nodes.push(nodeAt(bytes, at));
  return nodes;
}

/** @throws RangeError for a node that does not fit */
function nodeAt(bytes: Buffer, at: number, depth = 0): Node {
  if (depth > MAX_DEPTH) throw new RangeError('depth');
  const tag = bytes.readUInt8(at);
  const first = bytes.readUInt8(at + 1);
  if (first === 0x80) return openNode(bytes, tag, at + 2, depth);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
  const start = at + 2 + lengthBytes;
  if (start + length > bytes.length) throw new RangeError('length');
  return { tag, start, end: start + length, next: start + length };
}

/** A node of unknown length ends with two zero bytes after its last child. */
function openNode(bytes: Buffer, tag: number, start: number, depth: number): Node {
  let at = start;
  while (bytes.readUInt16BE(at) !== 0) at = nodeAt(bytes, at, depth + 1).next;
  return { tag, start, end: at, next: at + 2 };
}
