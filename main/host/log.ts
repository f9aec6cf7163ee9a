// The local log: one JSON line an event, with rotation. In: events and plain data, never document text, questions or
// file names. Invariant: a log that can't be written never stops the app.
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../ipc/log.ts';

const MAX_BYTES = 1_000_000;
const KEPT_FILES = 3;
export const LOG_FILE = 'freehold.log';

export function createLog(logDir: string, options: { readonly verbose: boolean; readonly maxBytes?: number }): Log {
  const file = path.join(logDir, LOG_FILE);
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  let bytes = 0;
  try {
    mkdirSync(logDir, { recursive: true, mode: 0o700 });
    bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // The appends below fail the same way and are as harmless.
  }

  /** freehold.log -> freehold.1.log -> … ; the oldest goes. */
  function rotate(): void {
    const numbered = (index: number): string => path.join(logDir, `freehold.${index}.log`);
    rmSync(numbered(KEPT_FILES), { force: true });
    for (let index = KEPT_FILES - 1; index >= 1; index -= 1) {
      if (statSync(numbered(index), { throwIfNoEntry: false }) !== undefined) renameSync(numbered(index), numbered(index + 1));
    }
    renameSync(file, numbered(1));
    bytes = 0;
  }

  return (level, event, data = {}) => {
    if (level === 'debug' && !options.verbose) return;
    const line = `${JSON.stringify({ time: new Date().toISOString(), level, event, ...data })}\n`;
    if (options.verbose && level !== 'debug') process.stderr.write(line);
    try {
      if (bytes > maxBytes) rotate();
      appendFileSync(file, line, { mode: 0o600 });
      bytes += Buffer.byteLength(line);
    } catch {
      // A full disk or a missing folder; the person hears of it from the library.
    }
  };
}
