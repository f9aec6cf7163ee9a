// An export of a library with hostile names, what it refuses, and what stays of one that did not come to its end.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exportLibrary, type ExitContext, type ExitOrder } from '../../../main/exit/exportLibrary.ts';
import { documentHead } from '../../../main/exit/documentText.ts';
import { UNFINISHED_FILE } from '../../../main/exit/exportFolder.ts';
import { schemaText } from '../../../main/exit/schemaText.ts';
import { TABLES, type Table } from '../../../main/exit/tables.ts';
import { createConversations } from '../../../main/library/conversations.ts';
import { AnsweringLibrary } from '../../support/answeringLibrary.ts';
import { readColumns, readDocument, readLines, readSchema } from '../../support/readExport.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const order = (target: string, change: Partial<ExitOrder> = {}): ExitOrder => ({ target, language: 'en', libraryName: 'Papers', encrypted: false, appVersion: '1.2.3', modelNames: {}, ...change });

function write(library: AnsweringLibrary, target: string, change: Partial<ExitContext> = {}, orderChange: Partial<ExitOrder> = {}): ReturnType<typeof exportLibrary> {
  const context = { db: library.db, conversations: createConversations(library.db), signal: new AbortController().signal, onProgress: () => undefined, onBegin: () => undefined };
  return exportLibrary(order(target, orderChange), { ...context, ...change });
}

function filled(names: readonly string[]): AnsweringLibrary {
  const library = new AnsweringLibrary();
  for (const name of names) library.add(name, [`Passage of ${name}`, 'Another one']);
  return library;
}

const HOSTILE = ['../../../escaped.txt', 'CON', 'con.txt', 'Same.txt', 'SAME.TXT', 'a\nname: "forged"\n---\n.txt', '<script>alert(1)</script>', '=cmd|’/C calc’!A0', 'x'.repeat(250), '\u202Egnp.exe', '..', '`rm -rf`'];

test('hostile names stay inside the folder, and come back letter by letter', async () => {
  const library = filled(HOSTILE);
  const dir = temporaryFolder();
  const target = path.join(dir, 'out');
  expect(await write(library, target)).toMatchObject({ documents: HOSTILE.length, unread: 0, passages: 2 * HOSTILE.length });
  expect(readdirSync(dir)).toEqual(['out']);
  expect(readdirSync(target).sort()).toEqual(['README.md', 'SCHEMA.md', 'conversations', 'documents', 'jsonl', 'parquet']);
  const documents = readLines(target, 'documents');
  expect(documents.map(({ name }) => name)).toEqual(HOSTILE);
  for (const { name, file } of documents) {
    expect(path.posix.normalize(String(file))).toBe(file);
    expect(String(file)).toMatch(/^documents\/files\/[^/\\]+\.md$/u);
    expect(readDocument(target, String(file))).toMatchObject({ head: { name, source: 'files' }, text: 'text' });
  }
  expect(new Set(documents.map(({ file }) => String(file).toLowerCase())).size).toBe(HOSTILE.length);
  if (process.platform !== 'win32') expect(statSync(target).mode & 0o077).toBe(0);
});

test('SCHEMA.md names the columns that the files have, no more and no fewer, each with a meaning', async () => {
  const target = path.join(temporaryFolder(), 'out');
  await write(filled(['a.txt']), target);
  const schema = readSchema(target);
  const files = [...readdirSync(path.join(target, 'jsonl')).map((name) => `jsonl/${name}`), ...readdirSync(path.join(target, 'parquet')).map((name) => `parquet/${name}`)];
  const empty = ['embeddings', 'answers', 'citations'].map((name) => `parquet/${name}.parquet`);
  expect([...schema.keys()].sort()).toEqual([...files, ...empty].sort());
  expect(readFileSync(path.join(target, 'SCHEMA.md'), 'utf8')).toBe(schemaText());
  const ARROW: Readonly<Record<string, RegExp>> = { STRING: /^Utf8$/, 'STRING, JSON in it': /^Utf8$/, INT64: /^Int64$/, BOOLEAN: /^Bool$/, 'LIST of FLOAT': /^List<.*Float32>$/ };
  for (const [file, columns] of schema) {
    expect(columns.filter(({ meaning }) => meaning === '')).toEqual([]);
    const table = path.parse(file).name;
    if (empty.includes(file)) continue;
    if (file.startsWith('parquet/')) {
      const actual = readColumns(target, table).columns;
      expect(actual.map(({ name, nullable }) => [name, nullable])).toEqual(columns.map(({ name, type }) => [name, type.endsWith(', or null')]));
      actual.forEach(({ type }, at) => expect([table, type]).toEqual([table, expect.stringMatching(ARROW[columns[at]!.type.replace(', or null', '')]!)]));
    } else {
      for (const line of readLines(target, table)) expect(Object.keys(line)).toEqual(columns.map(({ name }) => name));
    }
  }
  // A path, a question: what is in a table is what a person wrote; what it is called is ours.
  for (const table of Object.values(TABLES) as Table[]) for (const { name } of table.columns) expect(name).toMatch(/^[a-z][A-Za-z0-9]+$/);
});

