// Search with operators, and questions within a scope, over a real library: what is found, what is said of it, what an
// answer remembers, and tags that go with a file when it moves.
import { renameSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DocumentId, SourceId } from '../../../contract/domain.ts';
import { askQuestion } from '../../../main/engines/library/askQuestion.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { searchPassages, type SearchOptions } from '../../../main/answer/searchPassages.ts';
import { suggestPlaces } from '../../../main/library/suggestPlaces.ts';
import { LibraryHarness } from '../../support/libraryHarness.ts';
import { makePdf } from '../../unit/parse/fixtures/makePdf.ts';
import { makeDocx, paragraph } from '../../unit/parse/fixtures/makeZip.ts';

const FILES: Readonly<Record<string, string>> = {
  'contracts/lease.md': '# Lease\n\nThe monthly rent of the flat is 950 euros. The notice period is three months. Part number AB-12/3 is the key.',
  'contracts/draft.md': '# Draft of the lease\n\nThe monthly rent of the flat would be 900 euros. The price in euros was 950 last year, said the draft.',
  'letters/landlord.txt': 'Dear tenants, the rent rises in May. The part AB 12 3 of the boiler is broken. Leasing is a long word.',
  'letters/vermieter.txt': 'Sehr geehrte Mieterinnen und Mieter, die Miete der Wohnung steigt im Mai um fünfzig Euro. Bitte überweisen Sie den neuen Betrag rechtzeitig.',
  'mail/offer.eml': 'From: Ann Miller <ann@miller.example>\nTo: bob@example.org\nSubject: The flat\nDate: Mon, 05 Feb 2024 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\nThe rent of the flat can be paid by card.\n',
};
const AGES: Readonly<Record<string, string>> = { 'contracts/draft.md': '2022-03-01', 'letters/landlord.txt': '2023-06-15' };

async function filled(): Promise<LibraryHarness> {
  const h = await new LibraryHarness().open();
  for (const [name, text] of Object.entries(FILES)) {
    const file = h.write(name, text);
    const date = new Date(AGES[name] ?? '2025-01-01');
    utimesSync(file, date, date);
  }
  await h.add();
  return h;
}

const words: SearchOptions = { scope: null, limit: 20, meaning: false, exact: false, typing: true };

test('operators, phrases and exclusions say what is found, by words and by meaning', async () => {
  const h = await filled();
  const find = async (typed: string, options: Partial<SearchOptions> = {}): Promise<string[]> => {
    const { passages } = await searchPassages(typed, h.retrieval, { ...words, ...options });
    for (const { text, matches } of passages) for (const { start, end } of matches) expect(text.slice(start, end)).not.toBe('');
    return [...new Set(passages.map(({ documentName }) => documentName))].sort();
  };
  const both = { meaning: true };
  expect(await find('rent')).toEqual(['draft.md', 'landlord.txt', 'lease.md', 'offer.eml']);
  for (const options of [{}, both]) {
    expect(await find('"950 euros"', options)).toEqual(['lease.md']);
    expect(await find('"AB-12/3"', options)).toEqual(['lease.md']);
    expect(await find('rent -draft', options)).toEqual(expect.not.arrayContaining(['draft.md']));
    expect(await find('rent in:contracts', options)).toEqual(['draft.md', 'lease.md']);
    expect(await find('rent in:letters before:2024', options)).toEqual(['landlord.txt']);
    expect(await find('rent type:markdown after:2023', options)).toEqual(['lease.md']);
    expect(await find('rent from:miller', options)).toEqual(['offer.eml']);
    expect(await find('rent from:nobody', options)).toEqual([]);
  }
  expect(await find('Miete lang:de')).toEqual(['vermieter.txt']);
  expect(await find('leasing', { exact: true, typing: false })).toEqual(['landlord.txt']);
  expect(await find('lea', { exact: true })).toEqual(['draft.md', 'landlord.txt', 'lease.md']);
  expect(await find('fuenfzig rent', { exact: true })).toEqual([]);
  // No word at all: the files themselves, the newest first.
  expect(await find('type:mail')).toEqual(['offer.eml']);
  expect((await searchPassages('before:2024', h.retrieval, words)).passages.map(({ documentName }) => documentName)).toEqual(['landlord.txt', 'draft.md']);
  // A word that is being typed is found before it is finished, and marked.
  const { passages } = await searchPassages('mont', h.retrieval, words);
  expect(passages.find(({ documentName }) => documentName === 'lease.md')!.matches.length).toBeGreaterThan(0);
});

test('what was searched as words is said, and the count is of what was searched', async () => {
  const h = await filled();
  const { notes, scope, more } = await searchPassages('rent in:nowhere type:pdf', h.retrieval, { ...words, limit: 1 });
  expect([notes, scope, more]).toEqual([[{ written: 'in:nowhere', why: 'unknown-value' }], { kinds: ['pdf'] }, false]);
  expect((await searchPassages('rent', h.retrieval, { ...words, limit: 1 })).more).toBe(true);
  const counted = (await searchPassages('rent in:contracts', h.retrieval, words)).scope;
  expect(h.library.documents.coverage(counted).seen).toBe(2);
});

