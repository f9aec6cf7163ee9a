// What is embedded again when a file is edited: the passages that changed, and no others.
import { expect, test, vi } from 'vitest';
import { LibraryHarness } from '../../support/libraryHarness.ts';

const section = (at: number, extra = ''): string => `## Part ${at}\n\nThe locker number of part ${at} is L-${at * 37 + 11}.${extra} ${'More words stand here to fill a passage of some length. '.repeat(18)}\n\n`;

test('an edited file embeds only what changed, and is as findable as one that was read afresh', async () => {
  const h = await new LibraryHarness().open();
  const parts = Array.from({ length: 30 }, (_, at) => section(at));
  h.write('manual.md', `# Manual\n\n${parts.join('')}`);
  await h.add();
  const before = h.chunkRows();
  expect(before.length).toBeGreaterThanOrEqual(30);
  const embed = vi.spyOn(h.library.semantic!.embedder, 'embed');

  parts[12] = section(12, ' The key hangs in the boathouse.');
  h.write('manual.md', `# Manual\n\n${parts.join('')}`);
  await h.rescan();
  const embedded = embed.mock.calls.flatMap(([texts]) => texts);
  expect(embedded.length).toBeLessThanOrEqual(2);
  expect(embedded.join('\n')).toContain('boathouse');
  embed.mockClear();
  expect((await h.search('Where does the key hang?'))[0]).toBe('manual.md');
  expect((await h.rowsEverywhere()).map((rows) => rows.length)).toEqual(Array(4).fill(before.length));

  // The vectors that were taken over are the ones that the embedder would have made.
  const vectors = h.library.db.prepare('SELECT c.header, c.text, e.vector FROM chunks c JOIN chunk_embeddings e ON e.chunk_row = c.row').all() as { header: string; text: string; vector: Buffer }[];
  const fresh = await h.library.semantic!.embedder.embed(vectors.map(({ header, text }) => `${header}\n${text}`), 'passage');
  for (const [at, { vector }] of vectors.entries()) {
    const kept = new Float32Array(vector.buffer.slice(vector.byteOffset, vector.byteOffset + vector.byteLength));
    expect(kept.reduce((sum, value, i) => sum + value * fresh[at]![i]!, 0)).toBeGreaterThan(0.98);
  }
});

test('the same passage in another file is not embedded again, one under another title is', async () => {
  const h = await new LibraryHarness().open();
  h.write('a.md', `# Same\n\n${section(1)}${section(2)}`);
  await h.add();
  const embed = vi.spyOn(h.library.semantic!.embedder, 'embed');
  h.write('b.md', `# Same\n\n${section(1)}${section(3)}`);
  h.write('c.md', `# Other\n\n${section(1)}`);
  await h.rescan();
  const embedded = embed.mock.calls.flatMap(([texts]) => texts);
  expect(embedded.filter((text) => text.includes('part 1 '))).toEqual([expect.stringContaining('Other')]);
  expect(embedded.some((text) => text.includes('part 3 '))).toBe(true);
});
