// Opens a library that another process may be about to give up: one that was killed, or whose host was, ends within
// seconds, and whoever starts Freehold again at once must not be told that it is open elsewhere.
import { AppError } from '../../contract/errors.ts';

/** An engine without its host takes up to four seconds to end (`runEngine`, `watchProcess`). */
const WAIT_MS = 5_000;
const BETWEEN_MS = 100;

/** @throws AppError `library-in-use` when it is not given up; whatever `open` throws */
export async function whenFree<Opened>(open: () => Opened, waitMs = WAIT_MS): Promise<Opened> {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'library-in-use' || performance.now() > untilMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}