test('a question keeps its operators as its scope, and remembers it', async () => {
  const h = await filled();
  const ask = async (question: string) =>
    askQuestion({ question, conversationId: null, scope: null }, h.library, { llm: async () => null, signal: new AbortController().signal, emit: () => undefined, onKept: () => undefined });
  const answer = await ask('What is the monthly rent of the flat? in:contracts before:2024');
  expect([answer.question, answer.passages.map(({ documentName }) => documentName), answer.coverage.seen]).toEqual(['What is the monthly rent of the flat?', ['draft.md'], 1]);
  const [source] = h.library.sources.list();
  expect(h.library.conversations.answers(answer.conversationId)[0]!.scope).toEqual({ folders: [{ sourceId: source!.id, folder: 'contracts' }], beforeMs: new Date(2024, 0, 1).getTime() });
  await expect(ask('in:contracts')).rejects.toMatchObject({ code: 'question-empty' });
});

test('a tag goes with its file when that moves, and with nothing else', async () => {
  const h = await filled();
  const { documents, db } = h.library;
  const idOf = (name: string): DocumentId => documents.list({ sourceId: null, state: null, nameContains: name }, 0, 1).rows[0]!.id;
  documents.tags.set(idOf('lease.md'), ['Flat', 'flat', 'Tax 2024']);
  documents.tags.set(idOf('draft.md'), ['FLAT']);
  expect(documents.tags.list()).toEqual([{ name: 'flat', files: 2 }, { name: 'Tax 2024', files: 1 }]);
  const tagged = async (typed: string): Promise<string[]> => (await searchPassages(typed, h.retrieval, words)).passages.map(({ documentName }) => documentName).sort();
  expect(await tagged('tag:FLAT')).toEqual(['draft.md', 'lease.md']);
  expect(await tagged('rent tag:tax')).toEqual(['lease.md']);
  const before = idOf('lease.md');
  renameSync(path.join(h.filesDir, 'contracts/lease.md'), path.join(h.filesDir, 'letters/signed lease.md'));
  await h.rescan();
  expect(idOf('lease.md')).not.toBe(before);
  expect(await tagged('rent tag:tax')).toEqual(['signed lease.md']);
  expect(db.prepare('SELECT count(*) FROM moved_tags').pluck().get()).toBe(0);
  expect(suggestPlaces(db, { text: 'LEA', sources: null, limit: 5 }).documents.map(({ name }) => name)).toEqual(['signed lease.md']);
  expect(suggestPlaces(db, { text: 'l', sources: null, limit: 5 })).toMatchObject({ folders: [{ path: 'files/letters' }, { path: 'files/mail' }], tags: ['flat'] });
});

test('a collection looks where it was saved, and finds nothing where its source was forgotten, not everything', async () => {
  const h = await filled();
  const { collections } = h.library;
  const other = h.write('../elsewhere/notes.md', '# Notes\n\nThe rent was discussed with the neighbours in June.');
  await h.add(path.dirname(other));
  const [files, elsewhere] = h.library.sources.list().map(({ id }) => id) as [SourceId, SourceId];
  collections.save('Flat', { folders: [{ sourceId: files, folder: 'contracts' }] });
  collections.save('Neighbours', { sources: [elsewhere] });
  const find = async (typed: string): Promise<string[]> => {
    const { passages } = await searchPassages(typed, h.retrieval, words);
    return [...new Set(passages.map(({ documentName }) => documentName))].sort();
  };
  expect(await find('rent collection:flat')).toEqual(['draft.md', 'lease.md']);
  expect(await find('rent sammlung:neigh')).toEqual(['notes.md']);
  await forgetSource(elsewhere, h.library);
  expect(collections.list()).toMatchObject([{ name: 'Flat', gone: 0, empty: false }, { name: 'Neighbours', gone: 1, empty: true }]);
  expect(await find('rent collection:neighbours')).toEqual([]);
  const asking = { llm: async () => null, signal: new AbortController().signal, emit: () => undefined, onKept: () => undefined };
  const answer = await askQuestion({ question: 'How high is the rent? collection:neighbours', conversationId: null, scope: null }, h.library, asking);
  expect([answer.scope, answer.passages, answer.status]).toEqual([{ sources: [elsewhere] }, [], 'not-in-documents']);
});

test('a file is found by its author, and a message by its sender', async () => {
  const h = await filled();
  h.write('contracts/annex.docx', makeDocx(paragraph('The rent of the cellar is 40 euros.'), [{ name: 'docProps/core.xml', content: '<c><dc:creator>Ann Müller</dc:creator></c>' }]));
  h.write('contracts/annex.pdf', makePdf([{ lines: [{ text: 'The rent of the garage is 80 euros.', x: 72, y: 700 }] }], { author: 'Bob Mueller' }));
  await h.rescan();
  const find = async (typed: string): Promise<string[]> => (await searchPassages(typed, h.retrieval, words)).passages.map(({ documentName }) => documentName).sort();
  expect(await find('rent from:muller')).toEqual(['annex.docx']);
  expect(await find('rent from:"bob mueller"')).toEqual(['annex.pdf']);
  expect(await find('rent from:ann')).toEqual(['annex.docx', 'offer.eml']);
});
