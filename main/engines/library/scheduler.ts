// One scheduler owns the cores: while a question is in progress, background work (parsing, embedding) waits at its next
// batch boundary and goes on afterwards. On two cores generation beside another two-thread job falls to a twentieth.

export interface Scheduler {
  /** Runs a question; background work waits meanwhile. */
  foreground<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Resolves when background work may do its next batch. */
  backgroundTurn(): Promise<void>;
  /** Resolves when there has been no question for that long: for work that can't be broken off once it has begun. */
  quiet(forMs: number): Promise<void>;
  /** True while a question holds the cores. */
  busy(): boolean;
}

export function createScheduler(onChange: (busy: boolean) => void = () => undefined): Scheduler {
  let questions = 0;
  let lastEndedMs = Number.NEGATIVE_INFINITY;
  let waiting: (() => void)[] = [];

  function release(): void {
    questions -= 1;
    lastEndedMs = performance.now();
    if (questions > 0) return;
    const resumed = waiting;
    waiting = [];
    for (const resume of resumed) resume();
    onChange(false);
  }

  async function backgroundTurn(): Promise<void> {
    while (questions > 0) await new Promise<void>((resolve) => waiting.push(resolve));
  }

  return {
    foreground: async (work) => {
      questions += 1;
      if (questions === 1) onChange(true);
      try {
        return await work();
      } finally {
        release();
      }
    },
    backgroundTurn,
    quiet: async (forMs) => {
      for (;;) {
        await backgroundTurn();
        const leftMs = lastEndedMs + forMs - performance.now();
        if (leftMs <= 0) return;
        await new Promise<void>((resolve) => setTimeout(resolve, leftMs).unref());
      }
    },
    busy: () => questions > 0,
  };
}
