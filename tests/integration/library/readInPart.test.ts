// A file of which some could not be read is found by the rest, and says so for as long as that is so.
import { expect, test } from 'vitest';
import { LibraryHarness, note, realParser } from '../../support/libraryHarness.ts';

test('a file that was read in part is indexed with the reason', async () => {
  const h = await new LibraryHarness().open();
  const read = h.parser;
  h.parser = {
    parse: async (file, options) => {
      const result = await realParser.parse(file, options);
      return result.ok && result.document !== null ? { ...result, document: { ...result.document, partly: 'pages-unread' } } : result;
    },
  };
  for (const name of ['a.md', 'copy.md']) h.write(name, note(1));
  await h.add();
  expect(h.states()).toEqual({ 'a.md': 'indexed: pages-unread', 'copy.md': 'indexed: pages-unread' });
  expect(await h.search('locker number of note 1')).toContain('a.md');
  await h.rescan();
  expect(h.states()['a.md']).toBe('indexed: pages-unread');
  h.parser = read;
  h.write('a.md', note(2));
  await h.rescan();
  expect(h.states()['a.md']).toBe('indexed');
});