test('an empty library is written as one: every table of JSON lines there, and empty', async () => {
  const target = path.join(temporaryFolder(), 'out');
  expect(await write(new AnsweringLibrary(), target)).toEqual({ documents: 0, unread: 0, passages: 0, vectors: 0, conversations: 0, answers: 0, citations: 0 });
  expect(readdirSync(path.join(target, 'jsonl')).sort()).toEqual(Object.keys(TABLES).map((name) => `${name}.jsonl`).sort());
  expect(readLines(target, 'passages')).toEqual([]);
  expect(readdirSync(path.join(target, 'parquet'))).toEqual([]);
});

test('README is in the person’s language, and says of an encrypted library that this lies open', async () => {
  const target = path.join(temporaryFolder(), 'out');
  await write(filled(['a.txt']), target, {}, { language: 'de', encrypted: true });
  const text = readFileSync(path.join(target, 'README.md'), 'utf8');
  expect(text).toContain('Bibliothek `Papers`, geschrieben von Freehold 1.2.3');
  expect(text).toContain('Die Bibliothek war verschlüsselt, diese Dateien sind es nicht.');
  expect(text).toContain('| Textstellen | 2 |');
  // Its lines of Python read files that are there; nothing was asked here, so that there are no quotes.
  const named = [...text.matchAll(/'(parquet\/\w+\.parquet)'/gu)].map(([, file]) => file!);
  expect(named).toEqual(['parquet/documents.parquet', 'parquet/passages.parquet']);
  expect(named.filter((file) => !existsSync(path.join(target, file)))).toEqual([]);
});

test('a folder with something in it, and a file, are refused before anything is recorded; an empty one is taken', async () => {
  const library = filled(['a.txt']);
  const dir = temporaryFolder();
  for (const name of ['full', 'empty', 'other.part']) mkdirSync(path.join(dir, name));
  writeFileSync(path.join(dir, 'full', 'mine.txt'), 'mine');
  writeFileSync(path.join(dir, 'other.part', 'mine.txt'), 'mine');
  writeFileSync(path.join(dir, 'file'), 'mine');
  let began = 0;
  const onBegin = (): void => void (began += 1);
  for (const name of ['full', 'file', 'other']) await expect(write(library, path.join(dir, name), { onBegin })).rejects.toMatchObject({ code: 'folder-not-empty' });
  await expect(write(library, path.join(dir, 'not', 'there'), { onBegin })).rejects.toMatchObject({ code: 'path-not-found' });
  expect(began).toBe(0);
  expect(readdirSync(path.join(dir, 'other.part'))).toEqual(['mine.txt']);
  await write(library, path.join(dir, 'empty'), { onBegin });
  expect([began, existsSync(path.join(dir, 'empty', 'README.md'))]).toEqual([1, true]);
});

test('cancelled at any step: nothing under its name; what is left says that it is unfinished, and the next export takes its place', async () => {
  const library = filled(['a.txt', 'b.txt', 'c.txt']);
  for (let at = 1; at <= 9; at += 1) {
    const dir = temporaryFolder();
    const target = path.join(dir, 'out');
    const controller = new AbortController();
    let steps = 0;
    const onProgress = (): void => {
      steps += 1;
      if (steps === at) controller.abort();
    };
    await expect(write(library, target, { signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(dir)).toEqual(['out.part']);
    expect(readFileSync(path.join(dir, 'out.part', UNFINISHED_FILE), 'utf8')).toContain('it did not finish');
    await write(library, target);
    expect(readdirSync(dir)).toEqual(['out']);
    expect(existsSync(path.join(target, UNFINISHED_FILE))).toBe(false);
  }
});

test('something that comes to lie in its place meanwhile stays, and the export goes', async () => {
  const library = filled(['a.txt']);
  const dir = temporaryFolder();
  const target = path.join(dir, 'out');
  mkdirSync(target);
  const onProgress = (): void => writeFileSync(path.join(target, 'theirs.txt'), 'theirs');
  await expect(write(library, target, { onProgress })).rejects.toMatchObject({ code: 'folder-not-empty' });
  expect(readdirSync(target)).toEqual(['theirs.txt']);
  expect(readdirSync(path.join(dir, 'out.part'))).toContain(UNFINISHED_FILE);
});

test('a head is YAML whatever a title holds', () => {
  const head = documentHead({ name: 'a', title: 'x\u2028--- y\u007f\u0085', path: '/a', kind: 'text', sizeBytes: 1, modifiedMs: 0, readAtMs: 0, sha256: 'h', tags: [], reason: null, unreadPages: null, source: 's', insideOf: null, author: null, language: null });
  expect(head).toContain('title: "x\\u2028--- y\\u007f\\u0085"\n');
});

test('what was forgotten and waits to be erased, and what was deleted, is not in it', async () => {
  const library = filled(['kept.txt', 'gone.txt']);
  const gone = library.documents.list({ sourceId: null, state: null, nameContains: 'gone' }, 0, 1).rows[0]!;
  library.documents.remove(gone.id);
  const target = path.join(temporaryFolder(), 'out');
  expect(await write(library, target)).toMatchObject({ documents: 1, passages: 2 });
  const everything = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));
  expect(everything.some((text) => text.includes('kept.txt'))).toBe(true);
  expect(everything.filter((text) => text.includes('gone.txt'))).toEqual([]);
});
