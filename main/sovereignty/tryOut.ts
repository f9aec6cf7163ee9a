// Plants attempts to use the network in a Node program and tells what became of each: first by the ways that JavaScript
// has, which the guard stops and counts; then as native code would, where an empty network stops it. In: the guard. Out:
// the attempts. Invariant: whereto they go is nobody's (RFC 2606, RFC 5737), so that even a failure tells nobody anything.
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import type { ProofRow } from '../../contract/proof.ts';
import type { Guard } from './guardNode.ts';

export type Attempt = Omit<ProofRow, 'place'>;

const NOBODYS_NAME = 'freehold.invalid';
const NOBODYS_ADDRESS = '192.0.2.1';

/** By the guard, which throws; what returns has got through. */
const GUARDED: Partial<Record<ProofRow['attempt'], () => unknown>> = {
  fetch: () => fetch(`http://${NOBODYS_NAME}/`),
  webSocket: () => new (globalThis as unknown as { WebSocket: new (address: string) => unknown }).WebSocket(`ws://${NOBODYS_NAME}/`),
  lookup: () => dns.promises.lookup(NOBODYS_NAME),
  connect: () => net.connect(9, NOBODYS_ADDRESS),
  datagram: () => dgram.createSocket('udp4').send('x', 9, NOBODYS_ADDRESS),
  listen: () => net.createServer().listen(0, '127.0.0.1'),
};

export async function tryOut(guard: Guard): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const [attempt, run] of Object.entries(GUARDED) as [ProofRow['attempt'], () => unknown][]) {
    // Not in every Node, and what is not there can't be used.
    if (attempt === 'webSocket' && !('WebSocket' in globalThis)) continue;
    const before = guard.blocked();
    const outcome = await outcomeOf(run);
    attempts.push({ attempt, outcome, counted: guard.blocked() > before });
  }
  const native = await guard.tryUnguarded();
  attempts.push({ attempt: 'nativeLookup', outcome: native === null ? 'not-tried' : native.lookup === 'found' ? 'left' : 'stopped', counted: null });
  attempts.push({ attempt: 'nativeConnect', outcome: native === null ? 'not-tried' : native.connect === 'connected' ? 'left' : 'stopped', counted: null });
  return attempts;
}

async function outcomeOf(run: () => unknown): Promise<'stopped' | 'left'> {
  try {
    await run();
    return 'left';
  } catch (error) {
    // Any other failure would have come from the network.
    return (error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED' ? 'stopped' : 'left';
  }
}
