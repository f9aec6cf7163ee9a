// The list of a search: by file, in the order of each file's best passage, with every passage in it once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentId, RankedPassage } from '../../../contract/domain.ts';
import { rowsOf } from '../../../renderer/features/search/groups.ts';

const passage = (documentId: string, at: number): RankedPassage => ({ documentId, chunkId: `${documentId}${at}`, documentName: documentId }) as RankedPassage;

test('long files are cut, unless they are shown in full or one passage more is all there is', () => {
  const passages = ['a', 'b', 'a', 'a', 'c', 'a', 'a', 'b', 'b', 'b'].map(passage);
  const keys = (full: readonly string[]): string[] => rowsOf(passages, new Set(full as DocumentId[])).map((row) => (row.kind === 'more' ? `+${row.count}` : row.key));
  expect(keys([])).toEqual(['a0', 'a2', 'a3', '+2', 'b1', 'b7', 'b8', 'b9', 'c4']);
  expect(keys(['a'])).toEqual(['a0', 'a2', 'a3', 'a5', 'a6', 'b1', 'b7', 'b8', 'b9', 'c4']);
});

test('shown in full, every passage is there once, its files together, and each names its file once', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 }), (files) => {
      const passages = files.map(passage);
      const rows = rowsOf(passages, new Set(files as DocumentId[])).filter((row) => row.kind === 'passage');
      expect(rows.map(({ index }) => index).sort((a, b) => a - b)).toEqual(files.map((_, at) => at));
      expect(rows.filter(({ first }) => first).map((row) => row.passage.documentId)).toEqual([...new Set(files)]);
      rows.forEach((row, at) => expect(row.first).toBe(row.passage.documentId !== rows[at - 1]?.passage.documentId));
    }),
  );
});
