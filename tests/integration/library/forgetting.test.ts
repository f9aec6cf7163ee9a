// Forgetting is complete, whatever comes in between: a kill, a file that is half read, an answer that has seen the text.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { SourceId } from '../../../contract/domain.ts';
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
