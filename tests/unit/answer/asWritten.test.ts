// Numbers, part numbers and phrases are found as they are written, and come before what only resembles them.
import { expect, test } from 'vitest';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';

const PASSAGES = [
  'The rent is 950 euros a month, heating not included.',
  'The deposit was 95 euros, then 950 dollars; euros were refused. Euros, euros, euros.',
  'Article 12. Rent is 1,950 euros for the larger flat, 950.50 euros for the smaller one.',
  '§ 12 Notice has to be given in writing.',
  '§ 120 Notice, notice, notice. There are 12 kinds of it, and 12 forms.',
  'Order part AB-1203/4 for the pump.',
  'Order part AB-1203/5 for the pump, the pump, the pump.',
  'Part AB-1203 comes in 4 sizes for the pump. Order 4 of part 1203.',
  'The quick brown fox jumps over a dog that is lazy.',
  'A lazy dog, the dog is lazy: lazy dogs and foxes, quick and brown.',
  'Flight LH 4711 leaves at 07:45 on 2024-03-01.',
  'Flights leave in 2024, in March, on the first: 07 flights, 45 flights.',
  'Article 5 says who pays. There are 12 others.',
  'Der Paragraf über 3,5 % Zinsen gilt ab 1. Mai.',
  'Zinsen von 35 % oder 13,5 % Zinsen gelten nicht, Zinsen sind Zinsen.',
];

test.each([
  ['950 euros', 0],
  ['Who asks for 950 euros?', 0],
  ['§ 12', 3],
  ['What does §12 say about notice?', 3],
  ['AB-1203/4', 5],
  ['Which pump is part AB-1203/4 for?', 5],
  ['ab‑1203/4', 5],
  ['"dog that is lazy"', 8],
  ['Which fox jumps over a „dog that is lazy“?', 8],
  ['Which flights leave at 07:45?', 10],
  ['2024-03-01', 10],
  ['Article 5', 12],
  ['Zinsen von 3,5 %', 13],
])('%s', async (question, at) => {
  const library = new AnsweringLibrary();
  // Distractors that fill more than one leg's depth.
  library.add('others.txt', Array.from({ length: 300 }, (_, number) => `Section ${number}: 12 notices, 950 pumps, 5 articles, 4 parts.`));
  library.add('all.txt', PASSAGES);
  const first = (await findPassages(question, library.retrieval, { scope: null, limit: 3 }))[0]!;
  expect(first.text).toBe(PASSAGES[at]);
});

test('the order is the same at every search', async () => {
  const library = new AnsweringLibrary();
  library.add('same.txt', Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? 'The notice period is three months.' : 'The notice period is 3 months.')));
  const order = async (): Promise<number[]> => (await findPassages('notice period of 3 months', library.retrieval, { scope: null, limit: 30 })).map((passage) => passage.start);
  const first = await order();
  expect(await order()).toEqual(first);
  expect(first.slice(0, 15)).toEqual(Array.from({ length: 15 }, (_, at) => (2 * at + 1) * 1_000));
});
