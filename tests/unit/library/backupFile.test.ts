// The file of a backup: what goes in comes out, nothing of it can be read without the key, and whatever was changed, moved,
// cut off or put behind is found before it is used.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readBackupHead, sealBackup, withBackup, type BackupHead, type BackupManifest } from '../../../main/library/backup/backupFile.ts';
import { noKeychain } from '../../../main/sovereignty/keys/keychain.ts';
import { makeKeys } from '../../../main/sovereignty/keys/keyring.ts';
import { CHEAP } from '../../support/keyring.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const FRAME = 1024 * 1024;
const { file: keys, key } = await makeKeys({ passphrase: 'a good passphrase', keychain: false }, { keychain: noKeychain, cost: CHEAP });
const head: BackupHead = { id: randomUUID(), madeMs: 1_700_000_000_000, keys };
const damaged = expect.objectContaining({ code: 'backup-damaged' });
const unknown = expect.objectContaining({ code: 'backup-unknown' });

const manifestOf = (databaseBytes: number): BackupManifest => ({ library: 'l', name: 'The Oduya papers', appVersion: '1', schema: 10, encrypted: false, documents: 3, conversations: 1, databaseBytes, ledger: null });

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function write(database: Buffer, claimed = database.length): Promise<string> {
  const file = path.join(temporaryFolder(), 'one.freehold-backup');
  writeFileSync(file, await buffer(sealBackup(head, manifestOf(claimed), pieces(database, 300_000), key)));
  return file;
}

const read = (file: string, with_: Uint8Array = key): Promise<{ manifest: BackupManifest; database: Buffer }> => withBackup(file, with_, async ({ manifest, database }) => ({ manifest, database: await buffer(database()) }));

test('what goes in comes out, whatever its size is beside a frame', async () => {
  const inFirst = FRAME - 4 - Buffer.byteLength(JSON.stringify(manifestOf(FRAME)));
  for (const size of [0, 1, inFirst - 1, inFirst, inFirst + 1, inFirst + FRAME, inFirst + FRAME + 1, 3 * FRAME]) {
    const database = randomBytes(size);
    const file = await write(database);
    const back = await read(file);
    expect(back.manifest, String(size)).toEqual(manifestOf(size));
    expect(back.database.equals(database), String(size)).toBe(true);
    expect(await readBackupHead(file)).toEqual(head);
  }
});

test('without the key there is nothing to read but when it was made, and another key opens nothing', async () => {
  const file = await write(Buffer.from('marguerite '.repeat(10_000)));
  const bytes = readFileSync(file);
  expect([bytes.includes('marguerite'), bytes.includes('Oduya'), bytes.includes(key), bytes.includes(key.toString('base64')), bytes.includes(key.toString('hex'))]).toEqual([false, false, false, false, false]);
  await expect(read(file, randomBytes(32))).rejects.toThrow(damaged);
});

test('a byte that was changed anywhere is found', async () => {
  const file = await write(randomBytes(2 * FRAME + 5_000));
  const whole = readFileSync(file);
  const places = [0, 5, 17, 18, 21, 22, 40, 200, 600, ...Array.from({ length: 60 }, (_, at) => 800 + Math.floor((at * (whole.length - 801)) / 59))];
  for (const place of places) {
    const altered = Buffer.from(whole);
    altered[place]! ^= 0x10;
    writeFileSync(file, altered);
    await expect(read(file), `byte ${place}`).rejects.toThrow(place < 18 ? unknown : damaged);
  }
});

test('a head that says something else is found, also where it is no less a head', async () => {
  const file = await write(randomBytes(1_000));
  const whole = readFileSync(file);
  const at = whole.indexOf('1700000000000');
  whole.write('1800000000000', at, 'latin1');
  writeFileSync(file, whole);
  expect((await readBackupHead(file)).madeMs).toBe(1_800_000_000_000);
  await expect(read(file)).rejects.toThrow(damaged);
});

test('a file that was cut, lengthened, or whose frames stand in another order is found', async () => {
  const file = await write(randomBytes(3 * FRAME + 5_000));
  const whole = readFileSync(file);
  const start = 18 + 4 + whole.readUInt32BE(18);
  const frame = FRAME + 16;
  const cut = (...parts: [number, number][]): Buffer => Buffer.concat(parts.map(([from, to]) => whole.subarray(from, to)));
  const altered = {
    'the last frame cut off': cut([0, start + 3 * frame]),
    'the last two': cut([0, start + 2 * frame]),
    'all of them': cut([0, start]),
    'one in the middle': cut([0, start + frame], [start + 2 * frame, whole.length]),
    'two changed places': cut([0, start], [start + frame, start + 2 * frame], [start, start + frame], [start + 2 * frame, whole.length]),
    'the first one twice': cut([0, start + frame], [start, whole.length]),
    'one byte cut off': cut([0, whole.length - 1]),
    'all but a byte of the last frame': cut([0, start + 3 * frame + 1]),
    'a byte put behind': Buffer.concat([whole, Buffer.from([0])]),
    'a frame put behind': Buffer.concat([whole, whole.subarray(start, start + frame)]),
    'a head that has no end': cut([0, start - 40]),
  };
  for (const [what, bytes] of Object.entries(altered)) {
    writeFileSync(file, bytes);
    await expect(read(file), what).rejects.toThrow(damaged);
  }
});

test('a length that nothing of this kind has, and other files, cost nothing', async () => {
  const file = await write(randomBytes(1_000));
  const whole = readFileSync(file);
  whole.writeUInt32BE(0xffffffff, 18);
  writeFileSync(file, whole);
  await expect(read(file)).rejects.toThrow(damaged);
  for (const other of ['', 'freehold backup 1', 'freehold backup 2\n'.repeat(40), 'SQLite format 3\0'.repeat(100)]) {
    writeFileSync(file, other);
    await expect(readBackupHead(file)).rejects.toThrow(unknown);
  }
  await expect(readBackupHead(path.join(temporaryFolder(), 'none'))).rejects.toThrow(expect.objectContaining({ code: 'path-not-found' }));
});

test('names that lead elsewhere are refused, though they are authentic', async () => {
  for (const library of ['../../escaped', 'installation', '', 'a/b', 'C:\\\\x']) {
    const file = path.join(temporaryFolder(), 'one.freehold-backup');
    writeFileSync(file, await buffer(sealBackup(head, { ...manifestOf(3), library }, pieces(Buffer.from('abc'), 3), key)));
    await expect(read(file), library).rejects.toThrow(damaged);
  }
});

test('a database that is shorter or longer than was said is found', async () => {
  await expect(read(await write(randomBytes(1_000), 999))).rejects.toThrow(damaged);
  await expect(read(await write(randomBytes(1_000), 1_001))).rejects.toThrow(damaged);
});
