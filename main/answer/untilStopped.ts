// Waits for work that has no way to be stopped (a model that loads), but no longer than the person does.
import { AppError } from '../../contract/errors.ts';

/** Rejects with `cancelled` as soon as the signal is aborted; the work goes on for whoever asks next. */
export async function untilStopped<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new AppError('cancelled'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
