// A scope as chips: every entry can be named and taken away, and what is left is a scope without empty parts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentId, DocumentKind, Scope, SourceId } from '../../../contract/domain.ts';
import { chipsOf } from '../../../renderer/features/scope/chips.ts';
import { dayOf, fromDay } from '../../../renderer/features/scope/day.ts';
import { mentionAt } from '../../../renderer/features/scope/mention.svelte.ts';

const some = <Value>(...values: Value[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const scopes = fc.record(
  {
    sources: some('a' as SourceId, 'b' as SourceId),
    folders: fc.constant([{ sourceId: 'a' as SourceId, folder: 'x' }, { sourceId: 'b' as SourceId, folder: 'x' }]),
    documents: some('d' as DocumentId, 'e' as DocumentId),
    kinds: some<DocumentKind>('pdf', 'docx'),
    afterMs: fc.constant(1),
    beforeMs: fc.constant(2),
    languages: some('en', 'de'),
    authors: some('Ann'),
    tags: some('Tax', 'Flat'),
  },
  { requiredKeys: [] },
);

test('taking one chip after the other away ends with everything, and every step has one chip fewer', () => {
  fc.assert(
    fc.property(scopes, fc.nat(), (start, pick) => {
      let scope: Scope | null = Object.keys(start).length === 0 ? null : start;
      for (let chips = chipsOf(scope); chips.length > 0; chips = chipsOf(scope)) {
        expect(new Set(chips.map(({ key }) => key)).size).toBe(chips.length);
        scope = chips[pick % chips.length]!.without;
        expect(chipsOf(scope)).toHaveLength(chips.length - 1);
        for (const part of Object.values(scope ?? {})) if (Array.isArray(part)) expect(part.length).toBeGreaterThan(0);
      }
      expect(scope).toBeNull();
    }),
  );
});

test('an @ names something at the beginning of a word alone', () => {
  expect(mentionAt('see @lea', 8)).toEqual({ start: 4, typed: 'lea' });
  expect(mentionAt('@', 1)).toEqual({ start: 0, typed: '' });
  expect(mentionAt('@lease elm st and more', 13)).toEqual({ start: 0, typed: 'lease elm st' });
  expect([mentionAt('ann@example', 11), mentionAt('see @lea', 3), mentionAt('see @a\nb', 8), mentionAt('@a @', 2)]).toEqual([null, null, null, { start: 0, typed: 'a' }]);
});

test('a day of a date field is its first moment, and comes back as that day', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(1971, 0, 1), max: new Date(2099, 11, 31), noInvalidDate: true }), (date) => {
      const day = dayOf(date.getTime());
      expect(dayOf(fromDay(day)!)).toBe(day);
      expect(fromDay(day)!).toBeLessThanOrEqual(date.getTime());
    }),
  );
  expect([fromDay(''), dayOf(undefined), dayOf(fromDay('2024-05-31')!)]).toEqual([null, '', '2024-05-31']);
});
