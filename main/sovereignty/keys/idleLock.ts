// Locks when nobody has used the window for a while. A question in progress is use; reading files is not.

export interface IdleLock {
  /** A key, a click, a move of the mouse. */
  used(): void;
  stop(): void;
}

const LOOK_EVERY_MS = 5_000;

export function createIdleLock(options: {
  /** Null: never. Asked each time, since it is a setting. */
  readonly minutes: () => number | null;
  readonly busy: () => boolean;
  readonly lock: () => void;
  readonly now?: () => number;
}): IdleLock {
  const now = options.now ?? Date.now;
  let lastMs = now();
  const timer = setInterval(() => {
    const minutes = options.minutes();
    if (options.busy()) lastMs = now();
    // A clock that was set back starts the wait anew.
    else if (now() < lastMs) lastMs = now();
    else if (minutes !== null && now() - lastMs >= minutes * 60_000) {
      lastMs = now();
      options.lock();
    }
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    used: () => void (lastMs = now()),
    stop: () => clearInterval(timer),
  };
}
