// What is found literally: as it was typed but for case, accents and the kinds of quotes, hyphens and spaces.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literalRanges } from '../../../main/answer/1-retrieve/literal.ts';

const found = (text: string, wanted: string, unfinished: string | null = null): string[] | null =>
  literalRanges(text, '', { required: [wanted], excluded: [], unfinished })?.map(({ start, end }) => text.slice(start, end)) ?? null;

test.each([
  ['The rent is 950 euros.', '950 euros', ['950 euros']],
  ['The rent is 950\n euros.', '950 euros', ['950\n euros']],
  ['The rent is 1950 euros.', '950 euros', null],
  ['The rent is 950 dollars or euros.', '950 euros', null],
  ['Part AB-12/3 and AB 12 3', 'ab-12/3', ['AB-12/3']],
  ['Part AB–12/3', 'AB-12/3', ['AB–12/3']],
  ['Part AB 12 3', 'AB-12/3', null],
  ['See § 12 of it', '§ 12', ['§ 12']],
  ['Leases end.', 'lease', null],
  ['Die Müller-Straße', 'muller', ['Müller']],
  ['Die Mu\u0308ller', 'Müller', ['Mu\u0308ller']],
  ['Bob’s house', "Bob's", ['Bob’s']],
  ['東京都の人口', '京都', ['京都']],
  ['a lease, a Lease', 'lease', ['lease', 'Lease']],
  ['\u{1F3E0} home \u{1F3E0}', 'home', ['home']],
])('%j has %j: %j', (text, wanted, expected) => {
  expect(found(text, wanted)).toEqual(expected);
});

test('a word that is still being typed is found in one that begins so', () => {
  expect([found('The lease ends', 'lea'), found('The lease ends', 'lea', 'lea'), found('A please', 'lea', 'lea')]).toEqual([null, ['lea'], null]);
});

test('a heading can have it, and all that is required must be there', () => {
  expect(literalRanges('It ends in March.', 'Lease › Term', { required: ['lease', 'march'], excluded: [] })).toEqual([{ start: 11, end: 16 }]);
  expect(literalRanges('It ends in March.', 'Lease › Term', { required: ['lease', 'april'], excluded: [] })).toBeNull();
});

test('any stretch of whole words of a text is found in it, where it stands', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('lease', '950', 'é', 'Straße', '(x)', '—', '漢字', 'AB-1'), { minLength: 1, maxLength: 12 }), fc.nat(11), fc.nat(11), (words, a, b) => {
      const [from, to] = [Math.min(a, b) % words.length, Math.max(a, b) % words.length];
      const stretch = words.slice(Math.min(from, to), Math.max(from, to) + 1).join(' ');
      expect(found(words.join('\n '), stretch)?.length).toBeGreaterThan(0);
    }),
  );
});
