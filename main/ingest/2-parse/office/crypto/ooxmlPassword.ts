// Encrypted OOXML packages (ECMA-376, "standard" and "agile"): the compound file's EncryptedPackage to the zip inside.
// The work that a key takes is the file's claim: there is a limit to it.
import { createDecipheriv, createHash } from 'node:crypto';
import { isOn, readXml, type Attributes } from '../xml.ts';

export type Unlocked = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly reason: 'password-protected' | 'damaged' };

const STANDARD_SPINS = 50_000;
/** Office writes 100,000; this many take some 3 s. */
const MAX_SPINS = 2_000_000;
const SEGMENT = 4096;
const BLOCK_KEYS = { verifier: 'fea7d2763b4b9e79', verifierHash: 'd7aa0f6d3061344e', key: '146e0be7abacd0d6' } as const;
const HASHES: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha384', 'sha512', 'md5']);
const LOCKED: Unlocked = { ok: false, reason: 'password-protected' };
const DAMAGED: Unlocked = { ok: false, reason: 'damaged' };

/** @param info the stream `EncryptionInfo` @param content `EncryptedPackage` @throws RangeError, XmlFault for what is cut off */
export function unlockPackage(info: Buffer, content: Buffer, password: string): Unlocked {
  const [major, minor] = [info.readUInt16LE(0), info.readUInt16LE(2)];
  try {
    if (major === 4 && minor === 4) return unlockAgile(info.subarray(8), content, password);
    if (minor === 2 && major >= 2 && major <= 4) return unlockStandard(info, content, password);
  } catch (error) {
    // Keys and blocks of impossible lengths.
    if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_') === true && !(error instanceof RangeError)) return DAMAGED;
    throw error;
  }
  return LOCKED;
}

function unlockStandard(info: Buffer, content: Buffer, password: string): Unlocked {
  const headerLength = info.readUInt32LE(8);
  const keyLength = info.readUInt32LE(12 + 16) / 8;
  const verifier = info.subarray(12 + headerLength);
  const salt = verifier.subarray(4, 4 + verifier.readUInt32LE(0));
  let hash = digest('sha1', salt, Buffer.from(password, 'utf16le'));
  for (let spin = 0; spin < STANDARD_SPINS; spin += 1) hash = digest('sha1', number(spin), hash);
  hash = digest('sha1', hash, number(0));
  const derive = (pad: number): Buffer => digest('sha1', Buffer.from(Buffer.alloc(64, pad).map((byte, at) => byte ^ (hash[at] ?? 0))));
  const key = Buffer.concat([derive(0x36), derive(0x5c)]).subarray(0, keyLength);
  const open = (data: Buffer): Buffer => decrypt(`aes-${keyLength * 8}-ecb`, key, null, data);
  const expected = digest('sha1', open(verifier.subarray(20, 36)));
  if (!open(verifier.subarray(40, 72)).subarray(0, expected.length).equals(expected)) return LOCKED;
  const body = content.subarray(8);
  return { ok: true, bytes: open(body.subarray(0, body.length - (body.length % 16))).subarray(0, lengthOf(content)) };
}

function unlockAgile(xml: Buffer, content: Buffer, password: string): Unlocked {
  let data: Attributes = {};
  let own: Attributes = {};
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'keyData') data = attributes;
      else if (name === 'encryptedKey' && isOn(attributes.spinCount)) own = attributes;
    },
  });
  const spins = Number(own.spinCount);
  const hashName = hashOf(own);
  if (hashName === null || !(spins <= MAX_SPINS)) return LOCKED;
  const salt = base64(own.saltValue);
  let hash = digest(hashName, salt, Buffer.from(password, 'utf16le'));
  for (let spin = 0; spin < spins; spin += 1) hash = digest(hashName, number(spin), hash);
  const keyLength = Number(own.keyBits) / 8;
  const open = (blockKey: string, value: string | undefined): Buffer => {
    const key = padded(digest(hashName, hash, Buffer.from(blockKey, 'hex')), keyLength);
    return decrypt(`aes-${keyLength * 8}-cbc`, key, padded(salt, Number(own.blockSize)), base64(value));
  };
  const expected = digest(hashName, open(BLOCK_KEYS.verifier, own.encryptedVerifierHashInput).subarray(0, Number(own.saltSize)));
  if (!open(BLOCK_KEYS.verifierHash, own.encryptedVerifierHashValue).subarray(0, expected.length).equals(expected)) return LOCKED;
  return decryptSegments(content, open(BLOCK_KEYS.key, own.encryptedKeyValue), data);
}

function decryptSegments(content: Buffer, secret: Buffer, data: Attributes): Unlocked {
  const hashName = hashOf(data);
  if (hashName === null) return DAMAGED;
  const salt = base64(data.saltValue);
  const keyLength = Number(data.keyBits) / 8;
  const parts: Buffer[] = [];
  for (let at = 8; at + 16 <= content.length; at += SEGMENT) {
    const segment = content.subarray(at, at + SEGMENT);
    const iv = padded(digest(hashName, salt, number(parts.length)), Number(data.blockSize));
    parts.push(decrypt(`aes-${keyLength * 8}-cbc`, secret.subarray(0, keyLength), iv, segment.subarray(0, segment.length - (segment.length % 16))));
  }
  return { ok: true, bytes: Buffer.concat(parts).subarray(0, lengthOf(content)) };
}

const digest = (name: string, ...parts: readonly Buffer[]): Buffer => {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

function decrypt(cipher: string, key: Buffer, iv: Buffer | null, data: Buffer): Buffer {
  const decipher = createDecipheriv(cipher, key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(data), decipher.final()]);
}

function hashOf({ hashAlgorithm }: Attributes): string | null {
  const name = (hashAlgorithm ?? '').replace('-', '').toLowerCase();
  return HASHES.has(name) ? name : null;
}

const base64 = (value: string | undefined): Buffer => Buffer.from(value ?? '', 'base64');
/** The package's real length stands before it; the low half is enough for what is read here. */
const lengthOf = (content: Buffer): number => content.readUInt32LE(0);

function padded(value: Buffer, length: number): Buffer {
  return value.length >= length ? value.subarray(0, length) : Buffer.concat([value, Buffer.alloc(length - value.length, 0x36)]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
