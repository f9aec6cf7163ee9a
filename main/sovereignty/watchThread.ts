// The one thread that a guarded program may start: it ends the program when its parent is gone or when it holds too much memory.
// A thread has modules of its own, which no guard has shut; so what runs in it is this text and nothing else.

const LOOK_EVERY_MS = 1_000;
/** The main thread, if it can, ends in order before that. */
const MISSES = 3;
/** A loop that allocates takes some 100 MB in this time; a look costs about 10 µs. */
const MEASURE_EVERY_MS = 50;

/** The last words of a program that held too much. No exit code can say it: only the main thread could choose one. */
export const TOO_MUCH_MEMORY = 'Freehold ended this program: too much memory';
/** `process.ppid` changes where orphans get a new parent; elsewhere (Windows) the parent's id ceases to exist. */
export const WATCH = `
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
