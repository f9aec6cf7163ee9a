// The library engine's service in the test's own process, over a real library; the host's parser is the real one, its
// language model is a script, so that an answer can be held in the middle.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AnswerEvent, ConversationId, DocumentId, Scope, VersionHash } from '../../../contract/domain.ts';
import { routes } from '../../../contract/routes.ts';
import { AppError } from '../../../contract/errors.ts';
import { createLibraryService } from '../../../main/engines/library/libraryService.ts';
import type { LibraryHostProtocol, LibraryNotice, LibraryProtocol } from '../../../main/engines/library/protocol.ts';
import type { Call, Service } from '../../../main/engines/rpc/protocol.ts';
import { withBackup } from '../../../main/library/backup/backupFile.ts';
import type { EmbedderSpec } from '../../../main/models/embedderSpec.ts';
import { copyOfMiniLm, miniLm } from '../../support/embedders.ts';
import { note, realParser } from '../../support/libraryHarness.ts';
import { noKeychain } from '../../../main/sovereignty/keys/keychain.ts';
import { makeKeys } from '../../../main/sovereignty/keys/keyring.ts';
import { CHEAP } from '../../support/keyring.ts';
import { ledgerIn } from '../../support/ledger.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const never = new AbortController().signal;
const silent = { signal: never, emit: () => undefined };
const STATS = { promptTokens: 1, cachedTokens: 0, prefillMs: 0, firstTokenMs: 0, generatedTokens: 1, generateMs: 0 };

class Served {
  readonly dir = temporaryFolder();
  readonly filesDir = path.join(this.dir, 'files');
  readonly notices: LibraryNotice[] = [];
  /** Held answers end when they are cancelled; else the model says this at once. */
  answer: 'hold' | string = 'I do not know.';
  parse: (file: { path: string; name: string; kind: 'markdown' }) => Promise<unknown> = (file) => realParser.parse(file, { signal: never });
  readonly service: Service<LibraryProtocol>;
  readonly close: () => Promise<void>;

  constructor() {
    mkdirSync(this.filesDir);
    const host = (async (name: keyof LibraryHostProtocol, params: never, options?: { signal?: AbortSignal; onEvent?: (event: { text: string }) => void }) => {
      switch (name) {
        case 'notify':
          this.notices.push(params);
          return {};
        case 'parser.parse':
          return this.parse(params);
        case 'llm.prepare':
          return { modelId: 'script', contextTokens: 4_096 };
        case 'llm.countTokens':
          return (params as { texts: string[] }).texts.map((text) => text.length >> 2);
        case 'llm.countPromptTokens':
          return 100;
        case 'llm.generate': {
          if (this.answer !== 'hold') return { text: this.answer, stopReason: 'end', stats: STATS };
          options?.onEvent?.({ text: 'The locker number is ' });
          await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve));
          return { text: 'The locker number is ', stopReason: 'cancelled', stats: STATS };
        }
        default:
          throw new AppError('not-found');
      }
    }) as unknown as Call<LibraryHostProtocol>;
    ({ service: this.service, close: this.close } = createLibraryService(host));
    onTestFinished(() => this.close());
  }

  open(name = 'library', embedders: EmbedderSpec[] = [miniLm]): ReturnType<Service<LibraryProtocol>['library.open']> {
    return this.service['library.open']({ libraryDir: path.join(this.dir, name), ...ledgerIn(this.dir), embedders, threads: 2, watch: false, ocr: null }, silent);
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.filesDir, name), text);
  }

  async read(): Promise<void> {
    await this.service['source.addPaths']({ items: [{ path: this.filesDir, kind: 'folder' }] }, silent);
    await this.service['ingest.finished']({}, silent);
  }

  async rescan(): Promise<void> {
    await this.service['source.rescan']({ sourceId: null }, silent);
    await this.service['ingest.finished']({}, silent);
  }

  async documentId(name: string): Promise<DocumentId> {
    // As it has to cross to the window: with nothing else in it.
    const { rows } = routes['document.list'].output.parse(await this.service['document.list']({ sourceId: null, state: null, nameContains: name, offset: 0, limit: 1 }, silent));
    return rows[0]!.id;
  }
}

