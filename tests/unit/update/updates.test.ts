// An update from a file, on a stand-in for the AppImage: the real script signs with a fresh key, the real host's part checks
// and installs. Whatever is wrong with a file has its own error, and nothing is changed on the disk.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { open } from 'node:fs/promises';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import type { LedgerEvent } from '../../../contract/ledger.ts';
import { createUpdates, type Updates } from '../../../main/host/updates.ts';
import { NO_POLICY } from '../../../main/sovereignty/policy.ts';
import { checkFront, checkPayload } from '../../../main/update/checkUpdate.ts';
import { installationOf } from '../../../main/update/installation.ts';
import { updateOptions } from '../../../main/update/updateOptions.ts';
import { canMount, NEEDS_MOUNT, smallDisk } from '../../support/smallDisk.ts';
import { temporaryFolder, temporaryFolderOfFile } from '../../support/temporaryFolder.ts';
import { headerFor, makeSigner, signHeader, signUpdate, type Signer, type Wanted } from '../../support/updateFiles.ts';

const OLD = '#!/bin/sh\necho 0.1.0\n';
const keysDir = temporaryFolderOfFile();
const SIGNER = makeSigner(keysDir, 'Releases 2026');
let full = false;
function recording(ledger: LedgerEvent[], event: LedgerEvent): void {
  if (full) throw new AppError('disk-full');
  ledger.push(event);
}

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

/** Another process with the same settings and the same AppImage, that runs this version. */
const beside = ({ dir, appImage, signer, ledger }: Installed, version: string): Updates =>
  createUpdates({ options: { keys: [signer.key], installation: { kind: 'AppImage', platform: process.platform, arch: process.arch, appImage } }, policy: NO_POLICY, version, userDataDir: path.join(dir, 'user'), take: (token) => ({ path: token }), record: (event) => recording(ledger, event), log: () => undefined });

interface Installed {
  readonly dir: string;
  readonly appImage: string;
  readonly signer: Signer;
  readonly ledger: LedgerEvent[];
  readonly updates: Updates;
  update(wanted?: Wanted): string;
}

function installed({ kind = 'AppImage', policy = NO_POLICY, keys, appDir, version = '0.1.0' }: { kind?: 'AppImage' | 'deb'; policy?: typeof NO_POLICY; keys?: Signer[]; appDir?: string; version?: string } = {}): Installed {
  const dir = temporaryFolder();
  const apps = appDir ?? path.join(dir, 'apps');
  mkdirSync(apps, { recursive: true });
  const appImage = path.join(apps, 'Freehold.AppImage');
  writeFileSync(appImage, OLD);
  chmodSync(appImage, 0o755);
  const signer = SIGNER;
  const ledger: LedgerEvent[] = [];
  const installation = { kind, platform: process.platform, arch: process.arch, appImage: kind === 'AppImage' ? appImage : null } as const;
  const updates = createUpdates({ options: { keys: (keys ?? [signer]).map(({ key }) => key), installation }, policy, version, userDataDir: path.join(dir, 'user'), take: (token) => ({ path: token }), record: (event) => recording(ledger, event), log: () => undefined });
  return { dir, appImage, signer, ledger, updates, update: (wanted) => signUpdate(mkdtempSync(path.join(dir, 'update-')), signer, wanted) };
}

/** Every file of the installation with its bytes and mode. */
function onDisk({ appImage, dir }: Installed): Record<string, string> {
  const folders = [path.dirname(appImage), path.join(dir, 'user')].filter(existsSync);
  return Object.fromEntries(folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(dir, file), `${(statSync(file).mode & 0o777).toString(8)} ${readFileSync(file, 'latin1')}`];
  }));
}

