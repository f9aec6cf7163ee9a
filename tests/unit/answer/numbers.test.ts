// The proof of numbers: a wrong one is never proved by its digits, a right one is proved however it is written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RankedPassage } from '../../../contract/domain.ts';
import { citeAnswer } from '../../../main/answer/5-cite/citeAnswer.ts';
import { findSupport } from '../../../main/answer/5-cite/findSupport.ts';
import { splitSentences } from '../../../main/answer/5-cite/splitSentences.ts';

const isProved = (claim: string, source: string): boolean => findSupport(claim, [source], new Set()).length > 0;
const passage = (text: string): RankedPassage => ({
  chunkId: 'c' as never,
  documentId: 'd' as never,
  versionHash: 'a'.repeat(64) as never,
  documentName: 'Report.md',
  kind: 'markdown',
  header: '',
  text,
  start: 40,
  end: 40 + text.length,
  page: null,
  matches: [],
  score: 1,
  cosine: 0.5,
  coverage: 1,
});

describe('a number', () => {
  test.each([
    ['The interest rate is 35 %.', 'The interest rate is 3.5 %.'],
    ['The interest rate is 5 %.', 'The interest rate is 3,5 %.'],
    ['The fee is 150 euros.', 'The fee is 1.50 euros.'],
    ['The fee is 1,250 euros.', 'The fee is 1.25 euros.'],
    ['The fee is 250 euros.', 'The fee is 1\u00a0250 euros.'],
    ['The fee is 1 250 euros.', 'The fee is 250 euros for 1 month.'],
    ['The lease ends on 30.12.2026.', 'The lease ends on 31.12.2026.'],
    ['30. März 2027.', 'Der Vertrag endet am 31. März 2027.'],
    ['12.', 'There are 13 lockers.'],
  ])('%s is not proved by %s', (claim, source) => expect(isProved(claim, source)).toBe(false));

  test.each([
    ['450 units were sold in 2021.', 'units sold: 2021 450 2022 510'],
    ['510 units were sold in 2022.', 'units sold: 2021\u00a0450 2022 510'],
    ['The fee is 1,000 euros.', 'The fee is 1.000 euros.'],
    ['The fee is 1000 euros.', 'The fee is 1 000 euros.'],
    ['The fee is 1 000 000,50 euros.', 'The fee is 1,000,000.5 euros.'],
    ['The fee is 1.234 euros.', 'The fee is 1.234 euros.'],
    ['The interest rate is 3.5 %.', 'The interest rate is 3,50 %.'],
    ['The interest rate is 0.125 %.', 'The interest rate is 0,125 %.'],
    ['The lease ends on 1 December 2026.', 'The lease ends in December, on 01.12.2026.'],
  ])('%s is proved by %s', (claim, source) => expect(isProved(claim, source)).toBe(true));
});

test('the numbers of a list belong to its items and need no proof', () => {
  const source = passage('The lease ends on 31 March 2027. Notice must be given in writing.');
  const { text, sentences } = citeAnswer('1. The lease ends on 31 March 2027. [1]\n2. Notice must be given in writing. [1]', [source], { pageOf: () => null, placeOf: () => null });
  expect(sentences.map(({ start, end, supported }) => [text.slice(start, end), supported])).toEqual([
    ['1. The lease ends on 31 March 2027. [1]', true],
    ['2. Notice must be given in writing. [1]', true],
  ]);
});

test.each([
  ['1. First item. 2. Second item.', ['1. First item.', '2. Second item.']],
  ['1) First\n2)', ['1) First', '2)']],
  ['Er endet am 31. März 2027. Danach nicht.', ['Er endet am 31. März 2027.', 'Danach nicht.']],
  ['1. Mailand ist weit.', ['1. Mailand ist weit.']],
])('sentences of %s', (text, expected) => {
  expect(splitSentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
});

test('every quote is a slice of its passage, whatever numbers and lists stand in either', () => {
  const pieces = fc.constantFrom('fee', 'rate', '1.', '2)', '3.5', '3,50', '1.000', '1 000', '2021 450', '1\u00a0250', '31.12.2026', 'is', '.', '\n', '[1]', '[2]', '%', '0', '00,0');
  const texts = fc.array(pieces, { maxLength: 30 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(texts, texts, (answer, source) => {
      const passages = [passage(source)];
      const { text, sentences } = citeAnswer(answer, passages, { pageOf: () => null, placeOf: () => null });
      for (const sentence of sentences) {
        expect(sentence.end).toBeLessThanOrEqual(text.length);
        for (const citation of sentence.citations) expect(source.slice(citation.start - 40, citation.end - 40)).toBe(citation.quote);
      }
    }),
  );
});
