// Encrypting a library on a disk that fails at the worst moment, over the real conversion and key files; the engine and the
// host around them are stand-ins.
import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { createEncryption, type Encryption, type LibraryOfHost } from '../../../main/host/encryption/createEncryption.ts';
import { convertDatabase } from '../../../main/library/convertDatabase.ts';
import { DATABASE_FILE } from '../../../main/library/databaseFile.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { noKeychain } from '../../../main/sovereignty/keys/keychain.ts';
import { attemptsInMemory, CHEAP } from '../../support/keyring.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const PASSPHRASE = 'correct horse battery staple';
const context = { signal: new AbortController().signal };

/** `convert` is what the engine does with the library. */
function encryptionOf(dir: string, convert: (keys: { readonly libraryDir: string; readonly from: Uint8Array | null; readonly to: Uint8Array | null }) => void): Encryption {
  let state = { status: 'open', name: 'library', location: dir, defaultLocation: dir, errorCode: null, embedderReady: false, rebuildingIndex: false, encrypted: false, converting: null } as ReturnType<LibraryOfHost['state']>;
  const setState: LibraryOfHost['setState'] = (change) => (state = { ...state, ...change });
  const idle = { discard: () => undefined, end: async () => undefined };
  const encryption = createEncryption({
    library: { state: () => state, setState, openDir: () => dir, leave: () => undefined, openNow: async (place) => setState({ status: encryption.enter(place) ? 'open' : 'locked' }), inTurn: (work) => work(), placeOf: () => dir },
    engines: () => ({ library: { ...idle, call: async (_name: string, keys: Parameters<typeof convert>[0]) => convert(keys) }, llm: idle, parser: idle }) as never,
    keychain: noKeychain,
    attempts: attemptsInMemory(),
    uses: { used: () => undefined, changed: () => undefined, locked: () => undefined, trying: (_keyring, _secret, tryIt) => tryIt() },
    cost: CHEAP,
  });
  return encryption;
}

const encrypt = ({ handlers }: Encryption): Promise<unknown> => handlers['keys.encrypt']({ ways: { passphrase: PASSPHRASE, keychain: false } }, context);

test.each(['is gone for a moment', 'can’t be read for a moment'])('encrypted, and then the file %s: the keys stay, and the passphrase opens it', async (trouble) => {
  const dir = temporaryFolder();
  openDatabase(dir).close();
  const file = path.join(dir, DATABASE_FILE);
  const aside = `${dir} aside`;
  const encryption = encryptionOf(dir, (keys) => {
    convertDatabase(keys);
    renameSync(file, aside);
    if (trouble !== 'is gone for a moment') mkdirSync(file);
    throw new AppError('engine-crashed');
  });
  await expect(encrypt(encryption)).rejects.toThrow(expect.objectContaining({ code: 'engine-crashed' }));
  expect([encryption.key(), readdirSync(dir)]).toEqual([null, expect.arrayContaining(['keys.json'])]);
  if (trouble !== 'is gone for a moment') rmdirSync(file);
  renameSync(aside, file);
  expect(encryption.enter(dir)).toBe(false);
  await encryption.keyring()!.unlock(PASSPHRASE);
  openDatabase(dir, encryption.key()).close();
});

test('not encrypted, and the file is seen to be plain: no keys are left', async () => {
  const dir = temporaryFolder();
  openDatabase(dir).close();
  await expect(encrypt(encryptionOf(dir, () => {
    throw new AppError('disk-full');
  }))).rejects.toThrow(expect.objectContaining({ code: 'disk-full' }));
  expect(readdirSync(dir)).toEqual([DATABASE_FILE]);
});
