// Takes from a parser worker what reading a file does not need, before the first file is opened: the network, which
// Node's permission model does not cover, and threads. That stops a library that follows a reference, and code that was
// smuggled into one; it is no wall against native code that was taken over.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

export function confine(): void {
  const places: readonly (readonly [object, readonly string[]])[] = [
    // Everything that connects or listens ends here: http, https, tls, fetch, WebSocket.
    [net.Socket.prototype, ['connect']],
    [net.Server.prototype, ['listen']],
    [dgram.Socket.prototype, ['bind', 'connect', 'send']],
    [dns, functionsOf(dns)],
    [dns.promises, functionsOf(dns.promises)],
    [dns.Resolver.prototype, lookupsOf(dns.Resolver)],
    [dns.promises.Resolver.prototype, lookupsOf(dns.promises.Resolver)],
  ];
  for (const [place, names] of places) for (const name of names) Object.defineProperty(place, name, { value: denied });
  syncBuiltinESMExports();
  // A thread may be started with rights of its own, so none is started any more.
  (process.permission as { drop?(scope: string): void } | undefined)?.drop?.('worker');
}

function denied(): never {
  throw Object.assign(new Error('A parser worker has no network.'), { code: 'ERR_ACCESS_DENIED' });
}

const functionsOf = (place: object): string[] => Object.keys(place).filter((name) => name !== 'Resolver' && typeof (place as Record<string, unknown>)[name] === 'function');

/** Own ones, and those of the class that both kinds of resolver extend. */
const lookupsOf = (resolver: { readonly prototype: object }): string[] =>
  [resolver.prototype, Object.getPrototypeOf(resolver.prototype) as object].flatMap((place) => Object.getOwnPropertyNames(place)).filter((name) => /^(?:resolve|reverse)/.test(name));
