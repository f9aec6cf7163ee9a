// Passwords of protected files: the right one is kept and tried on the others, a wrong one is not.
import { expect, test } from 'vitest';
import type { ParseResult } from '../../../main/engines/parser/protocol.ts';
import { createPasswords } from '../../../main/engines/library/passwords.ts';
import type { FileToParse, Parser } from '../../../main/ingest/parserInterface.ts';

const refused = (reason: Extract<ParseResult, { ok: false }>['reason']): ParseResult => ({ ok: false, reason, hash: null, sizeBytes: 1 });
const file = (name: string): FileToParse => ({ path: `/f/${name}`, name, kind: 'pdf' });
const options = { signal: new AbortController().signal };

const unreadable: Parser['recognise'] = async () => ({ ok: false, reason: 'unreadable' });

/** Files by name, each with its password; `''` has none. */
function lockedFiles(locks: Readonly<Record<string, string>>): Parser & { readonly tried: string[] } {
  const tried: string[] = [];
  return {
    tried,
    recognise: async ({ password = '' }) => {
      tried.push(`page:${password}`);
      return { ok: false, reason: 'unreadable' };
    },
    parse: async ({ name, password = '' }) => {
      tried.push(`${name}:${password}`);
      if (locks[name] !== '' && locks[name] !== password) return refused('password-protected');
      return { ok: true, hash: name.padEnd(64, '0'), sizeBytes: 1, document: { title: name, text: 'text', blocks: [], pageStarts: null } };
    },
  };
}

test('the right password is kept, for this file and for others; a wrong one is not', async () => {
  const inner = lockedFiles({ a: 'sesame', b: 'sesame', c: 'other', d: '' });
  const passwords = createPasswords(inner);
  expect(await passwords.tryOn(file('a'), 'wrong', options)).toBe(false);
  expect((await passwords.parser.parse(file('b'), options)).ok).toBe(false);
  expect(inner.tried).toEqual(['a:wrong', 'b:']);
  expect(await passwords.tryOn(file('a'), 'sesame', options)).toBe(true);
  expect((await passwords.parser.parse(file('b'), options)).ok).toBe(true);
  expect(await passwords.parser.parse(file('c'), options)).toMatchObject({ ok: false, reason: 'password-protected' });
  inner.tried.length = 0;
  expect((await passwords.parser.parse(file('d'), options)).ok).toBe(true);
  // What needs none is not given any.
  expect(inner.tried).toEqual(['d:']);
  expect([passwords.of('b'.padEnd(64, '0')), passwords.of('d'.padEnd(64, '0'))]).toEqual(['sesame', null]);
});

test.each(['timeout', 'vanished', 'parser-crashed', 'no-permission'] as const)('a file that ends in `%s` says nothing of the password', async (reason) => {
  const passwords = createPasswords({ parse: async () => refused(reason), recognise: unreadable });
  expect(await passwords.tryOn(file('a'), 'sesame', options)).toBe(false);
});

test('a file that opens and has no text in it was opened', async () => {
  expect(await createPasswords({ parse: async () => refused('no-text'), recognise: unreadable }).tryOn(file('a'), 'sesame', options)).toBe(true);
});

test('the pages of a protected scan are read with the password that opened it', async () => {
  const hash = 'a'.repeat(64);
  const given: (string | undefined)[] = [];
  const passwords = createPasswords({
    parse: async ({ password }) => (password === 'sesame' ? { ...refused('no-text'), hash, needsOcr: [1] } : refused('password-protected')),
    recognise: async ({ password }) => (given.push(password), { ok: false, reason: 'unreadable' }),
  });
  await passwords.tryOn(file('other'), 'sesame', options);
  expect(await passwords.parser.parse(file('scan'), options)).toMatchObject({ needsOcr: [1] });
  for (const versionHash of [hash, 'b'.repeat(64)]) await passwords.parser.recognise({ path: '/f/scan', kind: 'pdf', versionHash, page: 1, languages: ['eng'] }, options);
  expect(given).toEqual(['sesame', undefined]);
});
