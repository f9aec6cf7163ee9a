// Finding passages on a real SQLite file, by words alone: what nobody may see yet takes no place from what is there.
import { expect, onTestFinished, test } from 'vitest';
import type { EmbeddedChunk, VersionHash } from '../../../contract/domain.ts';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { createDocuments } from '../../../main/library/documents.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { createSources } from '../../../main/library/sources.ts';
import { createVersions, type NewVersion } from '../../../main/library/versions.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const hashOf = (digit: string): VersionHash => digit.repeat(64) as VersionHash;
const version = (hash: VersionHash): NewVersion => ({ hash, kind: 'text', title: 'T', text: 'text', pageStarts: null, sizeBytes: 4, chunkerVersion: '1' });
const chunk = (ordinal: number, text: string): EmbeddedChunk => ({ ordinal, start: ordinal * 100, end: ordinal * 100 + text.length, text, header: '', page: null, tokens: 5, vector: new Float32Array(384) });

test('the pieces of a manual that is still being read do not push out a finished file', async () => {
  const db = openDatabase(temporaryFolder());
  onTestFinished(() => void db.close());
  const versions = createVersions(db);
  const documents = createDocuments(db);
  const source = createSources(db).add({ path: '/files', kind: 'folder' })!;
  documents.see(source, { path: '/files/lease.txt', name: 'lease.txt', sizeBytes: 4, modifiedMs: 0, kind: 'text' }, 1);
  const finished = version(hashOf('a'));
  versions.begin(finished);
  // Longer, so that every piece of the manual is a better match.
  versions.addChunks(finished, [chunk(0, `The notice period is three months. ${'Other words stand here. '.repeat(8)}`)], 'e');
  versions.complete(finished.hash);
  documents.settle(documents.takeWaiting(1)[0]!.id, { state: 'indexed', reason: null, versionHash: finished.hash, pages: null });
  const unfinished = version(hashOf('b'));
  versions.begin(unfinished);
  db.transaction(() => versions.addChunks(unfinished, Array.from({ length: 900 }, (_, at) => chunk(at, 'Notice period, notice period.')), 'e'))();

  const found = await findPassages('What is the notice period?', { db, vectors: null, embedQuestion: null }, { scope: null, limit: 8 });
  expect(found.map((passage) => passage.documentName)).toEqual(['lease.txt']);
});
