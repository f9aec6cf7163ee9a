// A library that another process is about to give up is waited for; one that it keeps is in use, and whatever else is wrong
// is said at once.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { whenFree } from '../../../main/library/whenFree.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('given up within a second: opened', async () => {
  const dir = temporaryFolder();
  const before = openDatabase(dir);
  setTimeout(() => before.close(), 800);
  const db = await whenFree(() => openDatabase(dir));
  expect(db.prepare('SELECT count(*) FROM sources').pluck().get()).toBe(0);
  db.close();
});

test('kept: in use, after the time that was given', async () => {
  const dir = temporaryFolder();
  const before = openDatabase(dir);
  await expect(whenFree(() => openDatabase(dir), 700)).rejects.toMatchObject({ code: 'library-in-use' });
  before.close();
});

test('damaged: said at once', async () => {
  const dir = temporaryFolder();
  writeFileSync(path.join(dir, 'library.db'), 'rubbish'.repeat(1_000));
  const startedMs = performance.now();
  await expect(whenFree(() => openDatabase(dir), 60_000)).rejects.toMatchObject({ code: 'library-damaged' });
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});
