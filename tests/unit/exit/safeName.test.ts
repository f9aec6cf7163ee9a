// Names on the disk from whatever a document is called: one part of a path on every system, and never two alike.
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeName } from '../../../main/exit/safeName.ts';

const named = (wanted: string): string => safeName(wanted, '.md', new Set());

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
  const used = new Set<string>();
  const names = ['Straße', 'STRASSE', 'strasse', 'cafe\u0301', 'café', 'Straße (2)'].map((name) => safeName(name, '.md', used));
  expect(names).toEqual(['Straße.md', 'STRASSE (2).md', 'strasse (3).md', 'café.md', 'café (2).md', 'Straße (2) (2).md']);
});

test('any text: one part of a path, short enough, with letters that every system takes', () => {
  const used = new Set<string>();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (wanted) => {
      const name = safeName(wanted, '.md', used);
      expect(path.win32.basename(name)).toBe(name);
      expect(path.posix.basename(name)).toBe(name);
      expect(name).not.toMatch(/[\p{C}<>:"|?*\\/]|^[. ]|[. ]$/u);
      expect([name.length <= 100, Buffer.byteLength(name) <= 240, name.isWellFormed()]).toEqual([true, true, true]);
    }),
    { numRuns: 2_000 },
  );
});
