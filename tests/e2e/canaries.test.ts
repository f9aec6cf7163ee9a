// Forty markers go into a library by every way there is: text in several formats, names, questions, tags, and the vectors
// that were computed. The app is used, locked and closed; then every file that it owns is searched for them, byte by byte.
// In an encrypted library there is none of them anywhere. The same search on the same library without encryption finds
// all, which shows that it can.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { noKeychain } from '../../main/sovereignty/keys/keychain.ts';
import { openKeyring } from '../../main/sovereignty/keys/keyring.ts';
import { attemptsInMemory } from '../support/keyring.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { makeMessage, makeScan, makeWorkbook } from './formatFiles.ts';

const PASSPHRASE = 'correct horse battery staple';
/** Made of the test's own run, so that no file of an earlier one can hold it. */
const word = (kind: string, at: number): string => `qv${kind}${'abcdefghij'[at]}${run}`;
const run = Array.from(String(Date.now()), (digit) => 'bcdfghjklm'[Number(digit)]).join('');
const TEXTS = ['markdown', 'plain', 'csv', 'html', 'sheet', 'mail', 'attachment', 'rst', 'org', 'latex', 'code', 'wide', 'unread', 'quoted', 'header'].map((kind, at) => word(kind, at % 10));
const [markdown, plain, csv, html, sheet, mail, attachment, rst, org, latex, code, wide, unread, quoted, header] = TEXTS as [string, ...string[]];
const NAMES = ['name', 'folder', 'attached', 'binary', 'source'].map(word);
const [nameOfFile, nameOfFolder, nameOfAttachment, nameOfBinary, nameOfSource] = NAMES as [string, ...string[]];
const QUESTIONS = ['asked', 'again', 'third'].map(word);
const TYPED = ['title', 'tag', 'othertag', 'collection', 'rule'].map(word);
const [title, tag, otherTag, collection, rule] = TYPED as [string, string, string, string, string];
const WORDS = [...TEXTS, ...NAMES, ...QUESTIONS, ...TYPED];
const VECTORS = 12;
/** Typed, and kept nowhere: a search, the password of a file, a question that was never sent. Looked for too, but not to be found in a plain library. */
const PASSING = ['searched', 'password', 'draft'].map(word) as [string, string, string];

const dir = temporaryFolderOfFile();

interface Used {
  readonly own: string;
  readonly libraryDir: string;
  readonly sourceDir: string;
}

function placesOf(name: string): Used & { readonly userDataDir: string; readonly environment: Record<string, string> } {
  const own = path.join(dir, name);
  for (const below of ['tmp', 'cache', 'config', 'home']) mkdirSync(path.join(own, below), { recursive: true });
  const environment = { TMPDIR: path.join(own, 'tmp'), XDG_CACHE_HOME: path.join(own, 'cache'), XDG_CONFIG_HOME: path.join(own, 'config'), HOME: path.join(own, 'home') };
  return { own, libraryDir: path.join(own, 'library'), userDataDir: path.join(own, 'profile'), sourceDir: path.join(dir, 'files', nameOfSource!), environment };
}

