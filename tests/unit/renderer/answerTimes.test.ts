// The split of an answer's time: its parts add up to the whole that a person waited.
import { expect, test } from 'vitest';
import { answerTimes } from '../../../renderer/features/ask/answerTimes.ts';

const TIMINGS = { retrieveMs: 80, promptMs: 6, prefillMs: 3_400, firstTokenMs: 100, generateMs: 4_100, promptTokens: 700, cachedTokens: 140, generatedTokens: 81 };

test('what comes before the first word adds up to it, and writing begins there', () => {
  const times = answerTimes({ ...TIMINGS, modelMs: 2_000 });
  expect(times.firstWordMs).toBe(80 + 2_000 + 6 + 3_400 + 100);
  expect(times.searchMs + times.modelMs + times.prepareMs + times.readMs).toBe(times.firstWordMs);
  expect(times.firstWordMs + times.writeMs).toBe(80 + 2_000 + 6 + 3_400 + 4_100);
  expect([times.readTokens, times.keptTokens]).toEqual([560, 140]);
  expect(times.writtenPerSecond).toBe(20);
});

test('an answer of an earlier version, and one that was stopped before its first word', () => {
  expect(answerTimes(TIMINGS).modelMs).toBe(0);
  const stopped = answerTimes({ ...TIMINGS, firstTokenMs: 0, generateMs: 0, generatedTokens: 0 });
  expect([stopped.writeMs, stopped.writtenPerSecond]).toEqual([0, null]);
});
