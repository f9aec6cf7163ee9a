// Locking by itself: after the minutes that are set, not while a question is answered, and never when it is off.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIdleLock } from '../../../../main/sovereignty/keys/idleLock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('use puts it off, a question in progress too; then it locks once', () => {
  let locked = 0;
  let busy = false;
  let minutes: number | null = 5;
  const idle = createIdleLock({ minutes: () => minutes, busy: () => busy, lock: () => void (locked += 1), now: () => Date.now() });
  vi.advanceTimersByTime(4.5 * 60_000);
  idle.used();
  vi.advanceTimersByTime(4.5 * 60_000);
  expect(locked).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(locked).toBe(1);
  busy = true;
  vi.advanceTimersByTime(60 * 60_000);
  busy = false;
  expect(locked).toBe(1);
  vi.advanceTimersByTime(6 * 60_000);
  expect(locked).toBe(2);
  minutes = null;
  vi.advanceTimersByTime(600 * 60_000);
  expect(locked).toBe(2);
  idle.stop();
});
