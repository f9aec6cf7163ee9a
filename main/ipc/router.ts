// Takes raw messages to the handlers of the contract and their results back, for every transport: the window's
// and the socket's. In: a name and an input that nobody has checked. Out: a Result, or a stream that ends once.
// Invariant: a handler sees parsed input only, and no caller ever sees an exception.
import { AppError, toWireError, type WireError } from '../../contract/errors.ts';
import type { Result } from '../../contract/bridge.ts';
import { isRequestName, isStreamName, routes, type RequestName, type RouteName, type StreamName } from '../../contract/routes.ts';
import type { Handlers } from '../host/handlers.ts';
import { inputFault } from './inputLimits.ts';
import { errorForLog, type Log } from './log.ts';
import { createStreamSender, type StreamPort } from './streams.ts';

export interface Router {
  request(name: unknown, input: unknown, signal: AbortSignal): Promise<Result<unknown>>;
  /** Serves the stream on `port` to its end, which the port always gets exactly once. */
  stream(name: unknown, input: unknown, port: StreamPort): Promise<void>;
}

export interface RouterOptions {
  /** A promise, since windows open before the host is up: messages wait for it. */
  readonly handlers: Handlers | Promise<Handlers>;
  readonly log: Log;
  /** Checks what handlers give back, and logs and sends the details of errors. Costs time; off in production. */
  readonly development: boolean;
}

/** More at once is a caller gone wild: a window in full use has fewer than ten. */
const MAX_IN_FLIGHT = 256;

type AnyRequestHandler = (input: unknown, context: { readonly signal: AbortSignal }) => Promise<unknown>;
type AnyStreamHandler = (input: unknown, context: { readonly signal: AbortSignal; readonly emit: (event: unknown) => void }) => Promise<void>;

export function createRouter({ handlers, log, development }: RouterOptions): Router {
  let inFlight = 0;

  /** Names of unknown routes stay out of the answer and the log: they are the sender's text. */
  function refuse(reason: string, cause?: unknown): AppError {
    return new AppError('bad-request', { reason }, cause === undefined ? undefined : { cause });
  }

  function checkedName<Name extends RouteName>(name: unknown, isName: (name: string) => name is Name): Name {
    if (typeof name !== 'string' || !isName(name)) throw refuse('unknown-route');
    return name;
  }

  function checkedInput(name: RouteName, input: unknown): unknown {
    const fault = inputFault(input);
    if (fault !== null) throw refuse(fault);
    const parsed = routes[name].input.safeParse(input);
    if (!parsed.success) throw refuse('invalid-input', parsed.error);
    return parsed.data;
  }

  /** In development a handler that breaks its own contract fails at once, not somewhere in the window. */
  function checkedOutput(name: RouteName, value: unknown): unknown {
    if (!development) return value;
    const route = routes[name];
    const parsed = (route.verb === 'request' ? route.output : route.event).safeParse(value);
    if (!parsed.success) throw new AppError('internal', { route: name }, { cause: parsed.error });
    return parsed.data;
  }

  function failed(name: unknown, error: unknown, signal: AbortSignal): WireError {
    const wire = toWireError(error);
    const cancelled = wire.code === 'cancelled' || signal.aborted;
    const route = typeof name === 'string' && Object.hasOwn(routes, name) ? name : 'unknown';
    const level = cancelled ? 'debug' : wire.code === 'internal' ? 'error' : 'warn';
    log(level, 'route.failed', { route, code: wire.code, error: errorForLog(error, development) });
    return development ? wire : { code: wire.code, data: wire.data };
  }

  async function counted<Value>(run: () => Promise<Value>): Promise<Value> {
    if (inFlight >= MAX_IN_FLIGHT) throw refuse('too-many-requests');
    inFlight += 1;
    try {
      return await run();
    } finally {
      inFlight -= 1;
    }
  }

  async function request(rawName: unknown, rawInput: unknown, signal: AbortSignal): Promise<Result<unknown>> {
    try {
      const name: RequestName = checkedName(rawName, isRequestName);
      const input = checkedInput(name, rawInput);
      const value = await counted(async () => ((await handlers)[name] as AnyRequestHandler)(input, { signal }));
      return { ok: true, value: checkedOutput(name, value) };
    } catch (error) {
      return { ok: false, error: failed(rawName, error, signal) };
    }
  }

  async function stream(rawName: unknown, rawInput: unknown, port: StreamPort): Promise<void> {
    const sender = createStreamSender(port);
    try {
      const name: StreamName = checkedName(rawName, isStreamName);
      const input = checkedInput(name, rawInput);
      const emit = (event: unknown): void => sender.emit(checkedOutput(name, event));
      await counted(async () => {
        const handler = (await handlers)[name] as AnyStreamHandler;
        // Cancelled while the host was starting: the handler has nothing to do.
        if (!sender.signal.aborted) await handler(input, { signal: sender.signal, emit });
      });
      sender.end(null);
    } catch (error) {
      sender.end(failed(rawName, error, sender.signal));
    }
  }

  return { request, stream };
}
