// Backups over the real host and engines: made while the library is used, restored on another machine, refused where
// something is wrong. Each step is cut short in library/backupSteps.test.ts.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lookAtDatabase } from '../../main/library/databaseFile.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { root, setup } from '../support/host.ts';
import { context, failsWith, FILES, machine, OF_BACKUP, OF_LIBRARY } from '../support/machine.ts';
import { canMount, NEEDS_MOUNT, readOnly, smallDisk } from '../support/smallDisk.ts';

const names = (folder: string): string[] => readdirSync(folder).toSorted();

test('a plain library: made while it is used, restored on another machine by passphrase or recovery code, with its answers and its ledger', async () => {
  const mine = await (await machine()).plain();
  const stick = path.join(mine.dir, 'stick');
  let asked: Promise<boolean> | null = null;
  const steps: string[] = [];
  const { backup, recoveryCode, file } = await mine.backUp(stick, OF_BACKUP, context.signal, (step) => {
    steps.push(step);
    asked ??= mine.finds(3);
  });
  expect(await asked!).toBe(true);
  expect([...new Set(steps)]).toEqual(['writing', 'checking', 'proving']);
  expect(backup).toMatchObject({ documents: FILES, conversations: 1, there: true, sameDisk: true, folder: stick, bytes: readFileSync(file).length });
  expect(names(stick)).toEqual([backup.name]);
  expect(readFileSync(file).includes('Oduya')).toBe(false);
  expect(names(mine.libraryDir).filter((name) => name.startsWith('backup'))).toEqual([]);
  expect(await mine.host.handlers['backup.check']({ id: backup.id }, context)).toEqual({ same: true });

  // What comes later is not in it.
  mine.note(99);
  await mine.host.handlers['source.rescan']({ sourceId: null }, context);
  await mine.settled();
  expect(await mine.finds(99)).toBe(true);
  await mine.host.close();
  rmSync(mine.filesDir, { recursive: true });

  for (const secret of [OF_BACKUP, recoveryCode!]) {
    const other = await machine();
    await expect(other.restore(file, 'something else entirely')).rejects.toThrow(failsWith('passphrase-wrong'));
    expect(existsSync((await other.host.handlers['library.state']({}, context)).defaultLocation)).toBe(false);
    expect(await other.restore(file, secret)).toEqual({ documents: FILES, conversations: 1, type: 'restored', state: expect.objectContaining({ status: 'open', encrypted: false }) });
    const { location } = await other.host.handlers['library.state']({}, context);
    expect(names(location!).filter((name) => !/^(library\.db(-wal)?|vectors)$/.test(name))).toEqual([]);
    expect([lookAtDatabase(location!), await other.finds(3), await other.finds(99)]).toEqual(['plain', true, false]);
    const [conversation] = await other.host.handlers['conversation.list']({}, context);
    const { answers } = await other.host.handlers['conversation.get']({ conversationId: conversation!.id }, context);
    expect(answers[0]!.question).toContain('Oduya 3');
    // It knows the backup that it was made of, which is the one that may hold what is forgotten here.
    expect(await other.list()).toMatchObject([{ id: backup.id, there: true, bytes: backup.bytes }]);
    expect(await other.host.handlers['backup.check']({ id: backup.id }, context)).toEqual({ same: true });
    const verdicts = await other.host.ledger.verify(context.signal, new Map());
    expect(verdicts.map(({ chain, faults, keyed, keyedFrom }) => ({ chain, faults, keyed, keyedFrom }))).toContainEqual({ chain: 'library', faults: [], keyed: true, keyedFrom: 1 });
    const { rows } = await other.host.handlers['ledger.page']({ chain: 'library', group: null, fromMs: null, untilMs: null, offset: 0, limit: 50 }, context);
    expect(rows.filter(({ kind }) => kind === 'library.restored' || kind === 'library.exported').map(({ kind, facts }) => [kind, facts])).toEqual([['library.restored', { from: backup.id }], ['library.exported', { as: 'backup' }]]);
    await other.host.close();
  }
});

