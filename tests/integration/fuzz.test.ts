// A short slice of `npm run fuzz`, with the same seeds each time and no files but those made in the code.
import { expect, test } from 'vitest';
import { DOCUMENT_KINDS } from '../../contract/domain.ts';
import { fuzzFormat, mutation } from '../fuzz/fuzzFormat.ts';

const MUTATIONS = 40;
const seeds = Array.from({ length: MUTATIONS }, (_, at) => at + 1);

test.each(DOCUMENT_KINDS)('mutated files of the kind %s end in a document or a reason', async (format) => {
  const { findings, outcomes, hasReader } = await fuzzFormat(format, { seeds });
  expect(findings).toEqual([]);
  if (hasReader) expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(MUTATIONS);
});

test('a seed gives the same file again, another one another', () => {
  for (const format of ['pdf', 'docx'] as const) {
    expect(mutation(format, 7)).toEqual(mutation(format, 7));
    expect(mutation(format, 7)).not.toEqual(mutation(format, 8));
  }
});
