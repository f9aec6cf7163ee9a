// Finding passages on a real SQLite file, by words alone: what nobody may see yet takes no place from what is there.
import { expect, test } from 'vitest';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

test('the pieces of a manual that is still being read do not push out a finished file', async () => {
  const library = new AnsweringLibrary();
  // Longer, so that every piece of the manual is a better match.
  library.add('lease.txt', [`The notice period is three months. ${'Other words stand here. '.repeat(8)}`]);
  library.begin(Array.from({ length: 900 }, () => 'Notice period, notice period.'));
  const found = await findPassages('What is the notice period?', library.retrieval, { scope: null, limit: 8 });
  expect(found.map((passage) => passage.documentName)).toEqual(['lease.txt']);
});
