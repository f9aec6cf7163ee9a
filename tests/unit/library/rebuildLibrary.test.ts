// A damaged database: it is set aside and never deleted, and what can't be made anew from the files is in the new one as far
// as it can be read. On real SQLite files with pages destroyed.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { convertDatabase } from '../../../main/library/convertDatabase.ts';
import { DATABASE_FILE, holdsLibrary, lookAtDatabase, REBUILT_FOLDER } from '../../../main/library/databaseFile.ts';
import { createForgottenPlaces } from '../../../main/library/forgottenPlaces.ts';
import { deleteMeta, openDatabase, type Db } from '../../../main/library/openDatabase.ts';
import { createRetention } from '../../../main/library/retention.ts';
import { rebuildLibrary } from '../../../main/library/rebuildLibrary.ts';
import type { SourceId, VersionHash } from '../../../contract/domain.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const PAGE = 4_096;

/** With three sources, forty conversations of one answer each, a tag; closed. */
function library(): { dir: string; file: string } {
  const dir = path.join(temporaryFolder(), 'library');
  const db = openDatabase(dir);
  const put = (sql: string, ...values: unknown[]): void => void db.prepare(sql).run(...values);
  for (const at of [1, 2, 3]) put("INSERT INTO sources (id, kind, path, name, origin_device, created_at_ms, updated_at_ms) VALUES (?, 'folder', ?, ?, 'd', 1, 1)", `s${at}`, `/files/${at}`, `${at}`);
  put("INSERT INTO versions (hash, kind, title, text, size_bytes, chunker_version, created_at_ms) VALUES ('v1', 'text', 't', 'quoted', 6, '1', 1), ('v2', 'text', 't', 'not quoted', 10, '1', 1)");
  put("INSERT INTO documents (id, source_id, path, name, folder, kind, size_bytes, modified_ms, state, version_hash, origin_device, updated_at_ms) VALUES ('d1', 's1', '/files/1/a.txt', 'a.txt', '', 'text', 6, 1, 'indexed', 'v1', 'd', 1)");
  put("INSERT INTO document_tags VALUES ('d1', 'flat', 'Flat')");
  for (let at = 0; at < 40; at += 1) {
    put("INSERT INTO conversations (id, title, origin_device, created_at_ms, updated_at_ms) VALUES (?, ?, 'd', 1, 1)", `c${at}`, `Question ${at}`);
    put("INSERT INTO answers (id, conversation_id, question, status, body, origin_device, created_at_ms, updated_at_ms) VALUES (?, ?, ?, 'answered', ?, 'd', 1, 1)", `a${at}`, `c${at}`, `Question ${at}`, `{"text":"${'answer '.repeat(300)}${at}"}`);
    put("INSERT INTO answer_versions VALUES (?, 'v1')", `a${at}`);
  }
  db.close();
  return { dir, file: path.join(dir, DATABASE_FILE) };
}

function opened(dir: string): Db {
  const db = openDatabase(dir);
  onTestFinished(() => void db.close());
  return db;
}
const all = (db: Db, sql: string): unknown[] => db.prepare(sql).pluck().all();

test('of a database that can be read everything comes along that files do not give', async () => {
  const { dir } = library();
  expect(await rebuildLibrary(dir)).toEqual({ sources: 3, conversations: 40 });
  const db = opened(dir);
  expect(all(db, 'SELECT path FROM sources ORDER BY path')).toEqual(['/files/1', '/files/2', '/files/3']);
  expect(all(db, 'SELECT count(*) FROM answers')).toEqual([40]);
  expect(db.prepare('SELECT hash, text, complete FROM versions').all()).toEqual([{ hash: 'v1', text: 'quoted', complete: 0 }]);
  expect(db.prepare('SELECT * FROM moved_tags').all()).toEqual([{ version_hash: 'v1', key: 'flat', name: 'Flat' }]);
  expect(db.pragma('foreign_key_check')).toEqual([]);
});

