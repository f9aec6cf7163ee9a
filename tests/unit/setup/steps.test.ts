// Smaller parts of set-up: system libraries, the pinned Node, folders put in place at once, the lock, progress.
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeError, SetupError } from '../../../scripts/setup/errors.mjs';
import { installFolder } from '../../../scripts/setup/installFolder.mjs';
import { withLock } from '../../../scripts/setup/lock.mjs';
import { ensureNode } from '../../../scripts/setup/nodeRuntime.mjs';
import { platformKey } from '../../../scripts/setup/paths.mjs';
import { createReporter, silentReporter } from '../../../scripts/setup/progress.mjs';
import { ensureSystem } from '../../../scripts/setup/system.mjs';
import { verifySha256 } from '../../../scripts/setup/verify.mjs';
import { sleep } from '../../support/processes.ts';
import { temporaryFolder, temporaryPlaces } from './fixtures.ts';

describe('wrong hashes', () => {
  it('are refused with the name of the file, which is deleted', async () => {
    const file = join(temporaryFolder(), 'weights.bin');
    writeFileSync(file, 'other');
    await expect(verifySha256(file, '0'.repeat(64), 'the package x')).rejects.toThrow('weights.bin (from the package x)');
    expect(existsSync(file)).toBe(false);
  });

  it('stop the pinned Node from being used', async () => {
    const at = temporaryPlaces();
    const pins = { version: '24.0.0', platforms: { [platformKey]: { package: 'node-x', binary: 'bin/node', integrity: 'sha512-x', binarySha256: '0'.repeat(64), tried: false } } };
    const binary = join(at.cache, 'node', `24.0.0-${platformKey}`, 'bin/node');
    mkdirSync(join(binary, '..'), { recursive: true });
    writeFileSync(binary, 'not Node');
    const fetchTarball = async () => expect.fail('nothing is to be fetched');
    await expect(ensureNode({ pins, at, reporter: silentReporter, verify: true, fetchTarball })).rejects.toThrow('node is not the expected file');
  });
});

describe('a folder', () => {
  it('is not there until it is complete', async () => {
    const target = join(temporaryFolder(), 'electron');
    const fill = async (folder: string) => {
      writeFileSync(join(folder, 'half'), '');
      throw new Error('power cut');
    };
    await expect(installFolder(target, fill)).rejects.toThrow('power cut');
    expect(existsSync(target)).toBe(false);
    await installFolder(target, async (folder) => writeFileSync(join(folder, 'whole'), ''));
    expect(existsSync(join(target, 'whole'))).toBe(true);
    expect(existsSync(join(target, 'half'))).toBe(false);
  });
});

describe('the lock', () => {
  it('lets one run in at a time', async () => {
    const folder = temporaryFolder();
    const order: string[] = [];
    const run = (name: string) =>
      withLock(folder, silentReporter, async () => {
        order.push(`${name} in`);
        await sleep(20);
        order.push(`${name} out`);
      });
    await Promise.all([run('a'), run('b')]);
    expect(order.map((text) => text.split(' ')[1])).toEqual(['in', 'out', 'in', 'out']);
  });

  it('is taken over from a run that died', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'setup.lock'), '1');
    utimesSync(join(folder, 'setup.lock'), new Date(0), new Date(0));
    expect(await withLock(folder, silentReporter, async () => 'done')).toBe('done');
    expect(existsSync(join(folder, 'setup.lock'))).toBe(false);
  });
});