test('a signed update takes the place of the AppImage; the one before stays beside it and still runs', async () => {
  const app = installed();
  const notes = 'Faster.\nAnd quieter.';
  const progress: number[] = [];
  const found = await app.updates.check(app.update({ notes }), quiet);
  expect(found).toMatchObject({ version: '0.2.0', kind: 'AppImage', notes: { en: notes, de: '' }, signedBy: 'Releases 2026' });
  expect(Object.keys(onDisk(app))).toEqual(['apps/Freehold.AppImage']);
  const done = await app.updates.install(found.id, { ...quiet, onProgress: (doneBytes, totalBytes) => progress.push(doneBytes / totalBytes) });
  expect(done).toEqual({ version: '0.2.0', how: 'replaced', kind: 'AppImage', fileName: 'Freehold.AppImage' });
  expect(progress.at(-1)).toBe(1);
  expect([execFileSync(app.appImage, { encoding: 'utf8' }), execFileSync(`${app.appImage}.previous`, { encoding: 'utf8' })]).toEqual(['0.2.0\n', '0.1.0\n']);
  expect(Object.keys(onDisk(app)).sort()).toEqual(['apps/Freehold.AppImage', 'apps/Freehold.AppImage.previous', 'user/installed-version.json']);
  expect(app.updates.state()).toMatchObject({ waiting: '0.2.0', takes: 'yes' });
  const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
  expect(app.ledger).toEqual([
    { kind: 'update.checked', facts: { version: '0.2.0', sha256, outcome: 'accepted', why: null } },
    { kind: 'update.applied', facts: { version: '0.2.0', sha256, outcome: 'replaced' } },
  ]);
  // What waits for a restart counts: it can't be put back to a version between.
  await expect(app.updates.check(app.update({ version: '0.1.5' }), quiet)).rejects.toMatchObject({ code: 'update-not-newer' });
  await expect(app.updates.install(found.id, quiet)).rejects.toMatchObject({ code: 'token-expired' });
});

test('a link to the AppImage stays a link', async () => {
  const app = installed();
  const link = path.join(app.dir, 'link.AppImage');
  symlinkSync(app.appImage, link);
  const facts = { packaged: true, platform: 'linux', arch: 'x64', resourcesDir: '/tmp/.mount_x/resources', environment: { APPIMAGE: link, APPDIR: '/tmp/.mount_x' } };
  expect(installationOf(facts)).toMatchObject({ kind: 'AppImage', appImage: app.appImage });
  // Started from a terminal that is an AppImage itself: that one's file is not ours.
  expect(installationOf({ ...facts, resourcesDir: '/home/ada/freehold/resources' })).toMatchObject({ kind: null, appImage: null });
  expect(installationOf({ ...facts, resourcesDir: '/tmp/.mount_x2/resources' })).toMatchObject({ kind: null, appImage: null });
  expect(installationOf({ ...facts, resourcesDir: '/opt/Freehold/resources' })).toMatchObject({ kind: 'deb', appImage: null });
  expect(installationOf({ ...facts, packaged: false })).toMatchObject({ kind: null });
});

test('a deb is written whole into a folder, for the person to install; one before it goes', async () => {
  const app = installed({ kind: 'deb' });
  const { id } = await app.updates.check(app.update({ kind: 'deb' }), quiet);
  expect(await app.updates.install(id, quiet)).toMatchObject({ how: 'handedOver', fileName: `Freehold-0.2.0-${process.platform}-${process.arch}.deb` });
  expect(readFileSync(app.updates.packageFile()!, 'utf8')).toContain('0.2.0');
  const next = await app.updates.check(app.update({ kind: 'deb', version: '0.3.0' }), quiet);
  await app.updates.install(next.id, quiet);
  expect(readdirSync(path.join(app.dir, 'user', 'updates'))).toEqual([`Freehold-0.3.0-${process.platform}-${process.arch}.deb`]);
  expect(readFileSync(app.appImage, 'utf8')).toBe(OLD);
});

