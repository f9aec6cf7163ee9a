// An administrator's policy: none without a file, an error where it can't be read, folders by where they really are.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { allowsModel, checkFolders, NO_POLICY, policyFileOf, readPolicy } from '../../../main/sovereignty/policy.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const written = (text: string): string => {
  const file = path.join(temporaryFolder(), 'policy.json');
  writeFileSync(file, text);
  return file;
};

test('without a file there is none', () => {
  expect(readPolicy(path.join(temporaryFolder(), 'policy.json'))).toEqual(NO_POLICY);
  expect(readPolicy(path.join(written('{}'), 'policy.json'))).toEqual(NO_POLICY);
});

test('what is left out is not decided', () => {
  expect(readPolicy(written('{}'))).toEqual(NO_POLICY);
  expect(readPolicy(written('{"sealed":true,"models":["a"],"folders":["/srv"]}'))).toEqual({ sealed: true, models: ['a'], folders: ['/srv'], updates: true });
  expect(readPolicy(written('{"updates":false}'))).toEqual({ ...NO_POLICY, updates: false });
});

test.each([
  ['nothing', ''],
  ['half of it', '{"sealed":tr'],
  ['a list', '[]'],
  ['a word that it does not know', '{"seald":true}'],
  ['a wrong type', '{"sealed":"yes"}'],
  ['a folder without its beginning', '{"folders":["srv"]}'],
])('%s is an error, never no policy', (_what, text) => {
  expect(() => readPolicy(written(text))).toThrow(expect.objectContaining({ code: 'policy-invalid' }));
});

test('a folder in its place is an error', () => {
  const folder = path.join(temporaryFolder(), 'policy.json');
  mkdirSync(folder);
  expect(() => readPolicy(folder)).toThrow(expect.objectContaining({ code: 'policy-invalid' }));
});

test('a model is allowed by its id or by what its file is', () => {
  const policy = { ...NO_POLICY, models: ['qwen', 'f'.repeat(64)] };
  expect([{ id: 'qwen', sha256: null }, { id: 'imported-1', sha256: 'f'.repeat(64) }, { id: 'imported-1', sha256: 'e'.repeat(64) }, { id: 'other', sha256: null }].map((model) => allowsModel(policy, model))).toEqual([true, true, false, false]);
  expect(allowsModel({ ...NO_POLICY, models: [] }, { id: 'qwen', sha256: null })).toBe(false);
  expect(allowsModel(NO_POLICY, { id: 'anything', sha256: null })).toBe(true);
});

test('files come from below an allowed folder only, by where they really are', () => {
  const root = temporaryFolder();
  const allowed = path.join(root, 'allowed');
  const other = path.join(root, 'allowed too');
  for (const folder of [path.join(allowed, 'inside'), other]) mkdirSync(folder, { recursive: true });
  symlinkSync(other, path.join(allowed, 'link out'));
  symlinkSync(allowed, path.join(root, 'link in'));
  const policy = { ...NO_POLICY, folders: [allowed] };
  const outcome = (place: string): string => {
    try {
      checkFolders(policy, [place]);
      return 'allowed';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const refused = 'folder-not-allowed';
  expect([allowed, path.join(allowed, 'inside'), path.join(root, 'link in'), other, path.join(allowed, 'link out'), path.join(allowed, '..'), root].map(outcome)).toEqual(['allowed', 'allowed', 'allowed', refused, refused, refused, refused]);
  expect(() => checkFolders({ ...NO_POLICY, folders: [] }, [allowed])).toThrow(expect.objectContaining({ code: refused }));
  expect(() => checkFolders(NO_POLICY, ['/anywhere'])).not.toThrow();
});

test('each system has a place that an administrator alone can write to', () => {
  expect(policyFileOf('linux', {})).toBe('/etc/freehold/policy.json');
  expect(policyFileOf('darwin', {})).toBe('/Library/Application Support/Freehold/policy.json');
  expect(policyFileOf('win32', { ProgramData: 'D:\\Data' })).toContain('Freehold');
});
