// The evaluation's measures against values worked out by hand.
import { describe, expect, test } from 'vitest';
import { contained, exactMatch, f1, ndcg, normalizeAnswer, recall, reciprocalRank, withoutMarkers } from '../../eval/metrics.ts';

const judged = new Map([['a', 3], ['b', 2], ['c', 1], ['d', 0]]);

describe('ranking', () => {
  test('nDCG: gains over log2 of the rank, against the ideal order', () => {
    // (2/1 + 0 + 3/2) / (3/1 + 2/1.58496 + 1/2) = 3.5 / 4.76186
    expect(ndcg(['b', 'x', 'a'], judged, 3)).toBeCloseTo(0.73501, 5);
    expect(ndcg(['a', 'b', 'c'], judged, 3)).toBe(1);
    expect(ndcg(['x', 'd'], judged, 3)).toBe(0);
  });

  test('nDCG looks no deeper than its depth, in the ideal order too', () => {
    expect(ndcg(['x', 'a'], judged, 1)).toBe(0);
    expect(ndcg(['b'], judged, 1)).toBeCloseTo(2 / 3, 10);
  });

  test('recall: of the relevant ones only', () => {
    expect(recall(['a', 'd', 'x', 'c'], judged, 3)).toBeCloseTo(1 / 3, 10);
    expect(recall(['a', 'd', 'x', 'c'], judged, 4)).toBeCloseTo(2 / 3, 10);
  });

  test('reciprocal rank: of the first relevant one', () => {
    expect([reciprocalRank(['d', 'x', 'c', 'a'], judged), reciprocalRank(['a'], judged), reciprocalRank(['d'], judged)]).toEqual([1 / 3, 1, 0]);
  });

  test('a query without relevant documents has none of them', () => {
    expect([ndcg(['a'], new Map([['a', 0]]), 10), recall(['a'], new Map(), 10), reciprocalRank(['a'], new Map([['a', 0]]))]).toEqual([null, null, null]);
  });
});

describe('answers', () => {
  test.each([
    ['The 1990s!', '1990s'],
    ['An  apple,\n a day', 'apple day'],
    // Punctuation is deleted, so that these stay one word.
    ['U.S.', 'us'],
    ["king's-cross", 'kingscross'],
    ['$4.50', '450'],
    // Only ASCII punctuation, as SQuAD's script has it.
    ['“the end” – €5', '“ end” – €5'],
    // Not an article inside a word, whatever the script.
    ['théa a Äa Athens', 'théa äa athens'],
  ])('%j is normalised to %j', (text, expected) => expect(normalizeAnswer(text)).toBe(expected));

  test('citation markers are no part of an answer; other brackets are', () => {
    expect(withoutMarkers('It ends in 2027 [1] [12]. See [note].')).toBe('It ends in 2027. See [note].');
  });

  test('exact match: the whole answer, with the best gold', () => {
    expect(exactMatch('The lease.', ['rent', 'a lease'])).toBe(1);
    expect(exactMatch('the long lease', ['lease'])).toBe(0);
  });

  test('contained: whole words only', () => {
    expect(contained('It ends on 31 March 2027, says the lease.', ['31 March 2027'])).toBe(1);
    expect(contained('It costs 1310 euros', ['131'])).toBe(0);
  });

  test('F1: shared words, each as often as both have it', () => {
    // 2 of 4 words given, 2 of 3 expected: 2 * 1/2 * 2/3 / (1/2 + 2/3)
    expect(f1('red red blue car', ['red big car'])).toBeCloseTo(4 / 7, 10);
    expect(f1('nothing alike', ['gold', 'silver'])).toBe(0);
    expect(f1('silver', ['gold', 'silver'])).toBe(1);
  });
});
