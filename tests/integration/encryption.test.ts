// An encrypted library over the real host, engines and command line: made, locked, unlocked, made of a plain one and
// turned back; what is asked of a locked one; where the key is and where it is not.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LIBRARY_ROUTES } from '../../main/engines/library/protocol.ts';
import type { Host } from '../../main/host/createHost.ts';
import { lookAtDatabase } from '../../main/library/databaseFile.ts';
import { openDatabase, writeMeta } from '../../main/library/openDatabase.ts';
import { root, setup, startHost } from '../support/host.ts';
import { CHEAP, MemoryKeychain } from '../support/keyring.ts';
import { waitUntilGone } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const PASSPHRASE = 'correct horse battery staple';
const WORDS = 'The boiler of the summer house is serviced by Marguerite Oduya.';
const signal = new AbortController().signal;
const context = { signal };
const locked = expect.objectContaining({ code: 'library-locked' });

class Case {
  readonly dir = temporaryFolder();
  readonly userDir = path.join(this.dir, 'user');
  readonly libraryDir = path.join(this.dir, 'library');
  readonly filesDir = path.join(this.dir, 'files');
  readonly keychain = new MemoryKeychain();

  constructor() {
    mkdirSync(this.filesDir);
    writeFileSync(path.join(this.filesDir, 'boiler.md'), `# Boiler\n\n${WORDS}\n`);
  }

  async start(options: { readonly openLast?: boolean; readonly keychain?: boolean } = {}): Promise<Host> {
    const host = await startHost(this.userDir, { keyCost: CHEAP, openLast: options.openLast ?? false, ...(options.keychain === true ? { keychain: this.keychain } : {}) });
    onTestFinished(() => host.close());
    return host;
  }

  async make(host: Host, ways = { passphrase: PASSPHRASE as string | null, keychain: false }): Promise<string> {
    const { token } = host.registerPath(this.libraryDir, 'folder');
    const { recoveryCode } = await host.handlers['keys.makeLibrary']({ token, ways }, context);
    return recoveryCode;
  }

  async fill(host: Host): Promise<void> {
    await host.addPaths([{ path: this.filesDir, kind: 'folder' }]);
    await host.engines.library.call('ingest.finished', {});
  }
}

const finds = async (host: Host): Promise<boolean> => (await host.handlers['search.passages']({ question: 'Who services the boiler?', scope: null, limit: 3 }, context)).passages.some(({ text }) => text.includes('Marguerite'));
const stateOf = async (host: Host): Promise<string> => (await host.handlers['library.state']({}, context)).status;

test('made, used, locked: the engines end, and every route of the library says that it is locked', async () => {
  const c = new Case();
  const host = await c.start();
  await c.make(host);
  await c.fill(host);
  expect(await finds(host)).toBe(true);
  expect(readdirSync(c.libraryDir).filter((name) => !name.startsWith('library.db'))).toEqual(['keys.json']);
  expect(lookAtDatabase(c.libraryDir)).toBe('sealed');
  const processes = [host.engines.library.processId()!, host.engines.parser.processId()!];
  // A question that is under way ends with the same word.
  const underWay = expect(host.engines.library.call('ingest.finished', {}).then(() => host.handlers['search.passages']({ question: 'boiler', scope: null, limit: 3 }, context))).rejects.toThrow(locked);
  expect(await host.lock('gently')).toMatchObject({ status: 'locked', encrypted: true });
  await underWay;
  for (const process of processes) await waitUntilGone(process);
  for (const name of LIBRARY_ROUTES) await expect(host.engines.library.call(name, {} as never), name).rejects.toThrow(locked);
  for (const name of ['source.add', 'source.addSample', 'library.languages', 'answer.verify'] as const) {
    const input = { tokens: [host.registerPath(c.filesDir, 'folder').token], answerId: 'x' };
    await expect(host.handlers[name](input as never, context), name).rejects.toThrow(locked);
  }
  await expect(host.handlers['answer.ask']({ question: 'boiler', scope: null, conversationId: null } as never, { signal, emit: () => undefined })).rejects.toThrow(locked);
  await expect(host.pathOfDocument('x' as never, 'application')).rejects.toThrow(locked);
  expect(host.engines.library.processId()).toBeNull();
  expect(readdirSync(c.libraryDir).toSorted()).toEqual(['keys.json', 'library.db']);
  // And back.
  await expect(host.handlers['keys.unlock']({ secret: 'wrong' }, context)).rejects.toThrow(expect.objectContaining({ code: 'passphrase-wrong' }));
  expect(await host.handlers['keys.unlock']({ secret: PASSPHRASE }, context)).toMatchObject({ status: 'open' });
  expect(await finds(host)).toBe(true);
});

