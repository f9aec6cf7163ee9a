// The lock between the window and the command line: one that a killed process left behind is taken over, also when it was
// killed before it had written its name.
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from '../../../main/sovereignty/ledger/processLock.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test.each([['999999999', 0], ['', 10]])('left behind with %j in it: taken over', (content, ageSeconds) => {
  const file = path.join(temporaryFolder(), 'lock');
  writeFileSync(file, content);
  const at = Date.now() / 1_000 - ageSeconds;
  utimesSync(file, at, at);
  expect(withLock(file, () => 'done')).toBe('done');
  expect(existsSync(file)).toBe(false);
});

test('one that a process holds that is there is waited for, and not taken', () => {
  const file = path.join(temporaryFolder(), 'lock');
  writeFileSync(file, '1');
  expect(() => withLock(file, () => 'done')).toThrow();
  expect(existsSync(file)).toBe(true);
});
