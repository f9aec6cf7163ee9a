// Another embedder for a library: its vectors are made beside those that are searched, through pauses, closings and new
// files, then the two are swapped; a cancel leaves everything as it was. Real SQLite, LanceDB and models, whose vectors
// have different dimensions, so that one that met the wrong table would be an error.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { VersionHash } from '../../../contract/domain.ts';
import { searching } from '../../../main/engines/library/askQuestion.ts';
import { estimateVectors } from '../../../main/engines/library/embedderSpeed.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { loadEmbedder } from '../../../main/ingest/4-embed/embedder.ts';
import { miniLm, secondEmbedder } from '../../support/embedders.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

const FILES = 90;
const QUESTION = 'locker number of note 17';

/** A library of notes, read with the first embedder; the second one is at hand. */
async function withNotes(files = FILES): Promise<LibraryHarness> {
  const h = new LibraryHarness();
  h.embedders = [miniLm, secondEmbedder(h.dir)];
  for (let at = 0; at < files; at += 1) h.write(`${at}.md`, note(at));
  await h.open();
  await h.add();
  return h;
}

const second = (h: LibraryHarness) => h.embedders[1]!;
const vectorsOf = (h: LibraryHarness, id: string): Map<number, Buffer> =>
  new Map((h.library.db.prepare('SELECT chunk_row, vector FROM chunk_embeddings WHERE embedder_id = ? ORDER BY chunk_row').raw().all(id) as [number, Buffer][]));
const chunks = (h: LibraryHarness): number => h.chunkRows().length;

function choose(h: LibraryHarness, spec = second(h)): void {
  h.library.semantic!.rebuild.choose(spec);
  h.ingest.wake();
}

/** Stops in the middle of the rebuild. */
async function until(h: LibraryHarness, vectors: number): Promise<void> {
  await vi.waitUntil(() => vectorsOf(h, 'second').size >= vectors, { timeout: 60_000, interval: 2 });
  h.ingest.pause();
  await h.ingest.finished();
}

/** Everything is the new embedder's, and nothing of the old one is left, in SQLite, on the disk or in the search. */
async function expectSwapped(h: LibraryHarness, files: number, note = 17): Promise<void> {
  expect(h.library.embedderState()).toEqual({ activeId: 'second', building: null });
  expect([vectorsOf(h, miniLm.id).size, vectorsOf(h, 'second').size, chunks(h)]).toEqual([0, files, files]);
  const stored = [...vectorsOf(h, 'second').values()];
  expect(stored.every((vector) => vector.length === 256 * 4)).toBe(true);
  expect(existsSync(path.join(h.libraryDir, 'vectors'))).toBe(false);
  expect(new Set((await h.rowsEverywhere()).map(String)).size).toBe(1);
  expect((await h.search(`locker number of note ${note}`)).slice(0, 3)).toContain(`${note}.md`);
  const [row, vector] = [...vectorsOf(h, 'second')][0]!;
  const { header, text } = h.library.db.prepare('SELECT header, text FROM chunks WHERE row = ?').get(row) as { header: string; text: string };
  const [fresh] = await h.library.semantic!.embedder.embed([`${header}\n${text}`], 'passage');
  expect(fresh!.reduce((sum, value, at) => sum + value * vector.readFloatLE(at * 4), 0)).toBeGreaterThan(0.98);
}

test('the vectors are made anew, texts and full text stay, then the library is searched with them', async () => {
  const h = await withNotes();
  const before = { chunks: h.chunkRows(), versions: h.library.db.prepare('SELECT * FROM versions').all(), search: h.library.db.prepare("SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH 'locker' ORDER BY rowid").all() };
  const embedder = await loadEmbedder(second(h), { threads: 2 });
  const estimate = await estimateVectors(embedder, h.library.embedders, { signal: new AbortController().signal, turn: async () => undefined });
  await embedder.dispose();
  expect(estimate).toMatchObject({ passages: FILES });
  expect([estimate.seconds > 0, estimate.seconds < 120, estimate.diskBytes > FILES * 256 * 4]).toEqual([true, true, true]);
  choose(h);
  expect(h.library.embedderState()).toMatchObject({ activeId: miniLm.id, building: { id: 'second', done: 0, total: FILES, problem: null } });
  await h.ingest.finished();
  await expectSwapped(h, FILES);
  expect({ chunks: h.chunkRows(), versions: h.library.db.prepare('SELECT * FROM versions').all(), search: h.library.db.prepare("SELECT rowid FROM chunk_fts WHERE chunk_fts MATCH 'locker' ORDER BY rowid").all() }).toEqual(before);
  expect(h.problems).toEqual([]);
  // It stays so, and new files are read with it.
  await h.reopen();
  h.write('late.md', note(1_000));
  await h.rescan();
  await expectSwapped(h, FILES + 1);
});