test('nothing is answered before a library is open', async () => {
  const { service } = new Served();
  await expect(service['document.coverage']({}, silent)).rejects.toMatchObject({ code: 'library-not-open' });
  await expect(service['answer.ask']({ question: 'x', conversationId: null, scope: null }, silent)).rejects.toMatchObject({ code: 'library-not-open' });
});

test('two that are opened at once are opened one after the other; the last one is open in the end', async () => {
  const served = new Served();
  await Promise.all([served.open('one'), served.open('two'), served.open('one')]);
  served.write('a.md', note(1));
  await served.read();
  await served.open('two');
  expect((await served.service['document.coverage']({}, silent)).seen).toBe(0);
  await served.open('one');
  expect((await served.service['document.coverage']({}, silent)).seen).toBe(1);
});

test('closing in the middle of an answer keeps what was written; whoever waited for the indexing is told', async () => {
  const served = new Served();
  await served.open();
  for (let at = 0; at < 5; at += 1) served.write(`${at}.md`, note(at));
  await served.read();
  served.answer = 'hold';
  const events: AnswerEvent[] = [];
  const asking = served.service['answer.ask']({ question: 'What is the locker number of note 3?', conversationId: null, scope: null }, { signal: never, emit: (event) => events.push(event) });
  await vi.waitUntil(() => events.some(({ type }) => type === 'delta'), { timeout: 10_000 });
  for (let at = 5; at < 60; at += 1) served.write(`${at}.md`, note(at));
  await served.service['source.rescan']({ sourceId: null }, silent);
  const finishing = served.service['ingest.finished']({}, silent);
  finishing.catch(() => undefined);
  await served.service['library.close']({}, silent);
  expect(await asking).toMatchObject({ status: 'stopped', text: expect.stringContaining('The locker number is') });
  await expect(finishing).rejects.toMatchObject({ code: 'cancelled' });
  await served.open();
  const [conversation] = await served.service['conversation.list']({}, silent);
  expect((await served.service['conversation.get']({ conversationId: conversation!.id }, silent)).answers).toMatchObject([{ status: 'stopped' }]);
});

test('a cited document: the same, moved, changed, gone, forgotten', async () => {
  const served = new Served();
  const { service } = served;
  await served.open();
  served.write('a.md', note(1));
  await served.read();
  const id = await served.documentId('a.md');
  served.answer = 'The locker number of note 1 is L-48.';
  const { passages } = await service['answer.ask']({ question: 'What is the locker number of note 1?', conversationId: null, scope: null }, silent);
  const { versionHash, text, start, end } = passages[0]!;
  const openIt = (): ReturnType<typeof service['document.open']> => service['document.open']({ documentId: id, versionHash }, silent);
  const bytes = (): ReturnType<typeof service['document.bytes']> => service['document.bytes']({ documentId: id, versionHash, offset: 0, length: 10 }, silent);
  expect(await openIt()).toMatchObject({ documentId: id, name: 'a.md', original: 'same' });
  expect(Buffer.from((await bytes()).bytes).toString()).toBe('# Note 1\n\n');

  renameSync(path.join(served.filesDir, 'a.md'), path.join(served.filesDir, 'b.md'));
  expect(await openIt()).toMatchObject({ name: 'a.md', original: 'gone' });
  await expect(bytes()).rejects.toMatchObject({ code: 'file-gone' });
  await served.rescan();
  expect(await openIt()).toMatchObject({ documentId: await served.documentId('b.md'), name: 'b.md', original: 'same' });
  expect((await bytes()).totalBytes).toBe(note(1).length);

  renameSync(path.join(served.filesDir, 'b.md'), path.join(served.filesDir, 'a.md'));
  await served.rescan();
  served.write('a.md', note(2));
  await expect(service['document.bytes']({ documentId: await served.documentId('a.md'), versionHash, offset: 0, length: 10 }, silent)).rejects.toMatchObject({ code: 'file-changed' });
  await served.rescan();
  expect(await openIt()).toMatchObject({ original: 'gone', kind: 'markdown' });
  expect((await service['document.text']({ versionHash, start, end }, silent)).text).toBe(text);
  const [source] = await service['source.list']({}, silent);
  await service['source.remove']({ sourceId: source!.id }, silent);
  await expect(openIt()).rejects.toMatchObject({ code: 'not-found' });
  await expect(service['document.open']({ documentId: id, versionHash: 'f'.repeat(64) as VersionHash }, silent)).rejects.toMatchObject({ code: 'not-found' });
});

