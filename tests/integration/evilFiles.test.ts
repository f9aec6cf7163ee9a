// Files that mean harm, through the real library engine and a real parser worker: each has its reason, nothing outside of
// the folder is read, written or connected to, and the good files beside them are found.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DOCUMENT_KINDS, type DocumentKind } from '../../contract/domain.ts';
import { PARSER_ARGUMENTS } from '../../main/engines/parser/parserProgram.ts';
import { parserProtocol } from '../../main/engines/parser/protocol.ts';
import { superviseEngine } from '../../main/engines/supervisor/superviseEngine.ts';
import { createParserWorker } from '../../main/host/parserWorker.ts';
import { classifyFile } from '../../main/ingest/1-discover/classifyFile.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { brokenPromise } from '../fuzz/checkDocument.ts';
import { SEEDS } from '../fuzz/seeds/index.ts';
import { evilArchives } from '../support/evil/archives.ts';
import { BROKEN, type EvilFile } from '../support/evil/evilFile.ts';
import { killers } from '../support/evil/killers.ts';
import { evilReferences } from '../support/evil/references.ts';
import { evilShapes } from '../support/evil/shapes.ts';
import { root, startHost } from '../support/host.ts';
import { processorTicks } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const { signal } = new AbortController();
const SECRET = 'heliotropewombat';

interface Indexed {
  /** State, or the reason where there is one, by path below the folder. */
  readonly found: ReadonlyMap<string, string>;
  readonly texts: readonly string[];
  readonly parserRestarts: number;
  search(question: string): readonly string[];
}

/** Indexes the folder `files` of `dir`, and closes everything. */
async function index(dir: string, questions: readonly string[]): Promise<Indexed> {
  const host = await startHost(path.join(dir, 'user'));
  const libraryDir = path.join(dir, 'library');
  try {
    await host.openLibrary(libraryDir, { remember: false });
    await host.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
    await host.engines.library.call('ingest.finished', {});
    const found = new Map<string, string>();
    const coverage = await host.handlers['document.coverage']({}, { signal });
    expect([coverage.waiting, coverage.indexed + coverage.skipped + coverage.failed]).toEqual([0, coverage.seen]);
    const answers = new Map<string, string[]>();
    for (const question of questions) {
      const { passages } = await host.handlers['search.passages']({ question, scope: null, limit: 5 }, { signal });
      answers.set(question, passages.map(({ documentName }) => documentName));
    }
    const [parserRestarts, libraryRestarts] = [host.engines.parser.restarts(), host.engines.library.restarts()];
    expect(libraryRestarts).toBe(0);
    await host.close();
    const db = openDatabase(libraryDir);
    for (const row of db.prepare('SELECT path, state, reason FROM documents WHERE parent_id IS NULL AND deleted_at_ms IS NULL').all() as { path: string; state: string; reason: string | null }[]) {
      found.set(path.relative(path.join(dir, 'files'), row.path), row.reason ?? row.state);
    }
    const texts = db.prepare('SELECT text FROM versions').pluck().all() as string[];
    db.close();
    return { found, texts, parserRestarts, search: (question) => answers.get(question)! };
  } finally {
    await host.close();
  }
}

/** What no reader is there for is not opened at all. */
const hasReader = (kind: DocumentKind): boolean => {
  const { extension } = SEEDS[kind];
  return classifyFile(`a.${extension}`, 1).kind === kind;
};

function unexpected(files: readonly EvilFile[], found: ReadonlyMap<string, string>): string[] {
  return files.flatMap(({ name, kind, ends }) => {
    const outcome = found.get(name) ?? 'missing';
    const expected: readonly string[] = hasReader(kind) || outcome !== 'unsupported-type' ? ends : ['unsupported-type'];
    return expected.includes(outcome) ? [] : [`${name}: ${outcome}`];
  });
}