describe('what was forgotten', () => {
  const [first, second] = ['s1', 's2'] as SourceId[];
  const bytes = 'v9' as VersionHash;

  /** A file of one source, a folder of another with one file in it; whatever is older than two years. */
  function forgetting(): { dir: string; db: Db } {
    const { dir } = library();
    const db = openDatabase(dir);
    const places = createForgottenPlaces(db);
    places.add(first!, 'file', 'private/diary.md', bytes);
    const folder = places.add(second!, 'folder', 'private');
    places.add(second!, 'file', 'private/diary.md', bytes, folder);
    createRetention(db).setLibrary(24);
    return { dir, db };
  }

  test('does not come back, under its name or another, until it is allowed to; nor does what is too old', async () => {
    const { dir, db: before } = forgetting();
    before.close();
    await rebuildLibrary(dir);
    const db = opened(dir);
    const places = createForgottenPlaces(db);
    expect([places.matcher(first!)('private/diary.md'), places.matcher(first!)('private/other.md'), places.matcher(second!)('private/deep/other.md')]).toEqual([true, false, true]);
    expect([places.ofContent(first!, bytes), places.ofContent(second!, bytes)]).toEqual([expect.any(String), expect.any(String)]);
    expect(createRetention(db).show().months).toBe(24);
    expect(places.list().map(({ kind }) => kind).toSorted()).toEqual(['file', 'folder']);
    for (const { id } of places.list()) places.revoke(id);
    expect([places.matcher(first!)('private/diary.md'), places.ofContent(second!, bytes)]).toEqual([false, null]);
  });

  test('is not listed as kept out when the key to it could not be read', async () => {
    const { dir, db } = forgetting();
    deleteMeta(db, 'forgotten_key');
    db.close();
    await rebuildLibrary(dir);
    expect(createForgottenPlaces(opened(dir)).list()).toEqual([]);
  });

  test('with a folder whose row could not be read stays out, and can be allowed again', async () => {
    const { dir, db } = forgetting();
    db.pragma('foreign_keys = OFF');
    db.exec("DELETE FROM forgotten_places WHERE kind = 'folder'");
    db.close();
    await rebuildLibrary(dir);
    const places = createForgottenPlaces(opened(dir));
    expect(places.ofContent(second!, bytes)).not.toBeNull();
    for (const { id } of places.list()) places.revoke(id);
    expect(places.ofContent(second!, bytes)).toBeNull();
  });
});

describe('what is damaged', () => {
  const zero = (file: string, from: number, to: number): void => {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0, from, to));
  };
  const damages: Record<string, (file: string) => void> = {
    'a header of zeros': (file) => zero(file, 0, PAGE),
    'no bytes at all, and a log': (file) => {
      truncateSync(file, 0);
      writeFileSync(`${file}-wal`, 'log');
    },
    'cut in half': (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2)),
    'another kind of file': (file) => writeFileSync(file, 'rubbish'.repeat(2_000)),
  };

  test.each(Object.entries(damages))('%s: said as such, set aside byte for byte, and a new library is in its place', async (_what, damage) => {
    const { dir, file } = library();
    damage(file);
    const before = readFileSync(file);
    expect(() => openDatabase(dir)).toThrowError(expect.objectContaining({ code: 'library-damaged' }));
    await rebuildLibrary(dir);
    const db = opened(dir);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(readFileSync(path.join(dir, `${DATABASE_FILE}.damaged-1`, DATABASE_FILE))).toEqual(before);
    expect(existsSync(path.join(dir, REBUILT_FOLDER))).toBe(false);
  });

  test('pages in the middle: the rows before and behind them are kept', async () => {
    const { dir, file } = library();
    const pages = Math.floor(readFileSync(file).length / PAGE);
    const db = openDatabase(dir);
    const pageOf = (table: string): number => db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number;
    const root = pageOf('answers');
    db.close();
    // Leaves of the largest table; its root stays.
    const bytes = readFileSync(file);
    let destroyed = 0;
    for (let page = pages - 1; page > 0 && destroyed < 3; page -= 1) {
      if (page + 1 === root || bytes[page * PAGE] !== 0x0d || !bytes.subarray(page * PAGE, (page + 1) * PAGE).includes('answer answer')) continue;
      bytes.fill(0xff, page * PAGE, (page + 1) * PAGE);
      destroyed += 1;
    }
    expect(destroyed).toBe(3);
    writeFileSync(file, bytes);
    const kept = await rebuildLibrary(dir);
    expect(kept).toEqual({ sources: 3, conversations: 40 });
    const answers = all(opened(dir), 'SELECT count(*) FROM answers')[0] as number;
    expect(answers).toBeGreaterThan(25);
    expect(answers).toBeLessThan(40);
  });
});

test('a file that was cut off: what is in the part that is left is kept', async () => {
  const { dir, file } = library();
  const bytes = readFileSync(file);
  truncateSync(file, Math.floor((bytes.length * 0.9) / PAGE) * PAGE);
  expect(await rebuildLibrary(dir)).toMatchObject({ sources: 3, conversations: 40 });
});