const PAYLOAD = Buffer.from('new');
const flip = (file: string, at: number): string => {
  const bytes = readFileSync(file);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  writeFileSync(file, bytes);
  return file;
};
const write = (app: Installed, bytes: Uint8Array): string => {
  const file = path.join(app.dir, 'hostile.freehold-update');
  writeFileSync(file, bytes);
  return file;
};
const told = (app: Installed, change: object, payload: Uint8Array = PAYLOAD): string => signHeader(path.join(app.dir, 'told.freehold-update'), app.signer, headerFor(payload, change), payload);
const lengthOf = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
};
const MAGIC = Buffer.from('Freehold update\n', 'latin1');

const REFUSED: readonly (readonly [what: string, code: string, make: (app: Installed) => string])[] = [
  ['an empty file', 'update-invalid', (app) => write(app, Buffer.alloc(0))],
  ['another file', 'update-invalid', (app) => write(app, Buffer.alloc(100_000, 'a'))],
  ['a program without its front', 'update-invalid', (app) => app.appImage],
  ['a folder', 'update-invalid', (app) => path.dirname(app.appImage)],
  ['a device that never ends', 'update-invalid', () => '/dev/zero'],
  ['no file', 'path-not-found', (app) => path.join(app.dir, 'none')],
  ['a header of 4 GB', 'update-invalid', (app) => write(app, Buffer.concat([MAGIC, lengthOf(0xffffffff), Buffer.alloc(200)]))],
  ['a header a byte too long', 'update-invalid', (app) => write(app, Buffer.concat([MAGIC, lengthOf(16_385), Buffer.alloc(17_000)]))],
  ['a header of nothing', 'update-invalid', (app) => write(app, Buffer.concat([MAGIC, lengthOf(0), Buffer.alloc(200)]))],
  ['a file that ends in the header', 'update-invalid', (app) => {
    const file = app.update();
    truncateSync(file, 60);
    return file;
  }],
  ['a header that ends before its signature', 'update-invalid', (app) => write(app, Buffer.concat([MAGIC, lengthOf(100), Buffer.alloc(150)]))],
  ['a flipped bit in the header', 'update-untrusted', (app) => flip(app.update(), 40)],
  ['a flipped bit in the signature', 'update-untrusted', (app) => {
    const file = app.update();
    return flip(file, 20 + readFileSync(file).readUInt32BE(16) + 5);
  }],
  ['a key that is not known', 'update-untrusted', (app) => signUpdate(path.join(app.dir, 'other'), makeSigner(path.join(app.dir, 'other'), 'Somebody'))],
  ['a signature for the bare header', 'update-untrusted', (app) => write(app, Buffer.concat([MAGIC, lengthOf(2), Buffer.from('{}'), Buffer.alloc(64)]))],
  ['a signed header that is no JSON', 'update-invalid', (app) => signHeader(path.join(app.dir, 'told'), app.signer, Buffer.from('{"format":1'))],
  ['a signed header of another format', 'update-invalid', (app) => told(app, { format: 2 })],
  ['a signed header with a word too many', 'update-invalid', (app) => told(app, { also: true })],
  ['a signed version that is none', 'update-invalid', (app) => told(app, { version: '0.2.0-beta' })],
  ['a signed version with a path in it', 'update-invalid', (app) => told(app, { version: '0.2.0/../../x' })],
  ['a giant payload', 'update-invalid', (app) => told(app, { payloadBytes: 2 ** 50 })],
  ['a payload of less than nothing', 'update-invalid', (app) => told(app, { payloadBytes: -3 })],
  ['another product', 'update-wrong-product', (app) => told(app, { product: 'Leasehold' })],
  ['another platform', 'update-wrong-platform', (app) => app.update({ platform: 'plan9' })],
  ['another processor', 'update-wrong-platform', (app) => app.update({ arch: 'mips' })],
  ['another kind of installation', 'update-wrong-kind', (app) => app.update({ kind: 'deb' })],
  ['the same version', 'update-not-newer', (app) => app.update({ version: '0.1.0' })],
  ['an older version', 'update-not-newer', (app) => app.update({ version: '0.0.99' })],
  ['a flipped bit in the payload', 'update-damaged', (app) => flip(app.update(), -2)],
  ['a byte too few', 'update-damaged', (app) => write(app, readFileSync(app.update()).subarray(0, -1))],
  ['a byte too many', 'update-damaged', (app) => write(app, Buffer.concat([readFileSync(app.update()), Buffer.from('x')]))],
  ['the hash of something else', 'update-damaged', (app) => told(app, { sha256: 'a'.repeat(64) })],
];