test.each(['missing', 'damaged'])('with the embedder %s a library opens and is searched by words', async (what) => {
  const served = new Served();
  await served.open();
  served.write('a.md', note(1));
  await served.read();
  const broken = copyOfMiniLm(served.dir, 'broken');
  writeFileSync(path.join(broken, 'onnx', 'model_quantized.onnx'), 'rubbish');
  expect(await served.open('library', what === 'missing' ? [] : [{ ...miniLm, modelDir: broken }])).toMatchObject({ embedderReady: false, embedder: { activeId: null } });
  const { passages } = await served.service['search.passages']({ question: 'locker number', scope: null, limit: 5 }, silent);
  expect(passages.map(({ documentName, cosine }) => [documentName, cosine])).toEqual([['a.md', null]]);
  expect((await served.service['ingest.progress']({}, silent)).problem).toBe('embedder-missing');
  await expect(served.service['ingest.resume']({}, silent)).rejects.toMatchObject({ code: 'embedder-missing' });
});

test('what stops indexing is told with its code and the places in our code, never with a name or a text', async () => {
  const served = new Served();
  await served.open();
  served.write('namecanary.md', '# x\n\ntextcanary\n');
  served.parse = async (file) => {
    throw new TypeError(`cannot read ${file.path}: textcanary`);
  };
  await served.read();
  const logged = served.notices.filter(({ type }) => type === 'log');
  expect(logged).toMatchObject([{ level: 'error', event: 'ingest.stopped', data: { code: 'internal', kind: 'TypeError', frames: expect.stringContaining('at ') } }]);
  expect(JSON.stringify(logged)).not.toMatch(/canary/);
  expect(await served.service['ingest.progress']({}, silent)).toMatchObject({ state: 'paused', problem: 'internal' });
  expect((await served.service['document.coverage']({}, silent)).waiting).toBe(1);
});

test('a question of some sources says what was searched: these and no others', async () => {
  const served = new Served();
  const { service } = served;
  await served.open();
  served.write('a.md', note(1));
  await served.read();
  const other = path.join(served.dir, 'other');
  mkdirSync(other);
  for (let at = 2; at < 5; at += 1) writeFileSync(path.join(other, `${at}.md`), note(at));
  await service['source.addPaths']({ items: [{ path: other, kind: 'folder' }] }, silent);
  await service['ingest.finished']({}, silent);
  const [first, second] = (await service['source.list']({}, silent)).map(({ id }) => id);
  served.answer = 'The locker number of note 3 is L-122.';
  const searched = async (scope: Scope | null): Promise<number[]> => {
    const question = 'What is the locker number of note 3?';
    const answer = await service['answer.ask']({ question, conversationId: null, scope }, silent);
    const { coverage } = await service['search.passages']({ question, scope, limit: 5 }, silent);
    const { answers } = await service['conversation.get']({ conversationId: answer.conversationId }, silent);
    expect(answers[0]!.scope).toEqual(scope);
    return [answer.coverage.seen, coverage.seen];
  };
  expect(await searched({ sources: [first!] })).toEqual([1, 1]);
  expect(await searched({ sources: [second!, second!] })).toEqual([3, 3]);
  expect(await searched({ sources: [first!, second!] })).toEqual([4, 4]);
  expect(await searched(null)).toEqual([4, 4]);
});

