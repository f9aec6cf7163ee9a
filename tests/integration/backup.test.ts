// Backups over the real host and engines: made while the library is used, restored on another machine, refused where
// something is wrong; what becomes of them when something is forgotten, and the copy that is made before a migration.
import Database from 'better-sqlite3-multiple-ciphers';
import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { BackupRow } from '../../contract/backup.ts';
import type { Host } from '../../main/host/createHost.ts';
import { lookAtDatabase, TRY_FOLDER } from '../../main/library/databaseFile.ts';
import { openDatabase, SCHEMA_VERSION } from '../../main/library/openDatabase.ts';
import { initial } from '../../main/library/migrations/0001-initial.ts';
import { root, setup, startHost } from '../support/host.ts';
import { CHEAP, MemoryKeychain } from '../support/keyring.ts';
import { canMount, NEEDS_MOUNT, readOnly, smallDisk } from '../support/smallDisk.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const OF_LIBRARY = 'correct horse battery staple';
const OF_BACKUP = 'seven blue kettles sing';
const FILES = 12;
const context = { signal: new AbortController().signal };
const failsWith = (code: string): unknown => expect.objectContaining({ code });

class Machine {
  readonly dir = temporaryFolder();
  readonly libraryDir = path.join(this.dir, 'Papers');
  readonly filesDir = path.join(this.dir, 'files');
  host!: Host;

  async start(keychain = false): Promise<this> {
    this.host = await startHost(path.join(this.dir, 'user'), { keyCost: CHEAP, ...(keychain ? { keychain: new MemoryKeychain() } : {}) });
    onTestFinished(() => this.host.close());
    return this;
  }

  /** Notes, and one question with its answer. */
  async fill(): Promise<void> {
    mkdirSync(this.filesDir, { recursive: true });
    for (let at = 0; at < FILES; at += 1) this.note(at);
    await this.host.handlers['settings.set']({ modelId: null }, context);
    await this.host.addPaths([{ path: this.filesDir, kind: 'folder' }]);
    await this.settled();
    await this.host.handlers['answer.ask']({ question: 'What is the locker number of Oduya 3?', conversationId: null, scope: null }, { ...context, emit: () => undefined });
  }

  note(at: number): void {
    writeFileSync(path.join(this.filesDir, `${at}.md`), `# Oduya ${at}\n\nThe locker number of Oduya ${at} is L-${at * 37 + 11}.\n`);
  }

  async settled(): Promise<void> {
    await this.host.engines.library.call('ingest.finished', {});
  }

  async plain(): Promise<this> {
    await this.host.openLibrary(this.libraryDir, { remember: false });
    await this.fill();
    return this;
  }

  async encrypted(keychain = false): Promise<string> {
    const { token } = this.host.registerPath(this.libraryDir, 'folder');
    const { recoveryCode } = await this.host.handlers['keys.makeLibrary']({ token, ways: keychain ? { passphrase: null, keychain } : { passphrase: OF_LIBRARY, keychain } }, context);
    await this.fill();
    return recoveryCode;
  }

  async backUp(folder: string, passphrase: string | null, signal = context.signal, onStep: (step: string, share: number) => void = () => undefined): Promise<{ backup: BackupRow; recoveryCode: string | null; file: string }> {
    let made: { backup: BackupRow; recoveryCode: string | null } | null = null;
    mkdirSync(folder, { recursive: true });
    await this.host.handlers['backup.make']({ token: this.host.registerPath(folder, 'folder').token, passphrase }, { signal, emit: (event) => (event.type === 'made' ? void (made = event) : onStep(event.step, event.doneBytes / event.totalBytes)) });
    const { backup, recoveryCode } = made!;
    return { backup, recoveryCode, file: path.join(folder, backup.name) };
  }

  async restore(file: string, secret: string, folder: string | null = null, signal = context.signal, onStep: (step: string) => void = () => undefined): Promise<{ documents: number; conversations: number }> {
    let restored: { documents: number; conversations: number } | null = null;
    const token = this.host.registerPath(file, 'file').token;
    await this.host.handlers['backup.restore']({ token, secret, folder: folder === null ? null : this.host.registerPath(folder, 'folder').token }, { signal, emit: (event) => (event.type === 'restored' ? void (restored = event) : onStep(event.step)) });
    return restored!;
  }

  async finds(at: number): Promise<boolean> {
    const { passages } = await this.host.handlers['search.passages']({ question: `locker number of Oduya ${at}`, scope: null, limit: 20 }, context);
    return passages.some(({ text }) => text.includes(`L-${at * 37 + 11}.`));
  }

  list(): Promise<BackupRow[]> {
    return this.host.handlers['backup.list']({}, context) as Promise<BackupRow[]>;
  }
}

