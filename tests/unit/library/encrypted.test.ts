// A library's file under a key: nothing of it in the open, not in the write-ahead log either; made later or undone, it stays
// one whole library whatever fails on the way.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { convertDatabase, CONVERT_STEPS } from '../../../main/library/convertDatabase.ts';
import { lookAtDatabase } from '../../../main/library/databaseFile.ts';
import { openMemoryIndex } from '../../../main/library/memoryIndex.ts';
import { openDatabase, readMeta, writeMeta, type Db } from '../../../main/library/openDatabase.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const CANARY = 'Kanarienvogel-7f3a';
const key = (): Buffer => randomBytes(32);
const file = (dir: string): string => path.join(dir, 'library.db');
const bytesIn = (dir: string): Buffer => Buffer.concat(readdirSync(dir).filter((name) => statSync(path.join(dir, name)).isFile()).map((name) => readFileSync(path.join(dir, name))));

function fill(db: Db, rows = 200): void {
  db.exec('CREATE VIRTUAL TABLE words USING fts5(text, content=\'\', contentless_delete=1)');
  const word = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
  db.transaction(() => {
    for (let at = 1; at <= rows; at += 1) word.run(at, `${CANARY} ${at}`);
    for (let at = 0; at < rows; at += 1) writeMeta(db, `canary-${at}`, `${CANARY} ${randomBytes(200).toString('hex')}`);
  })();
}

function content(dir: string, under: Uint8Array | null): { canaries: number; words: number; libraryId: string | null; version: number } {
  const db = openDatabase(dir, under);
  try {
    const canaries = db.prepare("SELECT count(*) FROM meta WHERE key LIKE 'canary-%' AND value LIKE ?").pluck().get(`${CANARY}%`) as number;
    const words = db.prepare('SELECT count(*) FROM words WHERE words MATCH ?').pluck().get('"Kanarienvogel"') as number;
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    return { canaries, words, libraryId: readMeta(db, 'library_id'), version: db.pragma('user_version', { simple: true }) as number };
  } finally {
    db.close();
  }
}