async function writeFiles(sourceDir: string, app: App): Promise<number> {
  const folder = path.join(sourceDir, nameOfFolder!);
  mkdirSync(folder, { recursive: true });
  const files: Record<string, string | Uint8Array> = {
    [`${nameOfFile}.md`]: `# The ${header} of the matter\n\nThe ${markdown} was agreed on 4 May and ends in June.\n`,
    'plain.txt': `A plain note about the ${plain}, and nothing else of interest.\n`,
    'list.csv': `what,when\n${csv},2024-05-01\nother,2024-06-01\n`,
    'page.html': `<!doctype html><title>Page</title><p>The ${html} is described here.</p>`,
    'sheet.xlsx': makeWorkbook({ Costs: [['Item', 'Price'], [sheet!, '12']] }),
    'mail.eml': makeMessage(`The ${mail} will be repaired on Monday.`, { name: `${nameOfAttachment}.txt`, text: `The ${attachment} is enclosed.` }),
    'notes.rst': `Notes\n=====\n\nThe ${rst} again.\n`,
    'plan.org': `* Plan\nThe ${org} comes first.\n`,
    'paper.tex': `\\documentclass{article}\\begin{document}The ${latex} follows.\\end{document}`,
    'code.py': `def ${code}():\n    return 1\n`,
    'wide.txt': Buffer.from(`\uFEFFThe ${wide} in another encoding.`, 'utf16le'),
    'unread.txt': `The ${unread} is in a file that nobody opens.\n`,
    'quoted.md': `The rent of the ${quoted} is 940 euros a month.\n`,
    [`${nameOfBinary}.bin`]: Buffer.alloc(300, 7),
    'scan.jpg': await makeScan(app.page, ['A scanned letter about nothing in particular.']),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return Object.keys(files).length;
}

/** Everything that a person does, as one does it. */
async function use(app: App, sourceDir: string): Promise<void> {
  await app.request('settings.set', { modelId: 'smollm2-135m-instruct-q4_1' });
  const seen = await writeFiles(sourceDir, app);
  await app.addSources([sourceDir]);
  // Nothing waits before they are found, either.
  await expect.poll(() => app.request('document.coverage', {}).then((coverage) => coverage.seen >= seen && coverage.waiting === 0), { timeout: 120_000 }).toBe(true);
  const [source] = await app.request('source.list', {});
  await app.request('source.setRules', { sourceId: source!.id, rules: { ...source!.rules, exclude: [`${rule}/`] } });
  const { rows } = await app.request('document.list', { sourceId: null, state: null, nameContains: '', offset: 0, limit: 100 });
  await app.request('document.setTags', { documentId: rows[0]!.id, tags: [tag!, otherTag!] });
  await app.request('collection.save', { name: collection!, scope: { sources: [source!.id] } });
  const locked = await app.rawRequest('document.unlock', { documentId: rows[0]!.id, password: PASSING[1] });
  expect(locked).toBeDefined();
  await app.page.keyboard.press('Control+k');
  await app.page.getByRole('searchbox').or(app.page.getByRole('combobox')).last().fill(`${markdown} ${PASSING[0]}`);
  await app.page.waitForTimeout(800);
  await app.page.keyboard.press('Escape');
  for (const [at, question] of [`What is the rent of the ${quoted}, ${QUESTIONS[0]}?`, `When does the ${markdown} end, ${QUESTIONS[1]}?`, `Who repairs the ${mail}, ${QUESTIONS[2]}?`].entries()) {
    await app.ask(question);
    await expect.poll(async () => answered(app), { timeout: 120_000 }).toBe(at + 1);
  }
  const [conversation] = await app.request('conversation.list', {});
  await app.request('conversation.rename', { conversationId: conversation!.id, title: title! });
  await app.page.getByTestId('place-library').click();
  for (const name of ['quoted.md', 'sheet.xlsx', 'scan.jpg', 'mail.eml']) {
    await app.page.getByTestId('file-row').filter({ hasText: name }).first().click();
    await app.page.getByTestId('viewer').waitFor();
    await app.page.waitForTimeout(400);
  }
  await app.page.getByTestId('place-ask').click();
  // Written, and never sent.
  await app.page.getByTestId('composer').fill(`A draft about the ${PASSING[2]}`);
  await app.page.getByTestId('place-privacy').click();
  await app.page.waitForTimeout(300);
}

async function answered(app: App): Promise<number> {
  const conversations = await app.request('conversation.list', {});
  return conversations.reduce((sum, { answers }) => sum + answers, 0);
}

/** Where each of these bytes is, of the files below a folder; by name, as much as by content. */
function find(own: string, needles: ReadonlyMap<string, readonly Buffer[]>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  // An empty one would be found everywhere.
  expect([...needles.values()].flat().every(({ length }) => length >= 12)).toBe(true);
  let bytes = 0;
  for (const entry of readdirSync(own, { recursive: true, withFileTypes: true })) {
    const place = path.relative(own, path.join(entry.parentPath, entry.name));
    const content = entry.isFile() ? Buffer.concat([Buffer.from(`${place}\n`), readFileSync(path.join(own, place))]) : Buffer.from(place);
    bytes += content.length;
    for (const [name, forms] of needles) if (forms.some((form) => content.includes(form))) found.set(name, [...(found.get(name) ?? []), place]);
  }
  // The app's caches alone are more than this: an empty folder would be searched for nothing.
  expect(bytes).toBeGreaterThan(100_000);
  return found;
}

const forms = (text: string): Buffer[] => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];

