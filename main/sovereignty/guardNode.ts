// Shuts the network to the JavaScript of a Node program (main, each engine, the command line): sockets, servers, DNS,
// fetch and what builds on them throw and are counted. In: nothing; it is the program's first import. Out: the counts,
// and the one opening, which networkGate.ts alone may use. Invariants: what a library took before is caught all the
// same, since every connection ends in the patched prototypes; native code is not bound by it (docs/SECURITY.md).
import { AsyncLocalStorage } from 'node:async_hooks';
import dgram from 'node:dgram';
import dns from 'node:dns';
import inspector from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

export interface Guard {
  /** Calls that were stopped since the start. */
  blocked(): number;
  /** Told of each; of what kind it was, never whereto: an address can carry a document's text. */
  onBlocked(listener: (kind: string) => void): void;
  /** Lets connections and look-ups through to this `host:port` while `work` runs, in its own calls only. */
  during<Value>(authority: string, work: () => Promise<Value>): Promise<Value>;
  /** As they were before, for the proof that the namespace holds without this guard. */
  readonly originals: { readonly lookup: typeof dns.lookup; readonly connect: typeof net.Socket.prototype.connect };
}

const KEY = Symbol.for('freehold.networkGuard');
const shared = globalThis as { [KEY]?: Guard };

/** Shuts the network, once a program; later calls return the same guard. */
export function guardNode(): Guard {
  return (shared[KEY] ??= shut());
}

function shut(): Guard {
  const open = new AsyncLocalStorage<string>();
  const listeners = new Set<(kind: string) => void>();
  let blocked = 0;
  const originals = { lookup: dns.lookup, connect: net.Socket.prototype.connect };

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
  syncBuiltinESMExports();

  return {
    blocked: () => blocked,
    onBlocked: (listener) => void listeners.add(listener),
    during: (authority, work) => open.run(authority, work),
    originals,
  };
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