test('killed between setting aside and putting in place: the next opening finishes it', async () => {
  const { dir, file } = library();
  await rebuildLibrary(dir);
  // As it is in the middle: the damaged one is gone from its place, the new one waits.
  mkdirSync(path.join(dir, REBUILT_FOLDER));
  renameSync(file, path.join(dir, REBUILT_FOLDER, DATABASE_FILE));
  expect(holdsLibrary(dir)).toBe(true);
  expect(all(opened(dir), 'SELECT count(*) FROM conversations')).toEqual([40]);
  expect(readdirSync(dir).filter((name) => name.startsWith(REBUILT_FOLDER))).toEqual([]);
});

test('killed while it was made: the damaged one is untouched, and the next attempt succeeds', async () => {
  const { dir, file } = library();
  const before = readFileSync(file);
  mkdirSync(path.join(dir, `${REBUILT_FOLDER}.part`));
  writeFileSync(path.join(dir, `${REBUILT_FOLDER}.part`, DATABASE_FILE), 'half');
  const db = openDatabase(dir);
  db.close();
  expect(readFileSync(file).length).toBe(before.length);
  expect(await rebuildLibrary(dir)).toEqual({ sources: 3, conversations: 40 });
});

test('a library that another process has open is left alone', async () => {
  const { dir } = library();
  const db = openDatabase(dir);
  db.prepare("INSERT INTO meta VALUES ('x', 'y')").run();
  await expect(rebuildLibrary(dir)).rejects.toMatchObject({ code: 'library-in-use' });
  db.close();
  expect(readdirSync(dir)).toEqual([DATABASE_FILE]);
});

test('a folder where a database was never finished is a new library', () => {
  const { dir, file } = library();
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  writeFileSync(file, '');
  expect(all(opened(dir), 'SELECT count(*) FROM sources')).toEqual([0]);
});

describe('an encrypted library', () => {
  const key = randomBytes(32);
  const encrypted = (): { dir: string; file: string } => {
    const made = library();
    convertDatabase({ libraryDir: made.dir, from: null, to: key });
    return made;
  };
  const rebuilt = (dir: string): Db => {
    expect(lookAtDatabase(dir)).toBe('sealed');
    const db = openDatabase(dir, key);
    onTestFinished(() => void db.close());
    return db;
  };

  test.each([
    ['a header of zeros', (file: string) => writeFileSync(file, readFileSync(file).fill(0, 0, PAGE))],
    ['a header of another kind', (file: string) => writeFileSync(file, readFileSync(file).fill('SQLite format 3\0', 0, 16))],
    ['cut in half', (file: string) => truncateSync(file, Math.floor(readFileSync(file).length / 2))],
  ])('with %s is set aside, and the new one is under the same key', async (_what, damage) => {
    const { dir, file } = encrypted();
    damage(file);
    const before = readFileSync(file);
    expect(() => openDatabase(dir, key)).toThrowError(expect.objectContaining({ code: 'library-damaged' }));
    await rebuildLibrary(dir, key);
    expect(rebuilt(dir).pragma('integrity_check', { simple: true })).toBe('ok');
    expect(readFileSync(path.join(dir, `${DATABASE_FILE}.damaged-1`, DATABASE_FILE))).toEqual(before);
  });

  test('with pages that were altered keeps the rows of the others; nothing of it lies in the open', async () => {
    const { dir, file } = encrypted();
    const bytes = readFileSync(file);
    const pages = Math.floor(bytes.length / PAGE);
    const db = openDatabase(dir, key);
    const roots = new Set(db.prepare('SELECT rootpage FROM sqlite_schema').pluck().all());
    const leaf = db.prepare("SELECT pageno FROM dbstat WHERE name = 'answers' AND pagetype = 'leaf'").pluck().all() as number[];
    db.close();
    const altered = leaf.filter((page) => !roots.has(page)).slice(-3);
    expect(altered).toHaveLength(3);
    for (const page of altered) bytes[(page - 1) * PAGE + 2_000]! ^= 0xff;
    expect(pages).toBeGreaterThan(10);
    writeFileSync(file, bytes);
    expect(await rebuildLibrary(dir, key)).toEqual({ sources: 3, conversations: 40 });
    const [answers] = all(rebuilt(dir), 'SELECT count(*) FROM answers') as number[];
    expect(answers).toBeGreaterThan(25);
    expect(answers).toBeLessThan(40);
    expect(readFileSync(file).includes('answer answer')).toBe(false);
  });
});
