// Joins calls that come close together into one, made when it has been quiet for a while, or at the latest some time
// after the first of them.

export interface Debounced {
  call(): void;
  cancel(): void;
}

export function debounce(work: () => void, { quietMs, atLatestMs }: { readonly quietMs: number; readonly atLatestMs: number }): Debounced {
  let timer: NodeJS.Timeout | null = null;
  let firstMs = 0;

  function cancel(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function call(): void {
    const now = performance.now();
    if (timer === null) firstMs = now;
    else clearTimeout(timer);
    const waitMs = Math.max(0, Math.min(quietMs, firstMs + atLatestMs - now));
    timer = setTimeout(() => {
      timer = null;
      work();
    }, waitMs);
  }

  return { call, cancel };
}
