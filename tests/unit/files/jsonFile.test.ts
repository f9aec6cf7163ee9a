// Small settings files: defaults, what an older version left out, damage, and writing whole or not at all.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createJsonFile } from '../../../main/files/jsonFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const schema = z.strictObject({ theme: z.enum(['light', 'dark']), cores: z.number().nullable() });
const fallback = { theme: 'light', cores: null } as const;
const open = (file: string) => createJsonFile(file, schema, fallback);

test('defaults without a file; what is written is read again, by its owner alone', () => {
  const file = path.join(temporaryFolder(), 'new', 'settings.json');
  expect(open(file).read()).toEqual(fallback);
  expect(existsSync(file)).toBe(false);
  open(file).write({ theme: 'dark', cores: 2 });
  expect(open(file).read()).toEqual({ theme: 'dark', cores: 2 });
  expect(readdirSync(path.dirname(file))).toEqual(['settings.json']);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('what an older version did not write has its default, the rest is kept', () => {
  const file = path.join(temporaryFolder(), 'settings.json');
  writeFileSync(file, '{"theme":"dark"}');
  expect(open(file).read()).toEqual({ theme: 'dark', cores: null });
  expect(existsSync(`${file}.damaged`)).toBe(false);
});

test.each(['{"theme": "pur', '', 'null', '[]', '{"theme":"purple"}', '{"theme":"dark","cores":"two"}'])('damaged (%s): defaults, and the old file is kept aside', (content) => {
  const file = path.join(temporaryFolder(), 'settings.json');
  writeFileSync(file, content);
  expect(open(file).read()).toEqual(fallback);
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(content);
  open(file).write({ theme: 'dark', cores: 1 });
  expect(open(file).read()).toEqual({ theme: 'dark', cores: 1 });
});

test.each([0, 1, 20, 'rubbish'])('what was written last is torn (%s): the copy before it applies', (damage) => {
  const file = path.join(temporaryFolder(), 'settings.json');
  const settings = open(file);
  settings.write({ theme: 'dark', cores: 1 });
  settings.write({ theme: 'dark', cores: 2 });
  const torn = typeof damage === 'number' ? readFileSync(file).subarray(0, damage) : damage;
  writeFileSync(file, torn);
  const again = open(file);
  expect(again.read()).toEqual({ theme: 'dark', cores: 1 });
  expect(readFileSync(`${file}.damaged`)).toEqual(Buffer.from(torn));
  again.write({ theme: 'light', cores: 3 });
  expect(open(file).read()).toEqual({ theme: 'light', cores: 3 });
});

test('a folder in the place of the file: defaults; it is set aside, and can be written again', () => {
  const file = path.join(temporaryFolder(), 'settings.json');
  mkdirSync(file);
  expect(open(file).read()).toEqual(fallback);
  open(file).write({ theme: 'dark', cores: 1 });
  expect(open(file).read()).toEqual({ theme: 'dark', cores: 1 });
});

test('a file that was taken away means the defaults, not the copy before it', () => {
  const file = path.join(temporaryFolder(), 'settings.json');
  open(file).write({ theme: 'dark', cores: 1 });
  open(file).write({ theme: 'dark', cores: 2 });
  rmSync(file);
  expect(open(file).read()).toEqual(fallback);
});

test('what a killed process left behind goes, what another is writing stays', () => {
  const dir = temporaryFolder();
  const file = path.join(dir, 'settings.json');
  for (const name of ['settings.json.1.tmp', 'settings.json.2.tmp', 'other.json.1.tmp']) writeFileSync(path.join(dir, name), 'half');
  utimesSync(path.join(dir, 'settings.json.1.tmp'), 1, 1);
  utimesSync(path.join(dir, 'other.json.1.tmp'), 1, 1);
  open(file).read();
  expect(readdirSync(dir).toSorted()).toEqual(['other.json.1.tmp', 'settings.json.2.tmp']);
});

test('a write that fails leaves the old file and no other', () => {
  const dir = temporaryFolder();
  const file = path.join(dir, 'settings.json');
  const settings = open(file);
  settings.write({ theme: 'dark', cores: 1 });
  mkdirSync(`${file}.${process.pid}.tmp`);
  expect(() => settings.write({ theme: 'light', cores: 1 })).toThrow();
  expect(readdirSync(dir)).toEqual(['settings.json']);
  expect(settings.read()).toEqual({ theme: 'dark', cores: 1 });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ theme: 'dark', cores: 1 });
});
