// What became of every file, and what a person can do about it, over the library engine's routes: rules with their
// tester, passwords of protected files, copies, files that are gone.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_RULES, type DocumentId, type SourceId } from '../../../contract/domain.ts';
import { createLibraryService } from '../../../main/engines/library/libraryService.ts';
import type { LibraryHostProtocol, LibraryNotice, LibraryProtocol } from '../../../main/engines/library/protocol.ts';
import { createParserService } from '../../../main/engines/parser/parserService.ts';
import type { Call, Service } from '../../../main/engines/rpc/protocol.ts';
import { miniLm } from '../../support/embedders.ts';
import { ledgerIn } from '../../support/ledger.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { makePdf, setParagraphs } from '../../unit/parse/fixtures/makePdf.ts';

const silent = { signal: new AbortController().signal, emit: () => undefined };

interface Served {
  readonly dir: string;
  readonly service: Service<LibraryProtocol>;
  readonly notices: LibraryNotice[];
  write(name: string, content: string | Uint8Array): void;
  /** Reads all there is, and says what became of it. */
  read(): Promise<Record<string, string>>;
  idOf(name: string): Promise<DocumentId>;
  source(): Promise<SourceId>;
}

async function serve(files: Readonly<Record<string, string | Uint8Array>>): Promise<Served> {
  const dir = temporaryFolder();
  const parser = createParserService();
  const notices: LibraryNotice[] = [];
  const host = (async (name: keyof LibraryHostProtocol, params: never) => {
    if (name === 'parser.parse') return parser.parse(params, silent as never);
    if (name === 'parser.locate') return parser.locate(params, silent as never);
    notices.push(params);
    return {};
  }) as unknown as Call<LibraryHostProtocol>;
  const { service, close } = createLibraryService(host);
  onTestFinished(close);
  const rows = async () => (await service['document.list']({ sourceId: null, state: null, nameContains: '', offset: 0, limit: 500 }, silent)).rows;
  const served: Served = {
    dir,
    service,
    notices,
    write: (name, content) => {
      mkdirSync(path.dirname(path.join(dir, 'files', name)), { recursive: true });
      writeFileSync(path.join(dir, 'files', name), content);
    },
    read: async () => {
      await service['ingest.finished']({}, silent);
      return Object.fromEntries((await rows()).map(({ folder, name, state, reason }) => [path.posix.join(folder, name), reason === null ? state : `${state}: ${reason}`]));
    },
    idOf: async (name) => (await rows()).find((row) => row.name === name)!.id,
    source: async () => (await service['source.list']({}, silent))[0]!.id,
  };
  for (const [name, content] of Object.entries(files)) served.write(name, content);
  await service['library.open']({ libraryDir: path.join(dir, 'library'), ...ledgerIn(dir), embedders: [miniLm], threads: 2, watch: false, ocr: null }, silent);
  await service['source.addPaths']({ items: [{ path: path.join(dir, 'files'), kind: 'folder' }] }, silent);
  return served;
}

const pdf = (text: string, password?: string): Buffer => makePdf([{ lines: setParagraphs([text]) }], password === undefined ? {} : { password });