const names = (folder: string): string[] => readdirSync(folder).toSorted();
const machine = (keychain = false): Promise<Machine> => new Machine().start(keychain);

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

test('cancelled in any step it leaves nothing, and the next one works', async () => {
  const mine = await machine();
  // Large enough that no step is over before it can be cancelled.
  const filling = openDatabase(mine.libraryDir);
  filling.exec("INSERT INTO meta (key, value) VALUES ('filling', hex(zeroblob(30000000)))");
  filling.close();
  await mine.plain();
  const stick = path.join(mine.dir, 'stick');
  for (const at of ['writing', 'checking', 'proving']) {
    const controller = new AbortController();
    await expect(mine.backUp(stick, OF_BACKUP, controller.signal, (step) => void (step === at && controller.abort()))).rejects.toThrow(failsWith('cancelled'));
    await vi.waitUntil(() => names(stick).length === 0 && !existsSync(path.join(mine.libraryDir, TRY_FOLDER)), { timeout: 10_000 });
    expect(await mine.list()).toEqual([]);
  }
  const { file } = await mine.backUp(stick, OF_BACKUP);
  expect(await mine.list()).toHaveLength(1);
  // The second one goes where the first one lies.
  await mine.host.handlers['backup.make']({ token: null, passphrase: OF_BACKUP }, { ...context, emit: () => undefined });
  expect([names(stick).length, (await mine.list()).length]).toEqual([2, 2]);
  // So does restoring.
  const empty = path.join(mine.dir, 'empty');
  for (const at of ['reading', 'proving']) {
    const controller = new AbortController();
    await expect(mine.restore(file, OF_BACKUP, empty, controller.signal, (step) => void (step === at && controller.abort()))).rejects.toThrow(failsWith('cancelled'));
    await vi.waitUntil(() => names(empty).length === 0, { timeout: 10_000 });
  }
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

test('a certificate names the backups that still hold what was forgotten, until they are deleted', async () => {
  const mine = await (await machine()).plain();
  const { backup, file } = await mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP);
  const forget = async (name: string): Promise<readonly string[]> => {
    const { rows } = await mine.host.handlers['document.list']({ sourceId: null, state: 'indexed', nameContains: name, offset: 0, limit: 5 }, context);
    const { certificate } = await mine.host.handlers['document.forget']({ documentIds: [rows[0]!.id], quotes: 'erased' }, context);
    expect(certificate!.checks.reduce((sum, { found }) => sum + found, 0)).toBe(0);
    return certificate!.backups.map((one) => one.name);
  };
  expect(await forget('3.md')).toEqual([backup.name]);
  expect(await mine.host.handlers['backup.delete']({ id: backup.id }, context)).toEqual({ deleted: true });
  expect(existsSync(file)).toBe(false);
  expect(await forget('4.md')).toEqual([]);
});

test('what is forgotten while a backup is made is certified when that is over', async () => {
  const mine = await (await machine()).plain();
  const { rows } = await mine.host.handlers['document.list']({ sourceId: null, state: 'indexed', nameContains: '5.md', offset: 0, limit: 5 }, context);
  let forgotten: Promise<{ certificate: { checks: readonly { found: number }[]; backups: readonly { name: string }[] } | null }> | null = null;
  const { backup } = await mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP, context.signal, () => {
    forgotten ??= mine.host.handlers['document.forget']({ documentIds: [rows[0]!.id], quotes: 'erased' }, context);
  });
  const { certificate } = await forgotten!;
  expect(certificate!.checks.map(({ found }) => found)).toEqual([0, 0, 0, 0, 0]);
  expect(certificate!.backups.map(({ name }) => name)).toEqual([backup.name]);
});

test('a backup that is begun while something is just being forgotten is named, too', async () => {
  const mine = await (await machine()).plain();
  const { rows } = await mine.host.handlers['document.list']({ sourceId: null, state: 'indexed', nameContains: '6.md', offset: 0, limit: 5 }, context);
  const forgetting = mine.host.handlers['document.forget']({ documentIds: [rows[0]!.id], quotes: 'erased' }, context);
  const { backup } = await mine.backUp(path.join(mine.dir, 'stick'), OF_BACKUP);
  const { certificate } = await forgetting;
  const named = certificate!.backups.map(({ name }) => name);
  // Either it is named, or it was begun when the certificate had been made, and holds nothing of it.
  if (certificate!.finishedMs > backup.madeMs) expect(named).toEqual([backup.name]);
  else expect(named).toEqual([]);
});

