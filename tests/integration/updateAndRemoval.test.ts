// Updates and removal on the command line, as a person or a script uses it; and the removal of a library that real engines made.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root, setup, startHost } from '../support/host.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { makeSigner, signUpdate } from '../support/updateFiles.ts';

const { signal } = new AbortController();

function writeDocument(dir: string, name: string): string {
  const folder = path.join(dir, `documents of ${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.txt`), 'The garden was dug over in March.');
  return folder;
}

function freehold(dir: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), ...args], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, HOME: dir, XDG_CONFIG_HOME: path.join(dir, 'config'), FREEHOLD_USER_DATA: path.join(dir, 'user'), LC_ALL: 'en_US.UTF-8', INIT_CWD: dir, ...environment },
  });
}

test('freehold update: checked, refused, installed', () => {
  const dir = temporaryFolder();
  const appImage = path.join(dir, 'Freehold.AppImage');
  writeFileSync(appImage, 'old');
  const signer = makeSigner(path.join(dir, 'keys'), 'Releases');
  const keys = path.join(dir, 'keys.json');
  writeFileSync(keys, JSON.stringify({ keys: [signer.key] }));
  const environment = { FREEHOLD_TEST: '1', FREEHOLD_TEST_UPDATE_KEYS: keys, FREEHOLD_TEST_APPIMAGE: appImage };
  const file = signUpdate(path.join(dir, 'update'), signer, { notes: 'Better.\u001b[2J', version: '7.0.0' });

  expect(freehold(dir, ['update', file])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('This build takes no updates') as string });
  const checked = freehold(dir, ['update', file, '--check'], environment);
  expect([checked.status, readFileSync(appImage, 'utf8')]).toEqual([0, 'old']);
  expect(checked.stdout).toContain('signed by “Releases”');
  expect(checked.stdout).toContain('Better.[2J');
  expect(freehold(dir, ['update', appImage], environment)).toMatchObject({ status: 1, stderr: expect.stringContaining('That is no update file') as string });
  const done = freehold(dir, ['update', file, '--json'], environment);
  expect([done.status, JSON.parse(done.stdout)]).toEqual([0, expect.objectContaining({ installed: { version: '7.0.0', how: 'replaced', kind: 'AppImage', fileName: 'Freehold.AppImage' } })]);
  expect([readFileSync(appImage, 'utf8'), readFileSync(`${appImage}.previous`, 'utf8')]).toEqual(['#!/bin/sh\necho 7.0.0\n', 'old']);
  expect(freehold(dir, ['update'], environment).status).toBe(2);
  const ledger = readFileSync(path.join(dir, 'user', 'ledger', 'installation.jsonl'), 'utf8').split('\n').filter((line) => line.includes('"update.')).map((line) => JSON.parse(line) as { kind: string; facts: { outcome: string; why?: string | null } });
  expect(ledger.map(({ kind, facts }) => [kind, facts.outcome, facts.why])).toEqual([
    ['update.checked', 'refused', 'update-no-keys'],
    ['update.checked', 'accepted', null],
    ['update.checked', 'refused', 'update-invalid'],
    ['update.checked', 'accepted', null],
    ['update.applied', 'replaced', undefined],
  ]);
});

