// How fast bytes arrive: over the last seconds, so that it follows a connection that becomes slow.
const WINDOW_MS = 5_000;
const SAMPLE_MS = 200;

export function createSpeed(now: () => number = Date.now) {
  let samples: { readonly atMs: number; readonly bytes: number }[] = [];
  return {
    /** @param bytes that are here already */
    restart: (bytes: number): void => {
      samples = [{ atMs: now(), bytes }];
    },
    add: (bytes: number): void => {
      const atMs = now();
      // A file that is begun again: what was measured before says nothing.
      if (bytes < (samples.at(-1)?.bytes ?? 0)) samples = [];
      const [before, last] = samples.slice(-2);
      if (last !== undefined && before !== undefined && last.atMs - before.atMs < SAMPLE_MS) samples[samples.length - 1] = { atMs, bytes };
      else samples = [...samples.filter((sample) => sample.atMs > atMs - WINDOW_MS), { atMs, bytes }];
    },
    /** Null before anything arrived. */
    bytesPerSecond: (): number | null => {
      const [first, last] = [samples[0], samples.at(-1)];
      if (first === undefined || last === undefined || last.atMs === first.atMs) return null;
      return ((last.bytes - first.bytes) / (now() - first.atMs)) * 1_000;
    },
  };
}
