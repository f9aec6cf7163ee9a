// The window as it is built: every check of tests/support/window, which test:packaged makes of the packaged app too, and
// what only Electron's main process can tell.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listen, type Listener } from '../support/window/listener.ts';
import { PAGE, windowChecks } from '../support/window/windowChecks.ts';
import { App } from './electronApp.ts';

let app: App;
let listener: Listener;

beforeAll(async () => {
  listener = await listen();
  app = await App.launch();
  await app.waitUntilLoaded();
});
afterAll(async () => {
  await app.close();
  await listener.close();
});
beforeEach(async () => {
  await app.page.goto(PAGE);
  await app.waitUntilLoaded();
});

test('the app itself keeps the policy', () => {
  expect(app.pageErrors.filter((text) => /Content Security Policy|Trusted/i.test(text))).toEqual([]);
});

test.each(windowChecks.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
  const windowCount = (): Promise<number> => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  await run({ page: app.page, listener, windowCount, privacyReport: () => app.request('privacy.report', {}) });
});

test('the window is sandboxed', async () => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false });
  expect(preferences['webSecurity'] ?? true).toBe(true);
  expect(preferences['nodeIntegrationInSubFrames'] ?? false).toBe(false);
  expect(preferences['allowRunningInsecureContent'] ?? false).toBe(false);
  expect(await app.electron.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled())).toBe(false);
});

test('hostile messages leave no mark in main', async () => {
  expect(await app.electron.evaluate(() => ({}) as Record<string, unknown>)).not.toHaveProperty('polluted');
});

test('nothing leaves main through Chromium either, from any session', async () => {
  const before = await app.request('privacy.report', {});
  const outcomes = await app.electron.evaluate(async ({ net, session }, host) => {
    const get = (from: typeof net.fetch): Promise<string> => from(`http://${host}/`).then(() => 'answered', () => 'refused');
    const partition = session.fromPartition('another');
    const onDisk = session.fromPartition('persist:third');
    return [await get(net.fetch), await get(partition.fetch.bind(partition)), await get(onDisk.fetch.bind(onDisk)), await session.defaultSession.resolveHost('localhost').then(() => 'resolved', () => 'refused')];
  }, listener.host);
  expect(outcomes).toEqual(['refused', 'refused', 'refused', 'refused']);
  expect(listener.seen()).toEqual({ connections: 0, requests: 0, packets: 0 });
  const after = await app.request('privacy.report', {});
  expect(after.blockedRequests - before.blockedRequests).toBe(3);
  expect(after.allowedRequests).toBe(0);
});

test('the witness is awake', async () => {
  const other = await listen();
  expect(await (await fetch(`http://${other.host}/`)).text()).toBe('ok');
  expect(other.seen()).toMatchObject({ connections: 1, requests: 1 });
  await other.close();
});
