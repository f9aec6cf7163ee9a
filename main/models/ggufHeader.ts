// Reads a GGUF file's header in plain JavaScript before the engine's native reader sees the file: magic, version,
// counts, metadata and tensor table, with every size checked against the file's own. A file cut in half, or one that
// claims more than it holds, is refused here. Layout: ggml's gguf.md, version 2 and 3, little endian.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';

export interface GgufHeader {
  readonly version: number;
  readonly architecture: string | null;
  readonly name: string | null;
  readonly licence: string | null;
  readonly hasChatTemplate: boolean;
  /** As llama.cpp names it; null when the file does not say, or says what is not known here. */
  readonly quantisation: string | null;
  readonly tensors: number;
  readonly sizeBytes: number;
  /** What its memory depends on; null where the header does not tell all of it. */
  readonly shape: ModelShape | null;
  /** Bytes of tensors that llama.cpp lays out anew for the processor, beside the mapped file. */
  readonly repackedBytes: number;
}

export interface ModelShape {
  readonly layers: number;
  readonly kvHeads: number;
  /** Numbers of one head's key, and of its value. */
  readonly headDim: number;
  readonly vocabulary: number;
}

const MAX_METADATA = 100_000;
const MAX_TENSORS = 100_000;
const MAX_STRING = 64 * 1024 * 1024;
const MAX_HEADER = 512 * 1024 * 1024;
const KEPT_STRING = 10_000;
/** Bytes of the scalar value types 0–7 and 10–12; 8 is a string, 9 an array. */
const SCALAR_BYTES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const UINT32 = 4;
const STRING = 8;
const ARRAY = 9;
/** ggml types: elements and bytes of a block. A type not listed here is left to the engine's own check. */
const BLOCKS: Readonly<Record<number, readonly [elements: number, bytes: number]>> = {
  0: [1, 4], 1: [1, 2], 2: [32, 18], 3: [32, 20], 6: [32, 22], 7: [32, 24], 8: [32, 34], 9: [32, 36],
  10: [256, 84], 11: [256, 110], 12: [256, 144], 13: [256, 176], 14: [256, 210], 15: [256, 292], 30: [1, 2],
};

/** Q4_0, Q4_K and IQ4_NL: the types that llama.cpp's CPU backend interleaves when it loads them (ggml-cpu/repack.cpp). */
const REPACKED_TYPES: ReadonlySet<number> = new Set([2, 12, 20]);

/** `llama_ftype` of llama.h, by `general.file_type`. */
const FILE_TYPES: Readonly<Record<number, string>> = {
  0: 'F32', 1: 'F16', 2: 'Q4_0', 3: 'Q4_1', 7: 'Q8_0', 8: 'Q5_0', 9: 'Q5_1', 10: 'Q2_K', 11: 'Q3_K_S', 12: 'Q3_K_M', 13: 'Q3_K_L', 14: 'Q4_K_S',
  15: 'Q4_K_M', 16: 'Q5_K_S', 17: 'Q5_K_M', 18: 'Q6_K', 19: 'IQ2_XXS', 20: 'IQ2_XS', 21: 'Q2_K_S', 22: 'IQ3_XS', 23: 'IQ3_XXS', 24: 'IQ1_S',
  25: 'IQ4_NL', 26: 'IQ3_S', 27: 'IQ3_M', 28: 'IQ2_S', 29: 'IQ2_M', 30: 'IQ4_XS', 31: 'IQ1_M', 32: 'BF16', 36: 'TQ1_0', 37: 'TQ2_0', 38: 'MXFP4_MOE',
}; // prettier-ignore

/** Throws `model-invalid` with the reason when the file is no whole GGUF model. */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  // Without O_NONBLOCK (which Windows lacks), opening a pipe would wait for its other end forever.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError(cause.code === 'EACCES' ? 'no-permission' : 'path-not-found', { path }, { cause });
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw invalid('not-gguf');
    const { size } = stats;
    return await readHeader(new Cursor(handle, size), size);
  } finally {
    await handle.close();
  }
}

const invalid = (reason: string): AppError => new AppError('model-invalid', { reason });

