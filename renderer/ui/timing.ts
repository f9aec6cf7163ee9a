// Two ways to call less often. `throttle` calls at once and then at most once per interval, never losing the last
// call; `debounce` waits until the calls stop.

export function throttle(run: () => void, intervalMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const tick = (): void => {
    if (!again) {
      timer = undefined;
      return;
    }
    again = false;
    run();
    timer = setTimeout(tick, intervalMs);
  };
  return () => {
    again = true;
    if (timer === undefined) tick();
  };
}

export interface Debounced {
  call(): void;
  cancel(): void;
}

export function debounce(run: () => void, delayMs: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    cancel,
    call() {
      cancel();
      timer = setTimeout(run, delayMs);
    },
  };
}
