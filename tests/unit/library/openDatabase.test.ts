// Opening a library's SQLite file: migrations, the lock, and what a damaged or a newer file is answered with.
import Database from 'better-sqlite3-multiple-ciphers';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { initial } from '../../../main/library/migrations/0001-initial.ts';
import { DATABASE_FILE } from '../../../main/library/databaseFile.ts';
import { openDatabase, readMeta, SCHEMA_VERSION, writeMeta } from '../../../main/library/openDatabase.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const tablesOf = (db: Database.Database): unknown[] => db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%' ORDER BY name").pluck().all();

test('an empty folder becomes a library, for its owner alone; opening it again changes nothing', () => {
  const dir = path.join(temporaryFolder(), 'new', 'library');
  const db = openDatabase(dir);
  expect(db.pragma('user_version', { simple: true })).toBe(11);
  expect(tablesOf(db)).toEqual(expect.arrayContaining(['answers', 'chunks', 'chunk_embeddings', 'conversations', 'documents', 'jobs', 'meta', 'sources', 'versions']));
  expect([db.pragma('journal_mode', { simple: true }), db.pragma('synchronous', { simple: true }), db.pragma('foreign_keys', { simple: true })]).toEqual(['wal', 2, 1]);
  const device = readMeta(db, 'device_id');
  writeMeta(db, 'kept', 'yes');
  db.close();
  const again = openDatabase(dir);
  expect([readMeta(again, 'device_id'), readMeta(again, 'kept')]).toEqual([device, 'yes']);
  again.close();
  if (process.platform === 'win32') return;
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(dir, DATABASE_FILE)).mode & 0o777).toBe(0o600);
});

test('the write-ahead log is for the owner alone too', () => {
  const dir = temporaryFolder();
  const db = openDatabase(dir);
  writeMeta(db, 'a', 'b');
  expect(existsSync(path.join(dir, `${DATABASE_FILE}-wal`))).toBe(true);
  if (process.platform !== 'win32') expect(statSync(path.join(dir, `${DATABASE_FILE}-wal`)).mode & 0o077).toBe(0);
  db.close();
});

test.skipIf(process.platform === 'win32')('a library that came with another mode, and its write-ahead log, are for the owner alone from the first byte on', () => {
  const dir = temporaryFolder();
  openDatabase(dir).close();
  chmodSync(path.join(dir, DATABASE_FILE), 0o644);
  const db = openDatabase(dir);
  writeMeta(db, 'a', 'b');
  expect(readdirSync(dir).map((name) => [name, statSync(path.join(dir, name)).mode & 0o777])).toEqual([[DATABASE_FILE, 0o600], [`${DATABASE_FILE}-wal`, 0o600]]);
  db.close();
});

test('migrations that fail half-way change nothing, and the copy stays that of the old library', () => {
  const dir = temporaryFolder();
  const old = new Database(path.join(dir, DATABASE_FILE));
  // The seventh of the migrations makes a table of that name.
  old.exec(`${initial}; INSERT INTO meta VALUES ('device_id', 'd'), ('library_id', 'l'); CREATE TABLE collections (id TEXT); PRAGMA user_version = 1`);
  old.close();
  const versionOf = (name: string): unknown => {
    const db = new Database(path.join(dir, name), { readonly: true });
    try {
      return db.pragma('user_version', { simple: true });
    } finally {
      db.close();
    }
  };
  for (let tries = 0; tries < 2; tries += 1) {
    expect(() => openDatabase(dir)).toThrowError('collections');
    expect(readdirSync(dir).filter((name) => name.includes('.version-'))).toEqual([`${DATABASE_FILE}.version-1`]);
    expect([versionOf(DATABASE_FILE), versionOf(`${DATABASE_FILE}.version-1`)]).toEqual([1, 1]);
  }
  const freed = new Database(path.join(dir, DATABASE_FILE));
  freed.exec('DROP TABLE collections');
  freed.close();
  openDatabase(dir).close();
  expect([versionOf(DATABASE_FILE), versionOf(`${DATABASE_FILE}.version-1`)]).toEqual([SCHEMA_VERSION, 1]);
});

