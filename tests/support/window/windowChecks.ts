// What a page could do if hostile text ever became script in it: nothing. A list of checks, the same for the app as it is
// built and as it is packaged. In: the app's window, and a listener that is the witness outside of it. A check that finds a
// way rejects. Each begins on a page of its own: whatever one did to it, the next one loads it anew.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { ANY_TEXT, everyRouteWithInputs, spoil } from '../hostileInputs.ts';
import { codeAttempts, navigationAttempts, permissionAttempts, remoteAttempts, windowSchemes } from './attempts.ts';
import type { Listener } from './listener.ts';
import { traversalPaths } from './traversalPaths.ts';

export interface WindowUnderTest {
  readonly page: Page;
  readonly listener: Listener;
  windowCount(): Promise<number>;
  privacyReport(): Promise<{ readonly blockedRequests: number; readonly allowedRequests: number }>;
}

export interface WindowCheck {
  readonly name: string;
  readonly run: (window: WindowUnderTest) => Promise<void>;
}

export const PAGE = 'app://freehold/index.html';

/** The golden copy: a change here is a decision, not a side effect. */
const GOLDEN_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
  'trusted-types svelte-trusted-html freehold; report-uri /csp-report';
const GOLDEN_HEADERS = {
  'content-security-policy': GOLDEN_CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

const NOTHING = { connections: 0, requests: 0, packets: 0 };

type Answer = { readonly ok: boolean; readonly error?: { readonly code: string }; readonly value?: unknown };
interface PageBridge {
  request(name: unknown, input: unknown): Promise<Answer>;
  stream(name: unknown, input: unknown, onEvent: () => void, onEnd: (error: { readonly code: string } | null) => void): () => void;
  dropped(files: unknown[]): Promise<Answer>;
}
type WithBridge = typeof globalThis & { readonly freehold: PageBridge };

const navigations: readonly WindowCheck[] = navigationAttempts.map(({ name, run }) => ({
  name: `no way to another page: ${name}`,
  run: async ({ page, listener, windowCount }) => {
    await page.evaluate(run, listener.host).catch(() => undefined);
    await sleep(300);
    assert.equal(page.url().split('#')[0], PAGE);
    assert.equal(await windowCount(), 1);
    assert.deepEqual(listener.seen(), NOTHING);
  },
}));

export const windowChecks: readonly WindowCheck[] = [
  {
    name: 'the page is ours, and holds nothing of Node or Electron',
    run: async ({ page }) => {
      const found = await page.evaluate(() => ({
        protocol: location.protocol,
        origin: location.origin,
        secure: isSecureContext,
        isolated: crossOriginIsolated,
        foreign: ['require', 'process', 'Buffer', 'module', 'exports', 'global', '__dirname', 'electron', 'ipcRenderer', 'setImmediate'].filter((name) => name in globalThis),
      }));
      assert.deepEqual(found, { protocol: 'app:', origin: 'app://freehold', secure: true, isolated: true, foreign: [] });
    },
  },
  {
    name: 'the bridge is three functions, frozen, of another world than the page',
    run: async ({ page }) => {
      const found = await page.evaluate(() => {
        const bridge = (globalThis as unknown as { freehold: Record<string, unknown> }).freehold;
        const before = bridge['request'];
        try {
          bridge['request'] = () => 'replaced';
        } catch {
          // Frozen: that is the point.
        }
        const members = Object.values(bridge) as (() => unknown)[];
        // Electron puts functions of its own in the place of those of an isolated preload; whose own were here would show their text.
        return { keys: Object.keys(bridge).sort(), types: members.map((member) => typeof member), same: bridge['request'] === before, texts: [...new Set(members.map((member) => Function.prototype.toString.call(member)))] };
      });
      assert.deepEqual(found, { keys: ['dropped', 'request', 'stream'], types: ['function', 'function', 'function'], same: true, texts: ['function () { [native code] }'] });
    },
  },
  {
    name: 'every answer carries the policy',
    run: async ({ page }) => {
      const answers = await page.evaluate(async () => {
        const script = document.querySelector('script')!.src;
        const found = await Promise.all([location.href, script, '/missing.html'].map((url) => fetch(url)));
        return found.map((answer) => ({ status: answer.status, headers: Object.fromEntries(answer.headers) as Record<string, string> }));
      });
      assert.deepEqual(answers.map(({ status }) => status), [200, 200, 404]);
      for (const { headers } of answers) {
        assert.deepEqual(Object.fromEntries(Object.keys(GOLDEN_HEADERS).map((name) => [name, headers[name]])), GOLDEN_HEADERS);
        assert.ok(headers['permissions-policy']?.includes('camera=()'));
      }
    },
  },
  {
    name: 'no window opens, whatever the scheme',
    run: async ({ page, listener, windowCount }) => {
      const schemes = windowSchemes(listener.host);
      assert.ok(schemes.length >= 20);
      const opened = await page.evaluate((urls) => urls.filter((url) => window.open(url) !== null), schemes);
      await sleep(500);
      assert.deepEqual(opened, []);
      assert.equal(await windowCount(), 1);
      assert.deepEqual(listener.seen(), NOTHING);
    },
  },
  ...navigations,
  {
    name: 'no permission is given, except to copy',
    run: async ({ page }) => {
      const outcomes = await page.evaluate(permissionAttempts);
      assert.deepEqual(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'refused'), []);
      assert.ok(Object.keys(outcomes).length >= 12);
      assert.equal(await page.evaluate(async () => (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state), 'granted');
    },
  },
  {
    name: 'nothing leaves the page, and the counter saw it try',
    run: async ({ page, listener, privacyReport }) => {
      const before = await privacyReport();
      const tried = await page.evaluate(remoteAttempts, { host: listener.host, udpPort: listener.udpPort });
      const untilMs = Date.now() + 60_000;
      for (;;) {
        const blocked = (await privacyReport()).blockedRequests - before.blockedRequests;
        if (blocked >= 20) break;
        assert.ok(Date.now() < untilMs, `the counter saw ${blocked}`);
        await sleep(100);
      }
      // What slipped past the counter has its time to arrive.
      await sleep(1_500);
      assert.ok(tried >= 30);
      assert.deepEqual(listener.seen(), NOTHING);
      assert.equal((await privacyReport()).allowedRequests, 0);
    },
  },
  {
    name: 'text never becomes script',
    run: async ({ page }) => {
      const ran = await page.evaluate(codeAttempts);
      await sleep(500);
      const late = await page.evaluate(() => (globalThis as unknown as { ran?: string[] }).ran ?? []);
      assert.deepEqual([...ran, ...late], []);
    },
  },
  {
    name: 'two hundred ways out of the folder find nothing',
    run: async ({ page }) => {
      assert.ok(traversalPaths.length >= 200);
      const found = await page.evaluate(async (paths) => {
        const hits: string[] = [];
        const home = await (await fetch('/index.html')).text();
        for (const path of paths) {
          const answer = await fetch(`app://freehold${path}`).catch(() => null);
          // Chromium itself folds some of them back into the folder; only the page may come of that.
          if (answer?.ok && (await answer.text()) !== home) hits.push(path);
        }
        return hits;
      }, traversalPaths);
      assert.deepEqual(found, []);
    },
  },
  {
    name: 'other hosts of our scheme and other schemes are closed',
    run: async ({ page }) => {
      const outcomes = await page.evaluate(() =>
        Promise.all(['app://evil/index.html', 'app://none/', 'file:///etc/passwd', 'devtools://devtools/bundled/inspector.html', 'chrome://version', 'data:text/plain,x'].map((url) => fetch(url).then((answer) => answer.status, () => 0))),
      );
      assert.deepEqual(outcomes.filter((status) => status === 200), []);
    },
  },
  {
    name: 'hostile messages over the real bridge are answered with bad-request',
    run: async ({ page }) => {
      const outcome = await page.evaluate(async () => {
        const bridge = (globalThis as WithBridge).freehold;
        const codes: (string | undefined)[] = [];
        for (const name of ['nope', '', '__proto__', 'constructor', 'answer.ask', 42, null]) codes.push((await bridge.request(name, {})).error?.code);
        for (const input of [null, 'x', [], { extra: 1 }, { path: '/etc/passwd' }]) codes.push((await bridge.request('app.info', input)).error?.code);
        const end = (name: string, input: unknown): Promise<{ code: string } | null> => new Promise((done) => bridge.stream(name, input, () => undefined, done));
        const theme = ((await bridge.request('settings.get', {})).value as { theme: string }).theme;
        return {
          codes: [...new Set(codes)],
          // The bridge copies values without their prototype keys, so that input is merely a theme.
          polluted: (await bridge.request('settings.set', JSON.parse(`{"__proto__":{"polluted":1},"theme":"${theme}"}`))).ok,
          reachedPage: 'polluted' in {},
          stream: (await end('nope', {}))?.code,
          streamOfRequest: (await end('app.info', {}))?.code,
          madeUpFile: (await bridge.dropped([new File(['x'], '../../etc/passwd')])).value,
          frame: 'freehold' in document.body.appendChild(document.createElement('iframe')).contentWindow!,
        };
      });
      assert.deepEqual(outcome, { codes: ['bad-request'], polluted: true, reachedPage: false, stream: 'bad-request', streamOfRequest: 'bad-request', madeUpFile: [], frame: false });
    },
  },
  {
    name: 'every route over the real bridge refuses a field too many, ten million characters, a path, a number that is none',
    run: async ({ page }) => {
      // A prototype key does not survive the bridge, and the input would be a valid one.
      const mustFail = ({ how, at }: { readonly how: string; readonly at: readonly (string | number)[] }): boolean => how !== '__proto__' && !(how === 'path traversal' && ANY_TEXT.includes(String(at.findLast((key) => typeof key === 'string'))));
      const inputs = everyRouteWithInputs().map((route) => ({ ...route, spoilings: route.spoilings.filter(mustFail) }));
      // The page runs no text, so both functions go there in one expression.
      const { tried, through } = (await page.evaluate(`(${sendAll.toString()})(${JSON.stringify(inputs)}, ${spoil.toString()})`)) as Awaited<ReturnType<typeof sendAll>>;
      assert.deepEqual(through, []);
      assert.ok(tried > 250, `${tried} messages`);
    },
  },
];

/** In the page. */
async function sendAll(routes: ReturnType<typeof everyRouteWithInputs>, spoilt: typeof spoil): Promise<{ tried: number; through: string[] }> {
  const bridge = (globalThis as WithBridge).freehold;
  let tried = 0;
  const through: string[] = [];
  for (const { name, verb, valid, spoilings } of routes) {
    for (const spoiling of spoilings) {
      tried += 1;
      const input = spoilt(valid, spoiling);
      const code = verb === 'request' ? (await bridge.request(name, input)).error?.code : await new Promise((done) => bridge.stream(name, input, () => undefined, (error) => done(error?.code)));
      if (code !== 'bad-request') through.push(`${name}: ${spoiling.how} at ${spoiling.at.join('.')}: ${String(code)}`);
    }
  }
  return { tried, through };
}