test('two at once are refused; one that is broken off by quitting leaves nothing', async () => {
  const mine = await (await machine()).plain();
  const stick = path.join(mine.dir, 'stick');
  let second: Promise<unknown> | null = null;
  const { file } = await mine.backUp(stick, OF_BACKUP, context.signal, () => void (second ??= mine.backUp(stick, OF_BACKUP).catch((error: unknown) => error)));
  expect(await second!).toMatchObject({ code: 'backup-busy' });
  expect(names(stick)).toHaveLength(1);
  const other = await machine();
  const empty = path.join(other.dir, 'empty');
  let closing: Promise<void> | null = null;
  await expect(other.restore(file, OF_BACKUP, empty, context.signal, () => void (closing ??= other.host.close()))).rejects.toThrow();
  await closing!;
  expect(names(empty)).toEqual([]);
});

test('one that was cut off on a stick that is away is remembered, named in certificates, and cleared when the stick is back', async () => {
  const mine = await (await machine()).plain();
  await mine.host.close();
  const stick = path.join(mine.dir, 'stick');
  const lost = path.join(stick, 'cut off.freehold-backup');
  const db = openDatabase(mine.libraryDir);
  db.prepare('INSERT INTO backups (id, made_at_ms, path, documents, conversations) VALUES (?, 1, ?, 3, 0)').run('01890a5d-ac96-774b-bcce-b302099a8057', lost);
  db.close();
  const again = await new Machine().start();
  const forget = async (name: string): Promise<readonly string[]> => {
    const { rows } = await again.host.handlers['document.list']({ sourceId: null, state: 'indexed', nameContains: name, offset: 0, limit: 5 }, context);
    return (await again.host.handlers['document.forget']({ documentIds: [rows[0]!.id], quotes: 'erased' }, context)).certificate!.backups.map((one) => one.name);
  };
  await again.host.openLibrary(mine.libraryDir, { remember: false });
  expect([await again.list(), await forget('7.md')]).toEqual([[], ['cut off.freehold-backup']]);
  mkdirSync(stick);
  writeFileSync(`${lost}.part`, 'half');
  await again.host.openLibrary(mine.libraryDir, { remember: false });
  expect([names(stick), await forget('8.md')]).toEqual([[], []]);
});

/** A library as the first version of the schema left it. */
function oldLibrary(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const old = new Database(path.join(dir, 'library.db'));
  old.exec(initial);
  old.exec("INSERT INTO meta VALUES ('device_id', 'd'), ('library_id', 'l'); PRAGMA user_version = 1");
  old.close();
}

test('before a migration there is a copy, until something is forgotten, or the library encrypted', async () => {
  const mine = await machine();
  oldLibrary(mine.libraryDir);
  await mine.host.openLibrary(mine.libraryDir, { remember: false });
  const copy = path.join(mine.libraryDir, 'library.db.version-1');
  const kept = new Database(copy, { readonly: true });
  expect([kept.pragma('user_version', { simple: true }), kept.prepare("SELECT value FROM meta WHERE key = 'library_id'").pluck().get()]).toEqual([1, 'l']);
  kept.close();
  await mine.fill();
  expect(existsSync(copy)).toBe(true);
  const { rows } = await mine.host.handlers['document.list']({ sourceId: null, state: 'indexed', nameContains: '5.md', offset: 0, limit: 5 }, context);
  await mine.host.handlers['document.forget']({ documentIds: [rows[0]!.id], quotes: 'erased' }, context);
  expect(existsSync(copy)).toBe(false);
  copyFileSync(path.join(mine.libraryDir, 'library.db'), copy);
  await mine.host.handlers['keys.encrypt']({ ways: { passphrase: OF_LIBRARY, keychain: false } }, context);
  expect(existsSync(copy)).toBe(false);
});

test.skipIf(!canMount)(`a migration begins only when the copy is whole: on a full disk the library stays as it was (${NEEDS_MOUNT})`, () => {
  const dir = temporaryFolder();
  const disk = smallDisk(path.join(dir, 'disk'), 1_000);
  const libraryDir = path.join(dir, 'disk', 'library');
  oldLibrary(libraryDir);
  const filling = new Database(path.join(libraryDir, 'library.db'));
  filling.exec("INSERT INTO meta VALUES ('filling', hex(randomblob(300000)))");
  filling.close();
  const before = readFileSync(path.join(libraryDir, 'library.db'));
  expect(() => openDatabase(libraryDir)).toThrowError(failsWith('disk-full') as Error);
  const versionNow = new Database(path.join(libraryDir, 'library.db'), { readonly: true });
  expect(versionNow.pragma('user_version', { simple: true })).toBe(1);
  versionNow.close();
  expect(names(libraryDir).filter((name) => name.includes('version-'))).toEqual([]);
  disk.grow(20_000);
  const db = openDatabase(libraryDir);
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  db.close();
  const copied = new Database(path.join(libraryDir, 'library.db.version-1'), { readonly: true });
  expect(copied.prepare('SELECT count(*) FROM meta').pluck().get()).toBe(3);
  copied.close();
  expect(before.length).toBeGreaterThan(300_000);
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
