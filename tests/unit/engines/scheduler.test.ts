// Who has the cores: background work waits while any question runs, and has them back however the questions end.
import { expect, test } from 'vitest';
import { createScheduler } from '../../../main/engines/library/scheduler.ts';
import { sleep } from '../../support/processes.ts';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('background work waits for all questions, and goes on after the last, also when that failed', async () => {
  const changes: boolean[] = [];
  const scheduler = createScheduler((busy) => changes.push(busy));
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const answers = [scheduler.foreground(() => first.promise), scheduler.foreground(() => second.promise)];
  let turns = 0;
  const working = Promise.all([1, 2, 3].map(async () => (await scheduler.backgroundTurn(), (turns += 1))));
  await soon();
  expect([turns, scheduler.busy()]).toEqual([0, true]);
  first.resolve('one');
  expect(await answers[0]).toBe('one');
  await soon();
  expect(turns).toBe(0);
  second.reject(new Error('no'));
  await expect(answers[1]).rejects.toThrow('no');
  await working;
  expect([turns, scheduler.busy(), changes]).toEqual([3, false, [true, false]]);
});

test('without a question nobody waits; a question that comes right after another keeps background work waiting', async () => {
  const scheduler = createScheduler();
  await scheduler.backgroundTurn();
  const first = Promise.withResolvers<void>();
  const asking = scheduler.foreground(() => first.promise);
  let went = false;
  const waiting = scheduler.backgroundTurn().then(() => (went = true));
  first.resolve();
  await asking;
  const second = Promise.withResolvers<void>();
  const again = scheduler.foreground(() => second.promise);
  await soon();
  second.resolve();
  await again;
  await waiting;
  expect(went).toBe(true);
});

test('a listener that throws does not keep background work waiting', async () => {
  const scheduler = createScheduler((busy) => {
    if (!busy) throw new Error('listener');
  });
  const done = Promise.withResolvers<void>();
  const asking = scheduler.foreground(() => done.promise);
  const waiting = scheduler.backgroundTurn();
  done.resolve();
  await expect(asking).rejects.toThrow('listener');
  await waiting;
});

test('work that cannot be broken off waits until there has been no question for a while', async () => {
  const scheduler = createScheduler();
  await scheduler.quiet(60_000);
  const question = Promise.withResolvers<void>();
  const asking = scheduler.foreground(() => question.promise);
  let began = 0;
  const waiting = scheduler.quiet(200).then(() => (began = performance.now()));
  question.resolve();
  await asking;
  await sleep(50);
  await scheduler.foreground(async () => undefined);
  const endedMs = performance.now();
  await waiting;
  expect(began - endedMs).toBeGreaterThan(195);
});
