// What a page could do if hostile text ever became script in it: nothing. One real window; each test tries every
// way that it knows of and counts what got through. The listener is the witness outside the app.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { traversalPaths } from '../contract/traversalPaths.ts';
import { App } from './electronApp.ts';
import { listen, type Listener } from './listener.ts';
import { codeAttempts, navigationAttempts, permissionAttempts, remoteAttempts, windowSchemes } from './attempts.ts';

const PAGE = 'app://freehold/index.html';

/** The golden copy: a change here is a decision, not a side effect. */
const GOLDEN_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
  'trusted-types svelte-trusted-html freehold; report-uri /csp-report';

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
  // Whatever a test did to the page, the next one starts from a page of its own.
  await app.page.goto(PAGE);
  await app.waitUntilLoaded();
});

const settle = (ms = 500): Promise<void> => new Promise((done) => setTimeout(done, ms));
const nothingLeft = { connections: 0, requests: 0, packets: 0 };
const windowCount = (): Promise<number> => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

test('the page is ours, and holds nothing of Node or Electron', async () => {
  const found = await app.page.evaluate(() => ({
    protocol: location.protocol,
    origin: location.origin,
    secure: isSecureContext,
    isolated: crossOriginIsolated,
    foreign: ['require', 'process', 'Buffer', 'module', 'exports', 'global', '__dirname', 'electron', 'ipcRenderer', 'setImmediate'].filter((name) => name in globalThis),
  }));
  expect(found).toEqual({ protocol: 'app:', origin: 'app://freehold', secure: true, isolated: true, foreign: [] });
});