test('locking at once kills the engine, loses nothing, and it unlocks; a crash in between needs no passphrase', async () => {
  const c = new Case();
  const host = await c.start();
  const recoveryCode = await c.make(host);
  await c.fill(host);
  process.kill(host.engines.library.processId()!, 'SIGKILL');
  await vi.waitUntil(() => finds(host).catch(() => false), { timeout: 30_000, interval: 100 });
  await host.lock('at-once');
  expect(await stateOf(host)).toBe('locked');
  await host.handlers['keys.unlock']({ secret: recoveryCode }, context);
  expect(await finds(host)).toBe(true);
  // Locked while it opens: it stays locked.
  await host.lock('gently');
  let locking: Promise<unknown> | null = null;
  host.onEvent((event) => void (event.type === 'library.changed' && event.state.status === 'opening' && (locking ??= host.lock('at-once'))));
  await host.handlers['keys.unlock']({ secret: recoveryCode }, context).catch(() => undefined);
  await locking!;
  expect(await stateOf(host)).toBe('locked');
  await host.handlers['keys.unlock']({ secret: PASSPHRASE }, context);
  expect(await finds(host)).toBe(true);
});

test('a library made of a plain one, and turned back: the content stays, what was in the open is gone', async () => {
  const c = new Case();
  const host = await c.start();
  await host.openLibrary(c.libraryDir, { remember: true });
  await c.fill(host);
  expect(existsSync(path.join(c.libraryDir, 'vectors'))).toBe(true);
  expect(bytesBelow(c.libraryDir)).toContain('Marguerite');
  expect(await host.lock('gently')).toMatchObject({ status: 'open' });
  // What a repair and a damaged table have left.
  for (const name of ['library.db.damaged-1', 'vectors.damaged-1']) {
    mkdirSync(path.join(c.libraryDir, name));
    writeFileSync(path.join(c.libraryDir, name, 'library.db'), WORDS);
  }
  const { recoveryCode } = await host.handlers['keys.encrypt']({ ways: { passphrase: PASSPHRASE, keychain: false } }, context);
  expect(await finds(host)).toBe(true);
  expect([readdirSync(c.libraryDir).filter((name) => !/^library\.db(-wal)?$/.test(name)), lookAtDatabase(c.libraryDir)]).toEqual([['keys.json'], 'sealed']);
  expect(bytesBelow(c.libraryDir)).not.toContain('Marguerite');
  expect(await host.handlers['keys.state']({}, context)).toEqual({ encrypted: true, passphrase: true, keychain: false, keychainBackend: null, waitSeconds: 0 });
  await host.close();
  // The next start finds it locked.
  const again = await c.start({ openLast: true });
  await expect.poll(() => stateOf(again)).toBe('locked');
  await again.handlers['keys.unlock']({ secret: recoveryCode }, context);
  await expect(again.handlers['keys.decrypt']({ proof: 'wrong' }, context)).rejects.toThrow(expect.objectContaining({ code: 'passphrase-wrong' }));
  await expect(again.handlers['keys.decrypt']({ proof: null }, context)).rejects.toThrow(expect.objectContaining({ code: 'passphrase-wrong' }));
  await again.handlers['keys.decrypt']({ proof: PASSPHRASE }, context);
  expect([existsSync(path.join(c.libraryDir, 'keys.json')), lookAtDatabase(c.libraryDir), await finds(again)]).toEqual([false, 'plain', true]);
});

