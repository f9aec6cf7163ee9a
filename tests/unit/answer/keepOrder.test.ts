// A follow-up's prompt begins with what the one before began with, as far as the same passages were found again.
import { expect, test } from 'vitest';
import type { ChunkId, RankedPassage } from '../../../contract/domain.ts';
import { keepOrder } from '../../../main/answer/3-prompt/keepOrder.ts';

const ranked = (ids: string): RankedPassage[] => Array.from(ids, (chunkId) => ({ chunkId }) as unknown as RankedPassage);
const order = (found: string, before: string, inPrompt = 4): string => keepOrder(ranked(found), Array.from(before) as ChunkId[], inPrompt).map(({ chunkId }) => chunkId).join('');

test.each([
  ['the first question of a conversation', 'ABCDEF', '', 'ABCDEF'],
  ['the same passages in another order', 'BADCFE', 'ABCD', 'ABCDFE'],
  ['one of them is new: what comes before its place is kept', 'BAXD', 'ABCD', 'ABXD'],
  ['the first one of before is not found again: nothing can be read on', 'BCDX', 'ABCD', 'BCDX'],
  ['one that was found again too far behind for the prompt', 'BCDXA', 'ABCD', 'BCDXA'],
  ['all others keep their rank', 'XYAZ', 'ABCD', 'AXYZ'],
  ['no passage found', '', 'ABCD', ''],
])('%s', (_name, found, before, expected) => expect(order(found, before)).toBe(expected));

test('passages behind the prompt are not touched, also when they were in the one before', () => {
  expect(order('BAFEDC', 'ABCDEF', 2)).toBe('ABFEDC');
});
