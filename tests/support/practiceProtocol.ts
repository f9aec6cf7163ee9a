// A small protocol to practise calls with, and both ends' services. Used in memory and by a real child process.
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { method, type Call, type Service } from '../../main/engines/rpc/protocol.ts';

export const practiceProtocol = {
  echo: method({ params: z.strictObject({ text: z.string(), bytes: z.instanceof(Uint8Array).optional() }), result: z.strictObject({ text: z.string(), bytes: z.instanceof(Uint8Array).optional() }) }),
  /** Emits 1 … to, then returns the last one. */
  count: method({ params: z.strictObject({ to: z.number() }), event: z.strictObject({ at: z.number() }), result: z.number() }),
  /** Returns when it is cancelled, saying so. */
  wait: method({ params: z.strictObject({}), event: z.strictObject({ at: z.number() }), result: z.strictObject({ aborted: z.boolean() }) }),
  fail: method({ params: z.strictObject({ how: z.enum(['app-error', 'plain-error', 'wrong-result']) }), result: z.number() }),
  /** Asks the caller's end to double a number. */
  askBack: method({ params: z.strictObject({ number: z.number() }), result: z.number() }),
  /** The variables that the program was started with. */
  environment: method({ params: z.strictObject({}), result: z.record(z.string(), z.string()) }),
  /** Ends the program at once; keeps the thread busy for ever when `busy`. */
  die: method({ params: z.strictObject({ busy: z.boolean() }), event: z.strictObject({ at: z.number() }), result: z.number() }),
} as const;
export type PracticeProtocol = typeof practiceProtocol;

export const practiceHostProtocol = {
  double: method({ params: z.strictObject({ number: z.number() }), result: z.number() }),
} as const;
export type PracticeHostProtocol = typeof practiceHostProtocol;

export function practiceService(host: Call<PracticeHostProtocol>, die: (busy: boolean) => void): Service<PracticeProtocol> {
  return {
    echo: async (params) => params,
    count: async ({ to }, { emit }) => {
      for (let at = 1; at <= to; at += 1) emit({ at });
      return to;
    },
    wait: (_params, { signal, emit }) => {
      emit({ at: 0 });
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ aborted: true }), { once: true }));
    },
    fail: async ({ how }) => {
      if (how === 'app-error') throw new AppError('file-gone', { name: 'lease.pdf' });
      if (how === 'plain-error') throw new TypeError('something broke');
      return 'not a number' as never;
    },
    askBack: ({ number }) => host('double', { number }),
    environment: async () => ({ ...(process.env as Record<string, string>) }),
    die: async ({ busy }, { emit }) => {
      emit({ at: 1 });
      die(busy);
      return new Promise<never>(() => undefined);
    },
  };
}
