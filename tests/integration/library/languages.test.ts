// The whole line in five languages: each document's language is told, and the right one is among what is found, marked.
import { expect, test } from 'vitest';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { fiveLanguages } from '../../support/fiveLanguages.ts';
import { LibraryHarness } from '../../support/libraryHarness.ts';

test('documents in five languages are known as such, and found by their words', async () => {
  const h = await new LibraryHarness().open();
  for (const { language, passages } of fiveLanguages) h.write(`${language}.txt`, passages.map((passage) => `${passage}\n`.repeat(2)).join('\n'));
  await h.add();
  expect(h.library.versions.languages().map(({ language }) => language).toSorted()).toEqual(['de', 'en', 'fr', 'ja', 'zh']);
  for (const { language, questions } of fiveLanguages) {
    const passages = await findPassages(questions[0]!, h.retrieval, { scope: null, limit: 10 });
    const own = passages.find(({ documentName }) => documentName === `${language}.txt`);
    expect(own?.matches.length, language).toBeGreaterThan(0);
    expect(own!.place, language).toMatchObject({ kind: 'lines', from: 1 });
  }
});
