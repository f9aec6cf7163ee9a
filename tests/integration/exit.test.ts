// Everything out of a library with mixed documents and an answered question, by the command line; read back by what knows
// nothing of Freehold, and compared with the database, which is read apart. Then kills in the middle. At last the same of
// an encrypted library, and a search byte by byte for what it left in the open.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeZip } from '../unit/parse/fixtures/makeZip.ts';
import { lookAtDatabase } from '../../main/library/databaseFile.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { root, setup, startHost } from '../support/host.ts';
import { CHEAP } from '../support/keyring.ts';
import { enginesOf, sleep, waitUntilGone } from '../support/processes.ts';
import { readColumns, readDocument, readLines, readSchema, type Cells } from '../support/readExport.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';

const dir = temporaryFolderOfFile();
const library = path.join(dir, 'library');
const papers = path.join(dir, 'papers');
const out = path.join(dir, 'out');
const QUESTION = 'When does the lease end?';
const program = [path.join(root, 'build', 'cli', 'index.js')];
const env = { ...process.env, FREEHOLD_USER_DATA: path.join(dir, 'user'), LC_ALL: 'en_US.UTF-8', INIT_CWD: root };

function freehold(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(setup.nodeBinary, [...program, ...args, '--library', library], { timeout: 240_000, killSignal: 'SIGKILL', encoding: 'utf8', env });
}

/** Of the library, while no program has it. */
function stored(sql: string): Cells[] {
  const db = openDatabase(library);
  try {
    return db.prepare(sql).all() as Cells[];
  } finally {
    db.close();
  }
}

beforeAll(() => {
  cpSync(path.join(root, 'resources', 'sample-library'), papers, { recursive: true });
  writeFileSync(path.join(papers, 'CON'), 'A name that Windows takes for a device.\n');
  writeFileSync(path.join(papers, 'emoji 🏠 and ümläuts.txt'), `The 🏠 stands in Köln. ${'Es hat drei Zimmer und einen Garten. '.repeat(60)}`);
  writeFileSync(path.join(papers, 'nothing.xyz'), Buffer.from([0, 1, 2, 3]));
  writeFileSync(path.join(papers, 'scans.zip'), makeZip([{ name: '../../escape/letter.txt', content: 'The landlord writes: the lease ends when both agree.\n' }]));
  for (const args of [['index', papers], ['ask', QUESTION], ['export', '--to', out]]) {
    const { status, stderr } = freehold(...args);
    if (status !== 0) throw new Error(`${args[0]}: ${stderr}`);
  }
});

test('every document is there, with its text byte for byte, as a table and as Markdown', () => {
  const texts = new Map(readLines(out, 'texts').map((row) => [row['sha256'], row]));
  const kept = stored('SELECT d.id, d.name, d.path, d.state, d.reason, d.size_bytes, d.modified_ms, d.version_hash, v.text FROM documents d LEFT JOIN versions v ON v.hash = d.version_hash WHERE d.deleted_at_ms IS NULL');
  expect(kept.length).toBeGreaterThan(35);
  const lines = readLines(out, 'documents');
  const byId = new Map(lines.map((row) => [row['id'], row]));
  expect(byId.size).toBe(kept.length);
  let compared = 0;
  for (const row of kept) {
    const document = byId.get(row['id'])!;
    expect(document).toMatchObject({ name: row['name'], path: row['path'], state: row['state'], reason: row['reason'], sizeBytes: row['size_bytes'], modifiedMs: row['modified_ms'], sha256: row['version_hash'] });
    if (row['text'] === null) {
      expect(document['file']).toBeNull();
      continue;
    }
    expect(Buffer.from(String(texts.get(row['version_hash'])!['text']))).toEqual(Buffer.from(String(row['text'])));
    const { head, text } = readDocument(out, String(document['file']));
    expect(Buffer.from(text)).toEqual(Buffer.from(String(row['text'])));
    expect(head).toMatchObject({ name: row['name'], path: row['path'], sha256: row['version_hash'], source: 'papers' });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(35);
  expect(lines.filter(({ file }) => file === null).map(({ name }) => name)).toContain('nothing.xyz');
  expect(lines.find(({ name }) => name === 'letter.txt' || String(name).endsWith('letter.txt'))).toMatchObject({ parentId: lines.find(({ name }) => name === 'scans.zip')!['id'] });
  expect(readColumns(out, 'documents').rows.map(({ tags, ...row }) => ({ ...row, tags: JSON.parse(String(tags)) as unknown }))).toEqual(lines.map(({ tags, ...row }) => ({ ...row, tags })));
});

test('every passage is cut from its text by its offsets', () => {
  const texts = new Map(readLines(out, 'texts').map((row) => [row['sha256'], String(row['text'])]));
  const passages = readLines(out, 'passages');
  expect(passages.length).toBe(Number(stored('SELECT count(*) AS n FROM chunks')[0]!['n']));
  for (const { sha256, start, end, text } of passages) expect(texts.get(sha256)!.slice(Number(start), Number(end))).toBe(text);
  expect(readColumns(out, 'passages').rows.map(({ place, ...row }) => ({ ...row, place: place === null ? null : (JSON.parse(String(place)) as unknown) }))).toEqual(passages.map(({ place, ...row }) => ({ ...row, place })));
});

test('every vector is the one in the database, bit by bit, and belongs to the same passage', () => {
  const kept = new Map(stored('SELECT c.id, e.embedder_id, e.vector FROM chunk_embeddings e JOIN chunks c ON c.row = e.chunk_row').map((row) => [`${String(row['id'])} ${String(row['embedder_id'])}`, row['vector'] as Buffer]));
  const { rows } = readColumns(out, 'embeddings');
  expect(rows.length).toBe(kept.size);
  expect(rows.length).toBeGreaterThan(50);
  for (const { passageId, embedderId, dimensions, vector } of rows) {
    const floats = vector as Float32Array;
    expect(floats.length).toBe(dimensions);
    expect(Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).equals(kept.get(`${String(passageId)} ${String(embedderId)}`)!)).toBe(true);
  }
  expect(readLines(out, 'embedders')).toEqual([{ id: rows[0]!['embedderId'], dimensions: rows[0]!['dimensions'], state: 'active', complete: true }]);
});