test('nothing is in the open while it is written to, in the file and in its log, and nothing after', () => {
  const [dir, plainDir] = [temporaryFolder(), temporaryFolder()];
  for (const [place, under] of [[dir, key()], [plainDir, null]] as const) {
    const db = openDatabase(place, under);
    fill(db);
    expect(existsSync(`${file(place)}-wal`)).toBe(true);
    expect(bytesIn(place).includes(CANARY)).toBe(under === null);
    expect(readFileSync(`${file(place)}-wal`).length).toBeGreaterThan(50_000);
    db.close();
    expect(bytesIn(place).includes(CANARY)).toBe(under === null);
  }
  expect([lookAtDatabase(dir), lookAtDatabase(plainDir), lookAtDatabase(temporaryFolder())]).toEqual(['sealed', 'plain', 'none']);
  expect(readFileSync(file(dir)).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
});

test('another key, no key, an altered page: nothing opens', () => {
  const dir = temporaryFolder();
  const right = key();
  const db = openDatabase(dir, right);
  fill(db);
  db.close();
  const damaged = expect.objectContaining({ code: 'library-damaged' });
  for (const other of [null, key(), Buffer.alloc(32)]) expect(() => openDatabase(dir, other)).toThrow(damaged);
  expect(content(dir, right).canaries).toBe(200);
  const bytes = readFileSync(file(dir));
  // A page in the middle: what it held is refused, not made up.
  bytes[4096 * 10 + 77]! ^= 1;
  writeFileSync(file(dir), bytes);
  expect(() => content(dir, right)).toThrow();
});

test('a database that was made and never got a table is not taken for an encrypted one', () => {
  const dir = temporaryFolder();
  writeFileSync(file(dir), '');
  expect(lookAtDatabase(dir)).toBe('none');
  openDatabase(dir, key()).close();
  expect(lookAtDatabase(dir)).toBe('sealed');
});

test('later and back again: the same content, no plain file, no log, no vectors beside it', () => {
  const dir = temporaryFolder();
  const db = openDatabase(dir);
  fill(db);
  db.close();
  const before = content(dir, null);
  for (const name of ['vectors', 'vectors-2']) mkdirSync(path.join(dir, name, 'chunks.lance'), { recursive: true });
  const under = key();
  convertDatabase({ libraryDir: dir, from: null, to: under });
  expect(readdirSync(dir)).toEqual(['library.db']);
  expect([lookAtDatabase(dir), bytesIn(dir).includes(CANARY), statSync(file(dir)).mode & 0o777]).toEqual(['sealed', false, 0o600]);
  expect(content(dir, under)).toEqual(before);
  convertDatabase({ libraryDir: dir, from: under, to: null });
  expect([lookAtDatabase(dir), bytesIn(dir).includes(CANARY)]).toEqual(['plain', true]);
  expect(content(dir, null)).toEqual(before);
});

test('what was set aside and what was broken off is in the open, and goes when a library is encrypted; not when it is decrypted', () => {
  const dir = temporaryFolder();
  const db = openDatabase(dir);
  fill(db);
  db.close();
  const plain = readFileSync(file(dir));
  const aside = ['library.db.damaged-1', 'library.db.damaged-12', 'vectors.damaged-1', 'vectors-2.damaged-2', 'rebuilt.part', 'backup-try'];
  for (const name of [...aside, 'mine']) {
    mkdirSync(path.join(dir, name));
    writeFileSync(path.join(dir, name, 'library.db'), plain);
  }
  writeFileSync(path.join(dir, 'library.db.version-9'), plain);
  const under = key();
  convertDatabase({ libraryDir: dir, from: null, to: under });
  expect(readdirSync(dir)).toEqual(['library.db', 'mine']);
  mkdirSync(path.join(dir, 'library.db.damaged-1'));
  convertDatabase({ libraryDir: dir, from: under, to: null });
  expect(readdirSync(dir)).toEqual(['library.db', 'library.db.damaged-1', 'mine']);
});

test('a library that another program has open is left alone', () => {
  const dir = temporaryFolder();
  const db = openDatabase(dir);
  fill(db);
  expect(() => convertDatabase({ libraryDir: dir, from: null, to: key() })).toThrow(expect.objectContaining({ code: 'library-in-use' }));
  db.close();
  expect(content(dir, null).canaries).toBe(200);
});

test.each(CONVERT_STEPS.flatMap((step) => [[step, 'encrypting'], [step, 'decrypting']] as const))('a failure after “%s” while %s leaves one whole library', (failing, what) => {
  const dir = temporaryFolder();
  const under = key();
  const [from, to] = what === 'encrypting' ? [null, under] : [under, null];
  const db = openDatabase(dir, from);
  fill(db);
  db.close();
  const before = content(dir, from);
  const onStep = (step: string): void => {
    if (step === failing) throw new Error('pulled the plug');
  };
  expect(() => convertDatabase({ libraryDir: dir, from, to, onStep })).toThrow('pulled the plug');
  const now = lookAtDatabase(dir) === 'sealed' ? under : null;
  expect(now === to).toBe(failing === 'renamed' || failing === 'folder synced');
  expect(content(dir, now)).toEqual(before);
  expect(readdirSync(dir)).toEqual(['library.db']);
});

test('the vectors of an encrypted library are in memory alone, and found exactly', async () => {
  const dir = temporaryFolder();
  const db = openDatabase(dir, key());
  db.pragma('foreign_keys = OFF');
  const insert = db.prepare('INSERT INTO chunk_embeddings (chunk_row, embedder_id, vector) VALUES (?, ?, ?)');
  const vectors = Array.from({ length: 300 }, (_, row) => unit(row));
  db.transaction(() => vectors.forEach((vector, row) => insert.run(row, row % 10 === 0 ? 'other' : 'mine', Buffer.from(vector.buffer))))();
  const index = openMemoryIndex({ db, embedderId: 'mine', dimensions: 10 });
  const exact = (query: Float32Array, rows: number[]): number[] => rows.toSorted((a, b) => dot(vectors[b]!, query) - dot(vectors[a]!, query)).slice(0, 7);
  const mine = vectors.flatMap((_, row) => (row % 10 === 0 ? [] : [row]));
  for (let at = 0; at < 20; at += 1) expect((await index.search(unit(1_000 + at), 7)).map(({ row }) => row)).toEqual(exact(unit(1_000 + at), mine));
  await index.removed([1, 2, 3]);
  await index.sync({ force: true });
  for (let at = 0; at < 20; at += 1) expect((await index.search(unit(at), 7)).map(({ row }) => row)).toEqual(exact(unit(at), mine.filter((row) => row > 3)));
  expect(readdirSync(dir).filter((name) => !name.startsWith('library.db'))).toEqual([]);
  await index.close();
  db.close();
});

function unit(seed: number): Float32Array {
  const values = Float32Array.from({ length: 10 }, (_, at) => Math.sin(seed * 12.9898 + at * 78.233) * 43_758.5453 % 1);
  const length = Math.sqrt(dot(values, values));
  return values.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
