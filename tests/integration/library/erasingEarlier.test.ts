// What a forgotten file was before: its earlier text in answers, its earlier names, what answers say of it without a
// passage, and what later prompts hold of such an answer. In a plain library and in an encrypted one.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Answer, ConversationId, DocumentId, MadeWith, SourceId, WholeSet } from '../../../contract/domain.ts';
import type { Certificate } from '../../../contract/erasure.ts';
import { findPassages } from '../../../main/answer/answerQuestion.ts';
import { composeNotes } from '../../../main/answer/whole-set/composeNotes.ts';
import { forgetDocuments, forgetFolder, previewOf } from '../../../main/engines/library/forgetDocuments.ts';
import { forgetSource } from '../../../main/engines/library/forgetSource.ts';
import { createLedgerReader } from '../../../main/library/ledgerReader.ts';
import { rebuildLibrary } from '../../../main/library/rebuildLibrary.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';

const CANARY = 'zephyrcanary';
const QUOTE = 'The locker number of the boat house is L-77.';
const boats = (more: string): string => `# Boats\n\nKeep this for the ${CANARY} alone, ${more}.\n\n${QUOTE}\n`;

async function open(encrypted = false): Promise<LibraryHarness> {
  const h = new LibraryHarness();
  if (encrypted) h.key = randomBytes(32);
  await h.open();
  mkdirSync(path.join(h.dir, 'app'));
  for (let at = 0; at < 4; at += 1) h.write(`note ${at}.md`, note(at));
  return h;
}

const idOf = (h: LibraryHarness, name: string): DocumentId => h.library.db.prepare('SELECT id FROM documents WHERE name = ? AND deleted_at_ms IS NULL').pluck().get(name) as DocumentId;
const sourceOf = (h: LibraryHarness): SourceId => h.library.sources.list()[0]!.id;
const found = ({ checks }: Certificate): number[] => checks.map((check) => check.found);
const ledgerNames = (h: LibraryHarness): string[] => (h.library.db.prepare('SELECT name FROM ledger_names ORDER BY name').pluck().all() as string[]).map((name) => path.basename(name));
const isWhole = async (h: LibraryHarness): Promise<unknown> => (await createLedgerReader(h.library.db, h.library.ledger, path.join(h.dir, 'ledger')).verify(null, new AbortController().signal)).faults;

