// A time-out for something that may hang. Time in which this program itself did not run does not count: after a sleep of
// the machine (whose clock some systems let go on) the other side has had no more of it than we.

/** The limit is looked at that often; a step that took much longer than asked for was no time awake. */
const STEP_MS = 1_000;

/** @returns what calls it off */
export function awakeTimeout(work: () => void, limitMs: number): () => void {
  const stepMs = Math.min(STEP_MS, limitMs / 4);
  let leftMs = limitMs;
  let timer: NodeJS.Timeout;
  function step(): void {
    const startedMs = performance.now();
    const askedMs = Math.min(stepMs, leftMs);
    timer = setTimeout(() => {
      const tookMs = performance.now() - startedMs;
      if (tookMs < askedMs + stepMs) leftMs -= tookMs;
      if (leftMs <= 0) work();
      else step();
    }, askedMs);
  }
  step();
  return () => clearTimeout(timer);
}
