// A backup whose last step fails, made and unpacked: what lies on the disk is known to the library, or gone.
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { expect, test } from 'vitest';
import { unpackBackup, type UnpackOptions } from '../../../main/library/backup/unpackBackup.ts';
import { createBackups, type Backups } from '../../../main/library/backup/backups.ts';
import { writeBackup } from '../../../main/library/backup/writeBackup.ts';
import { DATABASE_FILE } from '../../../main/library/databaseFile.ts';
import { openDatabase, readMeta } from '../../../main/library/openDatabase.ts';
import { makeKeys, type NewKeys } from '../../../main/sovereignty/keys/keyring.ts';
import { noKeychain } from '../../../main/sovereignty/keys/keychain.ts';
import { writeSecret } from '../../../main/sovereignty/ledger/keys.ts';
import { CHEAP } from '../../support/keyring.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const signal = new AbortController().signal;

interface Made {
  readonly keys: NewKeys;
  readonly file: string;
  readonly id: string;
  readonly backups: Backups;
  write(how?: Partial<Backups>): Promise<unknown>;
}

/** An encrypted library, and what makes a backup of it. */
async function library(dir: string): Promise<Made> {
  const keys = await makeKeys({ passphrase: 'correct horse battery staple', keychain: false }, { keychain: noKeychain, cost: CHEAP });
  const libraryDir = path.join(dir, 'library');
  const ledgerDir = path.join(dir, 'ledger');
  const stick = path.join(dir, 'stick');
  for (const folder of [ledgerDir, stick]) mkdirSync(folder);
  const db = openDatabase(libraryDir, keys.key);
  const chain = readMeta(db, 'library_id')!;
  writeSecret(ledgerDir, chain, 'a'.repeat(64));
  const backups = createBackups(db, libraryDir);
  const file = path.join(stick, 'Papers.freehold-backup');
  const id = randomUUID();
  const ledger = { chain, head: () => null as never, record: () => undefined };
  return {
    keys, file, id, backups,
    write: (how = {}) => writeBackup({ db, libraryDir, ledgerDir, ledger, backups: { ...backups, ...how }, file, head: { id, madeMs: 1, keys: keys.file }, key: keys.key, name: 'Papers', appVersion: '0', signal, onProgress: () => undefined }),
  };
}

test('one that could not be noted as checked is whole, stays known, and is noted at the next opening', async () => {
  const { file, backups, write } = await library(temporaryFolder());
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  await expect(write({ checked: () => { throw full; } })).rejects.toMatchObject({ code: 'disk-full' });
  expect([existsSync(file), backups.holding().map(({ name }) => name)]).toEqual([true, [path.basename(file)]]);
  backups.recover(2);
  expect(await backups.list()).toMatchObject([{ name: path.basename(file), there: true, checkedMs: 2 }]);
});

test('one that failed before it had its name is not there, nor known', async () => {
  const { file, backups, write } = await library(temporaryFolder());
  await expect(write({ written: () => { throw new Error('no'); } })).rejects.toThrow('no');
  expect([readdirSync(path.dirname(file)), backups.holding()]).toEqual([[], []]);
});

test.each(['the ledger’s key', 'the database'])('unpacked, and %s can’t take its place: no keys are left alone, and the next try works', async (what) => {
  const dir = temporaryFolder();
  const { keys, file, id, write } = await library(dir);
  await write();
  const folder = path.join(dir, 'restored');
  const elsewhere = path.join(dir, 'ledger elsewhere');
  const unpack = (ledgerDir: string, onProgress: UnpackOptions['onProgress'] = () => undefined): Promise<unknown> => unpackBackup({ file, key: keys.key, folder, signal, onProgress }, { id, keys: keys.file, ledgerDir });
  if (what === 'the database') {
    await expect(unpack(elsewhere, ({ step }) => void (step === 'proving' && mkdirSync(path.join(folder, DATABASE_FILE), { recursive: true })))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([DATABASE_FILE]);
    rmdirSync(path.join(folder, DATABASE_FILE));
  } else {
    writeFileSync(elsewhere, 'no folder');
    await expect(unpack(elsewhere)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  }
  await unpack(path.join(dir, 'ledger'));
  expect(readdirSync(folder).toSorted()).toEqual(['keys.json', DATABASE_FILE]);
});
