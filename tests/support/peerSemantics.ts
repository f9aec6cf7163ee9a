// What a peer promises, whatever carries its frames. Run over each port by a test file of its own.
import { describe, expect, test, vi } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { Peer } from '../../main/engines/rpc/peer.ts';
import type { PracticeProtocol } from './practiceProtocol.ts';
import { sleep } from './processes.ts';

export interface PracticeConnection extends AsyncDisposable {
  readonly peer: Pick<Peer<PracticeProtocol>, 'call' | 'pending'>;
  /** The other end dies without a word. */
  drop(): void;
}

export function describePeer(port: string, connect: () => Promise<PracticeConnection>): void {
  describe(`a peer over ${port}`, () => {
    test('calls, with byte arrays as they are', async () => {
      await using connection = await connect();
      const bytes = new Uint8Array([1, 2, 255]);
      const answer = await connection.peer.call('echo', { text: 'ünï 😀', bytes });
      expect(answer.text).toBe('ünï 😀');
      expect([...answer.bytes!]).toEqual([1, 2, 255]);
    });

    test('settles a hundred calls at once, each with its own result', async () => {
      await using connection = await connect();
      const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => connection.peer.call('echo', { text: String(at) })));
      expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, at) => String(at)));
      expect(connection.peer.pending()).toBe(0);
    });

    test('delivers events in order, all before the result', async () => {
      await using connection = await connect();
      const seen: number[] = [];
      const last = await connection.peer.call('count', { to: 50 }, { onEvent: ({ at }) => seen.push(at) });
      expect(last).toBe(50);
      expect(seen).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
    });

    test('lets the other end ask back in the middle of a call', async () => {
      await using connection = await connect();
      expect(await connection.peer.call('askBack', { number: 21 })).toBe(42);
    });

    test('cancels one call and no other', async () => {
      await using connection = await connect();
      const [first, second] = [new AbortController(), new AbortController()];
      const started = vi.fn();
      const one = connection.peer.call('wait', {}, { signal: first.signal, onEvent: started });
      const two = connection.peer.call('wait', {}, { signal: second.signal, onEvent: started });
      await expect.poll(() => started.mock.calls.length).toBe(2);
      first.abort();
      expect(await one).toEqual({ aborted: true });
      expect(connection.peer.pending()).toBe(1);
      second.abort();
      expect(await two).toEqual({ aborted: true });
    });

    test('never sends a call that was cancelled before', async () => {
      await using connection = await connect();
      await expect(connection.peer.call('wait', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
      expect(connection.peer.pending()).toBe(0);
    });

    test('refuses bad parameters and unknown methods, and goes on', async () => {
      await using connection = await connect();
      await expect(connection.peer.call('echo', { text: 7 } as never)).rejects.toMatchObject({ code: 'bad-request', data: { method: 'echo' } });
      await expect(connection.peer.call('toString' as never, {} as never)).rejects.toMatchObject({ code: 'bad-request' });
      await expect(connection.peer.call('nothing' as never, {} as never)).rejects.toMatchObject({ code: 'bad-request' });
      expect(await connection.peer.call('echo', { text: 'still here' })).toMatchObject({ text: 'still here' });
    });

    test('refuses what cannot be copied', async () => {
      await using connection = await connect();
      await expect(connection.peer.call('echo', { text: () => 'no' } as never)).rejects.toMatchObject({ code: 'bad-request' });
      expect(connection.peer.pending()).toBe(0);
    });

    test('carries errors with code and data; a bug becomes `internal`', async () => {
      await using connection = await connect();
      await expect(connection.peer.call('fail', { how: 'app-error' })).rejects.toMatchObject({ code: 'file-gone', data: { name: 'lease.pdf' } });
      await expect(connection.peer.call('fail', { how: 'plain-error' })).rejects.toMatchObject({ code: 'internal' });
      await expect(connection.peer.call('fail', { how: 'wrong-result' })).rejects.toMatchObject({ code: 'internal', data: { method: 'fail' } });
    });

    test('a listener that throws ends its own call only', async () => {
      await using connection = await connect();
      const bad = connection.peer.call('count', { to: 3 }, {
        onEvent: () => {
          throw new Error('listener');
        },
      });
      await expect(bad).rejects.toMatchObject({ code: 'internal' });
      expect(await connection.peer.call('echo', { text: 'on' })).toMatchObject({ text: 'on' });
    });

    test('refuses to pile up calls without bound', async () => {
      await using connection = await connect();
      const stop = new AbortController();
      const waiting = Array.from({ length: 256 }, () => connection.peer.call('wait', {}, { signal: stop.signal }));
      await expect(connection.peer.call('wait', {})).rejects.toMatchObject({ code: 'bad-request' });
      stop.abort();
      expect(await Promise.all(waiting)).toHaveLength(256);
    });

    test('when the other end dies, every open call settles once, and later ones fail at once', async () => {
      await using connection = await connect();
      const started = vi.fn();
      const settled = vi.fn();
      const calls = Array.from({ length: 5 }, () => connection.peer.call('wait', {}, { onEvent: started }));
      for (const call of calls) call.then(settled, settled);
      await expect.poll(() => started.mock.calls.length).toBe(5);
      connection.drop();
      const outcomes = await Promise.allSettled(calls);
      for (const outcome of outcomes) expect((outcome as PromiseRejectedResult).reason).toMatchObject({ code: 'engine-crashed' });
      await sleep(50);
      expect(settled).toHaveBeenCalledTimes(5);
      await expect(connection.peer.call('echo', { text: 'late' })).rejects.toBeInstanceOf(AppError);
      expect(connection.peer.pending()).toBe(0);
    });
  });
}
