// Keeps @parcel/watcher's thread alive on Linux: each time the last folder is let go it ends and leaves one end of a pipe
// open (2.6.0), so that every library that was closed and opened again cost a handle. One watch is held for good, of a
// folder that is empty and gone at once. Elsewhere there is nothing to do.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import watcher from '@parcel/watcher';

let kept: Promise<unknown> | null = null;

/** Resolves when it is so; rejects where nothing can be watched at all. */
export async function keepWatcher(): Promise<void> {
  if (process.platform !== 'linux') return;
  kept ??= keep();
  await kept;
}

async function keep(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'freehold-watch-'));
  try {
    await watcher.subscribe(folder, () => undefined);
  } catch (error) {
    kept = null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
