// A library that lies in a folder which it indexes, as the default one does in the person's documents.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

test('a library lists none of its own files, and a scan finds nothing new in them', async () => {
  const h = await new LibraryHarness().open();
  writeFileSync(path.join(h.dir, 'a.md'), note(1));
  await h.add(h.dir);
  expect(h.states()).toEqual({ 'a.md': 'indexed' });
  await h.rescan();
  expect(h.states()).toEqual({ 'a.md': 'indexed' });
});