test('freehold remove-data: a list first, everything with --yes, nothing while the window is open', async () => {
  const dir = temporaryFolder();
  const [userDataDir, libraryDir] = [path.join(dir, 'user'), path.join(dir, 'library')];
  const host = await startHost(userDataDir);
  await host.openLibrary(libraryDir, { remember: true });
  await host.handlers['source.addSample']({}, { signal });
  await host.engines.library.call('ingest.finished', {});
  await host.close();
  writeFileSync(path.join(libraryDir, 'mine.txt'), 'mine');

  const listed = freehold(dir, ['remove-data', '--json', '--libraries']);
  expect(listed.status).toBe(0);
  const { items } = JSON.parse(listed.stdout) as { items: { part: string; files: number; foreign: number }[] };
  expect(items.map(({ part, foreign }) => [part, foreign])).toEqual([['library', 1], ['caches', 0], ['records', 0], ['settings', 0]]);
  expect(freehold(dir, ['remove-data']).stdout).toContain('Nothing was removed.');
  expect(readdirSync(libraryDir)).toContain('library.db');

  const lock = path.join(userDataDir, 'SingletonLock');
  symlinkSync(`${os.hostname()}-${process.pid}`, lock);
  expect(freehold(dir, ['remove-data', '--yes'])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('Freehold is open') as string });
  expect(existsSync(path.join(userDataDir, 'ledger'))).toBe(true);

  unlinkSync(lock);
  const removed = freehold(dir, ['remove-data', '--yes', '--libraries']);
  expect(removed.status).toBe(0);
  expect(removed.stdout).toContain('stays, not Freehold’s: mine.txt');
  expect(readdirSync(libraryDir)).toEqual(['mine.txt']);
  expect(existsSync(userDataDir)).toBe(false);
});

test('freehold remove-data --library: that library alone; a folder that holds none is said, and one that is open elsewhere stays', async () => {
  const dir = temporaryFolder();
  const [userDataDir, mine, other] = [path.join(dir, 'user'), path.join(dir, 'mine'), path.join(dir, 'other')] as [string, string, string];
  const host = await startHost(userDataDir);
  await host.openLibrary(mine, { remember: true });
  await host.handlers['settings.set']({ theme: 'dark' }, { signal });
  await host.close();
  const model = path.join(userDataDir, 'models', 'some-model', 'download.json');
  mkdirSync(path.dirname(model), { recursive: true });
  writeFileSync(model, '{}');
  expect(freehold(dir, ['index', writeDocument(dir, 'other'), '--library', other]).status).toBe(0);
  const contents = (): Record<string, string> => Object.fromEntries(readdirSync(userDataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name)).map((file) => [path.relative(userDataDir, file), readFileSync(file, 'latin1')]));
  const before = contents();
  expect(Object.keys(before)).toEqual(expect.arrayContaining(['settings.json', 'library.json', 'models/some-model/download.json', 'ledger/installation.jsonl', 'ledger/installation.key', 'logs/freehold.log']));

  const mistyped = freehold(dir, ['remove-data', '--yes', '--library', path.join(dir, 'othre')]);
  expect([mistyped.status, mistyped.stdout, contents()]).toEqual([1, '', before]);
  expect(freehold(dir, ['remove-data', '--libraries', '--yes', '--library', other]).status).toBe(2);
  const listed = freehold(dir, ['remove-data', '--library', other, '--json']);
  expect((JSON.parse(listed.stdout) as { items: { part: string; location: string }[] }).items.map(({ part, location }) => [part, location])).toEqual([['library', other]]);

  const held = spawn(setup.nodeBinary, [path.join(root, 'tests', 'support', 'holdLibrary.ts'), other], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(String((await once(held.stdout, 'data'))[0])).toBe('open\n');
  expect(freehold(dir, ['remove-data', '--yes', '--library', other])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('open in another program') as string });
  expect([existsSync(path.join(other, 'library.db')), contents()]).toEqual([true, before]);
  held.kill('SIGKILL');
  await once(held, 'close');

  expect(freehold(dir, ['remove-data', '--yes', '--library', other]).status).toBe(0);
  expect([existsSync(other), existsSync(path.join(mine, 'library.db'))]).toEqual([false, true]);
  const ofLedger = (name: string): boolean => name.startsWith(`ledger${path.sep}installation.`);
  const withoutLedger = (of: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(of).filter(([name]) => !ofLedger(name)));
  expect(withoutLedger(contents())).toEqual(withoutLedger(before));
  expect(contents()['ledger/installation.jsonl']!.startsWith(before['ledger/installation.jsonl']!)).toBe(true);
  expect(contents()['ledger/installation.jsonl']!.trimEnd().split('\n').at(-1)).toContain('"kind":"data.removed","facts":{"libraries":1,"parts":""}');

  // The window would look for it at its next start.
  expect(freehold(dir, ['remove-data', '--yes', '--library', mine]).status).toBe(0);
  expect([existsSync(mine), JSON.parse(readFileSync(path.join(userDataDir, 'library.json'), 'utf8')), existsSync(model)]).toEqual([false, { libraryDir: null }, true]);
});

