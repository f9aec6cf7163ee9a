// Full text in every script: what is indexed and what is asked for are cut alike, and what is found is marked.
import { describe, expect, test } from 'vitest';
import { fullTextSearch } from '../../../main/answer/1-retrieve/fullTextSearch.ts';
import { createTermMatcher, fold, queryTerms, sameWord, wordsOf } from '../../../main/answer/1-retrieve/queryTerms.ts';
import { findSupport } from '../../../main/answer/5-cite/findSupport.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { piecesOf, textForIndex } from '../../../main/library/fullTextWords.ts';
import { fiveLanguages } from '../../support/fiveLanguages.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function searchIn(passages: readonly string[]) {
  const db = openDatabase(temporaryFolder());
  const insert = db.prepare("INSERT INTO chunk_fts (rowid, header, body) VALUES (?, '', ?)");
  passages.forEach((passage, at) => insert.run(at + 1, textForIndex(passage)));
  return (question: string): string[] => fullTextSearch(db, question, 10, null).map(({ row }) => passages[row - 1]!);
}

describe('by words alone the right passage of forty comes first', () => {
  test.each(fiveLanguages)('$language', ({ passages, questions }) => {
    const search = searchIn(fiveLanguages.flatMap((one) => one.passages));
    expect(questions.map((question) => search(question)[0])).toEqual(passages);
  });
});

test.each([
  ['a word inside a longer one', '賃貸借契約書を送る。', '契約'],
  ['one letter, in the middle and at the end of a run', '他的猫在家。', '猫'],
  ['one letter at the end', '家里有只猫', '猫'],
  ['a word with a voiced mark', 'ボイラーの圧力', 'ボイラー'],
  ['Korean with another particle', '계약서를 보냈다', '계약서가'],
  ['Thai', 'ผู้เช่าต้องชำระค่าเช่าทุกเดือน', 'ค่าเช่า'],
  ['Hindi, whose vowels are marks', 'किराया हर महीने देना है', 'किराया'],
  ['a date among Chinese letters', '合同于2027年3月到期', '2027'],
  ['Arabic without its points', 'دفع الإِيجَار', 'الايجار'],
  ['Russian with an accent or without', 'Ёлка и йод', 'елка'],
  ['Greek without its accents', 'Το ενοίκιο πληρώνεται', 'ενοικιο'],
])('%s is found', (_name, passage, question) => {
  expect(searchIn(['nothing of the kind', passage])(question)).toEqual([passage]);
});

test('pairs overlap, scripts are kept apart, other words stay whole', () => {
  expect(piecesOf('東京都の2027年版PDF').map(({ start, text }) => [start, text])).toEqual([[0, '東京'], [1, '京都'], [3, 'の'], [4, '2027'], [8, '年版'], [10, 'PDF']]);
  expect(textForIndex('plain words, Größe')).toBe('plain words, Größe');
});

test('found pairs are marked as one stretch', () => {
  const { matches, found } = createTermMatcher(queryTerms('賃貸契約は?')).match('この賃貸契約は終了する');
  expect(matches).toEqual([{ start: 2, end: 6 }]);
  expect(found.size).toBe(3);
});

test('a question in Chinese is about its words, not its grammar', () => {
  expect(queryTerms('电费是多少的吗？')).toEqual(['电费', '费是', '是多', '多少']);
  expect(wordsOf('नमस्ते दुनिया').map(({ folded }) => folded)).toEqual(['नमस्ते', 'दुनिया']);
  expect([fold('ÉTÉ'), fold('が'), fold('한국')]).toEqual(['ete', 'が', '한국']);
  expect([sameWord('猫', '猫在'), sameWord('猫', '狗在'), sameWord('a', 'ab')]).toEqual([true, false, false]);
});

test('a Chinese claim is proven by its words, and another one is not', () => {
  const passage = '榆树街公寓的租赁合同将于2027年3月31日到期。承租人可以续租一次。';
  expect(findSupport('合同于2027年3月31日到期。', [passage], new Set())).toEqual([{ passage: 0, quote: { start: 0, end: 25 } }]);
  expect(findSupport('全年电费共计812欧元。', [passage], new Set())).toEqual([]);
});
