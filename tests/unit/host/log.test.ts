// The local log: one JSON line an event, three old files at most, and never in the way of the app.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createLog, LOG_FILE } from '../../../main/host/log.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('a line an event, for the owner alone; debug only when asked for', () => {
  const dir = path.join(temporaryFolder(), 'logs');
  const log = createLog(dir, { verbose: false });
  log('info', 'engine.changed', { engine: 'llm' });
  log('debug', 'engine.stderr', { line: 'text of a document' });
  const lines = readFileSync(path.join(dir, LOG_FILE), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as object);
  expect(lines).toEqual([{ time: expect.stringMatching(/^\d{4}-/), level: 'info', event: 'engine.changed', engine: 'llm' }]);
  if (process.platform !== 'win32') expect([statSync(dir).mode & 0o777, statSync(path.join(dir, LOG_FILE)).mode & 0o777]).toEqual([0o700, 0o600]);
});

test('rotates: a bounded number of files of bounded size, the newest events kept, also over restarts', () => {
  const dir = temporaryFolder();
  for (let start = 0; start < 5; start += 1) {
    const log = createLog(dir, { verbose: false, maxBytes: 2_000 });
    for (let at = 0; at < 100; at += 1) log('info', 'event', { number: start * 100 + at });
  }
  const files = readdirSync(dir).sort();
  expect(files).toEqual(['freehold.1.log', 'freehold.2.log', 'freehold.3.log', 'freehold.log']);
  for (const name of files) expect(statSync(path.join(dir, name)).size).toBeLessThan(2_300);
  const numbers = ['freehold.3.log', 'freehold.2.log', 'freehold.1.log', 'freehold.log'].flatMap((name) => readFileSync(path.join(dir, name), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { number: number }).number));
  expect(numbers.at(-1)).toBe(499);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => 500 - numbers.length + at));
});

test('a log that cannot be written is no error', () => {
  const dir = temporaryFolder();
  writeFileSync(path.join(dir, 'file'), '');
  createLog(path.join(dir, 'file', 'logs'), { verbose: false })('error', 'x');
  mkdirSync(path.join(dir, LOG_FILE));
  createLog(dir, { verbose: false })('error', 'x');
});
