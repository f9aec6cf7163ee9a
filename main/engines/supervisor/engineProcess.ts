// One run of one engine program: from its start to its end. In: the program and what the host answers to it. Out:
// `ready`, `call`, two ways to end it, and `gone`. Invariant: `gone` resolves once, also when it could not be started.
import { spawn } from 'node:child_process';
import { AppError } from '../../../contract/errors.ts';
import { awakeTimeout } from '../../awakeTimeout.ts';
import { createPeer } from '../rpc/peer.ts';
import { childPort } from '../rpc/processPort.ts';
import { isMemoryNotice } from '../rpc/processWatch.ts';
import { PROTOCOL_VERSION, type Call, type Protocol, type Service } from '../rpc/protocol.ts';
import { engineEnvironment } from './engineEnvironment.ts';

export interface EngineProgram<Local extends Protocol, Remote extends Protocol> {
  readonly name: string;
  readonly nodeBinary: string;
  readonly nodeArguments?: readonly string[];
  /** A program that starts another one, with its arguments: what an engine is put into, see startedBy.ts. */
  readonly startedBy?: readonly string[];
  readonly entry: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the host answers to this engine. */
  readonly host: Local;
  readonly createHostService: (call: Call<Remote>) => Service<Local>;
  /** What the engine answers to the host. */
  readonly engine: Remote;
  readonly onStderr?: (line: string) => void;
  /** The engine's guard stopped a call that would have used the network. */
  readonly onBlocked?: (kind: string) => void;
}

export interface EngineProcess<Remote extends Protocol> {
  readonly call: Call<Remote>;
  /** Calls under way in either direction. */
  pending(): number;
  readonly processId: number | null;
  /** Once it is ready: whether it is in a network of its own, which is empty. */
  ownNetwork(): boolean;
  /** Resolves at the engine's hand-shake; rejects with `engine-unavailable` when there is none. */
  readonly ready: Promise<void>;
  /** Resolves to true when the end was wished for, to false after a crash. */
  readonly gone: Promise<boolean>;
  /** Ends the process at once. Unless `wished`, that counts as a crash. */
  kill(options?: { readonly wished?: boolean }): void;
  /** Asks it to stop, and kills it when it doesn't. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 3_000;

export function startEngineProcess<Local extends Protocol, Remote extends Protocol>(program: EngineProgram<Local, Remote>): EngineProcess<Remote> {
  const unavailable = (cause?: unknown): AppError => new AppError('engine-unavailable', { engine: program.name }, { cause });
  const ready = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<boolean>();
  // A start that nobody waits for any more must not count as an unhandled failure.
  ready.promise.catch(() => undefined);
  let wished = false;
  let outOfMemory = false;
  let ownNetwork = false;

  const [command = '', ...args] = [...(program.startedBy ?? []), program.nodeBinary, ...(program.nodeArguments ?? []), program.entry];
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: engineEnvironment(program.environment),
    windowsHide: true,
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    outOfMemory ||= isMemoryNotice(text);
    program.onStderr?.(text.trimEnd());
  });
  child.on('error', (cause) => ready.reject(unavailable(cause)));
  const endTimeout = awakeTimeout(() => {
    ready.reject(unavailable());
    child.kill('SIGKILL');
  }, READY_TIMEOUT_MS);

  const port = childPort(child);
  const peer = createPeer<Local, Remote>({
    port,
    local: program.host,
    remote: program.engine,
    createService: program.createHostService,
    closeError: () => (wished ? unavailable() : new AppError('engine-crashed', { engine: program.name, exit: child.signalCode ?? child.exitCode, outOfMemory })),
    onControl: (control) => {
      if (control.type === 'blocked') program.onBlocked?.(control.kind);
      if (control.type !== 'ready') return;
      ownNetwork = control.ownNetwork;
      endTimeout();
      if (control.protocol === PROTOCOL_VERSION) ready.resolve();
      else ready.reject(unavailable());
    },
  });
  port.onClose(() => {
    endTimeout();
    ready.reject(unavailable());
    gone.resolve(wished);
  });

  return {
    call: peer.call,
    pending: peer.pending,
    processId: child.pid ?? null,
    ownNetwork: () => ownNetwork,
    ready: ready.promise,
    gone: gone.promise,
    kill: (options) => {
      wished ||= options?.wished ?? false;
      child.kill('SIGKILL');
    },
    stop: async () => {
      wished = true;
      if (child.connected) child.send({ type: 'stop' }, () => undefined);
      const killTimer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await gone.promise;
      clearTimeout(killTimer);
    },
  };
}
