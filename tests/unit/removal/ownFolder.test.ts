// What counts as Freehold's for a removal: by what a file is. Another program's `library.db`, `keys.json` or folder of settings
// is never touched, whatever it is called.
import Database from 'better-sqlite3-multiple-ciphers';
import { existsSync, mkdirSync, openSync, readSync, closeSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { convertDatabase } from '../../../main/library/convertDatabase.ts';
import { APPLICATION_ID, lookAtDatabase } from '../../../main/library/databaseFile.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { appRuns } from '../../../main/removal/appRunning.ts';
import { isOwnLibrary, isOwnUserData, REMOVING_FILE } from '../../../main/removal/ownFolder.ts';
import { listData, removeData, type DataPlaces } from '../../../main/removal/removeData.ts';
import { keysText, OF_USER_DATA, plainHeader, write } from '../../support/fullUserData.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const KEY = new Uint8Array(32).fill(5);

function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), content);
  }
  return dir;
}

function numberOf(dir: string): number {
  const header = Buffer.alloc(100);
  const descriptor = openSync(path.join(dir, 'library.db'), 'r');
  readSync(descriptor, header, 0, 100, 0);
  closeSync(descriptor);
  return header.readUInt32BE(68);
}

test('a library has the number in its header from its next opening on, through encryption and back; encrypted, it does not show', () => {
  const dir = path.join(temporaryFolder(), 'library');
  openDatabase(dir).close();
  expect([numberOf(dir), isOwnLibrary(dir)]).toEqual([APPLICATION_ID, true]);
  const older = new Database(path.join(dir, 'library.db'));
  older.pragma('application_id = 0');
  older.pragma('wal_checkpoint(TRUNCATE)');
  older.close();
  expect([numberOf(dir), isOwnLibrary(dir)]).toEqual([0, false]);
  const db = openDatabase(dir);
  // Killed from here on, it is known all the same.
  expect(numberOf(dir)).toBe(APPLICATION_ID);
  db.close();
  convertDatabase({ libraryDir: dir, from: null, to: KEY });
  expect([lookAtDatabase(dir), numberOf(dir) === APPLICATION_ID]).toEqual(['sealed', false]);
  openDatabase(dir, KEY).close();
  expect([lookAtDatabase(dir), numberOf(dir) === APPLICATION_ID]).toEqual(['sealed', false]);
  convertDatabase({ libraryDir: dir, from: KEY, to: null });
  expect(numberOf(dir)).toBe(APPLICATION_ID);
});

const SEALED = Buffer.alloc(4096, 0xa7);
const LIBRARIES: readonly (readonly [what: string, own: boolean, files: Readonly<Record<string, string | Uint8Array>>])[] = [
  ['the number', true, { 'library.db': plainHeader() }],
  ['one that waits to take a damaged one’s place', true, { 'rebuilt/library.db': plainHeader() }],
  ['an older one with its vectors', true, { 'library.db': plainHeader(0), 'vectors/chunks.lance/data/a.lance': 'x' }],
  ['an encrypted one with its keys', true, { 'library.db': SEALED, 'keys.json': keysText() }],
  ['one whose removal was cut off', true, { 'library.db': SEALED, [REMOVING_FILE]: '' }],
  ['another program’s database', false, { 'library.db': plainHeader(0) }],
  ['another program’s database with its log', false, { 'library.db': plainHeader(0x42), 'library.db-wal': 'x' }],
  ['another program’s database beside a folder called vectors', false, { 'library.db': plainHeader(0), 'vectors/logo.svg': 'x' }],
  ['another program’s keys', false, { 'library.db': SEALED, 'keys.json': '{"keys":[]}' }],
  ['no database at all', false, { 'library.db': 'a list of books' }],
  ['an empty file', false, { 'library.db': '' }],
  ['nothing', false, {}],
];

test.each(LIBRARIES)('%s: a library of Freehold’s: %s', async (_what, own, files) => {
  const dir = folder(files);
  expect(isOwnLibrary(dir)).toBe(own);
  const places: DataPlaces = { userDataDir: path.join(temporaryFolder(), 'none'), sampleLibraryDir: temporaryFolder(), libraries: [dir] };
  const ids = (await listData(places)).map(({ id }) => id);
  expect(ids).toHaveLength(own ? 1 : 0);
  await removeData(places, ids);
  if (own) expect(existsSync(dir)).toBe(false);
  else expect(readdirSync(dir).sort()).toEqual([...new Set(Object.keys(files).map((name) => name.split('/')[0]!))].sort());
});

test('keys in a library go when they are Freehold’s; a link in the place of the mark is not followed', async () => {
  const dir = folder({ 'library.db': plainHeader(), 'keys.json': '{"keys":[]}', 'outside/mine.txt': 'mine' });
  symlinkSync(path.join(dir, 'outside', 'mine.txt'), path.join(dir, REMOVING_FILE));
  const places: DataPlaces = { userDataDir: path.join(dir, 'none'), sampleLibraryDir: temporaryFolder(), libraries: [dir] };
  const [removed] = await removeData(places, (await listData(places)).map(({ id }) => id));
  expect(removed!.left.map(({ name }) => name).sort()).toEqual(['keys.json', 'outside']);
  expect(readdirSync(path.join(dir, 'outside'))).toEqual(['mine.txt']);
});

test('a folder of settings is known by what only Freehold writes', () => {
  expect(isOwnUserData(folder({ 'library.json': '{"libraryDir":null}' }))).toBe(true);
  expect(isOwnUserData(folder({ 'ledger/installation.jsonl': '' }))).toBe(true);
  expect(isOwnUserData(folder({ 'settings.json': '{"theme":"dark","language":"system","cores":null,"modelId":null,"lockAfterMinutes":15,"ocr":{"enabled":true,"languages":[]},"sealed":true}' }))).toBe(true);
  expect(isOwnUserData(folder({ 'settings.json': '{"theme":"dark","BACKGROUND_COLOR":"#202225"}', 'Cache/data_0': 'x', 'Local Storage/leveldb/LOG': 'x' }))).toBe(false);
  expect(isOwnUserData(folder({ 'library.json': '[]', 'ledger/2026.ledger': 'x' }))).toBe(false);
  expect(isOwnUserData(path.join(temporaryFolder(), 'none'))).toBe(false);
});

test('whenever a removal is cut off, the folder of settings is still known', async () => {
  const dir = temporaryFolder();
  write(dir, OF_USER_DATA);
  const places: DataPlaces = { userDataDir: dir, sampleLibraryDir: temporaryFolder(), libraries: [] };
  const known: boolean[] = [];
  await removeData(places, (await listData(places)).map(({ id }) => id), { onRemoved: () => known.push(isOwnUserData(dir)) });
  expect(known.length).toBeGreaterThan(OF_USER_DATA.length);
  expect(known.indexOf(false)).toBe(known.length - 1);
});

test.runIf(process.platform !== 'win32')('a lock of another computer counts as held; of this one, when its program runs', () => {
  const runs = (target: string): boolean => {
    const dir = temporaryFolder();
    symlinkSync(target, path.join(dir, 'SingletonLock'));
    return appRuns(dir);
  };
  expect([runs(`${os.hostname()}-${process.pid}`), runs(`${os.hostname()}-4194305`), runs('elsewhere-4194305'), appRuns(temporaryFolder())]).toEqual([true, false, true, false]);
});
