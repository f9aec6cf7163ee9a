// Ends this program when its parent is gone, whatever the main thread is busy with. A broken connection is noticed
// by the main thread alone, and a hostile file can keep that in a loop for ever; this watch runs on a thread of its own.
import { Worker } from 'node:worker_threads';

const LOOK_EVERY_MS = 1_000;
/** The main thread, if it can, ends in order before that. */
const MISSES = 3;

/** `process.ppid` changes where orphans get a new parent; elsewhere (Windows) the parent's id ceases to exist. */
const WATCH = `
  const { workerData: parent } = require('node:worker_threads');
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
    if (misses >= ${MISSES}) process.kill(process.pid, 'SIGKILL');
  }, ${LOOK_EVERY_MS});
`;

export function endWithParent(): void {
  new Worker(WATCH, { eval: true, workerData: process.ppid, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } }).unref();
}
