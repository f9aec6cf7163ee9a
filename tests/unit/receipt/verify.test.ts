// What still holds of a receipt: quotes and passages in the texts of today, told apart from what could not be looked at.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelOutcome } from '../../../contract/verification.ts';
import { compareWords } from '../../../main/answer/receipt/compareWords.ts';
import { findQuote } from '../../../main/answer/receipt/findQuote.ts';
import { makeReceipt } from '../../../main/answer/receipt/makeReceipt.ts';
import { readReceipt } from '../../../main/answer/receipt/readReceipt.ts';
import { verifyReceipt, type Originals } from '../../../main/answer/receipt/verifyReceipt.ts';
import { generalAnswer, LEASE, practiceAnswer } from '../../support/practiceAnswer.ts';

const facts = { documents: [{ id: 'd1', sha256: 'ab'.repeat(32), name: 'Lease.md', kind: 'markdown' as const, sizeBytes: 84, folder: 'papers', inside: null, encoding: null, ocr: null }], app: { version: '1', platform: 'p' }, modelSha256: null, modelName: null, nowMs: 0 };
const receipt = readReceipt(JSON.stringify(makeReceipt(practiceAnswer(), facts)));

type Found = Awaited<ReturnType<Originals<string>['find']>>;
const verify = (found: Found, text: string | null, model: ModelOutcome = 'same') =>
  verifyReceipt(receipt, { find: async () => found, read: async () => (text === null ? { reason: 'password-protected' } : { text }) }, async () => model, new AbortController().signal);
const same: Found = { outcome: 'same', place: 'papers/Lease.md', file: '' };

test('the same bytes: all of it holds, also from another place and without the model', async () => {
  expect(await verify(same, LEASE)).toMatchObject({ holds: true, documents: [{ outcome: 'same' }], quotes: [{ outcome: 'holds' }], passages: [{ outcome: 'holds' }] });
  expect(await verify({ ...same, outcome: 'moved' }, LEASE, 'not-here')).toMatchObject({ holds: true, documents: [{ outcome: 'moved' }] });
});

test('other bytes: the quote may still be there, elsewhere, or be gone; nothing of it holds as a whole', async () => {
  const changed: Found = { ...same, outcome: 'changed' };
  expect(await verify(changed, LEASE)).toMatchObject({ holds: false, quotes: [{ outcome: 'holds' }] });
  expect(await verify(changed, `New heading\n\n${LEASE}`)).toMatchObject({ holds: false, quotes: [{ outcome: 'moved', at: { start: 40, end: 61 } }], passages: [{ outcome: 'changed' }] });
  expect(await verify(changed, LEASE.replace('2027', '2028'))).toMatchObject({ holds: false, quotes: [{ outcome: 'gone', at: null }] });
});

test('what could not be looked at never counts as holding', async () => {
  expect(await verify(null, null)).toMatchObject({ holds: false, documents: [{ outcome: 'missing' }], quotes: [{ outcome: 'unknown' }], passages: [{ outcome: 'unknown' }] });
  expect(await verify(same, null)).toMatchObject({ holds: false, documents: [{ outcome: 'same', unread: 'password-protected' }], quotes: [{ outcome: 'unknown' }] });
  expect((await verify(same, LEASE, 'changed')).holds).toBe(false);
});

test('of an answer from the model’s own knowledge it says that nothing proves it, also where all holds', async () => {
  const ofGeneral = readReceipt(JSON.stringify(makeReceipt(generalAnswer(), facts)));
  const verified = await verifyReceipt(ofGeneral, { find: async () => same, read: async () => ({ text: LEASE }) }, async () => 'same', new AbortController().signal);
  expect(verified).toMatchObject({ holds: true, general: true, quotes: [] });
  expect((await verify(same, LEASE)).general).toBe(false);
});

test('a quote is found where it is, the nearest of several, and in other white space', () => {
  expect(findQuote('one two one two', 'two', { start: 12, end: 15 })).toEqual({ outcome: 'holds', at: { start: 12, end: 15 } });
  expect(findQuote('two and, much later on, two', 'two', { start: 20, end: 23 })).toEqual({ outcome: 'moved', at: { start: 24, end: 27 } });
  expect(findQuote('ends  on\n31 March', 'ends on 31 March', { start: 5, end: 21 })).toEqual({ outcome: 'moved', at: { start: 0, end: 17 } });
  expect(findQuote('ends on 31 March', 'ends on 32 March', { start: 0, end: 16 })).toEqual({ outcome: 'gone', at: null });
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.string({ minLength: 1, maxLength: 8 }), fc.string({ maxLength: 30 }), fc.nat(60), (before, quote, after, start) => {
      const text = before + quote + after;
      const { outcome, at } = findQuote(text, quote, { start, end: start + quote.length });
      if (quote.trim() !== '' || outcome !== 'gone') expect(text.slice(at!.start, at!.end).replace(/\s+/gu, ' ').trim()).toBe(quote.replace(/\s+/gu, ' ').trim());
    }),
  );
});

test('two answers are compared word by word, and both can be put together again', () => {
  expect(compareWords('It ends on 31 March 2027.', 'It ends on 31 March 2028, maybe.').map(({ kind, text }) => [kind, text])).toEqual([
    ['same', 'It ends on 31 March '],
    ['then', '2027.'],
    ['now', '2028, maybe.'],
  ]);
  const words = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '\n')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(words, words, (then, now) => {
      const differences = compareWords(then, now);
      const without = (kind: string): string => differences.filter((one) => one.kind !== kind).map(({ text }) => text).join('');
      expect([without('now'), without('then')]).toEqual([then, now]);
    }),
  );
});