test.each(REFUSED)('%s: %s, and nothing is changed', async (_what, code, make) => {
  const app = installed();
  const file = make(app);
  const before = onDisk(app);
  await expect(app.updates.check(file, quiet)).rejects.toMatchObject({ code });
  expect(onDisk(app)).toEqual(before);
  expect(app.ledger).toMatchObject([{ kind: 'update.checked', facts: { outcome: 'refused', why: code } }]);
});

test('a fresh header is what the refused ones were made of', async () => {
  const app = installed();
  await expect(app.updates.check(told(app, {}), quiet)).resolves.toMatchObject({ version: '0.2.0' });
});

test('a second key is believed, too; without any, or against the policy, no file is opened', async () => {
  const second = makeSigner(temporaryFolder(), 'Next');
  const app = installed();
  const rotated = installed({ keys: [app.signer, second] });
  await expect(rotated.updates.check(signUpdate(rotated.dir, second), quiet)).resolves.toMatchObject({ signedBy: 'Next' });
  await expect(installed({ keys: [] }).updates.check(app.update(), quiet)).rejects.toMatchObject({ code: 'update-no-keys' });
  await expect(installed({ policy: { ...NO_POLICY, updates: false } }).updates.check(app.update(), quiet)).rejects.toMatchObject({ code: 'update-forbidden' });
});

test('keys of a test count in a source folder under FREEHOLD_TEST alone', () => {
  const { signer, dir } = installed();
  const file = path.join(dir, 'keys.json');
  writeFileSync(file, JSON.stringify({ keys: [signer.key] }));
  const facts = (packaged: boolean, test: string) => ({ packaged, platform: 'linux', arch: 'x64', resourcesDir: '/opt/Freehold/resources', environment: { FREEHOLD_TEST: test, FREEHOLD_TEST_UPDATE_KEYS: file } });
  expect(updateOptions(facts(false, '1'), { keys: [] }).keys).toEqual([signer.key]);
  expect(updateOptions(facts(true, '1'), { keys: [] }).keys).toEqual([]);
  expect(updateOptions(facts(false, ''), { keys: [] }).keys).toEqual([]);
});

test('a file that is exchanged after it was checked is not installed', async () => {
  const app = installed();
  const file = app.update();
  const { id } = await app.updates.check(file, quiet);
  const before = onDisk(app);
  writeFileSync(file, readFileSync(app.update({ version: '0.3.0' })));
  await expect(app.updates.install(id, quiet)).rejects.toMatchObject({ code: 'update-damaged' });
  expect(onDisk(app)).toEqual(before);
  const again = await app.updates.check(file, quiet);
  flip(file, -2);
  await expect(app.updates.install(again.id, quiet)).rejects.toMatchObject({ code: 'update-damaged' });
  expect(onDisk(app)).toEqual(before);
  expect(app.ledger.at(-1)).toMatchObject({ kind: 'update.applied', facts: { outcome: 'failed' } });
});

