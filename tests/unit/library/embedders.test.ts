// Which embedder a library is searched with, is built for, and is taken leave of: states on a real SQLite file.
import { expect, onTestFinished, test } from 'vitest';
import { createEmbedders, type Embedders } from '../../../main/library/embedders.ts';
import { openDatabase, type Db } from '../../../main/library/openDatabase.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function open(chunks = 0): { db: Db; embedders: Embedders } {
  const db = openDatabase(temporaryFolder());
  onTestFinished(() => void db.close());
  db.exec("INSERT INTO versions (hash, kind, title, text, size_bytes, chunker_version, created_at_ms, complete) VALUES ('v', 'text', 't', 'text', 4, '4', 1, 1), ('half', 'text', 't', 'text', 4, '4', 1, 0)");
  const insert = db.prepare("INSERT INTO chunks (id, version_hash, ordinal, start_offset, end_offset, header, text, tokens) VALUES (?, 'v', ?, 0, 1, '', 't', 3)");
  for (let at = 0; at < chunks; at += 1) insert.run(`c${at}`, at);
  return { db, embedders: createEmbedders(db) };
}

const spec = (id: string, dimensions = 2) => ({ id, dimensions, modelDir: '/models', maxTokens: 64, pooling: 'mean', prefixes: { question: '', passage: '' } }) as const;
const vector = Float32Array.of(1, 0);
const ids = (embedders: Embedders): unknown[] => [embedders.active()?.id, embedders.building()?.id, embedders.leaving().map(({ id }) => id)];

test('one is built beside the one that is searched, and takes its place at once; each has a folder of its own', () => {
  const { db, embedders } = open(3);
  expect(embedders.activate(spec('a'))).toMatchObject({ folder: 'vectors', complete: false });
  expect(embedders.build(spec('b'))).toMatchObject({ folder: 'vectors-2', complete: false });
  expect(() => embedders.build(spec('c'))).toThrow(/UNIQUE/);
  expect(ids(embedders)).toEqual(['a', 'b', []]);
  embedders.swap();
  expect(ids(embedders)).toEqual(['b', undefined, ['a']]);
  expect(embedders.active()!.complete).toBe(true);
  // What was half read is read from its beginning, by the tokens of the new one.
  expect(db.prepare('SELECT hash, chunker_version FROM versions ORDER BY hash').raw().all()).toEqual([['half', ''], ['v', '4']]);
});

test('what is missing is what has no vector of this embedder; a chunk that went gets none', () => {
  const { db, embedders } = open(4);
  embedders.activate(spec('a'));
  embedders.build(spec('b'));
  const rows = embedders.missing('a', 0, 10).map(({ row }) => row);
  expect(rows).toHaveLength(4);
  expect(embedders.store('a', rows.map((row) => ({ row, vector })))).toEqual(rows);
  db.prepare('DELETE FROM chunks WHERE row = ?').run(rows[1]);
  expect(embedders.store('b', rows.slice(0, 2).map((row) => ({ row, vector })))).toEqual([rows[0]]);
  expect([embedders.countMissing('a'), embedders.countMissing('b')]).toEqual([{ chunks: 0, tokens: 0 }, { chunks: 2, tokens: 6 }]);
  expect(embedders.missing('b', 0, 10).map(({ row }) => row)).toEqual(rows.slice(2));
  expect(embedders.missing('b', rows[2]!, 10).map(({ row }) => row)).toEqual([rows[3]]);
});

test('vectors of one that is leaving go step by step, those of others stay; taken up again, it keeps what is left', () => {
  const { db, embedders } = open(1_200);
  embedders.activate(spec('a'));
  embedders.build(spec('b'));
  const all = embedders.missing('a', 0, 2_000).map(({ row }) => ({ row, vector }));
  for (const id of ['a', 'b']) embedders.store(id, all);
  const count = (id: string): number => db.prepare('SELECT count(*) FROM chunk_embeddings WHERE embedder_id = ?').pluck().get(id) as number;
  expect(embedders.release('b', 0)).toBeNull();
  expect(count('b')).toBe(1_200);
  embedders.abandon('b');
  expect(embedders.release('b', 0)).toBe(500);
  expect([count('a'), count('b')]).toEqual([1_200, 700]);
  embedders.build(spec('b'));
  expect(embedders.release('b', 500)).toBeNull();
  expect([count('b'), embedders.countMissing('b').chunks, ids(embedders)]).toEqual([700, 500, ['a', 'b', []]]);
  embedders.abandon('b');
  for (let after: number | null = 0; after !== null; ) after = embedders.release('b', after);
  expect([count('a'), count('b'), ids(embedders)]).toEqual([1_200, 0, ['a', undefined, []]]);
  expect(embedders.build(spec('b'))).toMatchObject({ folder: 'vectors-2', complete: false });
});

test('in a library without passages nothing is missing; a sample is spread over all of them', () => {
  const empty = open().embedders;
  expect(empty.activate(spec('a'))).toMatchObject({ complete: true });
  expect(empty.sample(16)).toEqual([]);
  const rows = open(1_000).embedders.sample(10).map(({ row }) => row);
  expect(rows).toHaveLength(10);
  expect([rows[0]! <= 100, rows.at(-1)! >= 900]).toEqual([true, true]);
});
