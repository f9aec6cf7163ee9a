// Passages by file, in the order of each file's best one. In: passages, best first, and which files are shown in full.
// Out: the rows of the list, in which a file's name stands with its first passage only.
import type { ChunkId, DocumentId, RankedPassage } from '../../../contract/domain.ts';

export type ResultRow =
  | { readonly kind: 'passage'; readonly key: ChunkId; readonly passage: RankedPassage; /** Among all passages. */ readonly index: number; readonly first: boolean; /** Of this file. */ readonly count: number }
  | { readonly kind: 'more'; readonly key: string; readonly documentId: DocumentId; readonly count: number; readonly name: string };

/** Of each file, unless it is to be shown in full; one more is shown rather than a row that says so. */
const SHOWN = 3;

export function rowsOf(passages: readonly RankedPassage[], full: ReadonlySet<DocumentId>): ResultRow[] {
  const files = new Map<DocumentId, { readonly passage: RankedPassage; readonly index: number }[]>();
  passages.forEach((passage, index) => {
    const file = files.get(passage.documentId);
    if (file === undefined) files.set(passage.documentId, [{ passage, index }]);
    else file.push({ passage, index });
  });
  return [...files].flatMap(([documentId, found]): ResultRow[] => {
    const shown = full.has(documentId) || found.length <= SHOWN + 1 ? found : found.slice(0, SHOWN);
    const rows = shown.map(({ passage, index }, at): ResultRow => ({ kind: 'passage', key: passage.chunkId, passage, index, first: at === 0, count: found.length }));
    const hidden = found.length - shown.length;
    return hidden === 0 ? rows : [...rows, { kind: 'more', key: `more ${documentId}`, documentId, count: hidden, name: found[0]!.passage.documentName }];
  });
}

export const filesIn = (passages: readonly RankedPassage[]): number => new Set(passages.map(({ documentId }) => documentId)).size;
