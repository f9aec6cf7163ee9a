// One hostile file from a good one: a few seeded changes of the kinds that break readers. Pure: the same seed and the
// same files give the same bytes.
export type Random = () => number;

export interface Material {
  /** Other good files of the format, for splices. */
  readonly others: readonly Buffer[];
  /** Words that mean something in the format. */
  readonly dictionary: readonly string[];
}

type Mutator = (bytes: Buffer, random: Random, material: Material) => Buffer;

/** Larger files only take longer. */
const MAX_BYTES = 4 * 1024 * 1024;
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const EXTREME_NUMBERS = ['0', '-1', '1', '65536', '2147483648', '4294967295', '99999999999999999999', '1e308', 'NaN'];

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);
export const pick = <Value>(random: Random, values: readonly Value[]): Value => values[below(random, values.length)]!;

/** Mostly short, seldom as long as the file. */
function range(bytes: Buffer, random: Random): [number, number] {
  const start = below(random, bytes.length + 1);
  const longest = random() < 0.8 ? 64 : bytes.length;
  return [start, Math.min(bytes.length, start + 1 + below(random, Math.max(1, longest)))];
}

const replace = (bytes: Buffer, start: number, end: number, by: Buffer): Buffer => Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)]);

const MUTATORS: readonly Mutator[] = [
  function flipBits(bytes, random) {
    const out = Buffer.from(bytes);
    for (let times = 1 + below(random, 16); times > 0 && out.length > 0; times -= 1) out[below(random, out.length)]! ^= 1 << below(random, 8);
    return out;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, below(random, bytes.length));
  },
  function removeBlock(bytes, random) {
    return replace(bytes, ...range(bytes, random), Buffer.alloc(0));
  },
  function duplicateBlock(bytes, random) {
    const [start, end] = range(bytes, random);
    return replace(bytes, end, end, bytes.subarray(start, end));
  },
  function repeatBlock(bytes, random) {
    const [start, end] = range(bytes, random);
    const block = bytes.subarray(start, Math.min(end, start + 64));
    return replace(bytes, start, start, Buffer.concat(Array.from({ length: 2 + below(random, 2_000) }, () => block)));
  },
  function overwriteRandom(bytes, random) {
    const [start, end] = range(bytes, random);
    return replace(bytes, start, end, Buffer.from(Array.from({ length: Math.min(end - start, 256) }, () => below(random, 256))));
  },
  function insertToken(bytes, random, { dictionary }) {
    const at = below(random, bytes.length + 1);
    return dictionary.length === 0 ? bytes : replace(bytes, at, random() < 0.5 ? at : Math.min(bytes.length, at + 8), Buffer.from(pick(random, dictionary), 'latin1'));
  },
  function splice(bytes, random, { others }) {
    const other = others.length === 0 ? bytes : pick(random, others);
    return Buffer.concat([bytes.subarray(0, below(random, bytes.length + 1)), other.subarray(below(random, other.length + 1))]);
  },
  function tweakField(bytes, random) {
    if (bytes.length < 4) return bytes;
    const out = Buffer.from(bytes);
    const at = below(random, out.length - 3);
    const value = random() < 0.5 ? pick(random, EXTREMES) : (out.readUInt32LE(at) + pick(random, [-1, 1, 4, -4, 512, -512]) + 2 ** 32) % 2 ** 32;
    const write = pick(random, ['writeUInt32LE', 'writeUInt32BE', 'writeUInt16LE', 'writeUInt16BE', 'writeUInt8'] as const);
    out[write](write === 'writeUInt8' ? value & 0xff : write.includes('16') ? value & 0xffff : value, at);
    return out;
  },
  function tweakNumber(bytes, random) {
    const numbers = [...bytes.subarray(0, 200_000).toString('latin1').matchAll(/\d+/g)];
    if (numbers.length === 0) return bytes;
    const { index, 0: digits } = pick(random, numbers);
    return replace(bytes, index, index + digits.length, Buffer.from(pick(random, EXTREME_NUMBERS)));
  },
];

export function mutate(bytes: Buffer, random: Random, material: Material): Buffer {
  let out = bytes;
  for (let times = 1 + below(random, 4); times > 0; times -= 1) out = pick(random, MUTATORS)(out, random, material).subarray(0, MAX_BYTES);
  return out;
}
