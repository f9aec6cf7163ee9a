// Vectors of texts that an earlier evaluation embedded, in the cache folder by what made them: a change of the store or
// the search makes new libraries without embedding anew. Records of one size, a text's hash and its vector.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';

export interface KeptVectors {
  get(text: string): Float32Array | null;
  keep(entries: readonly { readonly text: string; readonly vector: Float32Array }[]): void;
}

const HASH_BYTES = 32;

/** `madeBy` is the hash of the code and the model that embed. */
export function openKeptVectors(cacheDir: string, madeBy: string, dimensions: number): KeptVectors {
  const file = path.join(cacheDir, 'eval', `vectors-${madeBy.slice(0, 16)}.bin`);
  mkdirSync(path.dirname(file), { recursive: true });
  const recordBytes = HASH_BYTES + dimensions * Float32Array.BYTES_PER_ELEMENT;
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const whole = bytes.length - (bytes.length % recordBytes);
  // A run that was killed may have left part of a record.
  if (whole < bytes.length) truncateSync(file, whole);
  const kept = new Map<string, Float32Array>();
  for (let at = 0; at < whole; at += recordBytes) {
    const vector = new Float32Array(bytes.buffer.slice(bytes.byteOffset + at + HASH_BYTES, bytes.byteOffset + at + recordBytes));
    kept.set(bytes.toString('hex', at, at + HASH_BYTES), vector);
  }
  return {
    get: (text) => kept.get(hashOf(text).toString('hex')) ?? null,
    keep: (entries) => {
      const fresh = entries.filter(({ text }) => !kept.has(hashOf(text).toString('hex')));
      for (const { text, vector } of fresh) kept.set(hashOf(text).toString('hex'), vector);
      appendFileSync(file, Buffer.concat(fresh.flatMap(({ text, vector }) => [hashOf(text), Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)])));
    },
  };
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