test('an encrypted library: its own ways open the backup, and it is encrypted again on the other machine', async () => {
  const mine = await machine();
  const recoveryCode = await mine.encrypted();
  await expect(mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP)).rejects.toThrow(failsWith('bad-request'));
  const { file, recoveryCode: ofBackup } = await mine.backUp(path.join(mine.dir, 'stick'), null);
  expect(ofBackup).toBeNull();
  // A passphrase that is changed later is not the backup's.
  await mine.host.handlers['keys.setPassphrase']({ proof: OF_LIBRARY, passphrase: 'another one by then' }, context);
  const other = await machine();
  await expect(other.restore(file, 'another one by then')).rejects.toThrow(failsWith('passphrase-wrong'));
  await other.restore(file, OF_LIBRARY);
  const { location, status } = await other.host.handlers['library.state']({}, context);
  expect([status, lookAtDatabase(location!), await other.finds(5)]).toEqual(['open', 'sealed', true]);
  expect(names(location!)).toEqual(['keys.json', 'library.db', 'library.db-wal']);
  await other.host.lock('gently');
  expect(await other.host.handlers['keys.unlock']({ secret: recoveryCode }, context)).toMatchObject({ status: 'open' });
  // Locked, it can't be backed up.
  await other.host.lock('gently');
  await expect(other.backUp(path.join(other.dir, 'stick'), null)).rejects.toThrow(failsWith('library-not-open'));
});

test('a library that only a keychain opens: on another machine its backup opens with the recovery code', async () => {
  const mine = await machine(true);
  const recoveryCode = await mine.encrypted(true);
  const { file } = await mine.backUp(path.join(mine.dir, 'stick'), null);
  const other = await machine();
  expect(await other.host.handlers['backup.inspect']({ token: other.host.registerPath(file, 'file').token }, context)).toMatchObject({ hasPassphrase: false });
  await other.restore(file, recoveryCode);
  expect(JSON.parse(readFileSync(path.join((await other.host.handlers['library.state']({}, context)).location!, 'keys.json'), 'utf8'))).toMatchObject({ keychain: null, passphrase: null });
  expect(await other.finds(7)).toBe(true);
});

test('refused, with nothing left behind: a folder in the library, one that is not empty, damaged and other files', async () => {
  const mine = await (await machine()).plain();
  await expect(mine.backUp(path.join(mine.libraryDir, 'inside'), OF_BACKUP)).rejects.toThrow(failsWith('backup-place'));
  rmSync(path.join(mine.libraryDir, 'inside'), { recursive: true });
  await expect(mine.host.handlers['backup.make']({ token: null, passphrase: OF_BACKUP }, { ...context, emit: () => undefined })).rejects.toThrow(failsWith('bad-request'));
  const { file, backup } = await mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP);
  const whole = readFileSync(file);

  const full = path.join(mine.dir, 'full');
  mkdirSync(full);
  writeFileSync(path.join(full, 'mine.txt'), 'mine');
  await expect(mine.restore(file, OF_BACKUP, full)).rejects.toThrow(failsWith('folder-not-empty'));
  expect(names(full)).toEqual(['mine.txt']);

  const empty = path.join(mine.dir, 'empty');
  for (const place of [whole.length - 100, Math.floor(whole.length / 2)]) {
    const altered = Buffer.from(whole);
    altered[place]! ^= 1;
    writeFileSync(file, altered);
    await expect(mine.restore(file, OF_BACKUP, empty)).rejects.toThrow(failsWith('backup-damaged'));
    expect(names(empty)).toEqual([]);
    expect(await mine.host.handlers['backup.check']({ id: backup.id }, context)).toEqual({ same: false });
  }
  writeFileSync(file, whole.subarray(0, whole.length / 2));
  await expect(mine.restore(file, OF_BACKUP, empty)).rejects.toThrow(failsWith('backup-damaged'));
  await expect(mine.restore(path.join(mine.filesDir, '1.md'), OF_BACKUP, empty)).rejects.toThrow(failsWith('backup-unknown'));
  // The library that is open has not noticed.
  expect(await mine.finds(2)).toBe(true);
  rmSync(file);
  await expect(mine.host.handlers['backup.check']({ id: backup.id }, context)).rejects.toThrow(failsWith('path-not-found'));
  expect(await mine.list()).toMatchObject([{ id: backup.id, there: false }]);
  expect(await mine.host.handlers['backup.delete']({ id: backup.id }, context)).toEqual({ deleted: false });
  expect(await mine.list()).toEqual([]);
});

