// Shuts the network to the JavaScript of a Node program (main, each engine, the command line): sockets, servers, DNS,
// fetch and what builds on them, and threads, throw and are counted. In: nothing; it is the program's first import. Out: the counts;
// and, in the main program, the one opening, for networkGate.ts alone. Invariants: what a library took before is caught
// all the same, since every connection ends in the patched prototypes; the opening can't be had but by importing this
// file into the same bundle; native code is not bound by any of it (docs/SECURITY.md).
import { AsyncLocalStorage } from 'node:async_hooks';
import dgram from 'node:dgram';
import dns from 'node:dns';
import inspector from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import workerThreads, { type WorkerOptions } from 'node:worker_threads';
import { WATCH } from './watchThread.ts';

export interface Guard {
  /** Calls that were stopped since the start. */
  blocked(): number;
  /** Told of each; of what kind it was, never whereto: an address can carry a document's text. */
  onBlocked(listener: (kind: string) => void): void;
  /**
   * Tries the system itself, as native code could, without the guard: a look-up and a connection to names and addresses
   * that are nobody's (RFC 2606, RFC 5737). Only in a network of its own, where nothing can leave; elsewhere null.
   */
  tryUnguarded(): Promise<{ readonly lookup: string; readonly connect: string } | null>;
}

export interface GuardWithGate extends Guard {
  /** Lets connections and look-ups through to this `host:port` while `work` runs, in its own calls only. */
  during<Value>(authority: string, work: () => Promise<Value>): Promise<Value>;
}

const KEY = Symbol.for('freehold.networkGuard');
const shared = globalThis as { [KEY]?: Guard };
let own: GuardWithGate | null = null;

/** Shuts the network, once a program; later calls return the same guard. */
export function guardNode(): Guard {
  if (shared[KEY] !== undefined) return shared[KEY];
  const { during, ...guard } = shut();
  own = { ...guard, during };
  Object.defineProperty(shared, KEY, { value: Object.freeze(guard), writable: false, configurable: false });
  return guard;
}

/** The guard with its opening; only in the bundle that shut the network itself. */
export function guardWithGate(): GuardWithGate {
  guardNode();
  if (own === null) throw new Error('The network was shut by another part of this program.');
  return own;
}

/** No interface is up: a new namespace has nothing but a loopback that is down. */
export const isOwnNetwork = (): boolean => Object.keys(os.networkInterfaces()).length === 0;

function shut(): GuardWithGate {
  const open = new AsyncLocalStorage<string>();
  const listeners = new Set<(kind: string) => void>();
  let blocked = 0;
  const { lookup } = dns;
  const { connect } = net.Socket.prototype;

  function refuse(kind: string): never {
    blocked += 1;
    for (const listener of listeners) listener(kind);
    throw Object.assign(new Error('Freehold keeps this program off the network.'), { code: 'ERR_ACCESS_DENIED' });
  }

  /** Replaces functions by ones that throw, but for calls to where the gate is open. */
  function close(place: object, names: readonly string[], kind: string, passes: (args: unknown[], authority: string) => boolean = () => false): void {
    for (const name of names) {
      const original = (place as Record<string, (...args: unknown[]) => unknown>)[name]!;
      const value = function (this: unknown, ...args: unknown[]): unknown {
        const authority = open.getStore();
        return authority !== undefined && passes(args, authority) ? original.apply(this, args) : refuse(kind);
      };
      Object.defineProperty(place, name, { value, writable: false, configurable: false });
    }
  }

  // Everything that connects or listens ends here: http, https, tls, fetch, WebSocket.
  close(net.Socket.prototype, ['connect'], 'socket', (args, authority) => authorityOf(args) === authority);
  close(net.Server.prototype, ['listen'], 'server');
  close(dgram.Socket.prototype, ['bind', 'connect', 'send'], 'datagram');
  close(dns, ['lookup'], 'dns', ([host], authority) => host === authority.slice(0, authority.lastIndexOf(':')));
  close(dns, functionsOf(dns).filter((name) => name !== 'lookup'), 'dns');
  close(dns.promises, functionsOf(dns.promises), 'dns');
  for (const resolver of [dns.Resolver, dns.promises.Resolver]) for (const [place, names] of lookupsOf(resolver)) close(place, names, 'dns');
  close(globalThis, ['fetch', 'WebSocket', 'EventSource'].filter((name) => name in globalThis), 'fetch');
  // A debugger listens on a port of its own, opened by native code.
  close(inspector, ['open'], 'inspector');
  close(process, ['binding'], 'binding');
  closeThreads(refuse);
  syncBuiltinESMExports();

  return {
    blocked: () => blocked,
    onBlocked: (listener) => void listeners.add(listener),
    tryUnguarded: async () => {
      if (!isOwnNetwork()) return null;
      return {
        lookup: await new Promise((resolve) => lookup('freehold.invalid', (error) => resolve(error === null ? 'found' : (error.code ?? error.message)))),
        connect: await new Promise((resolve) => {
          const socket = new net.Socket();
          socket.once('connect', () => (socket.destroy(), resolve('connected'))).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
          Reflect.apply(connect, socket, [{ host: '192.0.2.1', port: 9 }]);
        }),
      };
    },
    during: (authority, work) => open.run(authority, work),
  };
}

/** A thread's modules are its own and not shut: none but the watch is started, and nothing can be added to it. */
function closeThreads(refuse: (kind: string) => never): void {
  const Worker = new Proxy(workerThreads.Worker, {
    construct: (original, [source, { eval: isText, workerData, resourceLimits } = {}]: [unknown, WorkerOptions?]) =>
      source === WATCH && isText === true ? Reflect.construct(original, [source, { eval: true, workerData, resourceLimits, execArgv: [], env: {} }]) : refuse('thread'),
  });
  Object.defineProperty(workerThreads, 'Worker', { value: Worker, writable: false, configurable: false });
  Object.defineProperty(Worker.prototype, 'constructor', { value: Worker, writable: false, configurable: false });
}

/** `host:port` of a call to `connect`, in the forms that Node and its libraries use; '' for a path of this machine. */
function authorityOf(args: readonly unknown[]): string {
  // Node passes its own calls on as one array, [options, callback].
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: unknown; port?: unknown; path?: unknown };
    return path === undefined || path === null ? `${String(host ?? 'localhost')}:${String(port)}` : '';
  }
  return `${typeof second === 'string' ? second : 'localhost'}:${String(first)}`;
}

const functionsOf = (place: object): string[] => Object.keys(place).filter((name) => name !== 'Resolver' && typeof (place as Record<string, unknown>)[name] === 'function' && !/^(?:get|set)/.test(name));

/** Own ones, and those of the class that both kinds of resolver extend. */
const lookupsOf = (resolver: { readonly prototype: object }): (readonly [object, string[]])[] =>
  [resolver.prototype, Object.getPrototypeOf(resolver.prototype) as object].map((place) => [place, Object.getOwnPropertyNames(place).filter((name) => /^(?:resolve|reverse)/.test(name) && Object.getOwnPropertyDescriptor(place, name)?.configurable !== false)] as const);
