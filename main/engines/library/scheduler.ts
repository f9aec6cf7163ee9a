// One scheduler owns the cores: while a question is in progress, background work (parsing, embedding) waits at its next
// batch boundary and goes on afterwards. On two cores generation beside another two-thread job falls to a twentieth.

export interface Scheduler {
  /** Runs a question; background work waits meanwhile. */
  foreground<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Resolves when background work may do its next batch. */
  backgroundTurn(): Promise<void>;
  /** True while a question holds the cores. */
  busy(): boolean;
}

export function createScheduler(onChange: (busy: boolean) => void = () => undefined): Scheduler {
  let questions = 0;
  let waiting: (() => void)[] = [];

  function release(): void {
    questions -= 1;
    if (questions > 0) return;
    const resumed = waiting;
    waiting = [];
    for (const resume of resumed) resume();
    onChange(false);
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
    backgroundTurn: async () => {
      while (questions > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    busy: () => questions > 0,
  };
}
