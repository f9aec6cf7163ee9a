// The app is rebuilt when a source changed, and only then.
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../../scripts/setup/build.mjs';
import { silentReporter } from '../../../scripts/setup/progress.mjs';
import { isBuilt, isStamped, packageSources, sourceStamp, writeStamp } from '../../../scripts/setup/stamp.mjs';
import { temporaryFolder } from './fixtures.ts';

function sources(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'main/deep'), { recursive: true });
  mkdirSync(join(root, 'scripts'));
  writeFileSync(join(root, 'main/deep/a.ts'), 'one');
  writeFileSync(join(root, 'scripts/build.mjs'), '');
  return root;
}

const ok = { code: 0, stdout: '', stderr: '', stopped: false };

describe('build stamp', () => {
  it('stays the same while nothing changes', () => {
    const root = sources();
    expect(sourceStamp(root)).toBe(sourceStamp(root));
  });

  it.each<[string, (file: string) => void]>([
    ['size', (file) => writeFileSync(file, 'longer')],
    ['time', (file) => utimesSync(file, new Date(), new Date(Date.now() + 5_000))],
    ['absence', (file) => rmSync(file)],
    ['a new neighbour', (file) => writeFileSync(`${file}.new.ts`, '')],
  ])('changes with a source: %s', (_, change) => {
    const root = sources();
    const before = sourceStamp(root);
    change(join(root, 'main/deep/a.ts'));
    expect(sourceStamp(root)).not.toBe(before);
  });

  it('is not fooled by a missing or damaged stamp file', async () => {
    const root = sources();
    expect(isBuilt(root)).toBe(false);
    await writeStamp(join(root, 'build'), sourceStamp(root));
    expect(isBuilt(root)).toBe(true);
    writeFileSync(join(root, 'build/stamp.json'), '{');
    expect(isBuilt(root)).toBe(false);
  });

  it('of a package also covers what only the package is made from', async () => {
    const root = sources();
    const now = () => sourceStamp(root, packageSources);
    await writeStamp(join(root, 'dist'), now());
    expect(isStamped(join(root, 'dist'), now())).toBe(true);
    writeFileSync(join(root, 'electron-builder.yml'), 'asar: true');
    expect(isStamped(join(root, 'dist'), now())).toBe(false);
  });

  it('builds once, and again after a change', async () => {
    const root = sources();
    let builds = 0;
    const build = () => ensureBuilt({ root, nodeBinary: 'node', reporter: silentReporter, runner: async () => ((builds += 1), ok) });
    await build();
    await build();
    expect(builds).toBe(1);
    writeFileSync(join(root, 'main/deep/a.ts'), 'changed');
    await build();
    expect(builds).toBe(2);
  });

  it('does not call a failed build built', async () => {
    const root = sources();
    const failing = ensureBuilt({ root, nodeBinary: 'node', reporter: silentReporter, runner: async () => ({ ...ok, code: 1, stderr: 'type error in a.ts' }) });
    await expect(failing).rejects.toMatchObject({ detail: expect.stringContaining('type error in a.ts') });
    expect(isBuilt(root)).toBe(false);
  });
});