test('an encoding that was guessed wrongly is put right on request, and the file says as what it was read', async () => {
  const served = new Served();
  await served.open();
  writeFileSync(path.join(served.filesDir, 'horse.txt'), Buffer.from([0x8e, 0x6c, 0x75, 0x9d, 0x6f, 0x75, 0xe8, 0x6b, 0xfd, 0x20, 0x6b, 0xf9, 0xf2]));
  await served.service['source.addPaths']({ items: [{ path: served.filesDir, kind: 'folder' }] }, silent);
  await served.service['ingest.finished']({}, silent);
  const row = async () => (await served.service['document.list']({ sourceId: null, state: null, nameContains: '', offset: 0, limit: 1 }, silent)).rows[0]!;
  for (const encoding of ['koi8-r', 'windows-1250'] as const) {
    await served.service['document.setEncoding']({ documentId: (await row()).id, encoding }, silent);
    await served.service['ingest.finished']({}, silent);
  }
  expect(await row()).toMatchObject({ state: 'indexed' });
  const { versionHash, textLength, ...opened } = await served.service['document.open']({ documentId: (await row()).id, versionHash: null }, silent);
  expect(opened).toMatchObject({ encoding: 'windows-1250', decodedAs: 'windows-1250', hiddenCharacters: 0 });
  expect((await served.service['document.text']({ versionHash, start: 0, end: textLength }, silent)).text).toBe('Žluťoučký kůň');
  await expect(served.service['document.setEncoding']({ documentId: 'nobody' as DocumentId, encoding: null }, silent)).rejects.toMatchObject({ code: 'not-found' });
});

describe('a conversation that was deleted', () => {
  const QUESTION = 'Who keeps the zephyrcanary of note 1?';

  /** In a library whose minutes go by when the test says so. */
  async function deleted(): Promise<{ served: Served; conversationId: ConversationId; onDisk: () => string[] }> {
    const served = new Served();
    await served.open();
    served.write('a.md', note(1));
    await served.read();
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    await served.open();
    const { conversationId } = await served.service['answer.ask']({ question: QUESTION, conversationId: null, scope: null }, silent);
    await served.service['conversation.delete']({ conversationId }, silent);
    const dir = path.join(served.dir, 'library');
    return { served, conversationId, onDisk: () => readdirSync(dir).filter((name) => name.startsWith('library.db') && readFileSync(path.join(dir, name)).includes(QUESTION)) };
  }

  test('can be taken back for a minute, and leaves the disk after that while the library stays open', async () => {
    const { served, conversationId, onDisk } = await deleted();
    vi.advanceTimersByTime(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    await served.service['conversation.restore']({ conversationId }, silent);
    expect((await served.service['conversation.get']({ conversationId }, silent)).answers).toHaveLength(1);
    await served.service['conversation.delete']({ conversationId }, silent);
    expect(onDisk()).not.toEqual([]);
    vi.advanceTimersByTime(120_000);
    await vi.waitUntil(() => onDisk().length === 0, { timeout: 10_000, interval: 50 });
    const { rows } = await served.service['ledger.rows']({ group: null, fromMs: null, untilMs: null, offset: 0, limit: 100 }, silent);
    expect(rows.find(({ kind }) => kind === 'question.asked')).toMatchObject({ named: true, name: null });
    expect((await served.service['search.passages']({ question: 'locker number of note 1', scope: null, limit: 1 }, silent)).passages).toHaveLength(1);
  });

  test('while the library was closed is erased when it is opened', async () => {
    const { served, onDisk } = await deleted();
    await served.service['library.close']({}, silent);
    vi.advanceTimersByTime(120_000);
    expect(onDisk()).toEqual(['library.db']);
    await served.open();
    expect(onDisk()).toEqual([]);
    expect(served.notices.filter(({ type }) => type === 'log')).toEqual([]);
  });

  test('is in no backup that is made after that minute', async () => {
    const { served } = await deleted();
    vi.setSystemTime(Date.now() + 61_000);
    const { file: keys, key } = await makeKeys({ passphrase: 'a good passphrase', keychain: false }, { keychain: noKeychain, cost: CHEAP });
    const folder = path.join(served.dir, 'stick');
    mkdirSync(folder);
    await served.service['backup.write']({ key: Uint8Array.from(key), folder, fileName: 'b', head: { id: randomUUID(), madeMs: Date.now(), keys }, name: 'n', appVersion: '1' }, silent);
    const database = await withBackup(path.join(folder, 'b'), key, ({ database: pieces }) => buffer(pieces()));
    expect([database.includes('locker number'), database.includes(QUESTION)]).toEqual([true, false]);
  });
});
