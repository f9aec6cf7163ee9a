// A file of which nothing is left to read is not found by what it once said.
import { expect, test } from 'vitest';
import { LibraryHarness } from '../../support/libraryHarness.ts';

test('a file that was emptied leaves the search at the next scan', async () => {
  const h = await new LibraryHarness().open();
  h.write('a.md', '# A\n\nThe ferry leaves at noon.\n');
  await h.add();
  expect(await h.search('When does the ferry leave?')).toEqual(['a.md']);
  h.write('a.md', '');
  await h.rescan();
  expect(h.states()).toEqual({ 'a.md': 'skipped: empty' });
  expect(await h.search('When does the ferry leave?')).toEqual([]);
  expect(await h.rowsEverywhere()).toEqual([[], [], [], []]);
});
