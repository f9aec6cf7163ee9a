// Names on the disk from whatever a document is called: one part of a path on every system, and never two alike.
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNames } from '../../../main/exit/safeName.ts';

const named = (wanted: string): string => createNames().next(wanted, '.md');

test.each([
  ['Lease Elm Street.pdf', 'Lease Elm Street.pdf.md'],
  ['Verträge 2024 – “neu”.docx', 'Verträge 2024 – “neu”.docx.md'],
  ['../../etc/passwd', '__.._etc_passwd.md'],
  ['..', '_.md'],
  ['', '_.md'],
  ['C:\\Windows\\win.ini', 'C__Windows_win.ini.md'],
  ['con', '_con.md'],
  ['NUL.tar.gz', '_NUL.tar.gz.md'],
  ['com1 .txt', '_com1 .txt.md'],
  ['LPT³', '_LPT³.md'],
  ['console.log', 'console.log.md'],
  ['.bashrc', '_bashrc.md'],
  ['name. . ', 'name.md'],
  ['a\u0000b\nc\u202Etxt.exe', 'a_b_c_txt.exe.md'],
  ['half \uD83D', 'half _.md'],
])('%j', (wanted, name) => expect(named(wanted)).toBe(name));

test('names that differ in case, accents or ß alone are kept apart', () => {
  const used = createNames();
  const names = ['Straße', 'STRASSE', 'strasse', 'STRAẞE', 'cafe\u0301', 'café', 'Straße (2)'].map((name) => used.next(name, '.md'));
  expect(names).toEqual(['Straße.md', 'STRASSE (2).md', 'strasse (3).md', 'STRAẞE (4).md', 'café.md', 'café (2).md', 'Straße (2) (2).md']);
});

test('any text: one part of a path, short enough, with letters that every system takes', () => {
  const used = createNames();
  const given = new Set<string>();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (wanted) => {
      const name = used.next(wanted, '.md');
      expect(given.has(name.normalize('NFD').toLowerCase())).toBe(false);
      given.add(name.normalize('NFD').toLowerCase());
      expect(path.win32.basename(name)).toBe(name);
      expect(path.posix.basename(name)).toBe(name);
      expect(name).not.toMatch(/[\p{C}<>:"|?*\\/]|^[. ]|[. ]$/u);
      expect([name.length <= 100, Buffer.byteLength(name) <= 240, name.isWellFormed()]).toEqual([true, true, true]);
    }),
    { numRuns: 2_000 },
  );
});

test('ten thousand of one name cost no more than the last of them', () => {
  const used = createNames();
  const names = Array.from({ length: 10_000 }, () => used.next('index.html', '.md'));
  expect([new Set(names).size, names.at(-1)]).toEqual([10_000, 'index.html (10000).md']);
});
