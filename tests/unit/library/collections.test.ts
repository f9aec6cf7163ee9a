// Collections on a real SQLite file: a name is one but for case and accents, and what of a collection is gone is told,
// never left out.
import { expect, onTestFinished, test } from 'vitest';
import type { DocumentId, SourceId } from '../../../contract/domain.ts';
import { createCollections, type Collections } from '../../../main/library/collections.ts';
import { createDocuments } from '../../../main/library/documents.ts';
import { openDatabase, type Db } from '../../../main/library/openDatabase.ts';
import { createSources } from '../../../main/library/sources.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

interface Made {
  readonly db: Db;
  readonly collections: Collections;
  readonly papers: SourceId;
  readonly mail: SourceId;
  readonly lease: DocumentId;
  readonly forget: (id: SourceId) => void;
}

function library(): Made {
  const db = openDatabase(temporaryFolder());
  onTestFinished(() => void db.close());
  const [sources, documents, collections] = [createSources(db), createDocuments(db), createCollections(db)];
  const papers = sources.add({ path: '/papers', kind: 'folder' })!;
  const mail = sources.add({ path: '/mail', kind: 'folder' })!.id;
  documents.see(papers, { path: '/papers/lease.txt', name: 'lease.txt', sizeBytes: 4, modifiedMs: 0, kind: 'text' }, 1);
  const lease = documents.takeWaiting(1)[0]!.id;
  const forget = (id: SourceId): void => {
    for (const document of documents.ofSource(id)) documents.remove(document.id);
    sources.remove(id);
    collections.forgetSource(id);
  };
  return { db, collections, papers: papers.id, mail, lease, forget };
}

test('saved, found by name, renamed and deleted; in the order of their names', () => {
  const { collections, papers, mail } = library();
  collections.save('Taxes', { sources: [papers], kinds: ['pdf'] });
  collections.save('Ärger', { sources: [mail] });
  expect(collections.list().map(({ name }) => name)).toEqual(['Ärger', 'Taxes']);
  expect(collections.named('ARGER')).toEqual({ sources: [mail] });
  expect(collections.named('tax')).toEqual({ sources: [papers], kinds: ['pdf'] });
  expect(collections.named('axes')).toBeNull();
  const [first, second] = collections.list();
  collections.rename(first!.id, 'Landlord');
  expect(() => collections.rename(second!.id, 'LANDLORD')).toThrowError(expect.objectContaining({ code: 'name-taken' }));
  collections.rename(second!.id, 'TAXES');
  collections.delete(first!.id);
  expect(collections.list().map(({ name }) => name)).toEqual(['TAXES']);
  expect(() => collections.rename(first!.id, 'Again')).toThrowError(expect.objectContaining({ code: 'not-found' }));
});

test('a name that is there already, but for case and accents, looks elsewhere from then on', () => {
  const { collections, papers, mail } = library();
  collections.save('Café', { sources: [papers] });
  const [before] = collections.list();
  collections.save('cafe', { sources: [mail] });
  expect(collections.list()).toEqual([{ id: before!.id, name: 'cafe', scope: { sources: [mail] }, gone: 0, empty: false }]);
});

test('what is gone is counted and stays named; a part with nothing left finds nothing', () => {
  const { collections, papers, mail, lease, forget } = library();
  collections.save('all', { sources: [papers, mail] });
  collections.save('flat', { folders: [{ sourceId: papers, folder: 'secretfolder' }], documents: [lease], kinds: ['text'] });
  collections.save('mixed', { sources: [mail], documents: [lease] });
  collections.save('types', { kinds: ['pdf'] });
  expect(collections.list().map(({ gone, empty }) => [gone, empty])).toEqual([[0, false], [0, false], [0, false], [0, false]]);
  forget(papers);
  expect(collections.list().map(({ name, gone, empty }) => [name, gone, empty])).toEqual([['all', 1, false], ['flat', 2, true], ['mixed', 1, true], ['types', 0, false]]);
  expect(collections.list()[0]!.scope).toEqual({ sources: [papers, mail] });
});

test('a forgotten source takes the names of its folders with it', () => {
  const { db, collections, papers, mail, forget } = library();
  collections.save('flat', { folders: [{ sourceId: papers, folder: 'secretfolder' }, { sourceId: mail, folder: 'kept' }] });
  forget(papers);
  expect(collections.list()[0]!.scope.folders).toEqual([{ sourceId: papers, folder: '' }, { sourceId: mail, folder: 'kept' }]);
  expect(db.prepare("SELECT count(*) FROM collections WHERE scope LIKE '%secretfolder%'").pluck().get()).toBe(0);
});
