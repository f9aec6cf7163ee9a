// What a person types, taken apart: any text can be, nothing is lost, and what is no operator is words.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FolderPlace, SourceId } from '../../../contract/domain.ts';
import { scope as scopeSchema } from '../../../contract/schemas.ts';
import { liftFilters, readSearch, type KnownNames, type SearchQuery } from '../../../main/answer/1-retrieve/searchOperators.ts';

const contracts: FolderPlace = { sourceId: 's' as SourceId, folder: 'contracts' };
const names: KnownNames = {
  nowMs: new Date(2026, 10, 24, 12).getTime(),
  folders: (name) => (name === 'contracts' || name === 'My Papers' ? [contracts] : []),
  tags: (name) => (name.toLowerCase() === 'tax' ? ['Tax'] : []),
  collection: (name) => (name === 'Flat' || name === 'flat' ? { sources: ['s' as SourceId], kinds: ['docx'] } : null),
};
const read = (typed: string): SearchQuery => readSearch(typed, names);
const day = (year: number, month = 1, date = 1): number => new Date(year, month - 1, date).getTime();

test('words, phrases and what is left out', () => {
  expect(read('lease "950 euros" -draft -"old version" well-known -5 AB-12/3')).toMatchObject({
    words: 'lease 950 euros well-known -5 AB-12/3',
    phrases: ['950 euros'],
    loose: ['lease', 'well-known', '-5', 'AB-12/3'],
    excluded: ['draft', 'old version'],
    filters: {},
    notes: [],
    unfinished: 'AB-12/3',
  });
  expect(read('„in bar“ «§ 12» “a b”').phrases).toEqual(['in bar', '§ 12', 'a b']);
});

test.each([
  ['type:pdf', { kinds: ['pdf'] }],
  ['TYPE:.PDF typ:word', { kinds: ['pdf', 'docx', 'doc', 'odt', 'rtf'] }],
  ['type:eml,msg', { kinds: ['eml', 'msg'] }],
  ['type:jpg', { kinds: ['image'] }],
  ['in:contracts', { folders: [contracts] }],
  ['in:"My Papers"', { folders: [contracts] }],
  ['ordner:contracts', { folders: [contracts] }],
  ['before:2024', { beforeMs: day(2024) }],
  ['before:2024 before:2023-06', { beforeMs: day(2023, 6) }],
  ['after:2024-05 since:2023', { afterMs: day(2024, 5) }],
  ['after:31.12.2023', { afterMs: day(2023, 12, 31) }],
  ['vor:5.2024', { beforeMs: day(2024, 5) }],
  ['after:yesterday', { afterMs: day(2026, 11, 23) }],
  ['lang:de', { languages: ['de'] }],
  ['lang:German sprache:Französisch', { languages: ['de', 'fr'] }],
  ['tag:TAX', { tags: ['Tax'] }],
  ['from:"Ann Miller"', { authors: ['Ann Miller'] }],
])('%s', (typed, filters) => {
  expect(read(typed)).toMatchObject({ words: '', filters, notes: [] });
  expect(read(`rent ${typed} deposit`)).toMatchObject({ words: 'rent deposit', filters, unfinished: 'deposit' });
});

test.each([
  ['type:xyz', 'unknown-value'],
  ['in:nowhere', 'unknown-value'],
  ['before:soon', 'unknown-value'],
  ['before:2024-13', 'unknown-value'],
  ['after:31.2.2024', 'unknown-value'],
  ['lang:klingon', 'unknown-value'],
  ['constructor:x', 'unknown-operator'],
  ['type:constructor', 'unknown-value'],
  ['size:large', 'unknown-operator'],
])('%s is searched as words, and said so: %s', (typed, why) => {
  expect(read(typed)).toMatchObject({ words: typed, filters: {}, notes: [{ written: typed, why }] });
});

test('a collection is all that it looks in, which other operators add to; an unknown one is words', () => {
  expect(read('rent collection:Flat').filters).toEqual({ sources: ['s'], kinds: ['docx'] });
  expect(read('miete sammlung:flat type:pdf after:2024')).toMatchObject({ words: 'miete', filters: { sources: ['s'], kinds: ['docx', 'pdf'], afterMs: day(2024) } });
  expect(liftFilters('When does it end? collection:flat', names)).toEqual({ question: 'When does it end?', filters: { sources: ['s'], kinds: ['docx'] } });
  expect(read('collection:cellar')).toMatchObject({ words: 'collection:cellar', filters: {}, notes: [{ why: 'unknown-value' }] });
});

test('what only looks like an operator is words', () => {
  for (const typed of ['https://example.org/a', 'C:\\files', '10:30', 'Re: flat', 'type: pdf', 'a:b', '2024:x']) expect([typed, read(typed).notes, read(typed).filters]).toEqual([typed, [], {}]);
});

test('the word that is being typed may go on; a finished one may not', () => {
  const unfinished = (typed: string): string | null => read(typed).unfinished;
  expect([unfinished('the lea'), unfinished('the lease '), unfinished('"950 eu'), unfinished('"950 euros"'), unfinished('lease type:pdf'), unfinished('lease -dra'), unfinished('')]).toEqual(['lea', null, '950 eu', null, null, null, null]);
});

const piece = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('type:pdf', 'in:', 'collection:flat', 'tag:tax', '-', '"', '“', '„', ':', ' ', '\n', 'before:2024', 'lease', '−x', 'von:', 'lang:de', '\\', '\u0000'));

describe('any text', () => {
  test('is taken apart without an error, into a scope that the contract lets through', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const typed = pieces.join('');
        const { words, phrases, loose, filters } = read(typed);
        expect(scopeSchema.parse(filters)).toEqual(filters);
        for (const part of [...phrases, ...loose]) expect(words).toContain(part);
        // Every letter that was typed is looked for, left out, or part of an operator.
        if (!/[:"“”„«»−-]/u.test(typed)) expect(words).toBe(typed.trim().split(/\s+/u).join(' '));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a question without operators is left as it is', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const typed = pieces.join('');
        const lifted = liftFilters(typed, names);
        if (Object.keys(lifted.filters).length === 0) expect(lifted.question).toBe(typed);
      }),
      { numRuns: 1_000 },
    );
  });
});

test('a question keeps its quotes, minus signs and lines; only its operators go', () => {
  expect(liftFilters('What does "950 euros" -x mean in:contracts type:pdf?', names)).toEqual({ question: 'What does "950 euros" -x mean type:pdf?', filters: { folders: [contracts] } });
  expect(liftFilters('type:pdf When does\nthe lease end?  tag:tax', names)).toEqual({ question: 'When does\nthe lease end?', filters: { kinds: ['pdf'], tags: ['Tax'] } });
  expect(liftFilters('before:2024', names)).toEqual({ question: '', filters: { beforeMs: day(2024) } });
});
