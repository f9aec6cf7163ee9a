// A GGUF file of a few hundred bytes, whole or bent: what its header says can be given piece by piece. The layout is
// that of ggml's gguf.md.

export interface GgufParts {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: bigint;
  readonly pairCount?: bigint;
  readonly alignment?: number;
  /** Elements along each dimension of the one tensor. */
  readonly shape?: readonly bigint[];
  readonly tensorType?: number;
  readonly tensorOffset?: bigint;
  /** Bytes of tensor data that are there. */
  readonly dataBytes?: number;
  /** Further metadata, as bytes: key, type, value. */
  readonly extraPair?: Buffer;
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
export const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
export const text = (value: string): Buffer => Buffer.concat([u64(BigInt(Buffer.byteLength(value))), Buffer.from(value)]);
const pair = (key: string, type: number, value: Buffer): Buffer => Buffer.concat([text(key), u32(type), value]);

export function tinyGguf(parts: GgufParts = {}): Buffer {
  const { alignment = 32, shape = [16n, 4n], tensorType = 0, dataBytes = 16 * 4 * 4 } = parts;
  const pairs = [
    pair('general.architecture', 8, text('llama')),
    pair('general.name', 8, text('Tiny')),
    pair('general.license', 8, text('MIT')),
    pair('general.alignment', 4, u32(alignment)),
    pair('tokenizer.ggml.tokens', 9, Buffer.concat([u32(8), u64(2n), text('a'), text('bc')])),
    pair('tokenizer.ggml.scores', 9, Buffer.concat([u32(6), u64(2n), Buffer.alloc(8)])),
    pair('tokenizer.chat_template', 8, text('{{ messages }}')),
    ...(parts.extraPair === undefined ? [] : [parts.extraPair]),
  ];
  const head = Buffer.concat([
    Buffer.from(parts.magic ?? 'GGUF', 'latin1'),
    u32(parts.version ?? 3),
    u64(parts.tensorCount ?? 1n),
    u64(parts.pairCount ?? BigInt(pairs.length)),
    ...pairs,
    text('weights'),
    u32(shape.length),
    ...shape.map(u64),
    u32(tensorType),
    u64(parts.tensorOffset ?? 0n),
  ]);
  const padding = alignment > 0 ? (alignment - (head.length % alignment)) % alignment : 0;
  return Buffer.concat([head, Buffer.alloc(padding), Buffer.alloc(dataBytes, 1)]);
}

export const ggufPair = (key: string, type: number, value: Buffer): Buffer => pair(key, type, value);
