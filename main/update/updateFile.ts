// A file with an update: a signed header, and behind it the package that a release publishes for one system. In: the file
// of a stranger. Out: its front, the key that signed it, its header. Layout:
//   magic (16 bytes) · length of the header (u32, big endian) · header (JSON, UTF-8) · Ed25519 signature (64) · payload
// Invariants: nothing is read before its length was checked against a limit; JSON is parsed only after its signature holds.
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { PACKAGE_KINDS } from '../../contract/updateKinds.ts';

const MAGIC = Buffer.from('Freehold update\n', 'latin1');
/** A signature for anything else can't be taken for one of an update. */
const SIGNED_AS = Buffer.from('org.freehold.update.v1\0', 'latin1');
const LENGTH_BYTES = 4;
const SIGNATURE_BYTES = 64;
const MAX_HEADER_BYTES = 16_384;
const MAX_PAYLOAD_BYTES = 2 ** 36;
/** How a raw Ed25519 key is wrapped as SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export const PRODUCT = 'Freehold';

const note = z.string().max(4_000);
export const updateHeader = z.strictObject({
  format: z.literal(1),
  product: z.string().max(100),
  version: z.string().regex(/^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/),
  /** As Node names them: `linux`, `x64`. */
  platform: z.string().regex(/^[a-z0-9]{1,20}$/),
  arch: z.string().regex(/^[a-z0-9]{1,20}$/),
  kind: z.enum(PACKAGE_KINDS),
  payloadBytes: z.number().int().positive().max(MAX_PAYLOAD_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** What is new, in plain text. */
  notes: z.strictObject({ en: note, de: note }),
  madeAtMs: z.number().int().nonnegative(),
});
export type UpdateHeader = z.infer<typeof updateHeader>;

/** A key that updates are believed by. */
export interface UpdateKey {
  readonly name: string;
  /** 32 bytes, base64. */
  readonly publicKey: string;
}

export interface UpdateFront {
  readonly headerBytes: Buffer;
  readonly signature: Buffer;
  readonly payloadStart: number;
  readonly fileBytes: number;
}

/** Reads at most some 16 kB, whatever the file says of itself. @throws AppError `update-invalid` */
export async function readFront(handle: FileHandle): Promise<UpdateFront> {
  const found = await handle.stat();
  if (!found.isFile()) throw new AppError('update-invalid');
  const start = await readExactly(handle, 0, MAGIC.length + LENGTH_BYTES);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) throw new AppError('update-invalid');
  const headerLength = start.readUInt32BE(MAGIC.length);
  if (headerLength === 0 || headerLength > MAX_HEADER_BYTES) throw new AppError('update-invalid');
  const rest = await readExactly(handle, start.length, headerLength + SIGNATURE_BYTES);
  return {
    headerBytes: rest.subarray(0, headerLength),
    signature: rest.subarray(headerLength),
    payloadStart: start.length + rest.length,
    fileBytes: found.size,
  };
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const bytesRead = await readSome(handle, bytes, at, length - at, position + at);
    if (bytesRead === 0) throw new AppError('update-invalid');
    at += bytesRead;
  }
  return bytes;
}

/** What can't be read of a file that lies on a bad stick, or on one that was pulled out. */
const MEDIUM_FAULTS: readonly (string | undefined)[] = ['EIO', 'ENXIO', 'ENODEV', 'ESTALE', 'EREMOTEIO'];

/** How many bytes were read; 0 at the end of the file. @throws AppError `update-unreadable` */
export async function readSome(handle: FileHandle, into: Buffer, at: number, length: number, position: number): Promise<number> {
  try {
    return (await handle.read(into, at, length, position)).bytesRead;
  } catch (cause) {
    throw MEDIUM_FAULTS.includes((cause as NodeJS.ErrnoException).code) ? new AppError('update-unreadable', {}, { cause }) : cause;
  }
}

/** The key that signed it. @throws AppError `update-untrusted` */
export function signerOf({ headerBytes, signature }: Pick<UpdateFront, 'headerBytes' | 'signature'>, keys: readonly UpdateKey[]): UpdateKey {
  const signer = keys.find(({ publicKey }) => verify(null, signedBytes(headerBytes), { key: publicKeyOf(publicKey), format: 'der', type: 'spki' }, signature));
  if (signer === undefined) throw new AppError('update-untrusted');
  return signer;
}

/** Of a front whose signature holds. @throws AppError `update-invalid` */
export function headerOf({ headerBytes }: Pick<UpdateFront, 'headerBytes'>): UpdateHeader {
  try {
    return updateHeader.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(headerBytes)));
  } catch (cause) {
    throw new AppError('update-invalid', {}, { cause });
  }
}

/** What a signature is made over. */
export function signedBytes(headerBytes: Uint8Array): Buffer {
  return Buffer.concat([SIGNED_AS, headerBytes]);
}

/** Everything before the payload. @throws RangeError for what no program would take */
export function frontOf(headerBytes: Uint8Array, signature: Uint8Array): Buffer {
  if (headerBytes.length === 0 || headerBytes.length > MAX_HEADER_BYTES) throw new RangeError(`a header has 1 to ${MAX_HEADER_BYTES} bytes, not ${headerBytes.length}`);
  if (signature.length !== SIGNATURE_BYTES) throw new RangeError(`a signature has ${SIGNATURE_BYTES} bytes, not ${signature.length}`);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(headerBytes.length);
  return Buffer.concat([MAGIC, length, headerBytes, signature]);
}

/** By which people can compare a key: the beginning of its SHA-256. */
export function keyId({ publicKey }: Pick<UpdateKey, 'publicKey'>): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);
}

function publicKeyOf(base64: string): Buffer {
  const der = Buffer.concat([SPKI_PREFIX, Buffer.from(base64, 'base64')]);
  // Throws for a key that is none: such a build is broken, the file is not.
  createPublicKey({ key: der, format: 'der', type: 'spki' });
  return der;
}
