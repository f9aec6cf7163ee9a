// `freehold audit verify`, as an auditor runs it: exit codes and plain words, on a ledger as it is, one that was touched,
// against an export, and with an export alone. A real process each time.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { writeWhole } from '../../main/files/writeWhole.ts';
import { root, setup, startHost } from '../support/host.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-audit-'));
const place = (name: string): string => path.join(dir, name);
const signal = new AbortController().signal;

function freehold(args: readonly string[], user = 'user', library: string | null = 'library'): { status: number | null; stdout: string; stderr: string } {
  const where = library === null ? [] : ['--library', place(library)];
  const { status, stdout, stderr } = spawnSync(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), ...args, ...where], {
    timeout: 120_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    env: { ...process.env, FREEHOLD_USER_DATA: place(user), HOME: place('home'), XDG_DOCUMENTS_DIR: place('home'), LC_ALL: 'en_US.UTF-8', INIT_CWD: dir },
  });
  return { status, stdout, stderr };
}

/** As it was after `beforeAll`. */
function anew(): void {
  for (const name of ['library', 'user']) {
    rmSync(place(name), { recursive: true, force: true });
    cpSync(place(`kept/${name}`), place(name), { recursive: true });
  }
}

beforeAll(async () => {
  mkdirSync(place('files'));
  for (let at = 0; at < 3; at += 1) writeFileSync(place(`files/note ${at}.md`), `# Note ${at}\n\nThe locker of note ${at} is L-${at}.\n`);
  expect(freehold(['index', place('files')]).status).toBe(0);
  const host = await startHost(place('user'));
  await host.openLibrary(place('library'), { remember: false });
  await host.ledger.exportTo((pieces) => writeWhole(place('export.jsonl'), pieces), { names: false, signal });
  await host.ledger.exportTo((pieces) => writeWhole(place('named.jsonl'), pieces), { names: true, signal });
  await host.close();
  for (const name of ['library', 'user']) cpSync(place(name), place(`kept/${name}`), { recursive: true });
  return () => rmSync(dir, { recursive: true, force: true });
}, 240_000);

const edit = (from: string, to: string, change: (lines: string[]) => string[]): void => writeFileSync(place(to), change(readFileSync(place(from), 'utf8').split('\n')).join('\n'));

describe('freehold audit verify', () => {
  test('0: what nobody touched is whole, with the hash of its head', () => {
    const { status, stdout } = freehold(['audit', 'verify']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/The library’s ledger is whole: \d+ entries[\s\S]*The installation’s ledger is whole[\s\S]*Hash: [0-9a-f]{64}[\s\S]*Nothing was changed, moved or cut\./)]);
  });

  test('0: it still has what an export says, which holds no names unless it was to', () => {
    anew();
    const { status, stdout } = freehold(['audit', 'verify', '--export', place('export.jsonl')]);
    expect([status, stdout]).toEqual([0, expect.stringContaining('This library: the ledger here has all of it, unchanged.')]);
    expect(readFileSync(place('export.jsonl'), 'utf8')).not.toContain('note 1');
    expect(readFileSync(place('named.jsonl'), 'utf8')).toContain('note 1.md');
  });

  test('1: an entry that was changed in the database is named', () => {
    anew();
    const db = openDatabase(place('library'));
    db.exec('UPDATE ledger SET at_ms = at_ms + 60000 WHERE sequence = 3');
    db.close();
    const { status, stdout } = freehold(['audit', 'verify', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ standing: 'broken', ledgers: [{ faults: [{ fault: 'edited', sequence: 3 }] }, { faults: [] }] });
  });

  test('1: the database and the anchor, both put back to an earlier time, are told by a later export alone', async () => {
    anew();
    const host = await startHost(place('user'));
    await host.openLibrary(place('library'), { remember: false });
    await host.ledger.exportTo((pieces) => writeWhole(place('later.jsonl'), pieces), { names: false, signal });
    await host.close();
    anew();
    expect(freehold(['audit', 'verify']).status).toBe(0);
    anew();
    const { status, stdout } = freehold(['audit', 'verify', '--export', place('later.jsonl')]);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/it is not what the export says|it was cut/)]);
  });

  test('1: an export that was changed, and one that lacks a line', () => {
    anew();
    edit('export.jsonl', 'edited.jsonl', (lines) => lines.with(3, lines[3]!.replace('"kind":"', '"kind":"x')));
    expect(freehold(['audit', 'verify', '--export', place('edited.jsonl')])).toMatchObject({ status: 1, stdout: expect.stringMatching(/Entry \d+ was changed/) });
    edit('export.jsonl', 'short.jsonl', (lines) => lines.toSpliced(3, 1));
    expect(freehold(['audit', 'verify', '--export', place('short.jsonl')])).toMatchObject({ status: 1, stdout: expect.stringContaining('1 entry is missing') });
  });

  test('1: a ledger that was cut behind what an export has, together with its anchor and its key', () => {
    anew();
    const db = openDatabase(place('library'));
    db.exec('DELETE FROM ledger WHERE sequence > 2; DELETE FROM ledger_head');
    db.close();
    rmSync(place('user/ledger'), { recursive: true });
    const { status, stdout } = freehold(['audit', 'verify', '--export', place('export.jsonl')]);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/The library’s ledger is not as it was written/)]);
  });

  test('3: an export alone, where no library is, is checked by itself', () => {
    const { status, stdout } = freehold(['audit', 'verify', '--export', place('export.jsonl')], 'nobody', null);
    expect([status, stdout]).toEqual([3, expect.stringContaining('it was checked by itself, without its key')]);
  });

  test('2: what is no export can’t be checked, nor what is not there', () => {
    writeFileSync(place('nothing.jsonl'), 'nothing\n');
    expect(freehold(['audit', 'verify', '--export', place('nothing.jsonl')])).toMatchObject({ status: 2, stderr: expect.stringContaining('This is not an exported ledger') });
    expect(freehold(['audit', 'verify', '--export', place('not there')]).status).toBe(2);
    expect(freehold(['audit', 'verify'], 'user', 'no library').status).toBe(2);
    expect(freehold(['audit']).status).toBe(2);
  });
});
