// The command line as a person or a script uses it: exit codes, JSON, plain words. A real process each time.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, setup } from '../support/host.ts';

/** A program that hangs fails its own test, not the whole run. */
const limits = { timeout: 240_000, killSignal: 'SIGKILL' } as const;
const SMALL = ['--model', 'smollm2-135m-instruct-q4_1'];
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-cli-'));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, FREEHOLD_USER_DATA: path.join(dir, 'user'), LC_ALL: 'en_US.UTF-8', INIT_CWD: root });

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function command(...args: readonly string[]): Finished {
  const { status, stdout, stderr } = spawnSync(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), ...args], { ...limits, encoding: 'utf8', env: environment() });
  return { status, stdout, stderr };
}

const freehold = (...args: readonly string[]): Finished => command(...args, '--library', path.join(dir, 'library'));

test('index, then status, as JSON', () => {
  const indexed = freehold('index', 'resources/sample-library', '--json');
  expect(indexed.status).toBe(0);
  const { coverage, unread } = JSON.parse(indexed.stdout) as { coverage: { seen: number; indexed: number }; unread: unknown[] };
  expect(coverage).toEqual({ seen: 33, indexed: 33, partly: 0, skipped: 0, failed: 0, waiting: 0 });
  expect(unread).toEqual([]);
  expect(JSON.parse(freehold('status', '--json').stdout)).toMatchObject({ coverage, library: { status: 'open' } });
});

test('account: every file by state, and as CSV', () => {
  const list = path.join(dir, 'files.csv');
  const { status, stdout } = freehold('account', '--csv', list, '--json');
  expect([status, JSON.parse(stdout)]).toEqual([0, { coverage: expect.objectContaining({ seen: 33 }), rows: [{ state: 'indexed', reason: null, count: 33 }] }]);
  const lines = readFileSync(list, 'utf8').trimEnd().split('\r\n');
  expect([lines.length, lines[0]!.startsWith('\uFEFFFolder,Name')]).toEqual([34, true]);
  expect(freehold('account').stdout).toContain('Read: 33');
});

test('search prints passages', () => {
  const { status, stdout } = freehold('search', 'notice', 'period');
  expect(status).toBe(0);
  expect(stdout).toContain('Lease Elm Street 12.md');
});

test('ask: 0 with an answer, as JSON with proven citations', () => {
  const { status, stdout } = freehold('ask', 'When does the lease end?', '--json');
  const answer = JSON.parse(stdout) as { status: string; text: string; sentences: { citations: { quote: string }[] }[] };
  expect(answer.text).toContain('31 March 2027');
  expect(answer.sentences[0]!.citations[0]!.quote).toContain('31 March 2027');
  expect(status).toBe(0);
});

test('ask: 3 when the documents do not say', () => {
  const { status, stdout } = freehold('ask', 'Who won the football world cup in 1974?', ...SMALL);
  expect(stdout).toContain('Not in your documents');
  expect(status).toBe(3);
});

test('2 for bad use, 1 for a failure, both in plain words', () => {
  const bad = freehold('dance');
  expect(bad.status).toBe(2);
  expect(bad.stderr).toContain('freehold ask');
  const other = freehold('status', '--csv', path.join(dir, 'other.csv'));
  expect([other.status, other.stdout, other.stderr.split('\n')[0]]).toEqual([2, '', 'freehold status takes no --csv.']);
  const failed = freehold('index', path.join(dir, 'nowhere'));
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('not there');
  const tooLong = freehold('ask', 'why '.repeat(25_000), ...SMALL);
  expect(tooLong.status).toBe(1);
  expect(tooLong.stderr).toContain('too long');
});

