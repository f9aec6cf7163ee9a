// One piece of work at a time: whoever comes meanwhile is refused, and `close` ends what is under way.
import { AppError, type ErrorCode } from '../../contract/errors.ts';

export interface Turn {
  /** The signal that the work gets is also `close`'s. @throws AppError the busy code; `cancelled` after `close` */
  run<Value>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  busy(): boolean;
  /** Resolves when what was under way is through. Nothing is begun after it. */
  close(): Promise<void>;
}

export function createTurn(busyCode: ErrorCode): Turn {
  const closing = new AbortController();
  let running: Promise<unknown> | null = null;
  return {
    run: async (signal, work) => {
      if (running !== null) throw new AppError(busyCode);
      if (closing.signal.aborted) throw new AppError('cancelled');
      const mine = work(AbortSignal.any([signal, closing.signal]));
      running = mine;
      try {
        return await mine;
      } finally {
        running = null;
      }
    },
    busy: () => running !== null,
    close: async () => {
      closing.abort();
      await running?.catch(() => undefined);
    },
  };
}
