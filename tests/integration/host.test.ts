// The host's own promises, with the real library engine: a library that is away is never replaced by an empty one, and
// the sample files outlive the place that the app was started from.
import { existsSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Host } from '../../main/host/createHost.ts';
import { startHost } from '../support/host.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const signal = new AbortController().signal;

/** As the window starts it: with the library that was open last. */
async function start(userDataDir: string): Promise<Host> {
  const host = await startHost(userDataDir, { openLast: true });
  onTestFinished(() => host.close());
  return host;
}

const state = (host: Host): ReturnType<Host['handlers']['library.state']> => host.handlers['library.state']({}, { signal });

test('a library that is away at the start is said to be away; nothing is made in its place, and it opens when it is back', async () => {
  const dir = temporaryFolder();
  const place = path.join(dir, 'stick', 'Library');
  const first = await start(path.join(dir, 'user'));
  await first.openLibrary(place, { remember: true });
  await first.handlers['source.addSample']({}, { signal });
  await first.engines.library.call('ingest.finished', {});
  await first.close();

  renameSync(path.join(dir, 'stick'), path.join(dir, 'unplugged'));
  const second = await start(path.join(dir, 'user'));
  await vi.waitUntil(async () => (await state(second)).status === 'failed', { timeout: 60_000 });
  expect(await state(second)).toMatchObject({ errorCode: 'path-not-found', location: place });
  // "Try again" tries the same one.
  await expect(second.handlers['library.open']({ token: null }, { signal })).rejects.toMatchObject({ code: 'path-not-found' });
  expect(existsSync(path.join(dir, 'stick'))).toBe(false);

  renameSync(path.join(dir, 'unplugged'), path.join(dir, 'stick'));
  expect(await second.handlers['library.open']({ token: null }, { signal })).toMatchObject({ status: 'open', location: place });
  expect(await second.handlers['source.list']({}, { signal })).toHaveLength(1);
});

test('the sample files are copied to the person’s own data, once', async () => {
  const dir = temporaryFolder();
  const host = await start(path.join(dir, 'user'));
  await host.openLibrary(path.join(dir, 'library'), { remember: false });
  expect(await host.handlers['source.addSample']({}, { signal })).toEqual({ added: 1, alreadyThere: 0 });
  expect(await host.handlers['source.addSample']({}, { signal })).toEqual({ added: 0, alreadyThere: 1 });
  const [source] = await host.handlers['source.list']({}, { signal });
  expect(source).toMatchObject({ name: 'Sample library', location: path.join(dir, 'user', 'Sample library') });
  expect(readdirSync(source!.location)).toContain('Household insurance.pdf');
  expect(readdirSync(path.join(dir, 'user')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('the hashes on the Privacy page are those of the files, and come by themselves', async () => {
  const host = await start(path.join(temporaryFolder(), 'user'));
  const embedder = async (): Promise<string | null> => (await host.handlers['privacy.report']({}, { signal })).models.find(({ role }) => role === 'embedder')!.sha256;
  expect(await embedder()).toBeNull();
  await vi.waitUntil(async () => (await embedder()) !== null, { timeout: 60_000 });
  // Of the catalog; set-up has checked the file against it.
  expect(await embedder()).toBe('8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6');
});