test('encrypting that is cancelled leaves the library as it was, or done', async () => {
  const c = new Case();
  const made = openDatabase(c.libraryDir);
  made.transaction(() => {
    for (let at = 0; at < 20_000; at += 1) writeMeta(made, `row-${at}`, randomBytes(1_500).toString('hex'));
  })();
  made.close();
  const host = await c.start();
  await host.openLibrary(c.libraryDir, { remember: false });
  await c.fill(host);
  const shares: number[] = [];
  host.onEvent((event) => event.type === 'library.changed' && event.state.converting !== null && shares.push(event.state.converting.share));
  const encrypting = host.handlers['keys.encrypt']({ ways: { passphrase: PASSPHRASE, keychain: false } }, context).then(() => 'done', (error: { code: string }) => error.code);
  await vi.waitUntil(() => existsSync(path.join(c.libraryDir, 'library.db.converting')), { timeout: 30_000, interval: 1 });
  await host.handlers['keys.cancelConversion']({}, context);
  expect(await encrypting).toBe('cancelled');
  expect([lookAtDatabase(c.libraryDir), existsSync(path.join(c.libraryDir, 'keys.json')), existsSync(path.join(c.libraryDir, 'library.db.converting')), await finds(host)]).toEqual(['plain', false, false, true]);
  // And then it is done, with word of how far it is.
  await host.handlers['keys.encrypt']({ ways: { passphrase: PASSPHRASE, keychain: false } }, context);
  expect([lookAtDatabase(c.libraryDir), await finds(host)]).toEqual(['sealed', true]);
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
});

test('the keychain opens it at the start; what was locked by hand stays locked; another keychain opens nothing', async () => {
  const c = new Case();
  const host = await c.start({ keychain: true });
  await c.make(host, { passphrase: null, keychain: true });
  await c.fill(host);
  await host.close();
  const again = await c.start({ keychain: true, openLast: true });
  await vi.waitUntil(async () => (await stateOf(again)) === 'open', { timeout: 30_000 });
  await again.lock('gently');
  expect(await stateOf(again)).toBe('locked');
  await again.handlers['keys.unlock']({ secret: null }, context);
  await again.handlers['keys.setPassphrase']({ proof: null, passphrase: PASSPHRASE }, context);
  await again.handlers['keys.setKeychain']({ proof: PASSPHRASE, on: false }, context);
  await again.handlers['keys.setKeychain']({ proof: PASSPHRASE, on: true }, context);
  await again.close();
  c.keychain.change();
  const elsewhere = await c.start({ keychain: true, openLast: true });
  await expect.poll(() => stateOf(elsewhere)).toBe('locked');
  await expect(elsewhere.handlers['keys.unlock']({ secret: null }, context)).rejects.toThrow(expect.objectContaining({ code: 'keychain-unavailable' }));
  await elsewhere.handlers['keys.unlock']({ secret: PASSPHRASE }, context);
  expect(await finds(elsewhere)).toBe(true);
});

test('the key is on no command line, in no environment, in no file and in no log', async () => {
  const c = new Case();
  const host = await c.start();
  await c.make(host);
  await c.fill(host);
  const seen = [bytesBelow(c.dir)];
  for (const id of [process.pid, host.engines.library.processId()!, host.engines.parser.processId()!]) {
    if (process.platform === 'linux') for (const name of ['cmdline', 'environ']) seen.push(readFileSync(`/proc/${id}/${name}`, 'latin1'));
  }
  const key = await keyOf(c);
  for (const form of [key.toString('hex'), key.toString('hex').toUpperCase(), key.toString('base64'), key.toString('latin1'), PASSPHRASE]) {
    for (const text of seen) expect(text.includes(form)).toBe(false);
  }
});

