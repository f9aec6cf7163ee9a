// A time-out that does not count sleep, with real timers: the thread is held, as a machine that sleeps holds it.
import { expect, test } from 'vitest';
import { awakeTimeout } from '../../../main/awakeTimeout.ts';
import { sleep } from '../../support/processes.ts';

const hold = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('fires after its time, once', async () => {
  let fired = 0;
  awakeTimeout(() => (fired += 1), 100);
  await sleep(60);
  expect(fired).toBe(0);
  await sleep(400);
  expect(fired).toBe(1);
});

test('what was asleep has its time afterwards', async () => {
  let fired = 0;
  awakeTimeout(() => (fired += 1), 1_000);
  await sleep(20);
  hold(3_000);
  await sleep(300);
  expect(fired).toBe(0);
  await sleep(1_500);
  expect(fired).toBe(1);
});

test('called off, it never fires', async () => {
  let fired = 0;
  awakeTimeout(() => (fired += 1), 50)();
  await sleep(200);
  expect(fired).toBe(0);
});