test('the question, its answer and its proof: the quote stands in the text', () => {
  const [answer] = readLines(out, 'answers');
  expect(answer).toMatchObject({ question: QUESTION, status: 'answered', text: expect.stringContaining('31 March 2027'), record: { question: QUESTION } });
  const body = JSON.parse(String(stored('SELECT body FROM answers')[0]!['body'])) as Cells;
  expect(answer!['record']).toEqual(body);
  const texts = new Map(readLines(out, 'texts').map((row) => [row['sha256'], String(row['text'])]));
  const citations = readLines(out, 'citations');
  expect(citations.length).toBeGreaterThan(0);
  for (const { answerId, sha256, start, end, quote } of citations) {
    expect(answerId).toBe(answer!['id']);
    expect(texts.get(sha256)!.slice(Number(start), Number(end))).toBe(quote);
  }
  expect(readColumns(out, 'citations').rows.map(({ quote }) => quote)).toEqual(citations.map(({ quote }) => quote));
  expect(readColumns(out, 'answers').rows.map(({ record }) => JSON.parse(String(record)) as unknown)).toEqual([body]);
  const [conversation] = readLines(out, 'conversations');
  const page = readFileSync(path.join(out, String(conversation!['file'])), 'utf8');
  expect(page).toContain(`# When does the lease end?`);
  expect(page).toContain('31 March 2027');
  expect(page).toContain('Lease Elm Street 12.md');
});

test('every file but the tables’ own pages is in the schema; the ledger has the export', () => {
  const schema = readSchema(out);
  for (const kind of ['jsonl', 'parquet']) for (const name of readdirSync(path.join(out, kind))) expect(schema.has(`${kind}/${name}`)).toBe(true);
  expect(stored("SELECT facts FROM ledger WHERE kind = 'library.exported'")).toEqual([{ facts: '{"as":"everything"}' }]);
  expect(existsSync(path.join(dir, 'escape'))).toBe(false);
});

test('a place inside of a source, and a folder that is full, are refused in words', () => {
  expect(freehold('export', '--to', path.join(papers, 'out'))).toMatchObject({ status: 1, stderr: expect.stringContaining('inside of “papers”') });
  expect(freehold('export', '--to', out)).toMatchObject({ status: 1, stderr: expect.stringContaining('That folder is not empty') });
  expect(freehold('export')).toMatchObject({ status: 2 });
});

