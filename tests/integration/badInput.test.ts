// Bad input through the real engines: a clear reason for each file, and nothing else lost. Files are made here; what the
// machine does not allow (permissions as root, mounting) is skipped, and counted as skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, copyFileSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { Host } from '../../main/host/createHost.ts';
import { readGgufHeader } from '../../main/models/ggufHeader.ts';
import { root, setup, startHost } from '../support/host.ts';

const samplePdf = path.join(root, 'resources', 'sample-library', 'Household insurance.pdf');
const signal = new AbortController().signal;
let dir: string;
let host: Host;

beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-bad-'));
  mkdirSync(path.join(dir, 'files'));
  host = await startHost(path.join(dir, 'user'));
});

afterEach(async () => {
  await host.close();
  rmSync(dir, { recursive: true, force: true });
});

const file = (name: string): string => path.join(dir, 'files', name);

async function index(libraryDir = path.join(dir, 'library')): Promise<Map<string, { state: string; reason: string | null }>> {
  await host.openLibrary(libraryDir, { remember: false });
  await host.addPaths([{ path: path.join(dir, 'files'), kind: 'folder' }]);
  await host.engines.library.call('ingest.finished', {});
  const { rows, total } = await host.handlers['document.list']({ sourceId: null, state: null, nameContains: '', offset: 0, limit: 500 }, { signal });
  const coverage = await host.handlers['document.coverage']({}, { signal });
  expect(coverage.seen).toBe(total);
  expect(coverage.seen).toBe(coverage.indexed + coverage.skipped + coverage.failed + coverage.waiting);
  return new Map(rows.map((row) => [row.name, { state: row.state, reason: row.reason }]));
}

const find = async (question: string): Promise<string[]> => (await host.handlers['search.passages']({ question, scope: null, limit: 5 }, { signal })).passages.map((passage) => passage.documentName);

test('every bad file has its reason, and the good one beside them is found', async () => {
  writeFileSync(file('good.md'), '# Good\n\nThe secret ingredient of the soup is lovage.\n');
  writeFileSync(file('empty.txt'), '');
  const huge = openSync(file('huge.txt'), 'w');
  ftruncateSync(huge, 200 * 1024 * 1024);
  closeSync(huge);
  writeFileSync(file('binary.txt'), Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7919) % 256)));
  writeFileSync(file('truncated.pdf'), readFileSync(samplePdf).subarray(0, 900));
  writeFileSync(file('protected.pdf'), protectedPdf());
  writeFileSync(file('photo.heic'), 'x');
  writeFileSync(file('with space & ünïcode 😀.md'), '# Emoji\n\nA grinning file about marjoram.\n');
  writeFileSync(Buffer.concat([Buffer.from(`${path.join(dir, 'files')}/inv`), Buffer.from([0xff, 0xfe]), Buffer.from('alid.md')]), '# Odd name\n');
  symlinkSync(path.join(dir, 'files'), file('loop'));
  const found = await index();

  expect(found.get('good.md')).toEqual({ state: 'indexed', reason: null });
  expect(found.get('with space & ünïcode 😀.md')).toEqual({ state: 'indexed', reason: null });
  expect(found.get('empty.txt')).toEqual({ state: 'skipped', reason: 'empty' });
  expect(found.get('huge.txt')).toEqual({ state: 'skipped', reason: 'too-large' });
  expect(found.get('binary.txt')).toEqual({ state: 'skipped', reason: 'binary-content' });
  expect(found.get('truncated.pdf')).toEqual({ state: 'failed', reason: 'damaged' });
  expect(found.get('protected.pdf')).toEqual({ state: 'skipped', reason: 'password-protected' });
  expect(found.get('photo.heic')).toEqual({ state: 'skipped', reason: 'unsupported-type' });
  expect([...found.keys()].some((name) => name.startsWith('inv'))).toBe(true);
  expect(await find('What is the secret ingredient of the soup?')).toContain('good.md');
  expect(await find('marjoram')).toContain('with space & ünïcode 😀.md');
});

/** Root may read everything, unless that right is taken from it: the command line is started without it then. */
const isRoot = process.getuid?.() === 0;
const WITHOUT_RIGHTS = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search'];
const canBeRefused = process.platform !== 'win32' && (!isRoot || spawnSync(WITHOUT_RIGHTS[0]!, [...WITHOUT_RIGHTS.slice(1), 'true']).status === 0);

