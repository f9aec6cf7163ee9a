// The quick look that lets a second start skip set-up.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureNpmPackages, lockIsComplete, lockMatches } from '../../../scripts/setup/npmPackages.mjs';
import { silentReporter } from '../../../scripts/setup/progress.mjs';
import { cacheDir } from '../../../scripts/setup/paths.mjs';
import { readReady, readReadyNow, writeReady } from '../../../scripts/setup/ready.mjs';
import { temporaryPlaces } from './fixtures.ts';

const ready = { nodeBinary: '/node', system: { lacksForWindow: false, lacksForTests: false, command: '', files: [] } };

async function complete(content = ready) {
  const at = temporaryPlaces();
  const lock = join(at.root, 'package-lock.json');
  const binary = join(at.cache, 'node');
  for (const path of [lock, binary]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'content');
  }
  await writeReady(at, 'app', content, [binary]);
  return { at, lock, binary };
}

describe('ready record', () => {
  it('answers for the recorded profile and smaller ones', async () => {
    const { at } = await complete();
    expect(readReady(at, 'tools')).toEqual(ready);
    expect(readReady(at, 'terminal')).toEqual(ready);
    expect(readReady(at, 'app')).toEqual(ready);
    expect(readReady(at, 'tests')).toBeUndefined();
  });

  it('is void when a file is gone or cut, or an input changed', async () => {
    const gone = await complete();
    rmSync(gone.binary);
    expect(readReady(gone.at, 'app')).toBeUndefined();
    const cut = await complete();
    writeFileSync(cut.binary, 'cut');
    expect(readReady(cut.at, 'app')).toBeUndefined();
    const changed = await complete();
    writeFileSync(changed.lock, 'other packages');
    expect(readReady(changed.at, 'app')).toBeUndefined();
  });

  it('looks again for the system libraries that were missing', async () => {
    const lacking = { ...ready, system: { lacksForWindow: true, lacksForTests: true, command: 'sudo apt-get install libgtk-3-0', files: [] } };
    const { at } = await complete(lacking);
    expect((await readReadyNow(at, 'app', async () => lacking.system))?.system.lacksForWindow).toBe(true);
    const installed = { ...ready.system, files: ['/lib/libgtk-3.so.0'] };
    expect(await readReadyNow(at, 'app', async () => installed)).toEqual({ ...ready, system: installed });
  });

  it('does not look again when nothing was missing, or when no window is wanted', async () => {
    const look = () => expect.fail('nothing is to be looked for');
    const { at } = await complete();
    expect(await readReadyNow(at, 'app', look)).toEqual(ready);
    const lacking = await complete({ ...ready, system: { ...ready.system, lacksForTests: true } });
    expect((await readReadyNow(lacking.at, 'terminal', look))?.nodeBinary).toBe('/node');
  });

  it('is void for another cache folder', async () => {
    const { at } = await complete();
    expect(readReady({ ...at, cache: `${at.cache}-other` }, 'app')).toBeUndefined();
  });
});

describe('npm packages', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-win': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  };
  it('match without the packages of other platforms', () => {
    expect(lockMatches(wanted, { 'node_modules/a': wanted['node_modules/a'] })).toBe(true);
  });
  it.each([
    ['one is missing', {}],
    ['one has another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['one is too many', { 'node_modules/a': wanted['node_modules/a'], 'node_modules/c': { version: '1.0.0' } }],
  ])('do not match when %s', (_, installed) => {
    expect(lockMatches(wanted, installed)).toBe(false);
  });
});

describe('npm installation', () => {
  const lock = (packages: object) => JSON.stringify({ packages });

  it('takes ci with a complete lock file, and keeps to an incomplete one without ci', async () => {
    const parent = { version: '1.0.0', optionalDependencies: { 'a-mac': '1.0.0' } };
    expect(lockIsComplete({ 'node_modules/a': parent, 'node_modules/a-mac': {} })).toBe(true);
    expect(lockIsComplete({ 'node_modules/a': parent, 'node_modules/a/node_modules/a-mac': {} })).toBe(true);
    expect(lockIsComplete({ 'node_modules/b/node_modules/a': parent, 'node_modules/a-mac': {} })).toBe(true);
    expect(lockIsComplete({ 'node_modules/a': parent, 'node_modules/b/node_modules/a-mac': {} })).toBe(false);
  });

  function setUp(codes: readonly number[]) {
    const at = temporaryPlaces();
    const half = join(at.root, 'node_modules/a');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(at.root, 'package-lock.json'), lock({ 'node_modules/a': { version: '1.0.0' } }));
    const commands: string[] = [];
    const npm = async (args: readonly string[]) => {
      const code = codes[commands.length]!;
      commands.push(args[0]!);
      return { code, stdout: '', stderr: `npm error ${args[0]} refuses`, stopped: false };
    };
    const lines: string[] = [];
    const reporter = { ...silentReporter, line: (text: string) => void lines.push(text) };
    return { at, half, commands, lines, run: () => ensureNpmPackages({ at, reporter, npm }) };
  }

  it('throws away what an interrupted run left', async () => {
    const { at, half, run } = setUp([0]);
    mkdirSync(at.build, { recursive: true });
    writeFileSync(join(at.build, 'npm-install.started'), '');
    await run();
    expect(existsSync(half)).toBe(false);
  });

  it('tries once more in another way when ci fails, and says so', async () => {
    const { half, commands, lines, run } = setUp([1, 0]);
    await run();
    expect(commands).toEqual(['ci', 'install']);
    expect(lines.join()).toContain('npm ci failed (npm error ci refuses)');
    expect(existsSync(half)).toBe(false);
  });

  it('gives up after that, with what npm said', async () => {
    const { commands, run } = setUp([1, 1]);
    await expect(run()).rejects.toMatchObject({ detail: 'npm error install refuses' });
    expect(commands).toEqual(['ci', 'install']);
  });
});

describe('cache folder', () => {
  it('follows the system, and FREEHOLD_CACHE before all', () => {
    expect(cacheDir({}, 'linux', '/home/a')).toBe('/home/a/.cache/freehold');
    expect(cacheDir({ XDG_CACHE_HOME: '/x' }, 'linux', '/home/a')).toBe('/x/freehold');
    expect(cacheDir({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Caches/freehold');
    expect(cacheDir({ FREEHOLD_CACHE: '/f', XDG_CACHE_HOME: '/x' }, 'linux', '/home/a')).toBe('/f');
  });
});
