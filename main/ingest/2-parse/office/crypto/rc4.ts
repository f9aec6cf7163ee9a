// RC4 as the old binary office formats use it, in blocks with a key each. It hides nothing from anybody today; a file
// that is encrypted with it is still somebody's own. OpenSSL 3 no longer has it.
import { createHash } from 'node:crypto';

/** A key that fits: the password was checked. */
export interface Rc4Key {
  readonly keyOf: (block: number) => Buffer;
}

/** @param header from the version numbers on: of a FilePass record, or of an encrypted document's table stream @throws RangeError */
export function rc4Key(header: Buffer, password: string): Rc4Key | null {
  const [major, minor] = [header.readUInt16LE(0), header.readUInt16LE(2)];
  const secret = Buffer.from(password, 'utf16le');
  if (major === 1 && minor === 1) return basicKey(header.subarray(4), secret);
  return minor === 2 && major >= 2 && major <= 4 ? cryptoApiKey(header.subarray(4), secret) : null;
}

function basicKey(body: Buffer, secret: Buffer): Rc4Key | null {
  const salt = body.subarray(0, 16);
  const first = digest('md5', secret).subarray(0, 5);
  const base = digest('md5', ...Array.from({ length: 16 }, () => [first, salt]).flat()).subarray(0, 5);
  return verified({ keyOf: (block) => digest('md5', base, number(block)) }, body.subarray(16, 32), body.subarray(32, 48), 'md5');
}

function cryptoApiKey(body: Buffer, secret: Buffer): Rc4Key | null {
  const header = body.subarray(8, 8 + body.readUInt32LE(4));
  const keyBytes = (header.readUInt32LE(16) || 40) / 8;
  const verifier = body.subarray(8 + header.length);
  const base = digest('sha1', verifier.subarray(4, 20), secret);
  const keyOf = (block: number): Buffer => {
    const key = digest('sha1', base, number(block)).subarray(0, keyBytes);
    // Keys of 40 bits are written into 16 bytes.
    return keyBytes === 5 ? Buffer.concat([key, Buffer.alloc(11)]) : key;
  };
  return verified({ keyOf }, verifier.subarray(20, 36), verifier.subarray(40, 60), 'sha1');
}

function verified(key: Rc4Key, verifier: Buffer, hash: Buffer, name: string): Rc4Key | null {
  const open = rc4(key.keyOf(0));
  const plain = open(verifier);
  return hash.length > 0 && digest(name, plain).equals(open(hash)) ? key : null;
}

/** The whole stream, block by block from its start. */
export function decryptBlocks(data: Buffer, key: Rc4Key, blockLength: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += blockLength) parts.push(rc4(key.keyOf(at / blockLength))(data.subarray(at, at + blockLength)));
  return Buffer.concat(parts);
}

/** Each call goes on where the last one ended. */
export function rc4(key: Buffer): (data: Buffer) => Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let index = 0, other = 0; index < 256; index += 1) {
    other = (other + state[index]! + key[index % key.length]!) & 0xff;
    [state[index], state[other]] = [state[other]!, state[index]!];
  }
  let first = 0;
  let second = 0;
  return (data) =>
    data.map((byte) => {
      first = (first + 1) & 0xff;
      const own = state[first]!;
      second = (second + own) & 0xff;
      const other = state[second]!;
      state[first] = other;
      state[second] = own;
      return byte ^ state[(own + other) & 0xff]!;
    }) as Buffer;
}

function digest(name: string, ...parts: readonly Buffer[]): Buffer {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