test('the bridge is three functions, frozen', async () => {
  const found = await app.page.evaluate(() => {
    const bridge = (globalThis as unknown as { freehold: Record<string, unknown> }).freehold;
    const before = bridge['request'];
    try {
      bridge['request'] = () => 'replaced';
    } catch {
      // Frozen: that is the point.
    }
    return { keys: Object.keys(bridge).sort(), types: Object.values(bridge).map((member) => typeof member), same: bridge['request'] === before };
  });
  expect(found).toEqual({ keys: ['dropped', 'request', 'stream'], types: ['function', 'function', 'function'], same: true });
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

test('every answer carries the policy', async () => {
  const headers = await app.page.evaluate(async () => {
    const script = document.querySelector('script')!.src;
    const answers = await Promise.all([location.href, script, '/missing.html'].map((url) => fetch(url)));
    return answers.map((answer) => ({ status: answer.status, headers: Object.fromEntries(answer.headers) }));
  });
  expect(headers.map(({ status }) => status)).toEqual([200, 200, 404]);
  for (const { headers: found } of headers) {
    expect(found['content-security-policy']).toBe(GOLDEN_CSP);
    expect(found).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(found['permissions-policy']).toContain('camera=()');
  }
});

test('the app itself keeps the policy', () => {
  expect(app.pageErrors.filter((text) => /Content Security Policy|Trusted/i.test(text))).toEqual([]);
});

test('no window opens, whatever the scheme', async () => {
  const schemes = windowSchemes(listener.host);
  expect(schemes.length).toBeGreaterThanOrEqual(20);
  const opened = await app.page.evaluate((urls) => urls.filter((url) => window.open(url) !== null), schemes);
  await settle();
  expect(opened).toEqual([]);
  expect(await windowCount()).toBe(1);
  expect(listener.seen()).toEqual(nothingLeft);
});

test.each(navigationAttempts.map((attempt) => [attempt.name, attempt] as const))('no way to another page: %s', async (_name, attempt) => {
  await app.page.evaluate(attempt.run, listener.host).catch(() => undefined);
  await settle(300);
  expect(app.page.url().split('#')[0]).toBe(PAGE);
  expect(await windowCount()).toBe(1);
  expect(listener.seen()).toEqual(nothingLeft);
});

test('no permission is given, except to copy', async () => {
  const refused = await app.page.evaluate(permissionAttempts);
  expect(Object.entries(refused).filter(([, outcome]) => outcome !== 'refused')).toEqual([]);
  expect(Object.keys(refused).length).toBeGreaterThanOrEqual(12);
  expect(await app.page.evaluate(async () => (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state)).toBe('granted');
});

test('nothing leaves the page, and the counter saw it try', async () => {
  const before = await app.request('privacy.report', {});
  const tried = await app.page.evaluate(remoteAttempts, { host: listener.host, udpPort: listener.udpPort });
  const blocked = async (): Promise<number> => (await app.request('privacy.report', {})).blockedRequests - before.blockedRequests;
  await expect.poll(blocked, { timeout: 60_000 }).toBeGreaterThanOrEqual(20);
  // What slipped past the counter has its time to arrive.
  await settle(1_500);
  expect(tried).toBeGreaterThanOrEqual(30);
  expect(listener.seen()).toEqual(nothingLeft);
  expect((await app.request('privacy.report', {})).allowedRequests).toBe(0);
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
  expect(listener.seen()).toEqual(nothingLeft);
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

test('text never becomes script', async () => {
  const ran = await app.page.evaluate(codeAttempts);
  await settle();
  const late = await app.page.evaluate(() => (globalThis as unknown as { ran?: string[] }).ran ?? []);
  expect([...ran, ...late]).toEqual([]);
});

test('two hundred ways out of the folder find nothing', async () => {
  const found = await app.page.evaluate(async (paths) => {
    const hits: string[] = [];
    const home = await (await fetch('/index.html')).text();
    for (const path of paths) {
      const answer = await fetch(`app://freehold${path}`).catch(() => null);
      // Chromium itself folds some of them back into the folder; only the page may come of that.
      if (answer?.ok && (await answer.text()) !== home) hits.push(path);
    }
    return hits;
  }, traversalPaths);
  expect(found).toEqual([]);
});

test('other hosts of our scheme and other schemes are closed', async () => {
  const outcomes = await app.page.evaluate(() =>
    Promise.all(['app://evil/index.html', 'app://none/', 'file:///etc/passwd', 'devtools://devtools/bundled/inspector.html', 'chrome://version', 'data:text/plain,x'].map((url) => fetch(url).then((answer) => answer.status, () => 0))),
  );
  expect(outcomes.filter((status) => status === 200)).toEqual([]);
});

test('hostile messages over the real bridge are answered with bad-request', async () => {
  const names = ['nope', '', '__proto__', 'constructor', 'answer.ask', 42, null];
  for (const name of names) expect(await app.rawRequest(name, {})).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  for (const input of [null, 'x', [], { extra: 1 }, { path: '/etc/passwd' }]) {
    expect(await app.rawRequest('app.info', input)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  }
  const outcome = await app.page.evaluate(async () => {
    type Answer = { ok: boolean; error?: { code: string } };
    const bridge = (globalThis as unknown as { freehold: { request(name: string, input: unknown): Promise<Answer>; stream(...args: unknown[]): () => void; dropped(files: unknown[]): Promise<Answer & { value?: unknown }> } }).freehold;
    const end = (name: string, input: unknown): Promise<{ code: string } | null> => new Promise((done) => bridge.stream(name, input, () => undefined, done));
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    return {
      huge: (await bridge.request('settings.set', { theme: 'x'.repeat(10_000_000) })).error?.code,
      polluted: (await bridge.request('settings.set', JSON.parse('{"__proto__":{"polluted":1},"theme":"dark"}'))).error?.code ?? 'none',
      notANumber: (await bridge.request('settings.set', { cores: Number.NaN })).error?.code,
      stream: (await end('nope', {}))?.code,
      streamOfRequest: (await end('app.info', {}))?.code,
      madeUpFile: (await bridge.dropped([new File(['x'], '../../etc/passwd')])).value,
      frame: 'freehold' in document.body.appendChild(document.createElement('iframe')).contentWindow!,
    };
  });
  // The bridge copies values without their prototype keys, so that input is merely a theme.
  expect(outcome).toMatchObject({ huge: 'bad-request', notANumber: 'bad-request', stream: 'bad-request', streamOfRequest: 'bad-request', madeUpFile: [], frame: false });
  expect(await app.electron.evaluate(() => ({}) as Record<string, unknown>)).not.toHaveProperty('polluted');
});
