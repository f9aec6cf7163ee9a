// Inflected words of other languages than English are found by their stems, also in libraries of earlier versions.
import { expect, test } from 'vitest';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { indexStems } from '../../../main/library/indexStems.ts';
import { readMeta, writeMeta } from '../../../main/library/openDatabase.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

const found = async (library: AnsweringLibrary, question: string): Promise<string[]> => (await findPassages(question, library.retrieval, { scope: null, limit: 8 })).map((passage) => passage.documentName);

function germanAndFrench(): AnsweringLibrary {
  const library = new AnsweringLibrary();
  library.add('vertrag.txt', ['Die Häuser am Ufer wurden verkauft, die Verträge unterschrieben.'], 'de');
  library.add('wetter.txt', ['Am Sonntag bleibt es trocken, am Montag regnet es.'], 'de');
  library.add('chevaux.txt', ['Les chevaux dormaient dans les écuries du château.'], 'fr');
  library.add('recette.txt', ['Ajoutez le beurre, puis la farine et trois œufs.'], 'fr');
  library.add('lease.txt', ['The tenants were given notice of the sale.'], 'en');
  return library;
}

test.each([
  ['Welches Haus wurde verkauft?', 'vertrag.txt'],
  ['Wo ist der Vertrag?', 'vertrag.txt'],
  ['Wo dormait le cheval?', 'chevaux.txt'],
  ['une écurie', 'chevaux.txt'],
  ['une ecurie', 'chevaux.txt'],
  ['the tenant', 'lease.txt'],
])('%s', async (question, name) => {
  expect(await found(germanAndFrench(), question)).toEqual([name]);
});

test('what an earlier version indexed gets its stems in steps, going on after a stop, and is searched meanwhile', async () => {
  const library = new AnsweringLibrary();
  library.add('häuser.txt', Array.from({ length: 250 }, (_, at) => `Die Häuser Nummer ${at} stehen am Ufer.`), 'de');
  library.db.exec('DELETE FROM chunk_stems WHERE rowid IN (SELECT row FROM chunks)');
  writeMeta(library.db, 'stems_pending', '250');
  const withStems = (): unknown => library.db.prepare('SELECT count(*) FROM chunk_stems').pluck().get();
  expect([withStems(), await found(library, 'Haus'), (await found(library, 'Häuser')).length]).toEqual([0, [], 8]);

  const closing = new AbortController();
  let steps = 0;
  await indexStems(library.db, { signal: closing.signal, beforeStep: async () => void ((steps += 1) === 2 && closing.abort()) });
  expect([withStems(), readMeta(library.db, 'stems_pending')]).toEqual([100, '150']);
  expect(await found(library, 'Haus')).toHaveLength(8);

  await indexStems(library.db, { signal: new AbortController().signal, beforeStep: async () => undefined });
  expect([withStems(), readMeta(library.db, 'stems_pending')]).toEqual([250, null]);
  expect((await findPassages('Haus Nummer 249', library.retrieval, { scope: null, limit: 1 }))[0]!.text).toContain('249');
});
