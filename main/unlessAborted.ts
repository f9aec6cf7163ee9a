// Waits for work that has no way to be broken off (a start, a model that loads, a write in native code), but no longer
// than whoever asked for it does.
import { AppError } from '../contract/errors.ts';

/** Rejects with `cancelled` as soon as the signal is aborted; the work goes on for whoever asks next. */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const give = (): void => aborted.reject(new AppError('cancelled'));
  if (signal.aborted) give();
  else signal.addEventListener('abort', give, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}
