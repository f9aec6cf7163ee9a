// Ends this program when its parent is gone, or when it holds more memory than it may, whatever the main thread is busy
// with: a hostile file can keep that in a loop for ever, or in one call that allocates. The watch runs on a thread of its own.
import { Worker } from 'node:worker_threads';

const LOOK_EVERY_MS = 1_000;
/** The main thread, if it can, ends in order before that. */
const MISSES = 3;
/** A loop that allocates takes some 100 MB in this time; a look costs about 10 µs. */
const MEASURE_EVERY_MS = 50;

/** The last words of a program that held too much. No exit code can say it: only the main thread could choose one. */
export const TOO_MUCH_MEMORY = 'Freehold ended this program: too much memory';
/** V8's own last words, when its heap reaches the limit first. */
const HEAP_EXHAUSTED = 'JavaScript heap out of memory';

/** @param stderr what the program wrote @returns whether it ended of too much memory */
export const isMemoryNotice = (stderr: string): boolean => stderr.includes(TOO_MUCH_MEMORY) || stderr.includes(HEAP_EXHAUSTED);

/** `process.ppid` changes where orphans get a new parent; elsewhere (Windows) the parent's id ceases to exist. */
const WATCH = `
  const { writeSync } = require('node:fs');
  const { workerData: { parent, maxMemoryBytes } } = require('node:worker_threads');
  const end = () => process.kill(process.pid, 'SIGKILL');
  let misses = 0;
  function isThere() {
    try {
      return process.ppid === parent && process.kill(parent, 0);
    } catch (error) {
      return error.code === 'EPERM';
    }
  }
  setInterval(() => {
    misses = isThere() ? 0 : misses + 1;
    if (misses >= ${MISSES}) end();
  }, ${LOOK_EVERY_MS});
  if (maxMemoryBytes !== null) {
    setInterval(() => {
      if (process.memoryUsage.rss() <= maxMemoryBytes) return;
      try {
        writeSync(2, ${JSON.stringify(`${TOO_MUCH_MEMORY}\n`)});
      } finally {
        end();
      }
    }, ${MEASURE_EVERY_MS});
  }
`;

/** @param maxMemoryBytes of the whole process, as the system counts it: heap, buffers, wasm, native code; null for no limit */
export function watchProcess({ maxMemoryBytes }: { readonly maxMemoryBytes: number | null }): void {
  new Worker(WATCH, { eval: true, workerData: { parent: process.ppid, maxMemoryBytes }, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } }).unref();
}