test('a library of the first version is brought up to date with everything in it', () => {
  const dir = temporaryFolder();
  const old = new Database(path.join(dir, DATABASE_FILE));
  old.exec(initial);
  old.exec(`INSERT INTO meta VALUES ('device_id', 'd'), ('library_id', 'l');
    INSERT INTO sources VALUES ('s', 'folder', '/files', 'files', 1, 'd', 1, 1, NULL);
    INSERT INTO versions VALUES ('with', 'text', 'T', 'text', NULL, 4, '1', 1), ('without', 'text', 'T', 'text', NULL, 4, '1', 1);
    INSERT INTO chunks VALUES (1, 'c', 'with', 0, 0, 4, NULL, '', 'text', 3);
    INSERT INTO chunk_embeddings VALUES (1, 'all-minilm-l6-v2-int8', x'0000803f00000000');
    INSERT INTO documents VALUES ('x', 's', '/files/a.txt', 'a.txt', '', 'text', 4, 1, 'indexed', NULL, 'with', NULL, 0, 1, 'd', 1, NULL);
    PRAGMA user_version = 1`);
  old.close();
  const db = openDatabase(dir);
  expect(db.pragma('user_version', { simple: true })).toBe(11);
  expect(db.prepare('SELECT hash, complete FROM versions ORDER BY hash').all()).toEqual([{ hash: 'with', complete: 1 }, { hash: 'without', complete: 0 }]);
  expect(db.prepare('SELECT name, version_hash FROM documents').all()).toEqual([{ name: 'a.txt', version_hash: 'with' }]);
  // Its vectors are those of the one embedder that there was.
  expect(db.prepare('SELECT * FROM embedders').all()).toEqual([{ id: 'all-minilm-l6-v2-int8', dimensions: 2, state: 'active', complete: 1, folder: 'vectors' }]);
  expect(db.prepare('SELECT chunk_row, embedder_id, hex(vector) AS vector FROM chunk_embeddings').all()).toEqual([{ chunk_row: 1, embedder_id: 'all-minilm-l6-v2-int8', vector: '0000803F00000000' }]);
  db.prepare('DELETE FROM chunks').run();
  expect(db.prepare('SELECT count(*) FROM chunk_embeddings').pluck().get()).toBe(0);
  expect(db.prepare('SELECT root_identity FROM sources').pluck().all()).toEqual([null]);
  db.close();
});

test('a library of a newer Freehold, a damaged one, and a file in place of the folder are told apart', () => {
  const newer = temporaryFolder();
  openDatabase(newer).close();
  const raised = new Database(path.join(newer, DATABASE_FILE));
  raised.pragma('user_version = 99');
  raised.close();
  expect(() => openDatabase(newer)).toThrowError(expect.objectContaining({ code: 'library-newer', data: { version: 99 } }));

  const damaged = temporaryFolder();
  writeFileSync(path.join(damaged, DATABASE_FILE), 'This is no database. '.repeat(500));
  expect(() => openDatabase(damaged)).toThrowError(expect.objectContaining({ code: 'library-damaged' }));

  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, 'x');
  expect(() => openDatabase(file)).toThrowError(expect.objectContaining({ code: 'not-a-folder' }));
  expect(() => openDatabase(path.join(file, 'below'))).toThrowError(expect.objectContaining({ code: 'not-a-folder' }));
});

test.each(['CREATE TABLE tracks (title TEXT)', 'CREATE TABLE tracks (title TEXT); PRAGMA user_version = 3', 'PRAGMA user_version = 3', 'PRAGMA journal_mode = WAL; CREATE TABLE tracks (title TEXT)', 'PRAGMA application_id = 7; CREATE TABLE meta (key TEXT); CREATE TABLE documents (id TEXT)'])('a library.db of another program is refused, and not a byte of it is changed: %s', (sql) => {
  const dir = temporaryFolder();
  const file = path.join(dir, DATABASE_FILE);
  const other = new Database(file);
  other.exec(sql);
  other.close();
  chmodSync(file, 0o644);
  const before = readFileSync(file);
  expect(() => openDatabase(dir)).toThrowError(expect.objectContaining({ code: 'library-foreign' }));
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(dir)).toEqual([DATABASE_FILE]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o644);
});

test('one writer: a second process is refused while the first has it, and not after the first was killed', async () => {
  const dir = temporaryFolder();
  mkdirSync(dir, { recursive: true });
  const holder = spawn(process.execPath, [path.join(import.meta.dirname, '..', '..', 'support', 'holdLibrary.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  expect(() => openDatabase(dir)).toThrowError(expect.objectContaining({ code: 'library-in-use' }));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  openDatabase(dir).close();
});
