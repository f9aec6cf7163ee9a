// Files that are being written: by another program's saving, a download, a checkout. A file is read when nothing was
// written to it for a moment, and its size and time are still those that the scan saw.
import { stat } from 'node:fs/promises';
import type { DocumentRecord } from '../library/documents.ts';

/** Programs write a file in pieces, within this of each other. */
export const SETTLED_MS = 1_000;

export interface Change {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Null when the file is what the scan saw, and when it can't be told: the reader says why then. Members change with their file. */
export async function changeSince(document: DocumentRecord): Promise<Change | null> {
  if (document.parentId !== null) return null;
  // As the scan does: a float would round some times up.
  const stats = await stat(document.path, { bigint: true }).catch(() => null);
  if (stats === null || !stats.isFile()) return null;
  const now = { sizeBytes: Number(stats.size), modifiedMs: Number(stats.mtimeMs) };
  return now.sizeBytes === document.sizeBytes && now.modifiedMs === document.modifiedMs ? null : now;
}

/** Resolves when a file that was changed at that time counts as settled, or at once on abort. */
export function untilSettled(changedMs: number, signal: AbortSignal): Promise<void> {
  const leftMs = Math.max(20, changedMs + SETTLED_MS - Date.now() + 1);
  return new Promise((resolve) => {
    const timer = setTimeout(done, leftMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