/** A process that may be done already. */
function signalTo(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(processId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

test.runIf(process.platform === 'linux')('killed in the middle: nothing under its name, and the next export is whole', async () => {
  let halfDone = 0;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const target = path.join(dir, `killed-${attempt}`);
    const child = spawn(setup.nodeBinary, [...program, 'export', '--to', target, '--library', library], { env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    let engine: number | undefined;
    while (child.exitCode === null && (engine = enginesOf(child.pid!).get('library')) === undefined) await sleep(1);
    while (child.exitCode === null && !existsSync(path.join(`${target}.part`, 'UNFINISHED.txt'))) await sleep(1);
    await sleep(attempt * 8);
    // Held first: the command line would clear away after an engine that is dead.
    signalTo(engine!, 'SIGSTOP');
    child.kill('SIGKILL');
    await ended;
    signalTo(engine!, 'SIGKILL');
    await waitUntilGone(engine!);
    if (existsSync(target)) continue;
    halfDone += 1;
    expect(readdirSync(`${target}.part`)).toContain('UNFINISHED.txt');
    expect(freehold('export', '--to', target).status).toBe(0);
    expect(readLines(target, 'passages')).toEqual(readLines(out, 'passages'));
    expect(existsSync(`${target}.part`)).toBe(false);
  }
  expect(halfDone).toBeGreaterThan(0);
});

test('as JSON for scripts', () => {
  mkdirSync(path.join(dir, 'empty'));
  const { status, stdout } = freehold('export', '--to', path.join(dir, 'empty'), '--json');
  expect([status, JSON.parse(stdout)]).toEqual([0, { folder: path.join(dir, 'empty'), counts: expect.objectContaining({ documents: readLines(out, 'documents').length, answers: 1 }) }]);
});

test('of an encrypted library: what comes out is readable; nothing of it lies in the open anywhere else', async () => {
  const PASSPHRASE = 'correct horse battery staple';
  const own = path.join(dir, 'sealed');
  const [sealed, user, letters, tmp] = ['library', 'user', 'letters', 'tmp'].map((name) => path.join(own, name)) as [string, string, string, string];
  const target = path.join(dir, 'opened');
  for (const place of [letters, tmp]) mkdirSync(place, { recursive: true });
  writeFileSync(path.join(letters, 'Boiler of Oduya.md'), '# Boiler\n\nThe boiler of the summer house is serviced by Marguerite Oduya.\n');
  const host = await startHost(user, { keyCost: CHEAP });
  const { signal } = new AbortController();
  try {
    await host.handlers['keys.makeLibrary']({ token: host.registerPath(sealed, 'folder').token, ways: { passphrase: PASSPHRASE, keychain: false } }, { signal });
    await host.addPaths([{ path: letters, kind: 'folder' }]);
    await host.engines.library.call('ingest.finished', {});
  } finally {
    await host.close();
  }
  rmSync(letters, { recursive: true });

  const run = (...args: readonly string[]): ReturnType<typeof freehold> =>
    spawnSync(setup.nodeBinary, [...program, 'export', '--to', target, '--library', sealed, ...args], { timeout: 120_000, encoding: 'utf8', input: `${PASSPHRASE}\n`, env: { ...env, FREEHOLD_USER_DATA: user, TMPDIR: tmp } });
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('This library is encrypted') });
  expect(readdirSync(dir).filter((name) => name.startsWith('opened'))).toEqual([]);
  const { status, stdout, stderr } = run('--passphrase-fd', '0');
  expect([status, stdout], stderr).toEqual([0, expect.stringContaining('1 document written')]);
  expect(stderr).toContain('What is written lies open');

  expect(readFileSync(path.join(target, 'README.md'), 'utf8')).toContain('The library was encrypted; these files are not.');
  expect(readLines(target, 'passages').map(({ text }) => text)).toEqual([expect.stringContaining('Marguerite Oduya')]);
  const vectors = readColumns(target, 'embeddings').rows.map(({ vector }) => Buffer.from((vector as Float32Array).slice().buffer));
  expect(vectors.map(({ length }) => length)).toEqual([4 * Number(readLines(target, 'embedders')[0]!['dimensions'])]);
  const needles = ['Marguerite', 'Oduya', 'summer house'].flatMap((words) => [Buffer.from(words), Buffer.from(words, 'utf16le')]);
  const open = filesHolding(own, [...needles, ...vectors, Buffer.from(PASSPHRASE)]);
  // The same search finds them where they are.
  expect(filesHolding(target, [vectors[0]!])).toEqual(['parquet/embeddings.parquet']);
  expect(filesHolding(target, needles)).toContain('documents/letters/Boiler of Oduya.md.md');
  expect(open).toEqual([]);
  expect([lookAtDatabase(sealed), readdirSync(sealed).toSorted()]).toEqual(['sealed', ['keys.json', 'library.db']]);
});

/** Files below a folder that hold one of these, in their names or in their bytes. */
function filesHolding(folder: string, needles: readonly Buffer[]): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(names.length).toBeGreaterThan(4);
  return names.filter((name) => {
    const bytes = [Buffer.from(name), ...(statSync(path.join(folder, name)).isFile() ? [readFileSync(path.join(folder, name))] : [])];
    return needles.some((needle) => bytes.some((found) => found.includes(needle)));
  });
}