test('no library is made where one is, and a lost or broken key file is told as that', async () => {
  const c = new Case();
  const host = await c.start();
  await c.make(host);
  await expect(c.make(host)).rejects.toThrow(expect.objectContaining({ code: 'library-exists' }));
  const keys = path.join(c.libraryDir, 'keys.json');
  const good = readFileSync(keys);
  await host.close();
  const again = await c.start();
  writeFileSync(keys, good.subarray(0, 100));
  await expect(again.openLibrary(c.libraryDir, { remember: false })).rejects.toThrow(expect.objectContaining({ code: 'keys-damaged' }));
  writeFileSync(keys, good);
  expect(await again.openLibrary(c.libraryDir, { remember: false })).toMatchObject({ status: 'locked' });
});

test('keys are never written over or removed while their library may be there; without a database they make no new one', async () => {
  const c = new Case();
  const first = await c.start();
  await c.make(first);
  await first.close();
  const file = path.join(c.libraryDir, 'library.db');
  const keys = readFileSync(path.join(c.libraryDir, 'keys.json'));
  const host = await c.start();
  const refused = async (): Promise<void> => {
    await expect(c.make(host)).rejects.toThrow(expect.objectContaining({ code: 'library-exists' }));
    expect(readFileSync(path.join(c.libraryDir, 'keys.json')).equals(keys)).toBe(true);
  };
  // Its first page is lost.
  const whole = readFileSync(file);
  writeFileSync(file, Buffer.from(whole).fill(0, 0, 4_096));
  await refused();
  // It can't be read, not even by root.
  rmSync(file);
  mkdirSync(file);
  await refused();
  rmdirSync(file);
  await refused();
  await expect(host.openLibrary(c.libraryDir, { remember: false })).rejects.toThrow(expect.objectContaining({ code: 'path-not-found' }));
  expect(readdirSync(c.libraryDir)).toEqual(['keys.json']);
  // Killed before it was opened for the first time: an empty database, and keys that open it.
  writeFileSync(file, '');
  await refused();
  expect(await host.openLibrary(c.libraryDir, { remember: false })).toMatchObject({ status: 'locked' });
  expect(await host.handlers['keys.unlock']({ secret: PASSPHRASE }, context)).toMatchObject({ status: 'open' });
  await host.close();
  writeFileSync(file, whole);
  const again = await c.start();
  expect(await again.openLibrary(c.libraryDir, { remember: false })).toMatchObject({ status: 'locked' });
  expect(await again.handlers['keys.unlock']({ secret: PASSPHRASE }, context)).toMatchObject({ status: 'open' });
});

test.each(['gently', 'at-once'] as const)('one whose drive was pulled, locked %s meanwhile: it still says so, nothing of it runs, and it comes back locked', async (how) => {
  const c = new Case();
  const host = await c.start();
  await c.make(host);
  await c.fill(host);
  const away = `${c.libraryDir} away`;
  renameSync(c.libraryDir, away);
  await vi.waitUntil(async () => (await stateOf(host)) === 'failed', { timeout: 30_000 });
  expect(await host.lock(how)).toMatchObject({ status: 'failed', errorCode: 'path-not-found', encrypted: true });
  for (const engine of [host.engines.library, host.engines.parser, host.engines.llm]) expect(engine.processId()).toBeNull();
  await expect(host.handlers['library.open']({ token: null }, context)).rejects.toThrow(expect.objectContaining({ code: 'path-not-found' }));
  expect(await stateOf(host)).toBe('failed');
  renameSync(away, c.libraryDir);
  await vi.waitUntil(async () => !['failed', 'opening'].includes(await stateOf(host)), { timeout: 30_000 });
  expect(await stateOf(host)).toBe('locked');
  expect(await host.handlers['keys.unlock']({ secret: PASSPHRASE }, context)).toMatchObject({ status: 'open' });
  expect(await finds(host)).toBe(true);
});

