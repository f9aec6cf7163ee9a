// Keeps one engine program available: starts it when it is asked something, starts it again after a crash, lets it go
// when nobody needs it. In: the program. Out: `call`. Invariants: a wished-for end and a crash are different events;
// a crash fails the calls under way with `engine-crashed` and never the host.
import { AppError } from '../../../contract/errors.ts';
import { unlessAborted } from '../../unlessAborted.ts';
import type { Call, Protocol } from '../rpc/protocol.ts';
import { startEngineProcess, type EngineProcess, type EngineProgram } from './engineProcess.ts';

export type EngineState = 'stopped' | 'starting' | 'ready' | 'restarting' | 'failed';

export interface EngineOptions<Local extends Protocol, Remote extends Protocol> extends EngineProgram<Local, Remote> {
  readonly onState?: (state: EngineState, restarts: number) => void;
  /** Runs before every start; when it rejects, nothing is started and the calls fail with its error. */
  readonly beforeStart?: () => Promise<void>;
  /** Runs after every start, before the first call goes through; e.g. opens the library again after a crash. */
  readonly afterStart?: (call: Call<Remote>) => Promise<void>;
  /** Restart after a crash without waiting for the next call. */
  readonly keepAlive?: boolean;
  /** Stop the engine when nothing was asked of it for this long; 0 never. */
  readonly idleStopMs?: number;
  /** Waits before the start after the n-th crash in a row; the last one holds for all that follow. */
  readonly backOffMs?: readonly number[];
}

export interface Engine<Remote extends Protocol> {
  readonly call: Call<Remote>;
  readonly state: () => EngineState;
  readonly restarts: () => number;
  readonly processId: () => number | null;
  /** Whether the running process is in a network of its own, which is empty; null while none runs. */
  readonly ownNetwork: () => boolean | null;
  /** Ends the process at once, as a crash would; the next call starts it again. */
  kill(): void;
  /** Ends the process at once without calling it a crash; calls under way fail with `engine-unavailable`. */
  discard(): void;
  /** Lets the process write what it holds and ends it; what is asked next starts another. */
  end(): Promise<void>;
  /** Ends the engine for good. */
  stop(): Promise<void>;
}

const BACK_OFF_MS = [0, 250, 1_000, 4_000, 15_000];
/** After a run of this long a crash counts as the first one. */
const STABLE_AFTER_MS = 60_000;

export function superviseEngine<Local extends Protocol, Remote extends Protocol>(options: EngineOptions<Local, Remote>): Engine<Remote> {
  const backOffMs = options.backOffMs ?? BACK_OFF_MS;
  let state: EngineState = 'stopped';
  let restarts = 0;
  let crashesInARow = 0;
  let latest: EngineProcess<Remote> | null = null;
  let running: EngineProcess<Remote> | null = null;
  let starting: Promise<EngineProcess<Remote>> | null = null;
  const alive = new Set<EngineProcess<Remote>>();
  const stopped = new AbortController();
  let idleTimer: NodeJS.Timeout | null = null;

  function setState(next: EngineState): void {
    if (next === state) return;
    state = next;
    options.onState?.(next, restarts);
  }

  const unavailable = (): AppError => new AppError('engine-unavailable', { engine: options.name });

  async function start(): Promise<EngineProcess<Remote>> {
    await sleep(backOffMs[Math.min(crashesInARow, backOffMs.length - 1)]!, stopped.signal);
    if (stopped.signal.aborted) throw unavailable();
    setState(crashesInARow > 0 ? 'restarting' : 'starting');
    try {
      await options.beforeStart?.();
    } catch (error) {
      setState('failed');
      throw error;
    }
    if (stopped.signal.aborted) throw unavailable();
    const startedMs = performance.now();
    const process = startEngineProcess(options);
    latest = process;
    alive.add(process);
    void process.gone.then((wished) => onGone(process, wished, performance.now() - startedMs));
    try {
      await process.ready;
      await options.afterStart?.(process.call);
    } catch (error) {
      process.kill();
      throw error;
    }
    if (!alive.has(process) || latest !== process) throw unavailable();
    running = process;
    setState('ready');
    return process;
  }

  function onGone(process: EngineProcess<Remote>, wished: boolean, ranMs: number): void {
    const wasReady = running === process;
    alive.delete(process);
    if (wasReady) running = null;
    if (latest === process) latest = null;
    if (!wished && !stopped.signal.aborted) {
      crashesInARow = ranMs > STABLE_AFTER_MS ? 1 : crashesInARow + 1;
      restarts += 1;
      const again = options.keepAlive === true && crashesInARow < BACK_OFF_MS.length;
      // What ran a moment ago and is started by the next call has not failed, whatever became of the last one.
      setState(again ? 'restarting' : wasReady && options.keepAlive !== true ? 'stopped' : 'failed');
      if (again) void startAgain();
    } else if (latest === null) {
      setState('stopped');
    }
  }

  /** A crash in the middle of a start ends that start first. */
  async function startAgain(): Promise<void> {
    await starting?.catch(() => undefined);
    await ensure().catch(() => undefined);
  }

  function ensure(): Promise<EngineProcess<Remote>> {
    if (stopped.signal.aborted) return Promise.reject(unavailable());
    if (running !== null) return Promise.resolve(running);
    starting ??= start().finally(() => {
      starting = null;
    });
    return starting;
  }

  /** Takes the process out of use; what is asked next starts another. */
  function release(): EngineProcess<Remote> | null {
    const released = latest;
    running = null;
    latest = null;
    return released;
  }

  function armIdleStop(): void {
    if (idleTimer !== null) clearTimeout(idleTimer);
    idleTimer = null;
    const idleMs = options.idleStopMs ?? 0;
    if (idleMs === 0 || stopped.signal.aborted) return;
    idleTimer = setTimeout(() => {
      if (running !== null && running.pending() === 0) void release()?.stop();
    }, idleMs);
    idleTimer.unref();
  }

  const call: Call<Remote> = async (name, params, callOptions) => {
    try {
      // A caller who gave up doesn't wait for a slow start.
      const process = running ?? (await unlessAborted(ensure(), callOptions?.signal));
      return await process.call(name, params, callOptions);
    } finally {
      armIdleStop();
    }
  };

  return {
    call,
    state: () => state,
    restarts: () => restarts,
    processId: () => latest?.processId ?? null,
    ownNetwork: () => running?.ownNetwork() ?? null,
    kill: () => latest?.kill(),
    discard: () => release()?.kill({ wished: true }),
    end: async () => void (await release()?.stop()),
    stop: async () => {
      stopped.abort();
      if (idleTimer !== null) clearTimeout(idleTimer);
      await Promise.all([...alive].map((process) => process.stop()));
      await starting?.catch(() => undefined);
      setState('stopped');
    },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