test('search as JSON; 3 when nothing is found', () => {
  const found = freehold('search', 'notice period', '--limit', '2', '--json');
  expect(JSON.parse(found.stdout)).toEqual({
    passages: [expect.objectContaining({ documentName: 'Lease Elm Street 12.md', versionHash: expect.stringMatching(/^[0-9a-f]{64}$/), start: expect.any(Number), end: expect.any(Number) }), expect.anything()],
    more: true,
    scope: null,
    notes: [],
    coverage: expect.objectContaining({ seen: 33 }),
    elapsedMs: expect.any(Number),
  });
  expect(found.status).toBe(0);
  const nowhere = (...args: string[]): Finished => command(...args, '--json', '--library', path.join(dir, 'empty'));
  mkdirSync(path.join(dir, 'no files'));
  expect(nowhere('index', path.join(dir, 'no files')).status).toBe(0);
  const empty = nowhere('search', 'anything');
  expect([empty.status, (JSON.parse(empty.stdout) as { passages: unknown[] }).passages]).toEqual([3, []]);
});

test('without a model: the passages, in words and as JSON, and no failure', () => {
  const settings = path.join(dir, 'user', 'settings.json');
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify({ theme: 'system', language: 'system', cores: null, modelId: null }));
  try {
    const words = freehold('ask', 'When does the lease end?');
    expect(words.stdout).toContain('No language model is installed');
    expect(words.stdout).toContain('31 March 2027');
    const { status, stdout } = freehold('ask', 'When does the lease end?', '--json');
    const answer = JSON.parse(stdout) as { status: string; passages: unknown[]; text: string; modelId: string | null };
    expect([status, answer.status, answer.text, answer.modelId]).toEqual([0, 'no-model', '', null]);
    expect(answer.passages.length).toBeGreaterThan(0);
  } finally {
    rmSync(settings);
  }
});

test('a model that is not there is said so, before anything is read', () => {
  const { status, stderr, stdout } = freehold('ask', 'When?', '--model', 'nowhere');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('The model’s file is not there');
});

test('a library that another program has open: plain words, exit code 1', async () => {
  const holder = spawn(process.execPath, [path.join(root, 'tests', 'support', 'holdLibrary.ts'), path.join(dir, 'library')], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(holder.stdout, 'data');
    const { status, stdout, stderr } = freehold('status');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe('The library is open in another program\nClose the other Freehold window or command, then try again.\n');
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  expect(freehold('status').status).toBe(0);
});

test('ask --folder answers from that folder alone', () => {
  for (const [name, number] of [['first', 17], ['second', 23]] as const) {
    mkdirSync(path.join(dir, name));
    writeFileSync(path.join(dir, name, `${name}.md`), `# Lockers\n\nThe locker number of the ${name} gymnasium is ${number}.\n`);
  }
  const named = (folder: string): string[] => {
    const { stdout } = freehold('ask', 'What is the locker number of the gymnasium?', '--folder', path.join(dir, folder), '--json', ...SMALL);
    const { passages, coverage, scope } = JSON.parse(stdout) as { passages: { documentName: string }[]; coverage: { seen: number }; scope: { sources: string[] } };
    expect([coverage.seen, scope.sources.length]).toEqual([1, 1]);
    return passages.map(({ documentName }) => documentName);
  };
  expect(named('first')).toEqual(['first.md']);
  expect(named('second')).toEqual(['second.md']);
});

test('a mistyped library is said so, and none is made there', () => {
  const place = path.join(dir, 'mistyped');
  for (const args of [['status'], ['search', 'notice'], ['ask', 'When does the lease end?']]) {
    const { status, stdout, stderr } = command(...args, '--library', place);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('The file or folder is not there');
    expect(existsSync(place)).toBe(false);
  }
});

test('check: the sample library finds what it should, in a library that is gone afterwards', () => {
  const left = (): string[] => readdirSync(os.tmpdir()).filter((name) => name.startsWith('freehold-check-'));
  const before = left();
  const { status, stdout, stderr } = command('check', '--no-model', '--json');
  const { asExpected, figures } = JSON.parse(stdout) as { asExpected: boolean; figures: { name: string; value: number; n: number }[] };
  expect([status, asExpected]).toEqual([0, true]);
  expect(figures.map(({ name, n }) => [name, n])).toEqual([
    ['documentFound', 40],
    ['quoteFound', 40],
    ['readSeconds', 33],
    ['searchMs', 60],
  ]);
  expect(left()).toEqual(before);
  expect(stderr.split('\n')).toEqual(expect.arrayContaining(['Reading the sample files: 33 of 33', 'Searching: 60 of 60']));
});
