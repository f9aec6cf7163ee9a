// Ends this program when its parent is gone, or when it holds more memory than it may, whatever the main thread is busy
// with: a hostile file can keep that in a loop for ever, or in one call that allocates. The watch runs on a thread of its own.
import { Worker } from 'node:worker_threads';
import { TOO_MUCH_MEMORY, WATCH } from '../../sovereignty/watchThread.ts';

/** V8's own last words, when its heap reaches the limit first. */
const HEAP_EXHAUSTED = 'JavaScript heap out of memory';

/** @param stderr what the program wrote @returns whether it ended of too much memory */
export const isMemoryNotice = (stderr: string): boolean => stderr.includes(TOO_MUCH_MEMORY) || stderr.includes(HEAP_EXHAUSTED);

/** @param maxMemoryBytes of the whole process, as the system counts it: heap, buffers, wasm, native code; null for no limit */
export function watchProcess({ maxMemoryBytes }: { readonly maxMemoryBytes: number | null }): void {
  new Worker(WATCH, { eval: true, workerData: { parent: process.ppid, maxMemoryBytes }, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } }).unref();
}
