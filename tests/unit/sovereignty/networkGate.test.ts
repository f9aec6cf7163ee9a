// The gate's counters: what a session tries, what the guard stops, what is let through.
import { expect, test } from 'vitest';
import type { GuardWithGate } from '../../../main/sovereignty/guardNode.ts';
import { createNetworkGate, type FilteredSession } from '../../../main/sovereignty/networkGate.ts';

function setUp() {
  const told: string[] = [];
  const opened: string[] = [];
  let stop: (kind: string) => void = () => undefined;
  let blocked = 0;
  const guard = { blocked: () => blocked, onBlocked: (listener) => (stop = listener), during: (authority, work) => (opened.push(authority), work()) } as Partial<GuardWithGate> as GuardWithGate;
  const gate = createNetworkGate({ guard, ownSchemes: ['app:'], onBlocked: ({ scheme, resourceType }) => told.push(`${scheme} ${resourceType}`) });
  return { gate, told, opened, stop: (kind: string) => ((blocked += 1), stop(kind)) };
}

test('a session passes its own scheme alone, and what leaves all the same is counted', () => {
  const { gate, told } = setUp();
  let ask: (details: { url: string; resourceType: string }, callback: (response: { cancel: boolean }) => void) => void = () => undefined;
  let sent: (details: { url: string; resourceType: string }) => void = () => undefined;
  const session: FilteredSession = { webRequest: { onBeforeRequest: (listener) => (ask = listener), onSendHeaders: (listener) => (sent = listener) } };
  gate.guard(session);
  const outcomes: boolean[] = [];
  for (const url of ['app://freehold/index.html', 'https://example.org/secret', 'WSS://example.org']) ask({ url, resourceType: 'image' }, ({ cancel }) => outcomes.push(cancel));
  expect(outcomes).toEqual([false, true, true]);
  expect(told).toEqual(['https: image', 'wss: image']);
  sent({ url: 'app://freehold/', resourceType: 'image' });
  expect(gate.counts()).toEqual({ blockedRequests: 2, allowedRequests: 0, blockedCalls: 0 });
  sent({ url: 'https://example.org/', resourceType: 'image' });
  expect(gate.counts().allowedRequests).toBe(1);
});

test("the guard's refusals are counted apart, and each way through counts as allowed", async () => {
  const { gate, told, opened, stop } = setUp();
  stop('socket');
  expect(told).toEqual(['node: socket']);
  expect(await gate.through('example.org:443', async () => 'got')).toBe('got');
  expect(opened).toEqual(['example.org:443']);
  expect(gate.counts()).toEqual({ blockedRequests: 0, allowedRequests: 1, blockedCalls: 1 });
});
