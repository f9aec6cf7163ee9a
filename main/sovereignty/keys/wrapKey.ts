// Wrapping a library's key: AES-256-GCM under a key that scrypt makes of a secret, or that the system's keychain keeps.
// What the file says about the way (version, parameters) is authenticated along with it. Whatever is only needed for a
// moment is overwritten afterwards.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { ScryptParameters } from './keyFile.ts';

const scryptAsync = promisify<Buffer, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** OWASP's advice for scrypt (2^17, 8, 1): 128 MB and about 0.4 s on the machine where this was written. */
export const SCRYPT_COST = 2 ** 17;

export function newParameters(cost: number): ScryptParameters {
  return { name: 'scrypt', cost, blockSize: 8, parallelization: 1, salt: randomBytes(16).toString('base64') };
}

/** The same words typed on another keyboard are the same bytes. */
export async function keyOf(secret: string, { cost, blockSize, parallelization, salt }: ScryptParameters): Promise<Buffer> {
  const text = Buffer.from(secret.normalize('NFKC'), 'utf8');
  try {
    // Node wants a little more than the 128 * N * r that scrypt itself takes.
    return await scryptAsync(text, Buffer.from(salt, 'base64'), KEY_BYTES, { N: cost, r: blockSize, p: parallelization, maxmem: 256 * cost * blockSize });
  } finally {
    text.fill(0);
  }
}

/** Overwrites `wrappingKey`. */
export function wrapKey(key: Uint8Array, wrappingKey: Buffer, about: unknown): { nonce: string; key: string } {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce).setAAD(Buffer.from(JSON.stringify(about)));
  const wrapped = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  wrappingKey.fill(0);
  return { nonce: nonce.toString('base64'), key: wrapped.toString('base64') };
}

/** Null when it was wrapped with another key, or altered. Overwrites `wrappingKey`. */
export function unwrapKey(wrap: { readonly nonce: string; readonly key: string }, wrappingKey: Buffer, about: unknown): Buffer | null {
  const wrapped = Buffer.from(wrap.key, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey, Buffer.from(wrap.nonce, 'base64'))
    .setAAD(Buffer.from(JSON.stringify(about)))
    .setAuthTag(wrapped.subarray(KEY_BYTES, KEY_BYTES + TAG_BYTES));
  const key = decipher.update(wrapped.subarray(0, KEY_BYTES));
  try {
    decipher.final();
    return key;
  } catch {
    key.fill(0);
    return null;
  } finally {
    wrappingKey.fill(0);
  }
}
