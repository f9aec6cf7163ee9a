// Which cited files are not what they were: changed, gone, or merely moved.
import { expect, test } from 'vitest';
import type { Answer, Citation } from '../../../contract/domain.ts';
import { changedSource } from '../../../contract/ask.ts';
import { changedSources } from '../../../main/library/changedSources.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

function citingLibrary() {
  const library = new AnsweringLibrary();
  library.add('Lease.txt', ['The rent is 950 euros.']);
  const [document] = library.documents.list({ sourceId: null, state: null, nameContains: '' }, 0, 1).rows;
  const { id: documentId, versionHash, name: documentName } = document!;
  const citation = { documentId, versionHash, documentName } as Citation;
  const answers = [{ sentences: [{ citations: [citation, citation] }] }, { sentences: [], contradictions: [{ sides: [{ citation }] }] }] as unknown as Answer[];
  return { library, documentId, changes: () => changedSources(answers, library.db) };
}

const settled = (library: AnsweringLibrary, id: never, versionHash: string | null): void => void library.documents.settle(id, { state: 'indexed', reason: null, versionHash: versionHash as never, pages: null });

test('an unchanged file is none', () => expect(citingLibrary().changes()).toEqual([]));

test('a file that has another version now, once, with both dates', () => {
  const { library, documentId, changes } = citingLibrary();
  const next = library.begin(['The rent is 980 euros.']);
  library.db.prepare('UPDATE documents SET modified_ms = 1700000000000').run();
  settled(library, documentId as never, next);
  const [change, ...more] = changes();
  expect(more).toEqual([]);
  expect(change).toMatchObject({ documentName: 'Lease.txt', state: 'changed', changedMs: 1_700_000_000_000 });
  expect(change!.readMs).toBeGreaterThan(0);
  expect(changedSource.parse(change)).toEqual(change);
});

test('a file that went, and the same bytes at another place', () => {
  const { library, documentId, changes } = citingLibrary();
  const hash = library.documents.get(documentId)!.versionHash;
  library.documents.remove(documentId);
  expect(changes()).toMatchObject([{ state: 'gone', changedMs: null }]);
  library.add('Moved.txt', ['Something else.']);
  const [moved] = library.documents.list({ sourceId: null, state: null, nameContains: 'Moved' }, 0, 1).rows;
  settled(library, moved!.id as never, hash);
  expect(changes()).toEqual([]);
});
