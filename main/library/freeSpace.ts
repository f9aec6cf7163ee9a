// Whether there is room on the disk, and when there is again. A disk that was full says nothing when somebody frees space, so it is asked.
import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../contract/errors.ts';

const LOOK_EVERY_MS = 2_000;
/** Less than that may be our own: a write that failed gives back what it had taken. */
const ROOM_BYTES = 4 * 2 ** 20;

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws AppError `disk-full` when so many bytes don't fit */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  if ((await freeBytes(folder)) < bytes) throw new AppError('disk-full', { path: folder });
}

/** Resolves when there is more room than now by some megabytes; rejects on abort, and when the folder is gone. */
export async function untilRoom(folder: string, signal: AbortSignal, everyMs = LOOK_EVERY_MS): Promise<void> {
  let least = await freeBytes(folder);
  for (;;) {
    await sleep(everyMs, undefined, { signal, ref: false });
    const free = await freeBytes(folder);
    if (free >= least + ROOM_BYTES) return;
    least = Math.min(least, free);
  }
}