async function readHeader(cursor: Cursor, sizeBytes: number): Promise<GgufHeader> {
  if ((await cursor.uint32()) !== 0x46554747) throw invalid('not-gguf');
  const version = await cursor.uint32();
  if (version !== 2 && version !== 3) throw invalid('version');
  const tensors = await cursor.count(MAX_TENSORS);
  const pairs = await cursor.count(MAX_METADATA);
  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  let vocabulary: number | null = null;
  for (let pair = 0; pair < pairs; pair += 1) {
    const key = await cursor.string();
    const type = await cursor.uint32();
    if (type === UINT32) numbers.set(key, await cursor.uint32());
    else if (type === STRING) texts.set(key, await cursor.string());
    else {
      const items = await cursor.skipValue(type);
      if (key === 'tokenizer.ggml.tokens') vocabulary = items;
    }
  }
  const alignment = numbers.get('general.alignment') ?? 32;
  if (alignment < 1 || alignment > 65_536 || (alignment & (alignment - 1)) !== 0) throw invalid('damaged');
  let dataBytes = 0;
  let repackedBytes = 0;
  for (let tensor = 0; tensor < tensors; tensor += 1) {
    const name = await cursor.string();
    const dimensions = await cursor.uint32();
    if (dimensions > 4) throw invalid('damaged');
    let elements = 1;
    for (let dimension = 0; dimension < dimensions; dimension += 1) elements *= await cursor.count(Number.MAX_SAFE_INTEGER);
    const type = await cursor.uint32();
    const offset = await cursor.count(Number.MAX_SAFE_INTEGER);
    const block = BLOCKS[type];
    const bytes = block === undefined ? 1 : Math.ceil(elements / block[0]) * block[1];
    dataBytes = Math.max(dataBytes, offset + bytes);
    // The table of token embeddings is read row by row, as it lies.
    if (REPACKED_TYPES.has(type) && dimensions > 1 && name !== 'token_embd.weight') repackedBytes += bytes;
  }
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  if (tensors === 0 || !Number.isSafeInteger(dataBytes)) throw invalid('damaged');
  if (dataStart + dataBytes > sizeBytes) throw invalid('cut-short');
  return {
    version,
    architecture: texts.get('general.architecture') ?? null,
    name: texts.get('general.name') ?? null,
    licence: texts.get('general.license') ?? null,
    hasChatTemplate: texts.has('tokenizer.chat_template'),
    quantisation: FILE_TYPES[numbers.get('general.file_type') ?? -1] ?? null,
    tensors,
    sizeBytes,
    shape: shapeOf(texts.get('general.architecture') ?? '', numbers, vocabulary),
    repackedBytes,
  };
}

/** Models whose layers differ from one another have arrays here, and no shape. */
function shapeOf(architecture: string, numbers: ReadonlyMap<string, number>, vocabulary: number | null): ModelShape | null {
  const number = (key: string): number => numbers.get(`${architecture}.${key}`) ?? 0;
  const heads = number('attention.head_count');
  const layers = number('block_count');
  const kvHeads = number('attention.head_count_kv') || heads;
  const headDim = number('attention.key_length') || (heads === 0 ? 0 : Math.floor(number('embedding_length') / heads));
  return layers > 0 && kvHeads > 0 && headDim > 0 && vocabulary !== null ? { layers, kvHeads, headDim, vocabulary } : null;
}

/** Reads forward through the file in blocks; running past the end means that the file was cut short. */
class Cursor {
  position = 0;
  private block = Buffer.alloc(0);
  private blockStart = 0;
  private readonly handle: FileHandle;
  private readonly size: number;

  constructor(handle: FileHandle, size: number) {
    this.handle = handle;
    this.size = size;
  }

  private async take(length: number): Promise<Buffer> {
    if (this.position + length > this.size) throw invalid('cut-short');
    if (this.position + length > MAX_HEADER) throw invalid('damaged');
    const from = this.position - this.blockStart;
    if (from < 0 || from + length > this.block.length) {
      const next = Buffer.alloc(Math.min(Math.max(length, 1024 * 1024), this.size - this.position));
      const { bytesRead } = await this.handle.read(next, 0, next.length, this.position);
      if (bytesRead < length) throw invalid('cut-short');
      this.block = next.subarray(0, bytesRead);
      this.blockStart = this.position;
    }
    const start = this.position - this.blockStart;
    this.position += length;
    return this.block.subarray(start, start + length);
  }

  private skip(bytes: number): void {
    if (this.position + bytes > this.size) throw invalid('cut-short');
    this.position += bytes;
  }

  async uint32(): Promise<number> {
    return (await this.take(4)).readUInt32LE(0);
  }

  async count(limit: number): Promise<number> {
    const value = (await this.take(8)).readBigUInt64LE(0);
    if (value > BigInt(limit)) throw invalid('damaged');
    return Number(value);
  }

  async string(): Promise<string> {
    const length = await this.count(MAX_STRING);
    const kept = (await this.take(Math.min(length, KEPT_STRING))).toString('utf8');
    this.skip(length - Math.min(length, KEPT_STRING));
    return kept;
  }

  /** Tells how many items it had. */
  async skipValue(type: number): Promise<number> {
    const scalar = SCALAR_BYTES[type];
    if (scalar !== undefined) {
      this.skip(scalar);
      return 1;
    }
    if (type !== ARRAY) throw invalid('damaged');
    const itemType = await this.uint32();
    const items = await this.count(Number.MAX_SAFE_INTEGER);
    const itemBytes = SCALAR_BYTES[itemType];
    if (itemBytes !== undefined) {
      this.skip(items * itemBytes);
      return items;
    }
    if (itemType !== STRING) throw invalid('damaged');
    for (let item = 0; item < items; item += 1) {
      const length = await this.count(MAX_STRING);
      this.skip(length);
    }
    return items;
  }
}