describe('system libraries', () => {
  const lacking = async () => ({ code: 0, stdout: '\tlibnss3.so (libc6,x86-64) => /lib/libnss3.so\n', stderr: '', stopped: false });

  it('are asked for in one command when they cannot be installed', async () => {
    const state = await ensureSystem({ reporter: silentReporter, install: true, isRoot: false, platform: 'linux', runner: lacking });
    expect(state.lacksForWindow).toBe(true);
    expect(state.command).toMatch(/^sudo apt-get update && sudo apt-get install -y --no-install-recommends \S*libgtk-3-0/);
    expect(state.command).not.toContain('libnss3');
    expect(state.files).toContain('/lib/libnss3.so');
  });

  it.each([
    ['Ubuntu 24.04 and Debian 13', (name: string) => !['libgtk-3-0', 'libasound2'].includes(name), 'libgtk-3-0t64 libgbm1 libasound2t64'],
    ['Debian 12', (name: string) => !name.endsWith('t64'), 'libgtk-3-0 libgbm1 libasound2'],
    ['a system whose package lists were never fetched', () => false, 'libgtk-3-0 libgbm1 libasound2'],
  ])('are asked for under the names of %s', async (_, exists, names) => {
    const runner = async (command: string, args: readonly string[]) => ({ ...(await lacking()), code: command === 'apt-cache' && !exists(args.at(-1)!) ? 100 : 0 });
    const { command } = await ensureSystem({ reporter: silentReporter, install: true, isRoot: false, platform: 'linux', runner });
    expect(command).toContain(`--no-install-recommends ${names} libxss1 libxtst6`);
  });

  it('are installed by root on Debian, under the names that this release has', async () => {
    const commands: string[] = [];
    const runner = async (command: string, args: readonly string[]) => {
      commands.push([command, ...args].join(' '));
      // Debian 12: the …t64 names do not exist yet.
      return { ...(await lacking()), code: command === 'apt-cache' && args.at(-1)!.endsWith('t64') ? 100 : 0 };
    };
    await ensureSystem({ reporter: silentReporter, install: true, isRoot: true, isDebian: true, platform: 'linux', runner });
    expect(commands).toContain('apt-get update -q');
    expect(commands.find((text) => text.startsWith('apt-get install'))).toMatch(/--no-install-recommends libgtk-3-0 libgbm1 libasound2 libxss1 libxtst6/);
  });

  it('are not asked for on other systems', async () => {
    expect(await ensureSystem({ reporter: silentReporter, install: true, platform: 'darwin', runner: lacking })).toMatchObject({ lacksForWindow: false });
  });
});

describe('progress', () => {
  it('shows a bar with sizes on a terminal', () => {
    let text = '';
    let time = 1_000;
    const progress = createReporter({ isTTY: true, columns: 120, write: (more) => (text += more) }, () => (time += 1_000)).progress('Model', 2_000_000);
    progress.set(1_000_000);
    expect(text).toContain('[############............]  1.0 MB of 2.0 MB');
    progress.done();
    expect(text.endsWith('\n')).toBe(true);
  });

  it('counts what is not bytes, and ends a bar that broke off before the next line', () => {
    let text = '';
    const reporter = createReporter({ isTTY: true, columns: 120, write: (more) => (text += more) });
    reporter.progress('npm packages', 800, String).set(400);
    reporter.line('npm ci failed');
    expect(text).toMatch(/npm packages {2}\[#{12}\.{12}\] {2}400 of 800\nnpm ci failed\n$/);
  });

  it('writes at most one line a tenth elsewhere', () => {
    const lines: string[] = [];
    const progress = createReporter({ write: (line) => lines.push(line) }).progress('Model', 100_000_000);
    for (let bytes = 0; bytes <= 100_000_000; bytes += 1_000_000) progress.set(bytes);
    progress.done();
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('  Model: 10.0 MB of 100.0 MB\n');
  });
});

describe('errors', () => {
  it('say what happened and what to do, without a stack', () => {
    expect(describeError(new SetupError('a.bin is wrong.', { detail: 'expected 1', remedy: 'Run it again.' }))).toBe('a.bin is wrong.\n    expected 1\nRun it again.');
  });

  it('show the stack of what was not foreseen', () => {
    expect(describeError(new TypeError('x is undefined'))).toContain('steps.test.ts');
  });
});

describe('the catalog and the pins', () => {
  it('hold a Node of one major version for every system that Freehold names', () => {
    const { node } = JSON.parse(readFileSync(new URL('../../../resources/runtime-pins.json', import.meta.url), 'utf8'));
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64']) {
      expect(node.platforms[platform]).toMatchObject({ integrity: expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/) });
      expect((node.platforms[platform].version ?? node.version).split('.')[0]).toBe('24');
    }
  });

  it('hold a hash and a size for every file of every source', () => {
    const { models } = JSON.parse(readFileSync(new URL('../../../resources/model-catalog.json', import.meta.url), 'utf8'));
    for (const model of models) {
      expect(['hub', 'npm']).toContain(model.sources[0].kind);
      for (const source of model.sources) {
        expect(source.files.map((file: { path: string }) => file.path).sort()).toEqual(model.files.map((file: { path: string }) => file.path).sort());
        for (const file of source.files.flatMap((one: { parts?: unknown[] }) => one.parts ?? [one])) {
          expect(file).toMatchObject({ bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
        }
      }
    }
  });
});
