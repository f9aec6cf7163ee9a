// Versions on a real SQLite file: stored piece by piece, shared by copies, gone with their last document, kept as text
// while an answer quotes them. What is forgotten leaves no trace on the disk.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EmbeddedChunk, VersionHash } from '../../../contract/domain.ts';
import { compactFullText } from '../../../main/library/compactFullText.ts';
import { createDocuments } from '../../../main/library/documents.ts';
import { openDatabase, type Db } from '../../../main/library/openDatabase.ts';
import { createSources } from '../../../main/library/sources.ts';
import { chunkIdOf, createVersions, type NewVersion, type Versions } from '../../../main/library/versions.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function open(): { db: Db; versions: Versions; dir: string } {
  const dir = temporaryFolder();
  const db = openDatabase(dir);
  onTestFinished(() => void db.close());
  return { db, versions: createVersions(db), dir };
}

const hashOf = (digit: string): VersionHash => digit.repeat(64) as VersionHash;
const version = (hash: VersionHash, chunkerVersion = '1'): NewVersion => ({ hash, kind: 'text', title: 'T', text: 'some text', pageStarts: [0, 5], places: null, sizeBytes: 9, chunkerVersion });
const chunk = (ordinal: number, text = `words of piece ${ordinal}`): EmbeddedChunk => ({ ordinal, start: ordinal * 100, end: ordinal * 100 + text.length, text, header: '', page: null, place: null, tokens: 5, vector: new Float32Array(384).fill(ordinal) });
const counts = (db: Db): number[] => ['chunks', 'chunk_embeddings', 'chunk_fts', 'versions'].map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number);

test('a version in pieces is indexed with the last one, and goes on from what is stored', () => {
  const { db, versions } = open();
  const a = hashOf('a');
  versions.begin(version(a));
  versions.addChunks(version(a), [chunk(0), chunk(1)], 'e');
  expect([versions.isIndexed(a, '1'), [...versions.storedOrdinals(a, '1')]]).toEqual([false, [0, 1]]);
  expect(versions.begin(version(a))).toEqual([]);
  expect([...versions.storedOrdinals(a, '2')]).toEqual([]);
  versions.addChunks(version(a), [chunk(2)], 'e');
  versions.complete(a);
  expect([versions.isIndexed(a, '1'), versions.isIndexed(a, '2')]).toEqual([true, false]);
  expect(counts(db)).toEqual([3, 3, 3, 1]);
});

test('another chunker replaces the chunks and tells which rows went; ids are stable', () => {
  const { db, versions } = open();
  const a = hashOf('a');
  versions.begin(version(a));
  const rows = versions.addChunks(version(a), [chunk(0), chunk(1)], 'e');
  versions.complete(a);
  expect(versions.begin(version(a, '2'))).toEqual(rows);
  expect(counts(db)).toEqual([0, 0, 0, 1]);
  versions.addChunks(version(a, '2'), [chunk(0)], 'e');
  expect(db.prepare('SELECT id FROM chunks').pluck().all()).toEqual([chunkIdOf(a, 0, chunk(0).end, '2')]);
  expect(chunkIdOf(a, 0, 5, '1')).not.toBe(chunkIdOf(a, 0, 5, '2'));
});

test('chunks go with the last document; the text stays while an answer quotes it', () => {
  const { db, versions } = open();
  const sources = createSources(db);
  const source = sources.add({ path: '/files', kind: 'folder' })!;
  const documents = createDocuments(db);
  for (const hash of [hashOf('a'), hashOf('b')]) {
    versions.begin(version(hash));
    versions.addChunks(version(hash), [chunk(0)], 'e');
    versions.complete(hash);
  }
  for (const name of ['one.txt', 'copy.txt']) documents.see(source, { path: `/files/${name}`, name, sizeBytes: 1, modifiedMs: 1, kind: 'text' }, 1);
  const [one, copy] = documents.takeWaiting(2);
  for (const document of [one!, copy!]) documents.settle(document.id, { state: 'indexed', reason: null, versionHash: hashOf('a'), pages: null });
  db.exec(`INSERT INTO conversations VALUES ('c', 't', 'd', 1, 1, NULL); INSERT INTO answers VALUES ('x', 'c', 'q', 'answered', '{}', 'd', 1, 1);
    INSERT INTO answer_versions VALUES ('x', '${hashOf('a')}')`);

  expect(versions.releaseUnused(10)).toHaveLength(1);
  expect(versions.get(hashOf('b'))).toBeNull();
  documents.remove(one!.id);
  expect(versions.releaseIfUnused(hashOf('a'))).toEqual([]);
  expect(versions.releaseUnused(10)).toBeNull();
  documents.remove(copy!.id);
  expect(versions.releaseUnused(10)).toHaveLength(1);
  expect(versions.releaseUnused(10)).toBeNull();
  expect(counts(db)).toEqual([0, 0, 0, 1]);
  expect([versions.text(hashOf('a')), versions.isIndexed(hashOf('a'), '1'), versions.pageOf(hashOf('a'), 6)]).toEqual(['some text', false, 2]);
});

test('forgotten words are off the disk, those of others are still found', async () => {
  const { db, versions, dir } = open();
  const store = db.transaction((at: number) => {
    const hash = at.toString(16).padStart(64, '0') as VersionHash;
    const word = at % 3 === 0 ? `xylocanary${at}` : `ordinary${at}`;
    versions.begin({ ...version(hash), text: word });
    versions.addChunks(version(hash), [chunk(0, `${word} among many others`)], 'e');
    versions.complete(hash);
  });
  for (let at = 0; at < 300; at += 1) store(at);
  const onDisk = (): boolean => readdirSync(dir).some((name) => readFileSync(path.join(dir, name)).includes('xylocanary'));
  db.pragma('wal_checkpoint(TRUNCATE)');
  expect(onDisk()).toBe(true);
  db.transaction(() => {
    for (let at = 0; at < 300; at += 3) versions.releaseIfUnused(at.toString(16).padStart(64, '0') as VersionHash);
  })();
  await compactFullText(db);
  expect(onDisk()).toBe(false);
  expect(db.prepare("SELECT count(*) FROM chunk_fts WHERE chunk_fts MATCH 'ordinary100'").pluck().get()).toBe(1);
  expect(counts(db)).toEqual([200, 200, 200, 200]);
});
