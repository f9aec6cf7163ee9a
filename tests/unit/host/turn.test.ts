// One piece of work at a time, at the host: who comes meanwhile is refused in words of its own, whatever ends the work frees
// the turn, and closing ends what is under way. Taking everything with you is one of those that take turns.
import { expect, test } from 'vitest';
import { createExit, type ExitOptions } from '../../../main/host/exit.ts';
import { createTurn } from '../../../main/host/turn.ts';

const { signal } = new AbortController();
const untilAborted = (aborted: AbortSignal): Promise<never> => new Promise((_, reject) => aborted.addEventListener('abort', () => setTimeout(() => reject(new Error('ended')), 5)));

test('a second one is refused while the first runs; after it, also after one that failed, there is room', async () => {
  const turn = createTurn('update-busy');
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = turn.run(signal, () => promise);
  expect(turn.busy()).toBe(true);
  await expect(turn.run(signal, async () => 'never')).rejects.toMatchObject({ code: 'update-busy' });
  resolve('first');
  expect([await first, turn.busy()]).toEqual(['first', false]);
  await expect(turn.run(signal, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await turn.run(signal, async () => 'third')).toBe('third');
});

test('closing ends the work, waits for its end, and lets nothing begin', async () => {
  const turn = createTurn('update-busy');
  const work = turn.run(signal, untilAborted).catch((error: Error) => error.message);
  let ended = false;
  void work.then(() => (ended = true));
  await turn.close();
  expect(await Promise.race([work, Promise.resolve('still at it')])).toBe('ended');
  expect([ended, turn.busy()]).toEqual([true, false]);
  await expect(turn.run(signal, async () => 'never')).rejects.toMatchObject({ code: 'cancelled' });
});

test('cancelling by whoever began it ends it, too', async () => {
  const controller = new AbortController();
  const work = createTurn('update-busy').run(controller.signal, untilAborted);
  controller.abort();
  await expect(work).rejects.toThrow('ended');
});

test('a second export is refused as busy', async () => {
  const options = { library: () => (_: string, __: unknown, how: { signal: AbortSignal }) => untilAborted(how.signal), state: () => ({ name: 'Mine', encrypted: false }), modelNames: () => ({}), language: () => 'en', log: () => undefined } as unknown as ExitOptions;
  const exit = createExit(options);
  const how = { signal, onProgress: () => undefined };
  const first = exit.write('/nowhere/first', how).catch((error: Error) => error.message);
  await expect(exit.write('/nowhere/second', how)).rejects.toMatchObject({ code: 'exit-busy' });
  await exit.close();
  expect(await first).toBe('ended');
});
