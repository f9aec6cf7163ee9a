// Forgetting is complete, whatever comes in between: a kill, a file that is half read, an answer that has seen the text.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Answer, SourceId } from '../../../contract/domain.ts';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

const CANARY = 'zephyrcanary';
const open = (): Promise<LibraryHarness> => new LibraryHarness().open();
const sourceAt = (h: LibraryHarness, folder: string): SourceId => h.library.sources.list().find(({ path: own }) => own === path.join(h.filesDir, folder))!.id;

/** Files of the library that hold the word; its letters may not be broken up in any of them. */
function filesWith(h: LibraryHarness, word: string | Buffer): string[] {
  const files = readdirSync(h.libraryDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.filter((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(word)).map(({ name }) => name);
}

describe('a kill while a source is forgotten', () => {
  test.each(['before its texts are taken out', 'before the disk is tidied'])('%s is made up for at the next opening, also while indexing is paused', async (moment) => {
    const h = await open();
    h.write('a/secret.md', `# Diary\n\nToday I buried the ${CANARY} under the oak.\n`);
    h.write('b/other.md', note(1));
    await h.add(path.join(h.filesDir, 'a'));
    await h.add(path.join(h.filesDir, 'b'));
    const vector = h.library.db.prepare("SELECT vector FROM chunk_embeddings JOIN chunks ON row = chunk_row WHERE text LIKE '%canary%'").pluck().get() as Buffer;
    expect(filesWith(h, vector)).not.toEqual([]);
    const dies = (): never => {
      throw new Error('killed');
    };
    if (moment.includes('texts')) vi.spyOn(h.library.versions, 'releaseIfUnused').mockImplementation(dies);
    else vi.spyOn(h.library.semantic!.vectors, 'startOver').mockImplementation(dies);
    h.ingest.pause();
    await expect(forgetSource(sourceAt(h, 'a'), h.library)).rejects.toThrow('killed');
    await h.reopen();
    expect([filesWith(h, CANARY), filesWith(h, vector)]).toEqual([[], []]);
    expect(h.library.db.prepare("SELECT count(*) FROM meta WHERE key = 'erase_pending'").pluck().get()).toBe(0);
    h.ingest.resume();
    await h.ingest.finished();
    expect(h.states()).toEqual({ 'other.md': 'indexed' });
    expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual([1, 1, 1, 1]);
  });
});

describe('a file that is half read', () => {
  const large = (word: string): string => Array.from({ length: 700 }, (_, at) => `Paragraph ${at} of ${word} is about subject ${at * 31} and ${'some more words of a certain length '.repeat(8)}.`).join('\n\n');

  async function halfRead(h: LibraryHarness, folder: string): Promise<void> {
    h.library.sources.add({ path: path.join(h.filesDir, folder), kind: 'folder' });
    const before = h.chunkRows().length;
    h.ingest.resume();
    await vi.waitUntil(() => h.chunkRows().length > before + 30, { timeout: 60_000, interval: 5 });
    h.ingest.pause();
    await h.ingest.finished();
  }

  test('is forgotten with its source; that of another source goes on where it was', async () => {
    const h = await open();
    h.write('a/secret.txt', large(CANARY));
    h.write('b/other.txt', large('a lease'));
    await halfRead(h, 'a');
    // Out of the queue, so that the other one is read.
    h.library.db.exec("UPDATE documents SET state = 'skipped' WHERE name = 'secret.txt'");
    await halfRead(h, 'b');
    const kept = h.chunkRows().filter(({ text }) => !text.includes(CANARY));
    expect(kept.length).toBeGreaterThan(30);
    await forgetSource(sourceAt(h, 'a'), h.library);
    expect(h.chunkRows()).toEqual(kept);
    expect(filesWith(h, CANARY)).toEqual([]);
    await h.reopen();
    expect(h.chunkRows()).toEqual(kept);
    h.ingest.resume();
    await h.ingest.finished();
    expect(h.chunkRows().slice(0, kept.length)).toEqual(kept);
    expect(h.states()).toEqual({ 'other.txt': 'indexed' });
  });

  test('is read anew when its version went meanwhile', async () => {
    const h = await open();
    h.write('a/one.txt', large('a lease'));
    h.library.sources.add({ path: path.join(h.filesDir, 'a'), kind: 'folder' });
    h.ingest.wake();
    await vi.waitUntil(() => h.chunkRows().length > 30, { timeout: 60_000, interval: 5 });
    const hash = h.library.db.prepare('SELECT hash FROM versions').pluck().get() as never;
    await h.library.semantic!.vectors.removed(h.library.db.transaction(() => h.library.versions.releaseIfUnused(hash))());
    await h.ingest.finished();
    expect(h.states()).toEqual({ 'one.txt': 'indexed' });
    const ordinals = h.library.db.prepare('SELECT ordinal FROM chunks ORDER BY ordinal').pluck().all();
    expect(ordinals).toEqual(ordinals.map((_, at) => at));
    expect(new Set((await h.rowsEverywhere()).map(String)).size).toBe(1);
  });
});

describe('an answer', () => {
  const QUOTE = 'The locker number of the boat house is L-77.';
  const text = `# Boats\n\nKeep this for the ${CANARY} alone.\n\n${QUOTE}\n`;

  /** As the read line gives it, with one sentence cited from the first passage. */
  async function answered(h: LibraryHarness, citing = true): Promise<Answer> {
    const { conversations, documents } = h.library;
    const question = 'What is the locker number of the boat house?';
    const passages = await findPassages(question, h.retrieval, { scope: null, limit: 8 });
    const passage = passages.find((one) => one.text.includes(QUOTE))!;
    const start = passage.start + passage.text.indexOf(QUOTE);
    const { documentId, versionHash, documentName, kind, page } = passage;
    const citation = { number: passages.indexOf(passage) + 1, documentId, versionHash, documentName, kind, page, start, end: start + QUOTE.length, quote: QUOTE };
    return {
      id: conversations.newAnswerId(),
      conversationId: conversations.create(question).id,
      question,
      searchedQuestion: question,
      text: 'It is L-77.',
      status: 'answered',
      passages,
      sentences: [{ start: 0, end: 11, supported: citing, citations: citing ? [citation] : [] }],
      coverage: documents.coverage(null),
      modelId: 'script',
      timings: null,
      createdAtMs: Date.now(),
    };
  }

  async function withBoats(): Promise<LibraryHarness> {
    const h = await open();
    h.write(`a/${CANARY} boats.md`, text);
    h.write('a/canary.md', `# Birds\n\nThe locker of the ${CANARY} is empty.\n`);
    h.write('b/other.md', note(1));
    await h.add(path.join(h.filesDir, 'a'));
    await h.add(path.join(h.filesDir, 'b'));
    return h;
  }

  const stored = (h: LibraryHarness, { conversationId }: Answer): Answer => h.library.conversations.answers(conversationId)[0]!;

  test('keeps what it cites of a forgotten source, its other passages, and no other word', async () => {
    const h = await withBoats();
    rmSync(path.join(h.filesDir, 'a', `${CANARY} boats.md`));
    h.write('a/boats.md', text);
    await h.rescan();
    const answer = await answered(h);
    h.library.conversations.saveAnswer(answer);
    // A version that only the answer has any more.
    h.write('a/boats.md', `${text}\nAnd so on.\n`);
    await h.rescan();
    expect(h.library.versions.text(answer.sentences[0]!.citations[0]!.versionHash)).toContain(CANARY);
    await forgetSource(sourceAt(h, 'a'), h.library);
    await h.ingest.finished();
    expect(filesWith(h, CANARY)).toEqual([]);
    const kept = stored(h, answer);
    expect(kept.sentences).toEqual(answer.sentences);
    expect(kept.passages.map(({ documentName }) => documentName).sort()).toEqual(['', 'boats.md', 'other.md']);
    for (const [at, passage] of kept.passages.entries()) {
      if (passage.documentName === 'other.md') expect(passage).toEqual(answer.passages[at]);
      else expect(passage).toMatchObject({ header: '', text: passage.documentName === '' ? '' : QUOTE });
    }
    expect(h.library.versions.get(answer.sentences[0]!.citations[0]!.versionHash)).toBeNull();
    expect(h.library.db.prepare('SELECT count(*) FROM versions').pluck().get()).toBe(1);
  });

  test('keeps what it shows of another source, also of a file that has changed since', async () => {
    const h = await withBoats();
    const answer = await answered(h);
    h.library.conversations.saveAnswer(answer);
    h.write('b/other.md', note(2));
    await h.rescan();
    const other = answer.passages.find(({ documentName }) => documentName === 'other.md')!;
    await forgetSource(sourceAt(h, 'a'), h.library);
    expect(stored(h, answer).passages).toContainEqual(other);
    expect(h.library.versions.text(other.versionHash)).toBe(note(1));
  });

  test('that is being written while its source is forgotten keeps no more', async () => {
    const h = await withBoats();
    const answer = await answered(h, false);
    await forgetSource(sourceAt(h, 'a'), h.library);
    h.library.conversations.saveAnswer(answer);
    await h.close();
    expect(filesWith(h, CANARY)).toEqual([]);
  });

  test('keeps everything of a source whose bytes another source has too, until that is forgotten', async () => {
    const h = await open();
    for (const place of ['a/boats.md', 'b/copy.md']) h.write(place, text);
    await h.add(path.join(h.filesDir, 'a'));
    await h.add(path.join(h.filesDir, 'b'));
    const answer = await answered(h);
    h.library.conversations.saveAnswer(answer);
    await forgetSource(sourceAt(h, 'a'), h.library);
    expect(stored(h, answer).passages.map((passage) => passage.text)).toContainEqual(expect.stringContaining(CANARY));
    await forgetSource(sourceAt(h, 'b'), h.library);
    expect(filesWith(h, CANARY)).toEqual([]);
  });

  test('of a conversation that was deleted a while ago is erased at the next opening, with what only it needed', async () => {
    const h = await withBoats();
    const [deleted, justNow] = [await answered(h), await answered(h)];
    for (const answer of [deleted, justNow]) h.library.conversations.saveAnswer(answer);
    for (const name of [`${CANARY} boats.md`, 'canary.md']) rmSync(path.join(h.filesDir, 'a', name));
    await h.rescan();
    for (const { conversationId } of [deleted, justNow]) h.library.conversations.delete(conversationId);
    h.library.db.prepare('UPDATE conversations SET deleted_at_ms = deleted_at_ms - 120000 WHERE id = ?').run(deleted.conversationId);
    await h.reopen();
    expect(h.library.conversations.answers(deleted.conversationId)).toEqual([]);
    h.library.conversations.restore(justNow.conversationId);
    expect(stored(h, justNow)).toEqual(justNow);
    h.library.conversations.delete(justNow.conversationId);
    h.library.db.exec('UPDATE conversations SET deleted_at_ms = deleted_at_ms - 120000 WHERE deleted_at_ms IS NOT NULL');
    await h.reopen();
    expect(h.library.db.prepare("SELECT count(*) FROM answers UNION ALL SELECT count(*) FROM answer_versions UNION ALL SELECT count(*) FROM conversations WHERE title <> ''").pluck().all()).toEqual([0, 0, 0]);
    expect(h.library.db.prepare('SELECT count(*) FROM versions').pluck().get()).toBe(1);
  });
});