test('while they are made, questions are answered as before; files that come are in both, those that go in neither', async () => {
  const h = await withNotes();
  const hits = await h.search(QUESTION);
  choose(h);
  await until(h, 20);
  expect(vectorsOf(h, 'second').size).toBeLessThan(FILES);
  expect(h.library.embedderState()).toMatchObject({ activeId: miniLm.id, building: { state: 'paused', total: FILES } });
  expect(await h.search(QUESTION)).toEqual(hits);
  h.write('late.md', note(1_000));
  rmSync(path.join(h.filesDir, '3.md'));
  h.ingest.resume();
  for (const { id } of h.library.sources.list()) h.library.sources.queueScan(id);
  // Files come before the passages that are there already.
  await vi.waitUntil(() => h.states()['late.md'] === 'indexed', { timeout: 60_000, interval: 2 });
  expect((await h.search('locker number of note 1000'))[0]).toBe('late.md');
  await h.ingest.finished();
  await expectSwapped(h, FILES);
  expect((await h.search('locker number of note 1000')).slice(0, 3)).toContain('late.md');
});

test('whoever waits for files does not wait for the vectors', async () => {
  const h = await withNotes();
  choose(h);
  await h.ingest.filesRead();
  expect(h.library.embedderState().building).not.toBeNull();
  h.write('late.md', note(1_000));
  for (const { id } of h.library.sources.list()) h.library.sources.queueScan(id);
  h.ingest.wake();
  await h.ingest.filesRead();
  expect([h.states()['late.md'], h.library.embedderState().activeId]).toEqual(['indexed', miniLm.id]);
  await h.ingest.finished();
  await h.ingest.filesRead();
  await expectSwapped(h, FILES + 1);
});

test('a closing in the middle of it interrupts it; it goes on where it was', async () => {
  const h = await withNotes();
  choose(h);
  await until(h, 20);
  const made = vectorsOf(h, 'second');
  h.ingest.resume();
  await h.reopen();
  const { building } = h.library.embedderState();
  expect(building).toMatchObject({ id: 'second', problem: null });
  expect(building!.done).toBeGreaterThanOrEqual(made.size);
  await h.settle();
  await expectSwapped(h, FILES);
  for (const [row, vector] of made) expect(vectorsOf(h, 'second').get(row)).toEqual(vector);
});

test('a cancel leaves the library as it was, also in the middle of a slice', async () => {
  const h = await withNotes();
  const before = vectorsOf(h, miniLm.id);
  choose(h);
  await vi.waitUntil(() => vectorsOf(h, 'second').size > 0, { timeout: 60_000, interval: 1 });
  h.library.semantic!.rebuild.cancel();
  h.ingest.wake();
  expect(h.library.embedderState()).toEqual({ activeId: miniLm.id, building: null });
  await h.ingest.finished();
  expect([vectorsOf(h, 'second').size, vectorsOf(h, miniLm.id)]).toEqual([0, before]);
  expect(existsSync(path.join(h.libraryDir, 'vectors-2'))).toBe(false);
  expect(new Set((await h.rowsEverywhere()).map(String)).size).toBe(1);
  expect((await h.search(QUESTION)).slice(0, 3)).toContain('17.md');
  expect(h.problems).toEqual([]);
  // And again, to the end.
  choose(h);
  await h.ingest.finished();
  await expectSwapped(h, FILES);
});

test('back to the embedder of before: in the middle of a change, and after one', async () => {
  const h = await withNotes(40);
  choose(h);
  await until(h, 1);
  h.ingest.resume();
  choose(h, miniLm);
  await h.ingest.finished();
  expect(h.library.embedderState()).toEqual({ activeId: miniLm.id, building: null });
  choose(h);
  await h.ingest.finished();
  choose(h, miniLm);
  await h.ingest.finished();
  expect(h.library.embedderState()).toEqual({ activeId: miniLm.id, building: null });
  expect([vectorsOf(h, miniLm.id).size, vectorsOf(h, 'second').size]).toEqual([40, 0]);
  expect((await h.search(QUESTION)).slice(0, 3)).toContain('17.md');
});