test('without its entry in the ledger nothing is accepted; a refusal, and what was done, are told all the same', async () => {
  onTestFinished(() => void (full = false));
  const app = installed();
  const file = app.update();
  full = true;
  await expect(app.updates.check(file, quiet)).rejects.toMatchObject({ code: 'disk-full' });
  await expect(app.updates.check(app.appImage, quiet)).rejects.toMatchObject({ code: 'update-invalid' });
  full = false;
  const { id } = await app.updates.check(file, quiet);
  full = true;
  await expect(app.updates.install(id, quiet)).resolves.toMatchObject({ how: 'replaced' });
  expect(app.updates.state().waiting).toBe('0.2.0');
});

test('cancelling leaves the old program, and nothing beside it', async () => {
  const app = installed();
  const { id } = await app.updates.check(app.update({ payload: Buffer.alloc(20 * 2 ** 20, 'n') }), quiet);
  const before = onDisk(app);
  const controller = new AbortController();
  const working = app.updates.install(id, { signal: controller.signal, onProgress: () => controller.abort() });
  await expect(app.updates.check(app.appImage, quiet)).rejects.toMatchObject({ code: 'update-busy' });
  await expect(working).rejects.toMatchObject({ code: 'cancelled' });
  expect(onDisk(app)).toEqual(before);
});

test.runIf(canMount)(`a full disk leaves the old program (${NEEDS_MOUNT})`, async () => {
  const appDir = path.join(temporaryFolder(), 'disk');
  const disk = smallDisk(appDir, 3_000);
  const app = installed({ appDir });
  const { id } = await app.updates.check(app.update({ payload: Buffer.alloc(4 * 2 ** 20, 'n') }), quiet);
  await expect(app.updates.install(id, quiet)).rejects.toMatchObject({ code: 'disk-full' });
  expect([readdirSync(appDir), readFileSync(app.appImage, 'utf8')]).toEqual([['Freehold.AppImage'], OLD]);
  disk.grow(20_000);
  await expect(app.updates.install(id, quiet)).resolves.toMatchObject({ how: 'replaced' });
  expect(statSync(app.appImage).size).toBe(4 * 2 ** 20);
});

test('no version goes back, whichever process put the newer one there; who goes back by hand may go on from there', async () => {
  const app = installed();
  const older = await app.updates.check(app.update({ version: '0.2.0' }), quiet);
  const commandLine = beside(app, '0.1.0');
  const { id } = await commandLine.check(app.update({ version: '0.3.0' }), quiet);
  await commandLine.install(id, quiet);
  expect(app.updates.state().waiting).toBe('0.3.0');
  await expect(app.updates.install(older.id, quiet)).rejects.toMatchObject({ code: 'update-not-newer', data: { current: '0.3.0' } });
  await expect(app.updates.check(app.update({ version: '0.2.0' }), quiet)).rejects.toMatchObject({ code: 'update-not-newer' });
  expect(execFileSync(app.appImage, { encoding: 'utf8' })).toBe('0.3.0\n');
  // The new one runs: nothing waits any more.
  expect(beside(app, '0.3.0').state().waiting).toBe(null);
  rmSync(app.appImage);
  renameSync(`${app.appImage}.previous`, app.appImage);
  expect(app.updates.state().waiting).toBe(null);
  await expect(app.updates.check(app.update({ version: '0.2.0' }), quiet)).resolves.toMatchObject({ version: '0.2.0' });
});

test('a newer one that another process puts there while this one is written stays', async () => {
  const app = installed();
  const { id } = await app.updates.check(app.update({ version: '0.2.0', payload: Buffer.alloc(5 * 2 ** 20, 'n') }), quiet);
  const newer = app.update({ version: '0.3.0' });
  const script = path.resolve(import.meta.dirname, '..', '..', 'support', 'installUpdate.ts');
  const installNewer = (): number | null => spawnSync(process.execPath, [script, path.join(app.dir, 'user'), app.appImage, JSON.stringify([app.signer.key]), '0.1.0', newer], { stdio: ['ignore', 'ignore', 'inherit'] }).status;
  let other: number | null | undefined;
  // After the first block, which waits for the other process.
  const working = app.updates.install(id, { ...quiet, onProgress: () => void (other ??= installNewer()) });
  await expect(working).rejects.toMatchObject({ code: 'update-not-newer', data: { current: '0.3.0' } });
  expect(other).toBe(0);
  expect(execFileSync(app.appImage, { encoding: 'utf8' })).toBe('0.3.0\n');
  expect(readdirSync(path.dirname(app.appImage)).sort()).toEqual(['Freehold.AppImage', 'Freehold.AppImage.previous']);
});

