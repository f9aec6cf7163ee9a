// The account as a spreadsheet reads it, and where it is written to.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import type { DocumentId } from '../../../contract/domain.ts';
import { messagesFor } from '../../../contract/messages/index.ts';
import type { AccountedFile } from '../../../main/engines/library/protocol.ts';
import { accountCsv } from '../../../main/host/accountCsv.ts';
import { mayRun } from '../../../main/host/mayRun.ts';
import { writeWhole } from '../../../main/files/writeWhole.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const file = (at: number, change: Partial<AccountedFile> = {}): AccountedFile => ({
  id: String(at).padStart(8, '0') as DocumentId,
  folder: 'Papers',
  name: `${at}.pdf`,
  insideOf: null,
  kind: 'pdf',
  state: 'indexed',
  reason: null,
  unreadPages: null,
  sizeBytes: 10,
  modifiedMs: Date.UTC(2026, 2, 31, 12),
  ...change,
});

async function csvOf(files: readonly AccountedFile[], language: 'en' | 'de' = 'en'): Promise<string> {
  const pieces: string[] = [];
  const readPage = async ({ after, limit }: { after: DocumentId | null; limit: number }) => files.filter(({ id }) => after === null || id > after).slice(0, limit);
  for await (const piece of accountCsv(readPage, null, messagesFor(language))) pieces.push(piece);
  return pieces.join('');
}

test('every file is one line, in the person’s words, and in a form that spreadsheets know', async () => {
  const csv = await csvOf([file(1), file(2, { name: 'a "b", c\r\nd.pdf', state: 'partly', reason: 'pages-are-images', unreadPages: '3-7,9' }), file(3, { insideOf: 'mail.mbox', state: 'failed', reason: 'damaged', kind: null })]);
  expect(csv.startsWith('\uFEFFFolder,Name,Inside of,Kind,State,Why,Pages not read,Size in bytes,Changed\r\n')).toBe(true);
  const { data } = Papa.parse<string[]>(csv.slice(1).trimEnd());
  expect(data.slice(2)).toMatchObject([
    ['Papers', 'a "b", c\r\nd.pdf', '', 'pdf', 'Read in part', 'Some of its pages are images, and reading images is turned off', '3-7,9', '10', expect.stringMatching(/^2026-03-31 \d\d:00:00$/)],
    ['Papers', '3.pdf', 'mail.mbox', '', 'Could not be read', 'The file is damaged', '', '10', expect.anything()],
  ]);
  expect(await csvOf([file(1)], 'de')).toContain('Gelesen');
});

test('pages are put together without a gap or a double', async () => {
  const files = Array.from({ length: 2_345 }, (_, at) => file(at));
  const { data } = Papa.parse<string[]>((await csvOf(files)).slice(1).trimEnd());
  expect(data.slice(1).map((line) => line[1])).toEqual(files.map(({ name }) => name));
});

test('no name is a formula, and every name comes back', async () => {
  const name = fc.string({ minLength: 1, maxLength: 12 }).map((rest) => rest.replaceAll('\0', '0'));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('=', '+', '-', '@', '\t', '', 'x'), name, async (start, rest) => {
      const own = start + rest;
      const { data } = Papa.parse<string[]>((await csvOf([file(1, { name: own })])).slice(1).replace(/\r\n$/u, ''), { newline: '\r\n' });
      const cell = data[1]![1]!;
      expect(/^[=+\-@\t\r]/u.test(cell)).toBe(false);
      expect(cell.replace(/^'/u, '')).toBe(own.replace(/^'/u, ''));
    }),
  );
});

test('a file is written whole or not at all', async () => {
  const dir = temporaryFolder();
  const target = path.join(dir, 'list.csv');
  writeFileSync(target, 'before');
  async function* breaking(): AsyncGenerator<string> {
    yield 'half';
    throw new Error('broken off');
  }
  await expect(writeWhole(target, breaking())).rejects.toThrow('broken off');
  expect([readFileSync(target, 'utf8'), readdirSync(dir)]).toEqual(['before', ['list.csv']]);
  async function* whole(): AsyncGenerator<string> {
    yield* ['a', 'ü'];
  }
  await writeWhole(target, whole());
  expect([readFileSync(target, 'utf8'), readdirSync(dir)]).toEqual(['aü', ['list.csv']]);
  await expect(writeWhole(path.join(dir, 'nowhere', 'list.csv'), whole())).rejects.toMatchObject({ code: 'path-not-found' });
  mkdirSync(path.join(dir, 'folder'));
  await expect(writeWhole(path.join(dir, 'folder'), whole())).rejects.toMatchObject({ code: 'no-permission' });
  expect(existsSync(path.join(dir, 'folder'))).toBe(true);
});

test('what the system might run is known by its name', () => {
  expect(['a.bat', 'A.EXE', 'run.sh', 'x.desktop', 'evil.js. ', 'deep.folder/x.ps1', 'a.pdf.lnk'].map(mayRun)).toEqual(Array(7).fill(true));
  expect(['a.pdf', 'bat', 'notes.md', 'a.exe.txt', 'mail.eml', 'x.docx', ''].map(mayRun)).toEqual(Array(7).fill(false));
});
