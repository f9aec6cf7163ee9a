// The peer's promises over the smallest port there is, and what only a hand-made other end can send.
import { expect, test, vi } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { createPeer, type Port } from '../../../main/engines/rpc/peer.ts';
import type { Frame } from '../../../main/engines/rpc/protocol.ts';
import { describePeer } from '../../support/peerSemantics.ts';
import { practiceHostProtocol, practiceProtocol, practiceService } from '../../support/practiceProtocol.ts';
import { sleep } from '../../support/processes.ts';

interface MemoryPort extends Port {
  receive(message: unknown): void;
  end(): void;
}

function memoryPort(send: (message: Frame) => void): MemoryPort {
  const messages: ((message: unknown) => void)[] = [];
  const closes: (() => void)[] = [];
  return {
    send: (message) => send(structuredClone(message)),
    onMessage: (listener) => void messages.push(listener),
    onClose: (listener) => void closes.push(listener),
    receive: (message) => messages.forEach((listener) => listener(message)),
    end: () => closes.forEach((listener) => listener()),
  };
}

describePeer('memory', async () => {
  const ours: MemoryPort = memoryPort((message) => queueMicrotask(() => theirs.receive(message)));
  const theirs: MemoryPort = memoryPort((message) => queueMicrotask(() => ours.receive(message)));
  createPeer({ port: theirs, local: practiceProtocol, remote: practiceHostProtocol, createService: (call) => practiceService(call, () => undefined) });
  const peer = createPeer({ port: ours, local: practiceHostProtocol, remote: practiceProtocol, createService: () => ({ double: async ({ number }) => number * 2 }) });
  return { peer, drop: () => ours.end(), [Symbol.asyncDispose]: async () => ours.end() };
});

function lonePeer(): { port: MemoryPort; sent: Frame[]; peer: ReturnType<typeof createPeer<typeof practiceHostProtocol, typeof practiceProtocol>> } {
  const sent: Frame[] = [];
  const port = memoryPort((message) => void sent.push(message));
  const peer = createPeer({ port, local: practiceHostProtocol, remote: practiceProtocol, createService: () => ({ double: async ({ number }) => number * 2 }) });
  return { port, sent, peer };
}

test('frames that are none are ignored; a result for nobody too', async () => {
  const { port, peer } = lonePeer();
  const call = peer.call('echo', { text: 'x' });
  for (const message of [null, 7, 'hello', {}, { type: 'result' }, { type: 'result', id: 99, value: 1 }, { type: 'call', id: 'x' }, { type: 'event', id: 1, event: { at: 'no' } }]) port.receive(message);
  port.receive({ type: 'result', id: 1, value: { text: 'x' } });
  expect(await call).toEqual({ text: 'x' });
});

test('a second result for the same call changes nothing', async () => {
  const { port, peer } = lonePeer();
  const call = peer.call('count', { to: 1 });
  port.receive({ type: 'result', id: 1, value: 1 });
  port.receive({ type: 'error', id: 1, error: { code: 'internal', data: {} } });
  expect(await call).toBe(1);
});

test('an error with an unknown code, or odd data, still settles its call', async () => {
  const { port, peer } = lonePeer();
  const calls = [peer.call('count', { to: 1 }), peer.call('count', { to: 1 })];
  port.receive({ type: 'error', id: 1, error: { code: 'from-the-future', data: {} } });
  port.receive({ type: 'error', id: 2, error: { code: 'file-gone', data: { deep: { er: 1 } } } });
  await expect(calls[0]).rejects.toMatchObject({ code: 'internal' });
  await expect(calls[1]).rejects.toMatchObject({ code: 'file-gone', data: {} });
});

test('a method in progress is aborted when the connection goes, and says nothing any more', async () => {
  const sent: Frame[] = [];
  const port = memoryPort((message) => void sent.push(message));
  const aborted = vi.fn();
  createPeer({
    port,
    local: practiceHostProtocol,
    remote: {},
    createService: () => ({
      double: (_params, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => (aborted(), resolve(1)))),
    }),
  });
  port.receive({ type: 'call', id: 1, name: 'double', params: { number: 2 } });
  port.end();
  await sleep(10);
  expect(aborted).toHaveBeenCalledOnce();
  expect(sent).toEqual([]);
});

test('closing fails what is open with the given error', async () => {
  const { peer } = lonePeer();
  const call = peer.call('wait', {});
  peer.close(new AppError('engine-unavailable'));
  await expect(call).rejects.toMatchObject({ code: 'engine-unavailable' });
});