test('a question that began before the swap ends with the vectors that it began with', async () => {
  const h = await withNotes(40);
  const asked = Promise.withResolvers<void>();
  const question = searching(h.library, async (retrieval) => {
    await asked.promise;
    return findPassages(QUESTION, retrieval, { scope: null, limit: 5 });
  });
  choose(h);
  await vi.waitUntil(() => h.library.embedderState().activeId === 'second', { timeout: 60_000, interval: 2 });
  asked.resolve();
  const passages = await question;
  expect(passages.map(({ documentName }) => documentName)).toContain('17.md');
  expect(passages.every(({ cosine }) => cosine !== null)).toBe(true);
  await h.ingest.finished();
  await expectSwapped(h, 40);
});

test('an embedder that can not be loaded is told of; files are read and questions answered as before', async () => {
  const h = await withNotes(40);
  choose(h, { ...second(h), modelDir: path.join(h.dir, 'nowhere') });
  await h.ingest.finished();
  expect(h.library.embedderState()).toMatchObject({ activeId: miniLm.id, building: { id: 'second', state: 'paused', problem: 'embedder-missing' } });
  h.write('late.md', note(1_000));
  await h.rescan();
  expect((await h.search('locker number of note 1000'))[0]).toBe('late.md');
  expect(h.ingest.progress()).toMatchObject({ state: 'idle', problem: null });
  // Its files are back.
  choose(h);
  await h.ingest.finished();
  await expectSwapped(h, 41);
});

test('a source that is forgotten meanwhile leaves no vector of either', async () => {
  const h = await withNotes(40);
  choose(h);
  await until(h, 20);
  const gone = [...vectorsOf(h, 'second').values(), ...vectorsOf(h, miniLm.id).values()];
  await forgetSource(h.library.sources.list()[0]!.id, h.library);
  h.ingest.resume();
  await h.ingest.finished();
  expect([vectorsOf(h, 'second').size, vectorsOf(h, miniLm.id).size]).toEqual([0, 0]);
  expect(gone.length).toBeGreaterThan(40);
  expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([0, 0, 0, 0]);
  expect(h.library.embedderState()).toEqual({ activeId: 'second', building: null });
});

test('a library whose embedder is gone is searched by words, and with another one once that is chosen', async () => {
  const h = await withNotes(40);
  h.embedders = [second(h)];
  await h.reopen();
  expect([h.library.semantic, h.library.embedderState()]).toEqual([null, { activeId: null, building: null }]);
  h.library.embedders.activate(h.embedders[0]!);
  await h.reopen();
  await h.settle();
  await expectSwapped(h, 40);
});

test('a large file that was half read is read anew after the swap, with no text twice and none missing', async () => {
  const h = await withNotes(5);
  const text = Array.from({ length: 400 }, (_, at) => `Paragraph ${at} is about subject ${at * 31} and ${'some more words of a certain length '.repeat(6)}.`).join('\n\n');
  h.write('large.txt', text);
  for (const { id } of h.library.sources.list()) h.library.sources.queueScan(id);
  h.ingest.wake();
  await vi.waitUntil(() => chunks(h) > 30, { timeout: 60_000, interval: 2 });
  h.ingest.pause();
  await h.ingest.finished();
  // As if it waited for long: it is out of the queue, and the rebuild comes first.
  h.library.db.exec("UPDATE documents SET state = 'skipped' WHERE name = 'large.txt'");
  choose(h);
  h.ingest.resume();
  await h.ingest.finished();
  expect(h.library.embedderState().activeId).toBe('second');
  h.library.db.exec("UPDATE documents SET state = 'waiting' WHERE name = 'large.txt'");
  await h.settle();
  const { hash } = h.library.db.prepare("SELECT version_hash AS hash FROM documents WHERE name = 'large.txt'").get() as { hash: VersionHash };
  const offsets = h.library.db.prepare('SELECT start_offset, end_offset FROM chunks WHERE version_hash = ? ORDER BY ordinal').raw().all(hash) as [number, number][];
  offsets.slice(1).forEach(([start], at) => expect(start).toBeGreaterThanOrEqual(offsets[at]![1]));
  expect(offsets.map(([start, end]) => text.slice(start, end)).join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  await expectSwapped(h, chunks(h), 3);
});
