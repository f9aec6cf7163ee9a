// How read text is compared with a reference, and what verdict follows.
import { describe, expect, test } from 'vitest';
import { judge } from '../../eval/documents/judge.ts';
import type { ReadFile } from '../../eval/documents/readFiles.ts';
import type { Reference } from '../../eval/documents/references.ts';
import { countOf, numbersShown, shared, sharedWithOtherSpaces, wordsOf } from '../../eval/documents/words.ts';

const recallOf = (wanted: string, found: string): number => shared(wordsOf(wanted), wordsOf(found)) / countOf(wordsOf(wanted));

describe('words', () => {
  test('case, ligatures, hyphens at line ends, soft hyphens and zero-width spaces make no difference', () => {
    expect(recallOf('The ﬁrst Ver-\nsicherung en\u00adds', 'the first Versicherung e\u200bnds')).toBe(1);
    expect(recallOf('well-known Anne-\nMarie', 'well known anne marie')).toBe(1);
  });

  test('a word counts as often as it stands', () => {
    expect(recallOf('no no no yes', 'no yes')).toBe(0.5);
    expect(recallOf('東京都 東', '東京 都')).toBe(0.75);
  });

  test('where Korean lines end makes no difference, nor how programs order lam and alef or runs of two directions', () => {
    expect(recallOf('보험\n금의 지급', '보험금의 지급')).toBe(1);
    expect(recallOf('보험금의', '보험료의')).toBe(0.75);
    expect(recallOf('من خالل اإلنتاجية', 'من خلال الإنتاجية')).toBe(1);
    expect(recallOf('لغة ‪Python‬من', 'لغة Python من')).toBe(1);
    expect(recallOf('سلام', 'سلاح')).toBe(0);
  });

  test('words that are parted otherwise are told from missing ones', () => {
    const text = 'the notice peri od ends';
    const wanted = wordsOf('notice period thenotice missing');
    expect(shared(wanted, wordsOf(text))).toBe(1);
    expect(sharedWithOtherSpaces(wanted, wordsOf(text), text)).toBe(3);
  });

  test('numbers are found as a sheet shows them', () => {
    expect(numbersShown([1234.5, 0.1279, 1234567, 3, -2.5, 42], '1,234.50 and 12.8 % of 1.234.567,0; 3, -2.5')).toBe(5);
  });
});

describe('verdict', () => {
  const file = (text: string | null, more: Partial<ReadFile> = {}): ReadFile => ({ path: 'a.pdf', sizeBytes: 9, text, reason: null, pages: null, parserMs: 1, members: { read: 0, unread: 0 }, ...more });
  const reference = (text: string): Reference => ({ status: 'text', tool: 'pdftotext', text, numbers: [], isEmpty: text === '' });
  const hundred = Array.from({ length: 100 }, (_, at) => `w${at}`);
  const verdict = (read: ReadFile, of: Reference): unknown[] => {
    const { verdict, excluded } = judge(read, 'pdf', of);
    return [verdict, excluded];
  };

  test('read from 95 % of the words; partly from half; wrong below, or when it says something else', () => {
    expect(verdict(file(hundred.slice(5).join(' ')), reference(hundred.join(' ')))).toEqual(['read', null]);
    expect(verdict(file(hundred.slice(6).join(' ')), reference(hundred.join(' ')))).toEqual(['partly', null]);
    expect(verdict(file(hundred.slice(51).join(' ')), reference(hundred.join(' ')))).toEqual(['wrong', null]);
    expect(verdict(file(`${hundred.join(' ')} ${'rubbish '.repeat(500)}`), reference(hundred.join(' ')))).toEqual(['wrong', null]);
  });

  test('without a reference what the product itself says counts', () => {
    const none: Reference = { status: 'none', why: 'text in images' };
    expect(verdict(file('some text'), none)).toEqual(['read', null]);
    expect(verdict(file('some text', { reason: 'pages-are-images' }), none)).toEqual(['partly', null]);
    expect(verdict(file(null, { reason: 'ocr-off' }), none)).toEqual(['refused', null]);
  });

  test('a refusal is excused only where nobody could have read the file', () => {
    expect(verdict(file(null, { reason: 'damaged' }), reference('words'))).toEqual(['refused', null]);
    expect(verdict(file(null, { reason: 'password-protected' }), reference('words'))).toEqual(['refused', null]);
    const refused: Reference = { status: 'refused', tool: 'pdftotext', why: 'Incorrect password' };
    expect(verdict(file(null, { reason: 'password-protected' }), refused)).toEqual(['refused', 'password-protected']);
    expect(verdict(file(null, { reason: 'damaged' }), refused)).toEqual(['refused', 'reference-refused']);
    expect(verdict(file(null, { reason: 'no-text' }), reference(''))).toEqual(['refused', 'empty']);
  });
});
