// The supervisor with a real engine program that can be made to misbehave: start, crash, back-off, stop, orphans.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { superviseEngine, type Engine, type EngineOptions, type EngineState } from '../../../main/engines/supervisor/superviseEngine.ts';
import { practiceProgram, type PracticeMode } from '../../support/practiceEngineOptions.ts';
import type { PracticeHostProtocol, PracticeProtocol } from '../../support/practiceProtocol.ts';
import { isAlive, sleep, waitUntilGone } from '../../support/processes.ts';

interface Watched {
  readonly engine: Engine<PracticeProtocol>;
  readonly states: EngineState[];
}

const running: Engine<PracticeProtocol>[] = [];

function supervise(options: Partial<EngineOptions<PracticeHostProtocol, PracticeProtocol>> & { readonly mode?: PracticeMode } = {}): Watched {
  const { mode, ...rest } = options;
  const states: EngineState[] = [];
  const engine = superviseEngine({ ...practiceProgram(mode), onState: (state) => states.push(state), ...rest });
  running.push(engine);
  return { engine, states };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((engine) => engine.stop()));
});

const echo = (engine: Engine<PracticeProtocol>): Promise<{ text: string }> => engine.call('echo', { text: 'x' });

describe('start', () => {
  test('nothing runs until something is asked; many first calls start one process', async () => {
    const { engine, states } = supervise();
    expect([engine.state(), engine.processId()]).toEqual(['stopped', null]);
    await Promise.all([echo(engine), echo(engine), echo(engine)]);
    expect(states).toEqual(['starting', 'ready']);
    expect(isAlive(engine.processId()!)).toBe(true);
  });

  test('what runs after the start comes before the first call', async () => {
    const order: string[] = [];
    const { engine } = supervise({ afterStart: async (call) => void order.push((await call('echo', { text: 'after start' })).text) });
    await echo(engine).then(({ text }) => order.push(text));
    expect(order).toEqual(['after start', 'x']);
  });

  test.each([['a program that ends before it is ready', { mode: 'crash-at-start' as const }], ['another protocol version', { mode: 'other-version' as const }], ['a binary that is not there', { nodeBinary: '/nowhere/node' }]])(
    '%s: the call fails with `engine-unavailable`, and nothing is left',
    async (_what, options) => {
      const { engine, states } = supervise(options);
      await expect(echo(engine)).rejects.toMatchObject({ code: 'engine-unavailable', data: { engine: 'practice' } });
      await expect.poll(() => states.at(-1)).toBe('failed');
      expect(engine.processId()).toBeNull();
    },
  );

  test('a proof that fails keeps the program from starting', async () => {
    const { engine } = supervise({ beforeStart: () => Promise.reject(new Error('not proven')) });
    await expect(echo(engine)).rejects.toThrow('not proven');
    expect(engine.processId()).toBeNull();
  });

  test("the environment is the system's, not the person's", async () => {
    vi.stubEnv('SECRET_TOKEN', 'abc');
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    vi.stubEnv('HTTPS_PROXY', 'http://proxy');
    const { engine } = supervise({ environment: { GIVEN: 'yes' } });
    const environment = await engine.call('environment', {});
    vi.unstubAllEnvs();
    expect(environment['GIVEN']).toBe('yes');
    expect(environment['PATH']).toBeDefined();
    const known = /^(PATH|HOME|USERPROFILE|SystemRoot|TE?MP|TMPDIR|LANG|LC_ALL|TZ|LD_LIBRARY_PATH|GIVEN|NODE_LLAMA_CPP_SKIP_DOWNLOAD|HF_HUB_OFFLINE|NODE_CHANNEL_.*)$/;
    expect(Object.keys(environment).filter((name) => !known.test(name))).toEqual([]);
  });
});