test('the command line: by a descriptor, by a terminal without an echo, wrong, and with neither', async () => {
  const c = new Case();
  const host = await c.start();
  const recoveryCode = await c.make(host);
  await c.fill(host);
  await host.close();
  const run = (args: readonly string[], input: string | undefined): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(setup.nodeBinary, [path.join(root, 'build', 'cli', 'index.js'), ...args, '--library', c.libraryDir], { encoding: 'utf8', timeout: 120_000, input, env: { ...process.env, FREEHOLD_USER_DATA: c.userDir, LC_ALL: 'en_US.UTF-8' } });
  const search = ['search', 'boiler', '--json'];
  const found = run([...search, '--passphrase-fd', '0'], `${PASSPHRASE}\n`);
  expect([found.status, found.stdout.includes('Marguerite')]).toEqual([0, true]);
  expect(run([...search, '--passphrase-fd', '0'], recoveryCode).status).toBe(0);
  const wrong = run([...search, '--passphrase-fd', '0'], 'wrong\n');
  expect([wrong.status, wrong.stdout]).toEqual([1, '']);
  expect(wrong.stderr).toContain('That does not open this library');
  const neither = run(search, undefined);
  expect([neither.status, neither.stderr.includes('This library is encrypted')]).toEqual([1, true]);
  expect(run([...search, '--passphrase-fd', '77'], undefined).status).toBe(1);
  expect(run([...search, '--passphrase-fd', 'x'], undefined).status).toBe(2);
  if (process.platform !== 'linux') return;
  // `script` gives it a terminal, and keeps all that was shown on it.
  const transcript = path.join(c.dir, 'transcript');
  const command = [setup.nodeBinary, path.join(root, 'build', 'cli', 'index.js'), ...search, '--library', c.libraryDir].map((part) => `'${part}'`).join(' ');
  const terminal = spawn('script', ['-q', '-e', '-c', command, transcript], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, FREEHOLD_USER_DATA: c.userDir, LC_ALL: 'en_US.UTF-8' } });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  await vi.waitUntil(() => shown.includes('Passphrase or recovery code'), { timeout: 60_000 });
  terminal.stdin.write(`${PASSPHRASE}x\u007f\r`);
  const [status] = (await once(terminal, 'close')) as [number];
  expect([status, shown.includes('Marguerite'), shown.includes('staple')]).toEqual([0, true, false]);
});

async function keyOf({ libraryDir }: Case): Promise<Buffer> {
  const { openKeyring } = await import('../../main/sovereignty/keys/keyring.ts');
  const { attemptsInMemory } = await import('../support/keyring.ts');
  const keyring = openKeyring(libraryDir, { keychain: new MemoryKeychain(), attempts: attemptsInMemory() });
  await keyring.unlock(PASSPHRASE);
  return Buffer.from(keyring.key()!);
}

function bytesBelow(dir: string): string {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('files'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

test('a damaged one is made anew under its own key, and never in the open', async () => {
  const c = new Case();
  const host = await c.start();
  await c.make(host);
  await c.fill(host);
  await host.lock('gently');
  const file = path.join(c.libraryDir, 'library.db');
  writeFileSync(file, readFileSync(file).fill(0, 0, 4_096));
  await expect(host.handlers['keys.unlock']({ secret: PASSPHRASE }, context)).rejects.toThrow(expect.objectContaining({ code: 'library-damaged' }));
  expect(await host.handlers['library.state']({}, context)).toMatchObject({ status: 'failed', errorCode: 'library-damaged', encrypted: true });
  // Locked in that state, the key is gone for everything.
  await host.lock('at-once');
  expect(await stateOf(host)).toBe('failed');
  await expect(host.handlers['library.rebuild']({}, context)).rejects.toThrow(locked);
  expect(await host.handlers['library.open']({ token: null }, context)).toMatchObject({ status: 'locked' });
  await expect(host.handlers['keys.unlock']({ secret: PASSPHRASE }, context)).rejects.toThrow(expect.objectContaining({ code: 'library-damaged' }));
  await host.handlers['library.rebuild']({}, context);
  expect([await stateOf(host), lookAtDatabase(c.libraryDir)]).toEqual(['open', 'sealed']);
  await c.fill(host);
  expect(await finds(host)).toBe(true);
  expect(bytesBelow(c.libraryDir)).not.toContain('Marguerite');
  await host.lock('gently');
  expect(await host.handlers['keys.unlock']({ secret: PASSPHRASE }, context)).toMatchObject({ status: 'open' });
});