test.skipIf(!canBeRefused)('a file and a folder without read permission are listed with their reason; what is beside them is read', () => {
  writeFileSync(file('open.md'), '# Open\n\nSoup.\n');
  writeFileSync(file('locked.md'), '# Locked\n');
  mkdirSync(file('closed'));
  writeFileSync(path.join(file('closed'), 'inside.md'), '# Inside\n');
  chmodSync(file('locked.md'), 0);
  chmodSync(file('closed'), 0);
  const cli = [setup.nodeBinary, path.join(root, 'build', 'cli', 'index.js')];
  const run = (...args: string[]): ReturnType<typeof spawnSync> => {
    const [command, ...rest] = [...(isRoot ? WITHOUT_RIGHTS : []), ...cli, ...args];
    return spawnSync(command!, rest, { encoding: 'utf8', timeout: 240_000, killSignal: 'SIGKILL', env: { ...process.env, FREEHOLD_USER_DATA: path.join(dir, 'user'), LC_ALL: 'en_US.UTF-8' } });
  };
  try {
    const { coverage, unread } = JSON.parse(String(run('index', path.join(dir, 'files'), '--library', path.join(dir, 'library'), '--json').stdout)) as { coverage: object; unread: { name: string; state: string; reason: string }[] };
    expect(coverage).toEqual({ seen: 3, indexed: 1, partly: 0, skipped: 1, failed: 1, waiting: 0 });
    expect(unread.map(({ name, state, reason }) => [name, state, reason])).toEqual([['closed', 'skipped', 'no-permission'], ['locked.md', 'failed', 'no-permission']]);
    mkdirSync(path.join(dir, 'no entry'), { mode: 0o500 });
    const refused = run('index', path.join(dir, 'files'), '--library', path.join(dir, 'no entry', 'library'));
    expect([refused.status, String(refused.stderr)]).toEqual([1, expect.stringContaining('You may not open this file or folder')]);
    chmodSync(file('locked.md'), 0o600);
    const again = JSON.parse(String(run('index', path.join(dir, 'files'), '--library', path.join(dir, 'library'), '--json').stdout)) as { coverage: { indexed: number } };
    // Already a source; the next start looks again at what could not be read.
    expect(again.coverage.indexed).toBe(2);
  } finally {
    chmodSync(file('closed'), 0o700);
  }
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;

test.skipIf(!canMount)('a full disk: said as such, nothing lost, and it goes on when there is room', async ({ skip }) => {
  const disk = path.join(dir, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk]);
  } catch {
    skip('root without the right to mount, as in a container');
  }
  try {
    // Words this long are one token each: many bytes, little to embed.
    for (let at = 0; at < 80; at += 1) writeFileSync(file(`note ${at}.md`), `# Note ${at}\n\n${Array.from({ length: 160 }, (_, word) => `n${at}w${word}`.padEnd(120, 'abcdefg')).join(' ')}\n`);
    const before = await index(path.join(disk, 'library'));
    const progress = await host.handlers['ingest.progress']({}, { signal });
    expect(progress.problem).toBe('disk-full');
    expect([...before.values()].filter(({ state }) => state === 'failed')).toEqual([]);
    execFileSync('mount', ['-o', 'remount,size=200m', disk]);
    await host.handlers['ingest.resume']({}, { signal });
    await host.engines.library.call('ingest.finished', {});
    const coverage = await host.handlers['document.coverage']({}, { signal });
    expect(coverage).toEqual({ seen: 80, indexed: 80, partly: 0, skipped: 0, failed: 0, waiting: 0 });
  } finally {
    await host.close();
    execFileSync('umount', ['-l', disk]);
  }
});

