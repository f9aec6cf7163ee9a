// Tries at a passphrase: the first ones at once, then ever more slowly, over restarts too, whatever the clock does.
import { expect, test } from 'vitest';
import { createAttempts } from '../../../../main/sovereignty/keys/attempts.ts';

const ID = '0198c0de-0000-7000-8000-000000000000';
const OTHER = '0198c0de-0000-7000-8000-000000000001';
const wrong = async (): Promise<null> => null;

function clocked(): { now: number; kept: Record<string, { failures: number; lastMs: number }>; start(): ReturnType<typeof createAttempts> } {
  const state = {
    now: 1_000_000,
    kept: {} as Record<string, { failures: number; lastMs: number }>,
    start: () => createAttempts({ read: () => state.kept, write: (counts) => void (state.kept = counts) }, () => state.now),
  };
  return state;
}

test('waits grow from one second to a minute, also after a restart', async () => {
  const clock = clocked();
  const waits: number[] = [];
  for (let at = 0; at < 12; at += 1) {
    const attempts = clock.start();
    expect(await attempts.attempt(ID, wrong)).toBeNull();
    waits.push(attempts.waitSeconds(ID));
    clock.now += attempts.waitSeconds(ID) * 1000;
  }
  expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
});

test('too early is refused without a try, and a success begins anew', async () => {
  const clock = clocked();
  const attempts = clock.start();
  for (let at = 0; at < 3; at += 1) await attempts.attempt(ID, wrong);
  let tried = false;
  const early = async (): Promise<boolean> => (tried = true);
  await expect(attempts.attempt(ID, early)).rejects.toThrow(expect.objectContaining({ code: 'passphrase-wait', data: { seconds: 1 } }));
  expect(tried).toBe(false);
  // Another library is another matter.
  expect(await attempts.attempt(OTHER, async () => 'key')).toBe('key');
  clock.now += 1_000;
  expect(await attempts.attempt(ID, async () => 'key')).toBe('key');
  expect([attempts.waitSeconds(ID), clock.kept]).toEqual([0, {}]);
});

test('tries at once are made one after the other and counted; one that is broken off counts', async () => {
  const clock = clocked();
  const attempts = clock.start();
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => attempts.attempt(ID, wrong)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  // The app was ended in the middle of a try: what the disk has is counted already.
  clock.now += 60_000;
  void clock.start().attempt(ID, () => new Promise(() => undefined));
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.start().waitSeconds(ID)).toBe(2);
});

test('a clock that is set back does not lock anybody out, and one that is set forward gains a minute at most', async () => {
  const clock = clocked();
  for (let at = 0; at < 9; at += 1) {
    clock.now += 60_000;
    await clock.start().attempt(ID, wrong);
  }
  clock.now -= 365 * 86_400_000;
  const attempts = clock.start();
  expect(attempts.waitSeconds(ID)).toBe(60);
  clock.now += 60_000;
  expect(attempts.waitSeconds(ID)).toBe(0);
});

test('a profile that can’t be written locks nobody out', async () => {
  const attempts = createAttempts({
    read: () => ({}),
    write: () => {
      throw new Error('ENOSPC');
    },
  });
  for (let at = 0; at < 3; at += 1) await attempts.attempt(ID, wrong);
  expect(attempts.waitSeconds(ID)).toBe(1);
});
