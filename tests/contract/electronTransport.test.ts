// The semantics over Electron's transport: the real preload against the real electronTransport, with a stand-in
// for the module between them; then what is Electron's own: who may send, and dropped files.
import { expect, test, vi } from 'vitest';
import type { Bridge } from '../../contract/bridge.ts';
import type { Log } from '../../main/ipc/log.ts';
import { createRouter } from '../../main/ipc/router.ts';
import { serveElectron } from '../../main/ipc/electronTransport.ts';
import { handlersWith, type Connect } from './connection.ts';
import { ipcRenderer, OWN_ORIGIN, page, resetElectron } from './fakeElectron.ts';
import { describeSemantics } from './semantics.ts';
import '../../preload/index.ts';

vi.mock('electron', () => import('./fakeElectron.ts'));

const bridge = page.bridge as Bridge;
const dropped: string[][] = [];

const connect: Connect = async ({ handlers, development = true, log = () => undefined }) => {
  resetElectron();
  const { contents } = page;
  serveElectron({
    router: createRouter({ handlers, log, development }),
    log,
    ownOrigin: OWN_ORIGIN,
    ownWebContents: () => contents as never,
    registerDropped: async (paths) => {
      dropped.push([...paths]);
      return paths.map((path) => ({ token: `token-of-${path}`, name: path, kind: 'file' as const }));
    },
  });
  return { bridge, drop: () => void contents.emit('destroyed'), close: async () => void contents.emit('destroyed') };
};

describeSemantics('Electron', connect);

const info = { version: '1', electron: '1', chrome: '1', node: '1', platform: 'x', testBuild: false, cpuCores: 1, resolvedLanguage: 'en' as const };

test('the page gets exactly three functions', () => {
  expect(Object.keys(bridge).sort()).toEqual(['dropped', 'request', 'stream']);
});

test.each([
  ['a frame that has gone', () => (page.contents.frame = null), 'no-frame'],
  ['a frame inside the page', () => (page.contents.frame = { origin: OWN_ORIGIN, parent: {} }), 'not-top-frame'],
  ['another origin', () => (page.contents.frame = { origin: 'app://freehold.evil', parent: null }), 'foreign-origin'],
  ['an opaque origin', () => (page.contents.frame = { origin: 'null', parent: null }), 'foreign-origin'],
  ['another window', () => (page.contents = Object.create(page.contents) as typeof page.contents), 'other-window'],
])('refuses %s on every channel', async (_case, spoil, fault) => {
  let served = 0;
  const faults: unknown[] = [];
  const log: Log = (_level, _event, data) => void faults.push(data?.['fault']);
  await connect({ handlers: handlersWith({ 'app.info': async () => (served++, info), 'app.events': async () => void served++ }), log });
  const before = dropped.length;
  spoil();
  expect(await bridge.request('app.info', {})).toEqual({ ok: false, error: { code: 'bad-request', data: { reason: 'refused' } } });
  expect(await bridge.dropped([Object.assign(new File([], 'a'), { path: '/a' })])).toMatchObject({ ok: false });
  await new Promise<void>((ended) => bridge.stream('app.events', {}, () => undefined, () => ended()));
  expect(served).toBe(0);
  expect(dropped.length).toBe(before);
  expect(faults).toEqual([fault, fault, fault]);
});

test('dropped files become tokens; files that a script made up are left out', async () => {
  await connect({ handlers: handlersWith({}) });
  const real = Object.assign(new File([], 'a'), { path: '/home/me/a.pdf' });
  const made = new File(['x'], 'b');
  expect(await bridge.dropped([real, made, {}])).toEqual({ ok: true, value: [{ token: 'token-of-/home/me/a.pdf', name: '/home/me/a.pdf', kind: 'file' }] });
});

test.each([['no list', '/etc/passwd'], ['an empty path', ['']], ['too many', Array.from({ length: 1001 }, () => '/a')], ['a very long path', ['/'.repeat(5000)]]])(
  'a drop of %s is refused',
  async (_case, message) => {
    await connect({ handlers: handlersWith({}) });
    expect(await ipcRenderer.invoke('freehold:dropped', message)).toMatchObject({ ok: false });
  },
);

test('an envelope with more than name and input is refused', async () => {
  await connect({ handlers: handlersWith({ 'app.info': async () => info }) });
  expect(await ipcRenderer.invoke('freehold:request', { name: 'app.info', input: {} })).toMatchObject({ ok: true });
  expect(await ipcRenderer.invoke('freehold:request', { name: 'app.info', input: {}, extra: 1 })).toMatchObject({ ok: false });
  expect(await ipcRenderer.invoke('freehold:request', null)).toMatchObject({ ok: false });
});

test('what cannot be sent at all is an error, not an exception', async () => {
  await connect({ handlers: handlersWith({}) });
  expect(await bridge.request('app.info', { f: () => 1 })).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  const error = await new Promise((ended) => bridge.stream('app.events', { f: () => 1 }, () => undefined, ended));
  expect(error).toMatchObject({ code: 'bad-request' });
});
