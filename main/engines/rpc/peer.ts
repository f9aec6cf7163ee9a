// One end of a connection between two programs. Symmetric: each end may call the other, emit events on the way
// and cancel. What goes in is a port (anything that carries frames) and the own service; what comes out is
// `call`. Invariant: every call settles exactly once, also when the other end dies.
import { AppError, fromWireError, toWireError } from '../../../contract/errors.ts';
import { frame, type Call, type CallOptions, type Frame, type Protocol, type Service } from './protocol.ts';

export interface Port {
  send(message: Frame): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

export interface Peer<Remote extends Protocol> {
  readonly call: Call<Remote>;
  /** Calls under way in either direction. */
  pending(): number;
  /** Fails every open call and aborts every method in progress. */
  close(error: AppError): void;
}

interface OpenCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly onEvent: ((event: unknown) => void) | undefined;
  readonly dispose: () => void;
  readonly name: string;
}

/** More than this many calls at once is a bug of the caller, answered with `bad-request`. */
const MAX_OPEN_CALLS = 256;

export function createPeer<Local extends Protocol, Remote extends Protocol>(options: {
  readonly port: Port;
  readonly local: Local;
  /** Builds the own service; it is handed `call`, so that a method may ask the other side. */
  readonly createService: (call: Call<Remote>) => Service<Local>;
  readonly remote: Remote;
  /** Frames that are not about calls: `ready`, `blocked` and `stop`. */
  readonly onControl?: (control: Frame) => void;
  /** What open calls fail with when the port closes; a crash unless the owner knows better. */
  readonly closeError?: () => AppError;
}): Peer<Remote> {
  const { port, local, remote } = options;
  const open = new Map<number, OpenCall>();
  const running = new Map<number, AbortController>();
  let nextId = 1;
  let closed: AppError | null = null;

  async function serve(id: number, name: string, rawParams: unknown): Promise<void> {
    const definition = Object.hasOwn(local, name) ? local[name] : undefined;
    const run = Object.hasOwn(service, name) ? service[name] : undefined;
    const controller = new AbortController();
    running.set(id, controller);
    try {
      if (definition === undefined || run === undefined) throw new AppError('bad-request', { method: name });
      const params = definition.params.safeParse(rawParams);
      if (!params.success) throw new AppError('bad-request', { method: name }, { cause: params.error });
      const value = await run(params.data as never, {
        signal: controller.signal,
        emit: (event) => {
          if (closed === null) port.send({ type: 'event', id, event });
        },
      });
      if (closed === null) port.send({ type: 'result', id, value });
    } catch (error) {
      if (closed === null) port.send({ type: 'error', id, error: toWireError(error) });
    } finally {
      running.delete(id);
    }
  }

  function settle(id: number, act: (call: OpenCall) => void): void {
    const call = open.get(id);
    if (call === undefined) return;
    open.delete(id);
    call.dispose();
    act(call);
  }

  /** A listener that throws ends its own call; it must not end the program that reads the messages. */
  function deliver(id: number, rawEvent: unknown): void {
    const call = open.get(id);
    const event = call && remote[call.name]?.event.safeParse(rawEvent);
    if (call === undefined || event?.success !== true) return;
    try {
      call.onEvent?.(event.data);
    } catch (cause) {
      port.send({ type: 'cancel', id });
      settle(id, () => call.reject(new AppError('internal', { method: call.name }, { cause })));
    }
  }

  function receive(message: unknown): void {
    const parsed = frame.safeParse(message);
    if (!parsed.success || closed !== null) return;
    const received = parsed.data;
    switch (received.type) {
      case 'call':
        void serve(received.id, received.name, received.params);
        return;
      case 'cancel':
        running.get(received.id)?.abort();
        return;
      case 'event':
        deliver(received.id, received.event);
        return;
      case 'result':
        settle(received.id, (call) => {
          const value = remote[call.name]!.result.safeParse(received.value);
          if (value.success) call.resolve(value.data);
          else call.reject(new AppError('internal', { method: call.name }, { cause: value.error }));
        });
        return;
      case 'error':
        settle(received.id, (call) => call.reject(fromWireError(received.error)));
        return;
      default:
        options.onControl?.(received);
    }
  }

  function close(error: AppError): void {
    if (closed !== null) return;
    closed = error;
    for (const id of [...open.keys()]) settle(id, (call) => call.reject(error));
    for (const controller of running.values()) controller.abort();
  }

  function call(name: string, params: unknown, { signal, onEvent }: CallOptions<never> = {}): Promise<unknown> {
    if (closed !== null) return Promise.reject(closed);
    if (signal?.aborted) return Promise.reject(new AppError('cancelled'));
    if (open.size >= MAX_OPEN_CALLS) return Promise.reject(new AppError('bad-request', { method: name }));
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const cancel = (): void => port.send({ type: 'cancel', id });
      signal?.addEventListener('abort', cancel, { once: true });
      open.set(id, {
        name,
        resolve,
        reject,
        onEvent: onEvent as ((event: unknown) => void) | undefined,
        dispose: () => signal?.removeEventListener('abort', cancel),
      });
      try {
        port.send({ type: 'call', id, name, params });
      } catch (cause) {
        // What can't be copied to another process never left this one.
        settle(id, () => reject(new AppError('bad-request', { method: name }, { cause })));
      }
    });
  }

  const service = options.createService(call as Call<Remote>);
  port.onMessage(receive);
  port.onClose(() => close(options.closeError?.() ?? new AppError('engine-crashed')));

  return { call: call as Call<Remote>, pending: () => open.size + running.size, close };
}