describe('a model file', () => {
  const model = path.join(setup.modelsDir, 'smollm2-135m-instruct-q4_1', 'SmolLM2-135M-Instruct.Q4_1.gguf');

  test('that is cut in half is refused before any engine sees it', async () => {
    const half = path.join(dir, 'half.gguf');
    copyFileSync(model, half);
    truncateSync(half, Math.floor(readFileSync(model).length / 2));
    const { token } = host.registerPath(half, 'file');
    await expect(host.handlers['model.import']({ token }, { signal })).rejects.toMatchObject({ code: 'model-invalid', data: { reason: 'cut-short' } });
    expect(host.engines.llm.state()).toBe('stopped');
  });

  test('that was cut after it was imported is refused before the engine sees it; the passages are there', async () => {
    writeFileSync(file('good.md'), '# Good\n\nThe secret ingredient of the soup is lovage.\n');
    const own = path.join(dir, 'own.gguf');
    copyFileSync(model, own);
    const { id } = await host.handlers['model.import']({ token: host.registerPath(own, 'file').token }, { signal });
    await host.handlers['model.select']({ modelId: id }, { signal });
    await index();
    truncateSync(own, 1_000_000);
    const events: string[] = [];
    const asking = host.handlers['answer.ask']({ question: 'What is the secret ingredient of the soup?', conversationId: null, scope: null }, { signal, emit: ({ type }) => events.push(type) });
    await expect(asking).rejects.toMatchObject({ code: 'model-invalid', data: { reason: 'cut-short' } });
    expect(events).toEqual(['started', 'passages', 'extract']);
    const [conversation] = await host.handlers['conversation.list']({}, { signal });
    const { answers } = await host.handlers['conversation.get']({ conversationId: conversation!.id }, { signal });
    expect(answers.map(({ status, question, passages }) => [status, question, passages.length])).toEqual([['interrupted', 'What is the secret ingredient of the soup?', 1]]);
    await expect(host.handlers['model.select']({ modelId: id }, { signal })).rejects.toMatchObject({ code: 'model-invalid' });
    expect(host.engines.llm.state()).toBe('stopped');
  });

  test('that is something else, or claims absurd counts, is refused', async () => {
    const other = path.join(dir, 'other.gguf');
    writeFileSync(other, 'This is not a model.');
    await expect(readGgufHeader(other)).rejects.toThrowError(AppError);
    const absurd = Buffer.alloc(64);
    absurd.write('GGUF', 0, 'latin1');
    absurd.writeUInt32LE(3, 4);
    absurd.writeBigUInt64LE(2n ** 60n, 8);
    writeFileSync(other, absurd);
    await expect(readGgufHeader(other)).rejects.toMatchObject({ code: 'model-invalid' });
  });

  test('that is whole has a header that is read', async () => {
    expect(await readGgufHeader(model)).toMatchObject({ architecture: 'llama', hasChatTemplate: true });
  });
});

test('a question of 100,000 characters is refused in plain words', async () => {
  writeFileSync(file('good.md'), '# Good\n\nSoup.\n');
  await index();
  await expect(find('soup '.repeat(20_000))).rejects.toMatchObject({ code: 'question-too-long' });
  await expect(find('   ')).rejects.toMatchObject({ code: 'question-empty' });
  expect(await find('soup')).toEqual(['good.md']);
});

test('a second program on the same library is told so, and the first goes on', async () => {
  writeFileSync(file('good.md'), '# Good\n\nSoup with lovage.\n');
  await index();
  const second = await startHost(path.join(dir, 'other-user'));
  try {
    await expect(second.openLibrary(path.join(dir, 'library'), { remember: false })).rejects.toMatchObject({ code: 'library-in-use' });
  } finally {
    await second.close();
  }
  expect(await find('lovage')).toEqual(['good.md']);
});

test('damaged settings are set aside, and the defaults apply', async () => {
  await host.close();
  mkdirSync(path.join(dir, 'user'), { recursive: true });
  writeFileSync(path.join(dir, 'user', 'settings.json'), '{"theme": "pur');
  host = await startHost(path.join(dir, 'user'));
  expect((await host.handlers['settings.get']({}, { signal })).theme).toBe('system');
  await expect.poll(() => readFileSync(path.join(dir, 'user', 'settings.json.damaged'), 'utf8')).toContain('pur');
});

/** A one-page PDF that asks for a password: its encryption dictionary is real in form, and no empty password opens it. */
function protectedPdf(): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    `<< /Filter /Standard /V 1 /R 2 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> /P -44 >>`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Encrypt 4 0 R /ID [<${'43'.repeat(16)}> <${'43'.repeat(16)}>] >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
