// What a request promises, whatever carries it: a value or an error in an envelope, strict and bounded input, an
// aborted signal when the caller is gone.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { Settings } from '../../contract/app.ts';
import type { RankedPassage } from '../../contract/domain.ts';
import type { Handlers } from '../../main/host/handlers.ts';
import { handlersWith, type Connect, type Connection, type ConnectOptions } from './connection.ts';
import { abortOf } from './recorded.ts';

const settings: Settings = { theme: 'dark', language: 'de', cores: null, modelId: null, lockAfterMinutes: 15, sealed: true, ocr: { enabled: true, languages: ['eng'] } };
const search = { question: 'When?', scope: null, limit: 5 };
const coverage = { seen: 0, indexed: 0, skipped: 0, failed: 0, waiting: 0 };
const noPassages = { passages: [] as RankedPassage[], more: false, scope: null, notes: [], coverage, elapsedMs: 1 };

export function describeRequests(transport: string, connect: Connect): void {
  let connection: Connection;
  const connected = async (handlers: Partial<Handlers>, options: Partial<ConnectOptions> = {}): Promise<Connection> =>
    (connection = await connect({ handlers: handlersWith(handlers), ...options }));

  describe(`requests over ${transport}`, () => {
    afterEach(() => connection.close());

    test('a value comes back in an envelope', async () => {
      const { bridge } = await connected({ 'settings.get': async () => settings });
      expect(await bridge.request('settings.get', {})).toEqual({ ok: true, value: settings });
    });

    test('bytes arrive as bytes', async () => {
      const bytes = new Uint8Array([1, 2, 255]);
      const { bridge } = await connected({ 'document.bytes': async () => ({ bytes, totalBytes: 3 }) });
      const input = { documentId: 'd', versionHash: 'a'.repeat(64), offset: 0, length: 3 };
      expect(await bridge.request('document.bytes', input)).toEqual({ ok: true, value: { bytes, totalBytes: 3 } });
    });

    test('an AppError keeps its code and data', async () => {
      const { bridge } = await connected({
        'library.open': async () => {
          throw new AppError('library-in-use', { process: 'other' });
        },
      });
      expect(await bridge.request('library.open', { token: null })).toMatchObject({ ok: false, error: { code: 'library-in-use', data: { process: 'other' } } });
    });

    test('anything else that is thrown becomes `internal`, and its text stays in main', async () => {
      const logged: unknown[] = [];
      const { bridge } = await connected(
        {
          'settings.get': async () => {
            throw new TypeError('near "the tenant owes 4,000"');
          },
        },
        { development: false, log: (...entry) => logged.push(entry) },
      );
      expect(await bridge.request('settings.get', {})).toEqual({ ok: false, error: { code: 'internal', data: {} } });
      expect(logged).toHaveLength(1);
      expect(JSON.stringify(logged)).toContain('settings.get');
      expect(JSON.stringify(logged)).not.toContain('tenant');
    });

    test.each(['nope', '', '__proto__', 'constructor', 'toString', 'answer.ask', 'app.events', 'library.state ', 42, null, { name: 'app.info' }])('the name %j is no request', async (name) => {
      const { bridge } = await connected({});
      expect(await bridge.request(name as string, {})).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    });

    test.each([
      ['nothing', undefined],
      ['null', null],
      ['a string', 'x'],
      ['a missing field', { question: 'x', limit: 5 }],
      ['a wrong type', { ...search, limit: '5' }],
      ['NaN', { ...search, limit: Number.NaN }],
      ['infinity', { ...search, limit: Number.POSITIVE_INFINITY }],
      ['a fraction', { ...search, limit: 1.5 }],
      ['out of range', { ...search, limit: 51 }],
      ['an extra field', { ...search, path: '/etc/passwd' }],
      ['a list too long', { ...search, scope: { sources: Array.from({ length: 1001 }, () => 'x') } }],
      ['a Map', new Map([['question', 'x']])],
      ['a Date in it', { ...search, scope: new Date() }],
      ['a bigint', { ...search, limit: 5n }],
      ['bytes', new Uint8Array(10)],
    ])('%s is bad input', async (_case, input) => {
      let called = false;
      const { bridge } = await connected({ 'search.passages': async () => ((called = true), noPassages) });
      expect(await bridge.request('search.passages', input)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
      expect(called).toBe(false);
    });

    test.each(['__proto__', 'constructor', 'prototype'])('the key %s is refused, and pollutes nothing', async (key) => {
      const { bridge } = await connected({ 'settings.set': async () => settings });
      for (const input of [`{"${key}":{"polluted":1}}`, `{"theme":"dark","${key}":{"polluted":1}}`, `{"theme":{"${key}":{"polluted":1}}}`]) {
        expect(await bridge.request('settings.set', JSON.parse(input))).toMatchObject({ ok: false, error: { code: 'bad-request' } });
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });

    test('a message of two and a half million units or more is refused; the longest question passes', async () => {
      let length = 0;
      const { bridge } = await connected({ 'search.passages': async (input) => ((length = input.question.length), noPassages) });
      expect(await bridge.request('search.passages', { ...search, question: 'x'.repeat(2_000_000) })).toMatchObject({ ok: true });
      expect(length).toBe(2_000_000);
      for (const question of ['x'.repeat(10_000_000), Array.from({ length: 1_000_000 }, () => 'x'), new Array(4_000_000_000)]) {
        expect(await bridge.request('search.passages', { ...search, question })).toMatchObject({ ok: false, error: { code: 'bad-request', data: { reason: 'too-large' } } });
      }
    });

    test('cycles and deep nesting end in an answer', async () => {
      const { bridge } = await connected({});
      const cycle: Record<string, unknown> = {};
      cycle['self'] = cycle;
      expect(await bridge.request('settings.set', cycle)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
      let deep: unknown = {};
      for (let depth = 0; depth < 1_000; depth++) deep = { deep };
      expect(await bridge.request('settings.set', deep)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    });

    test('messages wait for a host that is still starting, and hear of one that failed', async () => {
      let start = (_handlers: Handlers): void => undefined;
      const { bridge } = await connected({}, { handlers: new Promise<Handlers>((done) => (start = done)) });
      const waiting = bridge.request('settings.get', {});
      start(handlersWith({ 'settings.get': async () => settings }));
      expect(await waiting).toMatchObject({ ok: true });
      await connection.close();
      const failed = Promise.reject(new AppError('no-permission'));
      failed.catch(() => undefined);
      const { bridge: second } = await connected({}, { handlers: failed });
      expect(await second.request('settings.get', {})).toMatchObject({ ok: false, error: { code: 'no-permission' } });
    });

    test('a handler that breaks the contract fails in development', async () => {
      const broken = { 'settings.get': async () => ({ ...settings, extra: 1 }) };
      expect(await (await connected(broken)).bridge.request('settings.get', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
    });

    test('more than 256 at once are refused, and room is made again', async () => {
      let release = (): void => undefined;
      const released = new Promise<void>((done) => (release = done));
      const { bridge } = await connected({ 'settings.get': () => released.then(() => settings) });
      let answered = 0;
      const all = Array.from({ length: 300 }, () => bridge.request('settings.get', {}).finally(() => (answered += 1)));
      // The refused ones; the others wait for the release.
      await vi.waitUntil(() => answered === 44, { timeout: 20_000, interval: 5 });
      release();
      const results = await Promise.all(all);
      expect(results.filter((result) => result.ok)).toHaveLength(256);
      expect(await bridge.request('settings.get', {})).toMatchObject({ ok: true });
    });

    test('the signal aborts when the caller is gone', async () => {
      let aborted: Promise<void> | undefined;
      const { bridge } = await connected({ 'search.passages': async (_input, { signal }) => (await (aborted = abortOf(signal)), noPassages) });
      void bridge.request('search.passages', search);
      await vi.waitUntil(() => aborted !== undefined, { timeout: 20_000, interval: 5 });
      connection.drop();
      await aborted;
    });
  });
}
