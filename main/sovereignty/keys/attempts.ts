// Slows down whoever tries passphrases in the app: the first three at once, then ever longer waits up to a minute. Counted
// before the try and kept in the profile, so that ending the app in the middle gains nothing. Invariant: one try at a time.
// It binds this app only: whoever has a copy of the library's files tries them elsewhere, and only scrypt slows that.
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';

export const attemptsFile = z.record(z.uuid(), z.strictObject({ failures: z.number().int().nonnegative(), lastMs: z.number() }));
type Counts = z.infer<typeof attemptsFile>;

export interface Attempts {
  /** Runs a try at the keys of this id; null from it is a failure. @throws AppError `passphrase-wait` while it is too early */
  attempt<Value>(id: string, tryIt: () => Promise<Value | null>): Promise<Value | null>;
  /** Until the next try may be made. */
  waitSeconds(id: string): number;
}

const FREE = 3;
const LONGEST_SECONDS = 60;

export function createAttempts(kept: { read(): Counts; write(counts: Counts): void }, now: () => number = Date.now): Attempts {
  let counts = kept.read();
  let turn: Promise<unknown> = Promise.resolve();

  function keep(id: string, count: Counts[string] | null): void {
    const { [id]: _gone, ...others } = counts;
    counts = count === null ? others : { ...others, [id]: count };
    try {
      kept.write(counts);
    } catch {
      // A full disk must not lock anybody out; memory counts all the same.
    }
  }

  function waitMs(id: string): number {
    const count = counts[id];
    if (count === undefined || count.failures < FREE) return 0;
    const pause = Math.min(2 ** (count.failures - FREE), LONGEST_SECONDS) * 1000;
    // A clock that was set back must not make it longer than it is.
    if (count.lastMs > now()) keep(id, { ...count, lastMs: now() });
    return Math.max(0, counts[id]!.lastMs + pause - now());
  }

  async function attempt<Value>(id: string, tryIt: () => Promise<Value | null>): Promise<Value | null> {
    const seconds = Math.ceil(waitMs(id) / 1000);
    if (seconds > 0) throw new AppError('passphrase-wait', { seconds });
    keep(id, { failures: (counts[id]?.failures ?? 0) + 1, lastMs: now() });
    const value = await tryIt();
    if (value !== null) keep(id, null);
    return value;
  }

  return {
    attempt: (id, tryIt) => {
      const mine = turn.then(() => attempt(id, tryIt));
      turn = mine.catch(() => undefined);
      return mine;
    },
    waitSeconds: (id) => Math.ceil(waitMs(id) / 1000),
  };
}
