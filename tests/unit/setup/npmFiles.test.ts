// Files out of npm packages: unpacked, hash-checked, and only then put where they are used.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { fetchNpmFiles } from '../../../scripts/setup/npmFiles.mjs';
import { silentReporter } from '../../../scripts/setup/progress.mjs';
import { sha256, temporaryPlaces } from './fixtures.ts';

function setUp(pinned: string) {
  const { cache } = temporaryPlaces();
  const [work, folder, content] = [join(cache, 'work'), join(cache, 'ready'), join(cache, 'package')];
  for (const made of [work, folder, join(content, 'data')]) mkdirSync(made, { recursive: true });
  writeFileSync(join(content, 'data', 'deu.gz'), gzipSync('language'));
  execFileSync('tar', ['-czf', join(work, 'p.tgz'), '-C', cache, 'package']);
  const file = { path: 'deu.traineddata', package: 'p', version: '1.0.0', integrity: '', member: 'data/deu.gz', gzip: true, bytes: 8, sha256: pinned };
  return { target: join(folder, 'deu.traineddata'), run: () => fetchNpmFiles({ source: { files: [file] }, label: 'p', work, folder, reporter: silentReporter, fetchTarball: async () => join(work, 'p.tgz') }) };
}

it('takes a file out of its package and out of its own packing', async () => {
  const { run, target } = setUp(sha256('language'));
  await run();
  expect(readFileSync(target, 'utf8')).toBe('language');
});

it('refuses one with another content', async () => {
  const { run, target } = setUp(sha256('other'));
  await expect(run()).rejects.toThrow('not the expected file');
  expect(existsSync(target)).toBe(false);
});