describe('crash', () => {
  test('kill -9 fails the calls under way, once each; the next call finds a new process', async () => {
    const { engine, states } = supervise();
    await echo(engine);
    const before = engine.processId()!;
    const waiting = [engine.call('wait', {}), engine.call('wait', {})];
    process.kill(before, 'SIGKILL');
    for (const outcome of await Promise.allSettled(waiting)) expect((outcome as PromiseRejectedResult).reason).toMatchObject({ code: 'engine-crashed', data: { engine: 'practice', exit: 'SIGKILL' } });
    expect((await echo(engine)).text).toBe('x');
    expect(engine.processId()).not.toBe(before);
    expect(engine.restarts()).toBe(1);
    expect(states).toEqual(['starting', 'ready', 'stopped', 'restarting', 'ready']);
  });

  test('events that were sent before the crash still arrive', async () => {
    const { engine } = supervise();
    const seen: number[] = [];
    await expect(engine.call('die', { busy: false }, { onEvent: ({ at }) => seen.push(at) })).rejects.toMatchObject({ code: 'engine-crashed' });
    expect(seen).toEqual([1]);
  });

  test('kept alive: it comes back without being asked, and does again what it does after a start', async () => {
    const afterStart = vi.fn(async () => undefined);
    const { engine } = supervise({ keepAlive: true, afterStart });
    await echo(engine);
    process.kill(engine.processId()!, 'SIGKILL');
    await vi.waitFor(() => expect(afterStart).toHaveBeenCalledTimes(2), { timeout: 5_000 });
    await expect.poll(() => engine.state()).toBe('ready');
  });

  test('kept alive, a crash in the middle of a start is tried again', async () => {
    let starts = 0;
    const { engine } = supervise({
      keepAlive: true,
      backOffMs: [0, 10, 10],
      afterStart: async (call) => {
        starts += 1;
        if (starts === 1) await call('die', { busy: false });
      },
    });
    await expect(echo(engine)).rejects.toMatchObject({ code: 'engine-crashed' });
    await vi.waitFor(() => expect(engine.state()).toBe('ready'), { timeout: 5_000 });
    expect(starts).toBe(2);
  });

  test('each crash in a row waits longer before the next start; a caller who gives up does not wait', async () => {
    const { engine } = supervise({ mode: 'crash-at-start', backOffMs: [0, 0, 60_000] });
    await expect(echo(engine)).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect.poll(() => engine.restarts()).toBe(1);
    await expect(echo(engine)).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect.poll(() => engine.restarts()).toBe(2);
    const call = engine.call('echo', { text: 'x' }, { signal: AbortSignal.timeout(100) });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(engine.restarts()).toBe(2);
  });
});

describe('end', () => {
  test('a wished-for stop is no crash, ends the process, and is final', async () => {
    const { engine, states } = supervise({ keepAlive: true });
    await echo(engine);
    const before = engine.processId()!;
    await engine.stop();
    expect(isAlive(before)).toBe(false);
    expect([engine.restarts(), states.at(-1)]).toEqual([0, 'stopped']);
    await expect(echo(engine)).rejects.toMatchObject({ code: 'engine-unavailable' });
  });

  test('a program that does not stop is killed', async () => {
    const { engine } = supervise({ mode: 'slow-stop' });
    await echo(engine);
    const before = engine.processId()!;
    const startedMs = performance.now();
    await engine.stop();
    expect(isAlive(before)).toBe(false);
    expect(performance.now() - startedMs).toBeGreaterThan(2_000);
  });

  test('stopping in the middle of a back-off does not wait for it', async () => {
    const { engine } = supervise({ mode: 'crash-at-start', backOffMs: [0, 60_000] });
    await expect(echo(engine)).rejects.toThrow();
    await expect.poll(() => engine.restarts()).toBe(1);
    const waiting = expect(echo(engine)).rejects.toMatchObject({ code: 'engine-unavailable' });
    await engine.stop();
    await waiting;
  });

  test('idle: let go after a while, not during a call, started again by the next', async () => {
    const { engine, states } = supervise({ idleStopMs: 200 });
    const stop = new AbortController();
    const waiting = engine.call('wait', {}, { signal: stop.signal });
    await echo(engine);
    const before = engine.processId()!;
    await sleep(500);
    expect(isAlive(before)).toBe(true);
    stop.abort();
    await waiting;
    await waitUntilGone(before);
    await expect.poll(() => engine.state()).toBe('stopped');
    expect((await echo(engine)).text).toBe('x');
    expect([engine.restarts(), states]).toEqual([0, ['starting', 'ready', 'stopped', 'starting', 'ready']]);
  });

  test('discarded: gone at once, no crash, calls fail as unavailable, the next one starts it', async () => {
    const { engine } = supervise({ keepAlive: true });
    await echo(engine);
    const before = engine.processId()!;
    const waiting = engine.call('wait', {});
    engine.discard();
    await expect(waiting).rejects.toMatchObject({ code: 'engine-unavailable' });
    expect((await echo(engine)).text).toBe('x');
    expect(isAlive(before)).toBe(false);
    expect(engine.restarts()).toBe(0);
  });

  test.each(['idle', 'busy'])('no orphan when the parent is killed with -9 and the engine is %s', async (what) => {
    const parent = spawn(process.execPath, [path.join(import.meta.dirname, '..', '..', 'support', 'practiceParent.ts'), what], { stdio: ['ignore', 'pipe', 'inherit'] });
    const engineId = await new Promise<number>((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(Number(text))));
    expect(isAlive(engineId)).toBe(true);
    parent.kill('SIGKILL');
    await waitUntilGone(engineId, 8_000);
  });
});
