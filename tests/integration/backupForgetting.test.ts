// What becomes of backups when something is forgotten, over the real host and engines: a certificate names those that still
// hold it, also one that is just being made, and one that was cut off on a stick that is away.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Certificate } from '../../contract/erasure.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { context, machine, OF_BACKUP } from '../support/machine.ts';

test('a certificate names the backups that still hold what was forgotten, until they are deleted', async () => {
  const mine = await (await machine()).plain();
  const { backup, file } = await mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP);
  const forget = async (name: string): Promise<readonly string[]> => {
    const { checks, backups } = await mine.forget(name);
    expect(checks.reduce((sum, { found }) => sum + found, 0)).toBe(0);
    return backups.map((one) => one.name);
  };
  expect(await forget('3.md')).toEqual([backup.name]);
  expect(await mine.host.handlers['backup.delete']({ id: backup.id }, context)).toEqual({ deleted: true });
  expect(existsSync(file)).toBe(false);
  expect(await forget('4.md')).toEqual([]);
});

test('what is forgotten while a backup is made is certified when that is over', async () => {
  const mine = await (await machine()).plain();
  let forgotten: Promise<Certificate> | null = null;
  const { backup } = await mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP, context.signal, () => void (forgotten ??= mine.forget('5.md')));
  const { checks, backups } = await forgotten!;
  expect(checks.map(({ found }) => found)).toEqual([0, 0, 0, 0, 0]);
  expect(backups.map(({ name }) => name)).toEqual([backup.name]);
});

test('a backup that is begun while something is just being forgotten is named, too', async () => {
  const mine = await (await machine()).plain();
  const documentId = await mine.documentId('6.md');
  const forgetting = mine.host.handlers['document.forget']({ documentIds: [documentId], quotes: 'erased' }, context);
  const { backup } = await mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP);
  const { certificate } = await forgetting;
  const named = certificate!.backups.map(({ name }) => name);
  // Either it is named, or it was begun when the certificate had been made, and holds nothing of it.
  if (certificate!.finishedMs > backup.madeMs) expect(named).toEqual([backup.name]);
  else expect(named).toEqual([]);
});

test('one that was cut off on a stick that is away is remembered, named in certificates, and cleared when the stick is back', async () => {
  const mine = await (await machine()).plain();
  await mine.host.close();
  const stick = path.join(mine.dir, 'stick');
  const lost = path.join(stick, 'cut off.freehold-backup');
  const db = openDatabase(mine.libraryDir);
  db.prepare('INSERT INTO backups (id, made_at_ms, path, documents, conversations) VALUES (?, 1, ?, 3, 0)').run('01890a5d-ac96-774b-bcce-b302099a8057', lost);
  db.close();
  const again = await machine();
  const forget = async (name: string): Promise<readonly string[]> => (await again.forget(name)).backups.map((one) => one.name);
  await again.host.openLibrary(mine.libraryDir, { remember: false });
  expect([await again.list(), await forget('7.md')]).toEqual([[], ['cut off.freehold-backup']]);
  mkdirSync(stick);
  writeFileSync(`${lost}.part`, 'half');
  await again.host.openLibrary(mine.libraryDir, { remember: false });
  expect([readdirSync(stick), await forget('8.md')]).toEqual([[], []]);
});