test('closing ends an update under way and waits for it; nothing is begun after it', async () => {
  const app = installed();
  const file = app.update({ payload: Buffer.alloc(20 * 2 ** 20, 'n') });
  const { id } = await app.updates.check(file, quiet);
  const before = onDisk(app);
  const writing = Promise.withResolvers<void>();
  const working = app.updates.install(id, { ...quiet, onProgress: () => writing.resolve() });
  working.catch(() => undefined);
  await writing.promise;
  await app.updates.close();
  expect(onDisk(app)).toEqual(before);
  await expect(working).rejects.toMatchObject({ code: 'cancelled' });
  await expect(app.updates.check(file, quiet)).rejects.toMatchObject({ code: 'cancelled' });
  await app.updates.close();
});

test('what a killed hand-over of any version left goes with the next one; that of a process that still runs stays', async () => {
  const app = installed({ kind: 'deb' });
  const folder = path.join(app.dir, 'user', 'updates');
  mkdirSync(folder, { recursive: true });
  const running = spawn('sleep', ['60']);
  onTestFinished(() => void running.kill());
  const names = ['Freehold-0.1.5-linux-x64.deb.update-4194305.tmp', `Freehold-0.1.6-linux-x64.deb.update-${running.pid}.tmp`, 'mine.deb.update-4194305.tmp'];
  for (const name of names) writeFileSync(path.join(folder, name), 'x');
  const { id } = await app.updates.check(app.update({ kind: 'deb' }), quiet);
  await app.updates.install(id, quiet);
  expect(readdirSync(folder).sort()).toEqual([`Freehold-0.2.0-${process.platform}-${process.arch}.deb`, names[1], names[2]].sort());
});

test.each([0, 100_000])('a stick that can’t be read from byte %i on has its own error', async (from) => {
  const app = installed();
  const handle = await open(app.update({ payload: Buffer.alloc(10 * 2 ** 20, 'n') }));
  onTestFinished(() => handle.close());
  const bad = Object.assign(Object.create(handle) as typeof handle, {
    stat: () => handle.stat(),
    read: async (into: Buffer, at: number, length: number, position: number) => {
      if (position + length > from) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
      return handle.read(into, at, length, position);
    },
  });
  const checking = async (): Promise<void> => checkPayload(bad, await checkFront(bad, { keys: [app.signer.key], installation: { kind: 'AppImage', platform: process.platform, arch: process.arch, appImage: app.appImage }, version: '0.1.0' }), quiet);
  await expect(checking()).rejects.toMatchObject({ code: 'update-unreadable' });
});

test('notes too long for a header are refused by the script before there is a file', () => {
  const app = installed();
  const dir = path.join(app.dir, 'long');
  mkdirSync(dir);
  const notes = path.join(dir, 'notes.md');
  // Fewer characters than a note may have, and with both more bytes than a header may have.
  writeFileSync(notes, '€'.repeat(3_900));
  const script = path.resolve(import.meta.dirname, '..', '..', '..', 'scripts', 'signUpdate.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--key', app.signer.file, '--package', app.appImage, '--version', '0.2.0', '--platform', 'linux', '--arch', 'x64', '--kind', 'AppImage', '--notes-en', notes, '--notes-de', notes, '--out', path.join(dir, 'out')], { encoding: 'utf8' });
  expect([status === 0, readdirSync(dir)]).toEqual([false, ['notes.md']]);
  expect(stderr).toContain('a header has');
});