/** Vectors of chunks that hold markers, each with the sixteen numbers that it begins with. */
function vectorsIn(libraryDir: string, key: Uint8Array | null): Map<string, Buffer[]> {
  const db = openDatabase(libraryDir, key);
  try {
    const rows = db.prepare('SELECT c.text, e.vector FROM chunk_embeddings e JOIN chunks c ON c.row = e.chunk_row ORDER BY c.text').all() as { text: string; vector: Buffer }[];
    const marked = rows.filter(({ text }) => TEXTS.some((marker) => text.includes(marker)));
    return new Map(marked.slice(0, VECTORS).map(({ text, vector }) => [`vector of ${text}`, [Buffer.from(vector.subarray(0, 64))]]));
  } finally {
    db.close();
  }
}

/** The words that a library holds, as whoever has its key reads them. */
function wordsIn(libraryDir: string, key: Uint8Array | null): string[] {
  const db = openDatabase(libraryDir, key);
  try {
    const image = db.serialize();
    return key === null ? WORDS.filter((marker) => image.includes(marker)) : WORDS.filter((marker) => readsAnywhere(db, marker));
  } finally {
    db.close();
  }
}

function readsAnywhere(db: ReturnType<typeof openDatabase>, marker: string): boolean {
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'").pluck().all() as string[];
  return tables.some((table) =>
    (db.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[]).some((row) => Object.values(row).some((value) => (typeof value === 'string' || Buffer.isBuffer(value)) && Buffer.from(value as string).includes(marker))),
  );
}

let vectors: Map<string, Buffer[]>;

test('control: without encryption the search finds every marker', async () => {
  const { own, sourceDir, ...places } = placesOf('plain');
  const app = await App.launch(places);
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-folder').first().waitFor();
  await use(app, sourceDir);
  await app.close();
  vectors = vectorsIn(places.libraryDir, null);
  expect([WORDS.length, vectors.size]).toEqual([28, 12]);
  const needles = new Map([...WORDS.map((marker) => [marker, forms(marker)] as const), ...vectors]);
  const found = find(own, needles);
  expect([...needles.keys()].filter((marker) => !found.has(marker))).toEqual([]);
  // Vectors are in two places then, words in one: the search sees both.
  expect([...found].filter(([name]) => name.startsWith('vector')).every(([, where]) => where.some((place) => place.includes('chunks.lance')))).toBe(true);
  rmSync(own, { recursive: true, force: true });
}, 300_000);

test('an encrypted library: none of them in any file, while it is open, locked, and after the app has ended', async () => {
  const { own, sourceDir, ...places } = placesOf('encrypted');
  const app = await App.launch(places);
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-encrypt').check();
  await app.page.getByTestId('new-passphrase').fill(PASSPHRASE);
  await app.page.getByTestId('repeat-passphrase').fill(PASSPHRASE);
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('recovery-code').waitFor();
  const recoveryCode = (await app.page.getByTestId('recovery-code').locator('span').allTextContents()).join('-');
  await app.page.getByTestId('recovery-kept').click();
  await app.page.getByTestId('add-folder').first().waitFor();
  await use(app, sourceDir);
  const secrets = [...PASSING, PASSPHRASE, recoveryCode, recoveryCode.replaceAll('-', '')];
  const needles = new Map([...[...WORDS, ...secrets].map((marker) => [marker, forms(marker)] as const), ...vectors]);
  expect(find(own, needles), 'while it is open').toEqual(new Map());
  await app.page.keyboard.press('Control+l');
  await app.page.getByTestId('unlock').waitFor();
  await expect.poll(() => readdirSync(places.libraryDir).toSorted()).toEqual(['keys.json', 'library.db']);
  expect(find(own, needles), 'locked').toEqual(new Map());
  await app.close();
  expect(find(own, needles), 'after the end').toEqual(new Map());
  // They are all in there, for whoever has the key.
  const keyring = openKeyring(places.libraryDir, { keychain: noKeychain, attempts: attemptsInMemory() });
  await keyring.unlock(PASSPHRASE);
  const key = Buffer.from(keyring.key()!);
  expect(wordsIn(places.libraryDir, key)).toEqual(WORDS);
  expect(vectorsIn(places.libraryDir, key)).toEqual(vectors);
  expect(find(own, new Map([['key', [key, Buffer.from(key.toString('hex')), Buffer.from(key.toString('base64'))]]])), 'the key').toEqual(new Map());
}, 300_000);