/** In the open on the disk, or in what SQLite decrypts. */
function isAnywhere(h: LibraryHarness, word: string): boolean {
  const files = readdirSync(h.libraryDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return h.library.db.serialize().includes(word) || files.some((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(word));
}

async function rename(h: LibraryHarness, from: string, to: string): Promise<void> {
  mkdirSync(path.dirname(path.join(h.filesDir, to)), { recursive: true });
  renameSync(path.join(h.filesDir, from), path.join(h.filesDir, to));
  await h.rescan();
}

async function edit(h: LibraryHarness, name: string, text: string): Promise<void> {
  h.write(name, text);
  await h.rescan();
}

const madeWith = (content: string): MadeWith => ({
  model: null,
  sampling: { temperature: 0, seed: null, maxTokens: 64 },
  promptSha256: 'a'.repeat(64),
  systemSha256: 'b'.repeat(64),
  messages: [{ role: 'user', content }],
  reply: content,
});

/** An answer from what is found for its question now. */
async function asked(h: LibraryHarness, question: string, { citing = false, conversationId, ...rest }: { readonly citing?: boolean; readonly conversationId?: ConversationId } & Partial<Answer> = {}): Promise<Answer> {
  const { conversations, documents } = h.library;
  const passages = await findPassages(question, h.retrieval, { scope: null, limit: 3 });
  const passage = passages.find((one) => one.text.includes(QUOTE));
  const citations = (citing ? [passage!] : []).map(({ documentId, versionHash, documentName, kind, page, start, text }) => {
    const from = start + text.indexOf(QUOTE);
    return { number: 1 + passages.indexOf(passage!), documentId, versionHash, documentName, kind, page, start: from, end: from + QUOTE.length, quote: QUOTE };
  });
  return {
    id: conversations.newAnswerId(),
    conversationId: conversationId ?? conversations.create(question).id,
    question,
    searchedQuestion: question,
    text: 'It is L-77.',
    status: 'answered',
    passages,
    sentences: [{ start: 0, end: 11, supported: citing, citations }],
    coverage: documents.coverage(null),
    modelId: 'script',
    timings: null,
    createdAtMs: Date.now(),
    ...rest,
  };
}

async function ask(...args: Parameters<typeof asked>): Promise<Answer> {
  const answer = await asked(...args);
  args[0].library.conversations.saveAnswer(answer);
  return answer;
}

const stored = (h: LibraryHarness, { id }: Answer): Answer | null => h.library.conversations.answer(id);
const BOATS = 'What is the locker number of the boat house?';

/** Asked, edited, asked, renamed into a folder, edited, renamed again, edited. */
async function withLongPast(encrypted = false): Promise<{ h: LibraryHarness; cited: Answer; uncited: Answer }> {
  const h = await open(encrypted);
  h.write('a.md', boats('first'));
  await h.add();
  const cited = await ask(h, BOATS, { citing: true });
  await edit(h, 'a.md', boats('second'));
  const uncited = await ask(h, BOATS);
  await rename(h, 'a.md', 'deep/b.md');
  await edit(h, 'deep/b.md', boats('third'));
  await rename(h, 'deep/b.md', 'c.md');
  await edit(h, 'c.md', '# Boats\n\nNothing is left of it.\n');
  return { h, cited, uncited };
}

describe.each([false, true])('a file that was renamed and changed since it was asked about (encrypted: %s)', (encrypted) => {
  test('leaves nothing of its earlier text but what is quoted, and the certificate has looked for it', async () => {
    const { h, cited, uncited } = await withLongPast(encrypted);
    expect(isAnywhere(h, CANARY)).toBe(true);
    expect(previewOf([idOf(h, 'c.md')], null, h.library)).toEqual({ files: 1, answers: 2, copies: 0 });
    const { certificate, erased } = await forgetDocuments([idOf(h, 'c.md')], 'kept', h.library);
    expect(isAnywhere(h, CANARY)).toBe(false);
    expect(erased).toMatchObject({ files: 1, texts: 3, answers: 2, names: 3 });
    // Two pieces of each text, the longest word of both earlier ones.
    expect(certificate!.lookedFor.texts).toBeGreaterThanOrEqual(5);
    expect(found(certificate!)).toEqual([0, 0, 0, 0, 0]);
    expect(stored(h, cited)!.passages.map(({ text }) => text)).toContain(QUOTE);
    expect(stored(h, uncited)!.passages.map(({ text }) => text)).toContain('');
    expect(ledgerNames(h).filter((name) => /^[abc]\.md$/u.test(name))).toEqual([]);
    expect(await isWhole(h)).toEqual([]);
  });

  test('takes the answers along that were made with its earlier text, where that is wished', async () => {
    const { h, cited, uncited } = await withLongPast(encrypted);
    await forgetDocuments([idOf(h, 'c.md')], 'erased', h.library);
    expect([stored(h, cited), stored(h, uncited), isAnywhere(h, CANARY), isAnywhere(h, 'L-77')]).toEqual([null, null, false, false]);
  });

  test.each(['before its texts are taken out', 'before it is certified'])('is gone at the next opening after a kill %s', async (moment) => {
    const { h } = await withLongPast(encrypted);
    const dies = (): never => {
      throw new Error('killed');
    };
    if (moment.includes('texts')) vi.spyOn(h.library.versions, 'releaseIfUnused').mockImplementation(dies);
    else vi.spyOn(h.library.erasures, 'certify').mockImplementation(dies);
    h.ingest.pause();
    await expect(forgetDocuments([idOf(h, 'c.md')], 'kept', h.library)).rejects.toThrow('killed');
    await h.reopen();
    expect([isAnywhere(h, CANARY), h.library.erasures.pending(), ledgerNames(h).filter((name) => /^[abc]\.md$/u.test(name))]).toEqual([false, 0, []]);
  });
});

describe('the past of a file', () => {
  test('is known after a rebuild, when every file is another document', async () => {
    const { h } = await withLongPast();
    await h.close();
    await rebuildLibrary(h.libraryDir);
    await h.open();
    await h.settle();
    await forgetDocuments([idOf(h, 'c.md')], 'kept', h.library);
    expect(h.library.db.serialize().includes(CANARY)).toBe(false);
  });

  test('leaves out a file that is still there, also what that one was before', async () => {
    const h = await open();
    h.write('a.md', boats('first'));
    await h.add();
    const first = await ask(h, BOATS);
    await edit(h, 'a.md', boats('second'));
    const second = await ask(h, BOATS);
    await edit(h, 'copy.md', boats('second'));
    await edit(h, 'copy.md', boats('third'));
    expect(previewOf([idOf(h, 'copy.md')], null, h.library)).toMatchObject({ answers: 0 });
    await forgetDocuments([idOf(h, 'copy.md')], 'erased', h.library);
    expect([stored(h, first), stored(h, second)]).toEqual([first, second]);
    expect(ledgerNames(h)).toEqual(expect.arrayContaining(['a.md']));
    expect(ledgerNames(h)).not.toContain('copy.md');
  });

  test('leaves out a file that is gone and only began alike', async () => {
    const h = await open();
    h.write('other.md', boats('as in the template'));
    await h.add();
    await edit(h, 'other.md', boats('and quite another'));
    const answer = await ask(h, BOATS);
    rmSync(path.join(h.filesDir, 'other.md'));
    await edit(h, 'mine.md', boats('as in the template'));
    await forgetDocuments([idOf(h, 'mine.md')], 'erased', h.library);
    expect(stored(h, answer)).toEqual(answer);
    expect(ledgerNames(h)).toContain('other.md');
  });

  test('ends where its bytes were taken from: what became of those later was another file', async () => {
    const h = await open();
    h.write('a.md', boats('first'));
    await h.add();
    const first = await ask(h, BOATS);
    await edit(h, 'mine.md', boats('first'));
    await edit(h, 'mine.md', boats('mine'));
    await edit(h, 'a.md', '# Tents\n\nThe tents lie in the cellar of the club.\n');
    const later = await ask(h, 'Where do the tents lie?');
    rmSync(path.join(h.filesDir, 'a.md'));
    await h.rescan();
    await forgetDocuments([idOf(h, 'mine.md')], 'kept', h.library);
    expect(JSON.stringify(stored(h, first))).not.toContain(CANARY);
    expect(stored(h, later)!.passages.map(({ text }) => text).join()).toContain('tents');
  });
});

describe('names in the ledger', () => {
  test('of what was in a forgotten folder and is gone already, or lay elsewhere in the files before, are erased; the chain stays', async () => {
    const h = await open();
    h.write('deep/gone.md', boats('gone'));
    h.write('deeper.md', note(9));
    await h.add();
    const answer = await ask(h, BOATS);
    rmSync(path.join(h.filesDir, 'deep', 'gone.md'));
    await edit(h, 'deep/er/here.md', note(10));
    // A message of a mailbox has another name when it stands elsewhere in it.
    h.library.ledger.record({ kind: 'file.shown', facts: {}, name: `${path.join(h.filesDir, 'deep', 'er', 'here.md')}\n17`, owner: { type: 'source', id: sourceOf(h) } });
    expect(ledgerNames(h)).toEqual(expect.arrayContaining(['gone.md', 'here.md', 'here.md\n17', 'deeper.md']));
    const { certificate, erased } = await forgetFolder(sourceOf(h), 'deep', 'kept', h.library);
    expect(erased.names).toBe(3);
    expect(ledgerNames(h)).toEqual(['deeper.md', ...[0, 1, 2, 3].map((at) => `note ${at}.md`)]);
    expect(found(certificate!)).toEqual([0, 0, 0, 0, 0]);
    // What was read in the folder, too.
    expect(JSON.stringify(stored(h, answer))).not.toContain(CANARY);
    expect(await isWhole(h)).toEqual([]);
  });

  test('of a forgotten source are counted, and go as well where a file lay in another one before', async () => {
    const h = await open();
    h.write('one/a.md', boats('first'));
    h.write('two/other.md', note(11));
    for (const folder of ['one', 'two']) await h.add(path.join(h.filesDir, folder));
    await rename(h, 'one/a.md', 'two/b.md');
    const two = h.library.sources.list().find(({ path: own }) => own.endsWith('two'))!.id;
    const { erased } = await forgetSource(two, h.library);
    expect(erased.names).toBe(3);
    expect(ledgerNames(h)).toEqual([]);
  });
});

describe('an answer to a question to every file', () => {
  async function withNotes(versioned: boolean): Promise<{ h: LibraryHarness; answer: Answer; later: Answer }> {
    const h = await open();
    h.write(`${CANARY} boats.md`, boats('first'));
    h.write('broken canary.pdf', 'no pdf');
    await h.add();
    const { db } = h.library;
    const of = (name: string) => db.prepare('SELECT id AS documentId, version_hash AS versionHash, name AS documentName, kind FROM documents WHERE name = ? AND deleted_at_ms IS NULL').get(name) as WholeSet['notes'][number] & { versionHash: string };
    const noteOf = (name: string, said: string): WholeSet['notes'][number] => {
      const { versionHash, ...rest } = of(name);
      return { ...rest, ...(versioned ? { versionHash } : {}), note: said, citations: [] };
    };
    const notes = [noteOf('note 0.md', 'It has a locker.'), noteOf(`${CANARY} boats.md`, `It is all about the ${CANARY}.`), noteOf('note 1.md', 'It has one, too.')];
    const wholeSet: WholeSet = { kind: 'list', filesInScope: 6, filesToRead: 5, filesRead: 5, filesWithout: 2, copies: 0, notes, filesUnread: 1, unread: [{ documentName: 'broken canary.pdf', reason: 'damaged' }] };
    const answer = await ask(h, 'List every locker.', { ...composeNotes(notes), wholeSet, passages: [] });
    const later = await ask(h, 'And the tents?', { conversationId: answer.conversationId, passages: [], madeWith: madeWith(`Earlier answer: ${answer.text}`) });
    return { h, answer, later };
  }

  test.each([true, false])('loses the notes that quote nothing of a forgotten file, and so does what came after it (notes say what was read: %s)', async (versioned) => {
    const { h, answer, later } = await withNotes(versioned);
    if (versioned) await rename(h, `${CANARY} boats.md`, 'b.md');
    const name = versioned ? 'b.md' : `${CANARY} boats.md`;
    expect(previewOf([idOf(h, name)], null, h.library)).toMatchObject({ answers: 1 });
    const { certificate } = await forgetDocuments([idOf(h, name)], 'kept', h.library);
    const kept = stored(h, answer)!;
    expect(kept.text).toBe('- note 0.md: It has a locker.\n- note 1.md: It has one, too.');
    expect(kept.sentences.map(({ start, end }) => kept.text.slice(start, end))).toEqual(kept.wholeSet!.notes.map((one) => one.note));
    expect(stored(h, later)!.madeWith).toMatchObject({ messages: null, reply: null, promptSha256: 'a'.repeat(64) });
    expect([isAnywhere(h, `all about the ${CANARY}`), isAnywhere(h, `${CANARY} boats.md`)]).toEqual([false, false]);
    expect(found(certificate!)).toEqual([0, 0, 0, 0, 0]);
  });

  test('goes with the file that it noted something on, where that is wished', async () => {
    const { h, answer } = await withNotes(true);
    await forgetDocuments([idOf(h, `${CANARY} boats.md`)], 'erased', h.library);
    expect([stored(h, answer), isAnywhere(h, CANARY)]).toEqual([null, false]);
  });

  test('does not list a forgotten file as unread any more', async () => {
    const { h, answer } = await withNotes(true);
    const { certificate } = await forgetDocuments([idOf(h, 'broken canary.pdf')], 'erased', h.library);
    expect(stored(h, answer)).toMatchObject({ text: answer.text, wholeSet: { unread: [], filesUnread: 1 } });
    expect([isAnywhere(h, 'broken canary'), ...found(certificate!)]).toEqual([false, 0, 0, 0, 0, 0]);
  });
});

describe('what comes after an answer that is erased', () => {
  test('keeps neither its words in a prompt, nor its question in search, title or ledger', async () => {
    const h = await open();
    h.write('boats.md', boats('first'));
    await h.add();
    const question = `Where does the ${CANARY} keep its things?`;
    const first = await ask(h, question);
    const general = { text: 'A harbour.', madeWith: madeWith(`Question: And the notes? (${CANARY})`) };
    const { conversationId } = first;
    for (const name of [question, 'And the notes?']) h.library.ledger.record({ kind: 'question.asked', facts: { as: 'answer', general: false }, name, owner: { type: 'conversation', id: conversationId } });
    const next = await ask(h, 'And the notes?', { conversationId, searchedQuestion: `And the notes? (${CANARY})`, passages: [], madeWith: madeWith(`Earlier question: ${question} Earlier answer: ${first.text}`), general });
    const { certificate } = await forgetDocuments([idOf(h, 'boats.md')], 'erased', h.library);
    expect(stored(h, next)).toMatchObject({ text: next.text, searchedQuestion: next.question, madeWith: { messages: null }, general: { text: 'A harbour.', madeWith: { messages: null } } });
    expect(h.library.conversations.get(conversationId)).toMatchObject({ title: 'And the notes?', answers: 1 });
    expect(ledgerNames(h)).toContain('And the notes?');
    expect([isAnywhere(h, CANARY), ...found(certificate!)]).toEqual([false, 0, 0, 0, 0, 0]);
  });

  test('is found by the certificate where a prompt that is left over holds it', async () => {
    const h = await open();
    h.write('boats.md', boats('first'));
    await h.add();
    await ask(h, 'What is in note 2?', { passages: [], madeWith: madeWith(boats('first')) });
    const { certificate } = await forgetDocuments([idOf(h, 'boats.md')], 'erased', h.library);
    expect(certificate!.checks.find(({ store }) => store === 'database')!.found).toBeGreaterThan(0);
  });

  test('also where it is still being written, and its file was moved before it was forgotten', async () => {
    const h = await open();
    h.write('a.md', boats('first'));
    await h.add();
    const answer = await asked(h, BOATS, { citing: true, madeWith: madeWith(boats('first')) });
    await rename(h, 'a.md', 'b.md');
    await forgetDocuments([idOf(h, 'b.md')], 'kept', h.library);
    h.library.conversations.saveAnswer(answer);
    expect(stored(h, answer)!.passages.map(({ text }) => text)).toContain(QUOTE);
    h.library.db.pragma('wal_checkpoint(TRUNCATE)');
    expect(isAnywhere(h, CANARY)).toBe(false);
  });
});
