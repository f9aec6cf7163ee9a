// The zip reader: content, executable bits, and the archives that it has to refuse.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractMember, extractZip } from '../../../scripts/setup/zip.mjs';
import { makeZip, temporaryFolder } from './fixtures.ts';

function zipFile(entries: Record<string, string>, mode?: number) {
  const folder = temporaryFolder();
  const path = join(folder, 'a.zip');
  writeFileSync(path, makeZip(entries, mode));
  return { folder, path };
}

describe('zip', () => {
  it('extracts one member', async () => {
    const { folder, path } = zipFile({ 'a/one.txt': 'one', 'a/two.txt': 'two'.repeat(10_000) });
    await extractMember(path, 'a/two.txt', join(folder, 'out'));
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('two'.repeat(10_000));
  });

  it('renames, leaves out, and keeps executable bits', async () => {
    const { folder, path } = zipFile({ 'App/': '', 'App/run': '#!', 'App/secret/x': 'x' }, 0o100755);
    await extractZip(path, join(folder, 'out'), (name) => (name.includes('secret') ? undefined : name.replace('App/', '')));
    expect(statSync(join(folder, 'out/run')).mode & 0o777).toBe(0o755);
    expect(existsSync(join(folder, 'out/secret'))).toBe(false);
  });

  it('writes empty files', async () => {
    const { folder, path } = zipFile({ empty: '' });
    await extractMember(path, 'empty', join(folder, 'out'));
    expect(statSync(join(folder, 'out')).size).toBe(0);
  });

  it.each(['../evil', '/etc/evil', 'a/../../evil', 'a\\..\\evil'])('refuses the name %s', async (name) => {
    const { folder, path } = zipFile({ [name]: 'x' });
    await expect(extractZip(path, join(folder, 'out'), (same) => same)).rejects.toThrow('unsafe name');
  });

  it('refuses symbolic links', async () => {
    const { folder, path } = zipFile({ link: '/etc/passwd' }, 0o120777);
    await expect(extractZip(path, join(folder, 'out'), (same) => same)).rejects.toThrow('not supported');
  });

  it('names the member that is missing and the file that is cut off', async () => {
    const { folder, path } = zipFile({ a: 'a' });
    await expect(extractMember(path, 'b', join(folder, 'out'))).rejects.toThrow('does not hold b');
    writeFileSync(path, readFileSync(path).subarray(0, 20));
    await expect(extractMember(path, 'a', join(folder, 'out'))).rejects.toThrow('not a complete zip');
  });
});
