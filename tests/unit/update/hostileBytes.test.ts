// The reader of update files against bytes that were made to hurt it: whatever comes, it ends at once with one of two errors,
// and reads no more than the front. Only bytes that somebody signed are ever read as JSON.
import { generateKeyPairSync, sign } from 'node:crypto';
import { open } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frontOf, headerOf, readFront, signedBytes, signerOf, type UpdateHeader, type UpdateKey } from '../../../main/update/updateFile.ts';
import { counted } from '../../support/thoroughness.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { headerFor } from '../../support/updateFiles.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEY: UpdateKey = { name: 'Test', publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64') };
const numRuns = counted({ short: 500, normal: 5_000, full: 50_000 });

const PAYLOAD = Buffer.from('payload');
const HEADER = Buffer.from(JSON.stringify(headerFor(PAYLOAD)));
const GOOD = Buffer.concat([frontOf(HEADER, sign(null, signedBytes(HEADER), privateKey)), PAYLOAD]);
const FRONT_BYTES = GOOD.length - PAYLOAD.length;

async function read(bytes: Uint8Array): Promise<UpdateHeader | string> {
  const file = path.join(dir, 'one');
  writeFileSync(file, bytes);
  const handle = await open(file);
  try {
    const front = await readFront(handle);
    signerOf(front, [KEY]);
    return headerOf(front);
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await handle.close();
  }
}
let dir: string;

test('the file that the others are made of is read', async () => {
  dir = temporaryFolder();
  expect(await read(GOOD)).toMatchObject({ version: '0.2.0', payloadBytes: PAYLOAD.length });
});

test('any bytes at all', async () => {
  dir = temporaryFolder();
  const start = fc.constantFrom(new Uint8Array(), GOOD.subarray(0, 16), GOOD.subarray(0, 20), GOOD.subarray(0, FRONT_BYTES - 64));
  await fc.assert(fc.asyncProperty(start, fc.uint8Array({ maxLength: 20_000 }), async (before, after) => {
    expect(['update-invalid', 'update-untrusted']).toContain(await read(Buffer.concat([before, after])));
  }), { numRuns });
});

test('one byte changed, anywhere in the front; a length that is any number', async () => {
  dir = temporaryFolder();
  await fc.assert(fc.asyncProperty(fc.nat(FRONT_BYTES - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
    const bytes = Buffer.from(GOOD);
    bytes[at]! ^= by;
    expect(['update-invalid', 'update-untrusted']).toContain(await read(bytes));
  }), { numRuns });
  await fc.assert(fc.asyncProperty(fc.nat(0xffffffff).filter((length) => length !== HEADER.length), async (length) => {
    const bytes = Buffer.from(GOOD);
    bytes.writeUInt32BE(length, 16);
    expect(['update-invalid', 'update-untrusted']).toContain(await read(bytes));
  }), { numRuns });
});

test('a signed header of any shape is a whole header or none', async () => {
  dir = temporaryFolder();
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
  const changed = fc.record({ field: fc.constantFrom(...Object.keys(headerFor(PAYLOAD)), '__proto__', 'more'), value: fc.jsonValue() }).map(({ field, value }) => JSON.stringify({ ...headerFor(PAYLOAD), [field]: value }));
  await fc.assert(fc.asyncProperty(fc.oneof(json, changed, fc.string()).filter((text) => text !== ''), async (text) => {
    const header = Buffer.from(text).subarray(0, 16_000);
    const found = await read(Buffer.concat([frontOf(header, sign(null, signedBytes(header), privateKey)), PAYLOAD]));
    if (typeof found === 'string') expect(found).toBe('update-invalid');
    else expect(found.version).toMatch(/^\d+\.\d+\.\d+$/);
  }), { numRuns });
});
