// Which quote stands below an answer.
import { expect, test } from 'vitest';
import type { Citation } from '../../../contract/domain.ts';
import { extractBeside } from '../../../contract/extractBeside.ts';

const quote = (start: number, end: number, versionHash = 'a'): Citation => ({ start, end, versionHash }) as unknown as Citation;
const sentences = (...citations: Citation[]) => [{ start: 0, end: 1, supported: citations.length > 0, citations }];

test('the best sentence stands below an answer that does not quote it', () => {
  const extract = quote(10, 20);
  expect(extractBeside({ extract, sentences: sentences(quote(0, 10), quote(20, 30), quote(10, 20, 'b')) })).toBe(extract);
  expect(extractBeside({ extract, sentences: sentences() })).toBe(extract);
  expect(extractBeside({ extract, sentences: sentences(quote(0, 11)) })).toBeNull();
  expect(extractBeside({ extract: null, sentences: sentences() })).toBeNull();
});
