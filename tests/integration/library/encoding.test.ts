// A person's choice of an encoding: the file is read anew, its copies too, and it holds after a move.
import { renameSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DocumentId } from '../../../contract/domain.ts';
import { LibraryHarness } from '../../support/libraryHarness.ts';

/** `Žluťoučký kůň` in windows-1250, which so short could be anything. */
const BYTES = Buffer.from([0x8e, 0x6c, 0x75, 0x9d, 0x6f, 0x75, 0xe8, 0x6b, 0xfd, 0x20, 0x6b, 0xf9, 0xf2]);

test('an encoding that was chosen for a file holds for its copies and after a move, until the guess is wanted again', async () => {
  const h = await new LibraryHarness().open();
  h.write('horse.txt', BYTES);
  h.write('copy.txt', BYTES);
  await h.add();
  const rows = () => h.library.documents.list({ sourceId: null, state: null, nameContains: '' }, 0, 10).rows;
  const texts = () => [...new Set(rows().map(({ versionHash }) => h.library.versions.text(versionHash!)))];
  const choose = async (id: DocumentId, encoding: 'koi8-r' | 'windows-1250' | null): Promise<void> => {
    const { versionHash } = h.library.documents.get(id)!;
    h.library.versions.forgetReading(versionHash!);
    h.library.documents.setEncoding(id, encoding, { copies: true });
    await h.settle();
  };
  const horse = rows().find(({ name }) => name === 'horse.txt')!;
  await choose(horse.id, 'koi8-r');
  expect(texts()).toEqual([new TextDecoder('koi8-r').decode(BYTES)]);
  await choose(horse.id, 'windows-1250');
  expect(texts()).toEqual(['Žluťoučký kůň']);
  expect(rows().map(({ encoding, decodedAs }) => [encoding, decodedAs])).toEqual([['windows-1250', 'windows-1250'], ['windows-1250', 'windows-1250']]);
  expect(await h.search('kůň')).toHaveLength(1);
  expect(new Set((await h.rowsEverywhere()).map(String)).size).toBe(1);

  const [chunk] = h.chunkRows();
  renameSync(path.join(h.filesDir, 'horse.txt'), path.join(h.filesDir, 'moved.txt'));
  h.write('third.txt', BYTES);
  await h.rescan();
  expect(rows().map(({ name, encoding, state }) => [name, encoding, state])).toEqual([
    ['copy.txt', 'windows-1250', 'indexed'],
    ['moved.txt', 'windows-1250', 'indexed'],
    ['third.txt', 'windows-1250', 'indexed'],
  ]);
  expect(h.chunkRows()).toEqual([chunk]);

  await h.reopen();
  expect(h.library.documents.waiting()).toBe(0);

  await choose(rows()[0]!.id, null);
  expect(rows().map(({ encoding }) => encoding)).toEqual([null, null, null]);
  expect(rows()[0]!.decodedAs).not.toBeNull();
  expect(h.chunkRows()[0]!.row).toBeGreaterThan(chunk!.row);
});
