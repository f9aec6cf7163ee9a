// Looking at and ending processes by their id, as a test that kills needs it. Linux has /proc; elsewhere less is seen.
import { readdirSync, readFileSync } from 'node:fs';

export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    // A zombie still has an id until its parent has looked at it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${processId}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export async function waitUntilGone(processId: number, timeoutMs = 10_000): Promise<void> {
  const untilMs = performance.now() + timeoutMs;
  while (isAlive(processId)) {
    if (performance.now() > untilMs) throw new Error(`process ${processId} is still there`);
    await sleep(20);
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Mulberry32: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type EngineName = 'library' | 'llm' | 'parser';

/** Process ids of the engines that a program started; Linux only. */
export function enginesOf(parent: number): Map<EngineName, number> {
  const found = new Map<EngineName, number>();
  for (const entry of readdirSync('/proc').filter((candidate) => /^\d+$/.test(candidate))) {
    try {
      const name = /engines\/(library|llm|parser)\.js/.exec(readFileSync(`/proc/${entry}/cmdline`, 'utf8'))?.[1];
      if (name === undefined) continue;
      const parentOf = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1]);
      if (parentOf === parent) found.set(name as EngineName, Number(entry));
    } catch {
      // It ended while it was looked at.
    }
  }
  return found;
}

/** Processor time that a process has used, in clock ticks (1/100 s); Linux only. */
export function processorTicks(processId: number): number {
  const fields = readFileSync(`/proc/${processId}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