async function listener(): Promise<{ address: string; connections: string[] }> {
  const connections: string[] = [];
  const server = net.createServer((socket) => {
    connections.push(String(socket.remoteAddress));
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}

test('bombs, loops and absurd claims end in their reasons; references lead nowhere; the good files are found', async () => {
  const dir = temporaryFolder();
  const files = path.join(dir, 'files');
  mkdirSync(files);
  const canary = path.join(dir, 'canary.txt');
  writeFileSync(canary, `The secret is ${SECRET}.\n`);
  const { address, connections } = await listener();
  const cut = DOCUMENT_KINDS.map((kind): EvilFile => {
    const whole = SEEDS[kind].files()[0]!;
    return { name: `cut.${SEEDS[kind].extension}`, kind, content: whole.subarray(0, whole.length / 2), ends: BROKEN };
  });
  const evil = [...evilArchives(), ...evilReferences(canary, address), ...evilShapes(canary, address), ...cut];
  for (const { name, content } of evil) writeFileSync(path.join(files, name), content);
  writeFileSync(path.join(files, '0 good.md'), '# First\n\nThe ingredient of the soup is lovage.\n');
  writeFileSync(path.join(files, 'zz good.md'), '# Last\n\nThe boiler hangs in the cellar.\n');

  const { found, texts, search } = await index(dir, ['What is the ingredient of the soup?', 'Where does the boiler hang?', SECRET]);

  expect(unexpected(evil, found)).toEqual([]);
  expect([...found.values()].filter((outcome) => ['parser-crashed', 'read-error', 'waiting'].includes(outcome))).toEqual([]);
  expect(found.size).toBe(evil.length + 2);
  expect(search('What is the ingredient of the soup?')[0]).toBe('0 good.md');
  expect(search('Where does the boiler hang?')[0]).toBe('zz good.md');
  expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
  expect(connections).toEqual([]);
  // Entities that unfold would make far more of it.
  expect(texts.filter((text) => (text.match(/lol lol/g)?.length ?? 0) > 100)).toEqual([]);
  expect(readdirSync(dir).sort()).toEqual(['canary.txt', 'files', 'library', 'user']);
  expect(readdirSync(files)).toHaveLength(evil.length + 2);
});

test.skipIf(process.platform === 'win32')('what is no file, leads outside or round in circles, or has a strange name', async () => {
  const dir = temporaryFolder();
  const files = path.join(dir, 'files');
  const file = (name: string): string => path.join(files, name);
  mkdirSync(file('folder'), { recursive: true });
  writeFileSync(path.join(dir, 'canary.txt'), `The secret is ${SECRET}.\n`);
  for (const name of ['sparse.txt', 'sparse.pdf', 'sparse.docx']) {
    const sparse = openSync(file(name), 'w');
    ftruncateSync(sparse, 1024 ** 3);
    closeSync(sparse);
  }
  execFileSync('sh', ['-c', 'mkfifo "$0"', file('pipe.txt')]);
  const socket = net.createServer();
  await once(socket.listen(file('socket.txt')), 'listening');
  onTestFinished(() => void socket.close());
  symlinkSync('/dev/zero', file('zeros.txt'));
  symlinkSync('/dev/zero', file('zeros.pdf'));
  symlinkSync(file('pipe.txt'), file('to the pipe.md'));
  symlinkSync(path.join(dir, 'canary.txt'), file('outside.txt'));
  symlinkSync(dir, file('outside folder'));
  symlinkSync('itself.md', file('itself.md'));
  symlinkSync('pong.md', file('ping.md'));
  symlinkSync('ping.md', file('pong.md'));
  symlinkSync('..', path.join(file('folder'), 'up'));
  symlinkSync(files, path.join(file('folder'), 'loop'));
  const strange = ['two\nlines.md', 'bell\u0007.md', 'rtl\u202egpj.md', 'zero\u200bwidth.md', ' blank.md', '-rf.md', '$(touch x) `id`;.md', '%s%n.md', '\\..\\..\\a.md', 'NUL.md', "';DROP TABLE documents;--.md", '<img src=x onerror=alert(1)>.md', `${'ä'.repeat(120)}.md`, 'e\u0301.md', '\u00e9.md', '\ud83d\ude00.md'];
  for (const [at, name] of strange.entries()) writeFileSync(file(name), `# Strange ${at}\n\nThe keyword of this one is marjoram${at}x.\n`);

  const { found, texts, search } = await index(dir, ['marjoram3x']);

  expect(strange.filter((name) => found.get(name) !== 'indexed')).toEqual([]);
  expect(['sparse.txt', 'sparse.pdf', 'sparse.docx'].map((name) => found.get(name))).toEqual(['too-large', 'too-large', 'too-large']);
  expect(found.get('outside.txt')).toMatch(/^(?:unsupported-type|excluded)$/);
  expect([...found.keys()].filter((name) => name.includes('canary') || name.startsWith('folder') || name.startsWith('outside folder'))).toEqual([]);
  for (const name of ['pipe.txt', 'socket.txt', 'zeros.txt', 'zeros.pdf', 'to the pipe.md', 'itself.md', 'ping.md', 'pong.md']) expect([name, found.get(name)]).not.toEqual([name, 'indexed']);
  expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
  expect(search('marjoram3x')[0]).toBe('zero\u200bwidth.md');
});

test('texts that make a careless pattern run for ever are read in time by each reader of text', async () => {
  const dir = temporaryFolder();
  const engine = superviseEngine({ name: 'parser', nodeBinary: process.execPath, nodeArguments: PARSER_ARGUMENTS, entry: path.join(root, 'build', 'engines', 'parser.js'), host: {}, createHostService: () => ({}), engine: parserProtocol, backOffMs: [0] });
  onTestFinished(() => engine.stop());
  const worker = createParserWorker(engine);
  /** Of the processor: how long it waits for one says nothing. */
  const seconds = (): number => (process.platform === 'linux' && engine.processId() !== null ? processorTicks(engine.processId()!) / 100 : 0);
  const slow: string[] = [];
  for (const kind of ['text', 'markdown', 'html', 'csv', 'code', 'org', 'rst', 'latex', 'rtf', 'eml', 'mbox', 'mhtml'] as const) {
    for (const [name, text] of killers()) {
      const file = path.join(dir, `killer.${SEEDS[kind].extension}`);
      writeFileSync(file, kind === 'rtf' ? `{\\rtf1 ${text}` : kind === 'eml' || kind === 'mhtml' ? `Subject: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${text}` : text);
      const before = seconds();
      const result = await worker.parse({ path: file, name: path.basename(file), kind }, { signal });
      const took = seconds() - before;
      const outcome = result.ok ? (result.document === null ? null : brokenPromise(result.document)) : ['timeout', 'parser-crashed', 'too-much-memory'].includes(result.reason) ? result.reason : null;
      if (took > 3 || outcome !== null) slow.push(`${kind} ${name}: ${outcome ?? `${took} s`}`);
    }
  }
  expect(slow).toEqual([]);
});