test('freehold remove-data --libraries: nothing goes while another program has one of them open', async () => {
  const dir = temporaryFolder();
  const [userDataDir, mine] = [path.join(dir, 'user'), path.join(dir, 'mine')];
  const host = await startHost(userDataDir);
  await host.openLibrary(mine, { remember: true });
  expect(freehold(dir, ['remove-data', '--libraries', '--yes']).status).toBe(1);
  expect([existsSync(path.join(mine, 'library.db')), existsSync(path.join(userDataDir, 'ledger'))]).toEqual([true, true]);
  await host.close();
});

test('another program’s folder in FREEHOLD_USER_DATA is not touched', () => {
  const dir = temporaryFolder();
  const theirs = path.join(dir, 'user', 'Cache', 'data_0');
  mkdirSync(path.dirname(theirs), { recursive: true });
  writeFileSync(theirs, 'x');
  expect(freehold(dir, ['remove-data', '--yes', '--json'])).toMatchObject({ status: 0, stdout: expect.stringContaining('[]') as string });
  expect(existsSync(theirs)).toBe(true);
});

test('removal in a host stops its engines; what is not a library or was not listed is not removed', async () => {
  const dir = temporaryFolder();
  const host = await startHost(path.join(dir, 'user'));
  await host.openLibrary(path.join(dir, 'library'), { remember: true });
  const items = await host.handlers['removal.list']({}, { signal });
  await expect(host.handlers['removal.run']({ ids: ['0'.repeat(32)] }, { signal })).rejects.toMatchObject({ code: 'not-found' });
  expect((await host.handlers['library.state']({}, { signal })).status).toBe('open');
  const removed = await host.handlers['removal.run']({ ids: items.map(({ id }) => id) }, { signal });
  expect(removed.flatMap(({ left }) => left)).toEqual([]);
  await expect(host.handlers['source.list']({}, { signal })).rejects.toMatchObject({ code: 'engine-unavailable' });
  // The window still says what was changed last.
  await host.handlers['settings.set']({ theme: 'dark' }, { signal });
  expect(await host.finishRemoval()).toBe(true);
  expect([existsSync(path.join(dir, 'library')), existsSync(path.join(dir, 'user'))]).toEqual([false, false]);
});

test('a host removes no library that another program has open, and goes on; an open one of its own it does', async () => {
  const dir = temporaryFolder();
  const libraryDir = path.join(dir, 'library');
  const host = await startHost(path.join(dir, 'user'));
  await host.openLibrary(libraryDir, { remember: true });
  await host.close();
  const held = spawn(setup.nodeBinary, [path.join(root, 'tests', 'support', 'holdLibrary.ts'), libraryDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(String((await once(held.stdout, 'data'))[0])).toBe('open\n');
  const next = await startHost(path.join(dir, 'user'));
  const ids = (await next.handlers['removal.list']({}, { signal })).map(({ id }) => id);
  await expect(next.handlers['removal.run']({ ids }, { signal })).rejects.toMatchObject({ code: 'library-in-use' });
  expect([existsSync(path.join(libraryDir, 'library.db')), existsSync(path.join(dir, 'user', 'library.json'))]).toEqual([true, true]);
  held.kill('SIGKILL');
  await once(held, 'close');
  await next.openLibrary(libraryDir, { remember: true });
  await next.handlers['removal.run']({ ids }, { signal });
  expect(existsSync(libraryDir)).toBe(false);
});