test('cancelled, or broken off by quitting, it leaves nothing, and the next one works', async () => {
  const mine = await machine();
  // Large enough that it is far from over when the word comes.
  const filling = openDatabase(mine.libraryDir);
  filling.exec("INSERT INTO meta (key, value) VALUES ('filling', hex(zeroblob(30000000)))");
  filling.close();
  await mine.plain();
  const stick = path.join(mine.dir, 'stick');
  const making = new AbortController();
  await expect(mine.backUp(stick, OF_BACKUP, making.signal, () => making.abort())).rejects.toThrow(failsWith('cancelled'));
  expect([names(stick), existsSync(path.join(mine.libraryDir, 'backup-try'))]).toEqual([[], false]);
  expect(await mine.list()).toEqual([]);
  const { file } = await mine.backUp(stick, OF_BACKUP);
  expect(await mine.list()).toHaveLength(1);
  // The second one goes where the first one lies.
  await mine.host.handlers['backup.make']({ token: null, passphrase: OF_BACKUP }, { ...context, emit: () => undefined });
  expect([names(stick).length, (await mine.list()).length]).toEqual([2, 2]);
  // So does restoring.
  const empty = path.join(mine.dir, 'empty');
  const restoring = new AbortController();
  await expect(mine.restore(file, OF_BACKUP, empty, restoring.signal, () => restoring.abort())).rejects.toThrow(failsWith('cancelled'));
  expect(names(empty)).toEqual([]);
  const other = await machine();
  let closing: Promise<void> | null = null;
  await expect(other.restore(file, OF_BACKUP, empty, context.signal, () => void (closing ??= other.host.close()))).rejects.toThrow();
  await closing!;
  expect(names(empty)).toEqual([]);
  await mine.restore(file, OF_BACKUP, empty);
  expect(await mine.finds(4)).toBe(true);
});

test.skipIf(!canMount)(`a full disk and one that can't be written: a plain word, nothing left, and it goes on (${NEEDS_MOUNT})`, async () => {
  const mine = await (await machine()).plain();
  const stick = path.join(mine.dir, 'stick');
  const disk = smallDisk(stick, 200);
  await expect(mine.backUp(stick, OF_BACKUP)).rejects.toThrow(failsWith('disk-full'));
  expect([names(stick), await mine.list()]).toEqual([[], []]);
  disk.grow(40_000);
  const { file } = await mine.backUp(stick, OF_BACKUP);
  const fixed = path.join(mine.dir, 'fixed');
  mkdirSync(fixed);
  readOnly(fixed)(true);
  await expect(mine.backUp(fixed, OF_BACKUP)).rejects.toThrow(failsWith('no-permission'));
  await expect(mine.restore(file, OF_BACKUP, path.join(fixed, 'new'))).rejects.toThrow(failsWith('no-permission'));
  const small = path.join(mine.dir, 'small');
  smallDisk(small, 200);
  await expect(mine.restore(file, OF_BACKUP, path.join(small, 'new'))).rejects.toThrow(failsWith('disk-full'));
  expect(await mine.finds(1)).toBe(true);
});

test('two at once are refused', async () => {
  const mine = await (await machine()).plain();
  const stick = path.join(mine.dir, 'stick');
  let second: Promise<unknown> | null = null;
  await mine.backUp(stick, OF_BACKUP, context.signal, () => void (second ??= mine.backUp(stick, OF_BACKUP).catch((error: unknown) => error)));
  expect(await second!).toMatchObject({ code: 'backup-busy' });
  expect(names(stick)).toHaveLength(1);
});

test('the command line makes a backup and restores it, with the passphrase from a descriptor', async () => {
  const mine = await (await machine()).plain();
  await mine.host.close();
  const stick = path.join(mine.dir, 'stick');
  mkdirSync(stick);
  const run = (user: string, passphrase: string, ...args: string[]): { code: number | null; out: string; err: string } => {
    const secret = path.join(mine.dir, 'secret');
    writeFileSync(secret, `${passphrase}\n`);
    const descriptor = openSync(secret, 'r');
    const { status, stdout, stderr } = spawnSync(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), ...args, '--passphrase-fd', '3', '--json'], { encoding: 'utf8', env: { ...process.env, FREEHOLD_USER_DATA: path.join(mine.dir, user), LANG: 'en' }, stdio: ['ignore', 'pipe', 'pipe', descriptor] });
    closeSync(descriptor);
    return { code: status, out: stdout, err: stderr };
  };
  expect(run('user', 'short', 'backup', stick, '--library', mine.libraryDir)).toMatchObject({ code: 1, err: expect.stringContaining('too short') as string });
  const made = run('user', OF_BACKUP, 'backup', stick, '--library', mine.libraryDir);
  expect(made.code, made.err).toBe(0);
  const { file, documents, recoveryCode } = JSON.parse(made.out) as { file: string; documents: number; recoveryCode: string };
  expect([documents, names(stick)]).toEqual([FILES, [path.basename(file)]]);
  const target = path.join(mine.dir, 'restored');
  expect(run('other', 'nothing of the kind', 'restore', file, '--library', target)).toMatchObject({ code: 1, err: expect.stringContaining('does not open') as string });
  expect(existsSync(target)).toBe(false);
  const restored = run('other', recoveryCode, 'restore', file, '--library', target);
  expect(restored.code, restored.err).toBe(0);
  expect(JSON.parse(restored.out)).toEqual({ folder: target, documents: FILES, conversations: 1 });
  const status = run('other', '', 'status', '--library', target);
  expect(JSON.parse(status.out)).toMatchObject({ coverage: { indexed: FILES } });
});