test('a password opens the file, and the others that it opens; it is nowhere but in memory', async () => {
  const served = await serve({
    'march.pdf': pdf('The balance in March was 4711 euros.', 'sesame'),
    'april.pdf': pdf('The balance in April was 815 euros.', 'sesame'),
    'other.pdf': pdf('The lease ends in May.', 'different'),
  });
  const { service } = served;
  const locked = { 'april.pdf': 'skipped: password-protected', 'march.pdf': 'skipped: password-protected', 'other.pdf': 'skipped: password-protected' };
  expect(await served.read()).toEqual(locked);
  expect(await service['document.account']({ sourceId: null }, silent)).toEqual([{ state: 'skipped', reason: 'password-protected', count: 3 }]);
  const documentId = await served.idOf('march.pdf');
  expect(await service['document.unlock']({ documentId, password: 'wrong' }, silent)).toEqual({ unlocked: false });
  expect(await served.read()).toEqual(locked);
  expect(await service['document.unlock']({ documentId, password: 'sesame' }, silent)).toEqual({ unlocked: true });
  expect(await served.read()).toEqual({ 'april.pdf': 'indexed', 'march.pdf': 'indexed', 'other.pdf': 'skipped: password-protected' });

  const { passages } = await service['search.passages']({ question: 'What was the balance in April?', scope: null, limit: 1 }, silent);
  const { documentId: found, versionHash, text, start } = passages[0]!;
  expect(text).toContain('815 euros');
  const at = start + text.indexOf('815');
  expect(await service['document.locate']({ documentId: found, versionHash, start: at, end: at + 3 }, silent)).toMatchObject([{ page: 1 }]);

  await service['library.close']({}, silent);
  expect(JSON.stringify(served.notices)).not.toContain('sesame');
  for (const entry of readdirSync(path.join(served.dir, 'library'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    expect(readFileSync(path.join(entry.parentPath, entry.name)).includes('sesame'), entry.name).toBe(false);
  }
});

test('rules are tried on one path and on all files before they are set', async () => {
  const served = await serve({ 'a.md': '# A\n\nAlpha.', 'drafts/b.md': '# B\n\nBeta.', 'drafts/c.txt': 'Gamma.', 'song.mp3': 'x', '.hidden.md': 'hidden', '.gitignore': 'tmp/\n', 'tmp/d.md': '# D\n\nDelta.' });
  const { service } = served;
  expect(await served.read()).toEqual({ '.gitignore': 'skipped: excluded', '.hidden.md': 'skipped: excluded', 'a.md': 'indexed', 'drafts/b.md': 'indexed', 'drafts/c.txt': 'indexed', 'song.mp3': 'skipped: unsupported-type', 'tmp/': 'skipped: excluded' });
  const sourceId = await served.source();
  const rules = { ...DEFAULT_RULES, include: ['*.md'], exclude: ['drafts/'] };
  const says = (typed: string) => service['source.testRules']({ sourceId, rules, path: typed }, silent);
  expect(await says('drafts/new.md')).toEqual({ read: false, because: 'excluded', pattern: 'drafts/' });
  expect(await says('./deep\\x.md')).toEqual({ read: true, because: 'included', pattern: '*.md' });
  expect(await says('tmp/')).toEqual({ read: false, because: 'gitignore', pattern: 'tmp/' });
  await expect(says('../x.md')).rejects.toMatchObject({ code: 'bad-request' });
  expect(await service['source.previewRules']({ sourceId, rules }, silent)).toEqual({ read: 1, leftOut: 6, examples: ['drafts/b.md', 'drafts/c.txt'] });
  // A folder that was left out counts as one: nobody has looked into it.
  expect(await service['source.previewRules']({ sourceId, rules: { ...DEFAULT_RULES, gitignore: false } }, silent)).toEqual({ read: 4, leftOut: 2, examples: [] });
  // Nothing has happened so far.
  expect((await service['source.list']({}, silent))[0]).toMatchObject({ rules: DEFAULT_RULES, held: null, watching: false });
  await service['source.setRules']({ sourceId, rules }, silent);
  expect(await served.read()).toEqual({ '.gitignore': 'skipped: excluded', '.hidden.md': 'skipped: excluded', 'a.md': 'indexed', 'drafts/': 'skipped: excluded', 'song.mp3': 'skipped: excluded', 'tmp/': 'skipped: excluded' });
  await expect(service['source.setRules']({ sourceId: 'none' as SourceId, rules }, silent)).rejects.toMatchObject({ code: 'not-found' });
});

test('files that are gone at once wait for the person’s word', async () => {
  const served = await serve(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`${at}.md`, `# ${at}\n\nNumber ${at * 37}.`])));
  const { service } = served;
  await served.read();
  const sourceId = await served.source();
  const files = path.join(served.dir, 'files');
  mkdirSync(path.join(served.dir, 'away'));
  for (let at = 0; at < 6; at += 1) renameSync(path.join(files, `${at}.md`), path.join(served.dir, 'away', `${at}.md`));
  const held = async () => (await service['source.list']({}, silent))[0]!.held;
  await service['source.rescan']({ sourceId }, silent);
  expect(Object.keys(await served.read())).toHaveLength(12);
  expect(await held()).toEqual({ gone: 6, of: 12, kept: false });
  await service['source.confirmGone']({ sourceId, drop: false }, silent);
  expect([Object.keys(await served.read()).length, await held()]).toEqual([12, { gone: 6, of: 12, kept: true }]);
  await service['source.confirmGone']({ sourceId, drop: true }, silent);
  expect([Object.keys(await served.read()).length, await held()]).toEqual([6, null]);
  expect((await service['document.coverage']({}, silent)).seen).toBe(6);
  await service['source.confirmGone']({ sourceId, drop: true }, silent);
  expect(Object.keys(await served.read())).toHaveLength(6);
});

test('a document names its copies; the account’s pages hold every file once', async () => {
  const served = await serve({ 'a.md': '# A\n\nThe same.', 'deep/er/b.md': '# A\n\nThe same.', 'c.md': '# C\n\nAnother.', 'd.xyz': 'x' });
  const { service } = served;
  await served.read();
  const documentId = await served.idOf('a.md');
  expect((await service['document.open']({ documentId, versionHash: null }, silent)).copies).toEqual([{ documentId: await served.idOf('b.md'), name: 'b.md', folder: path.join('files', 'deep', 'er') }]);
  rmSync(path.join(served.dir, 'files', 'deep'), { recursive: true });
  await service['source.rescan']({ sourceId: null }, silent);
  await served.read();
  expect((await service['document.open']({ documentId, versionHash: null }, silent)).copies).toEqual([]);
  const pages = [];
  for (let after: DocumentId | null = null; ; ) {
    const page: Awaited<ReturnType<(typeof service)['document.accountPage']>> = await service['document.accountPage']({ sourceId: null, after, limit: 2 }, silent);
    if (page.length === 0) break;
    pages.push(page);
    after = page.at(-1)!.id;
  }
  expect(pages.map((page) => page.length)).toEqual([2, 1]);
  expect(pages.flat().map(({ folder, name, state, reason }) => `${folder}/${name} ${state} ${reason}`).sort()).toEqual(['files/a.md indexed null', 'files/c.md indexed null', 'files/d.xyz skipped unsupported-type']);
});
