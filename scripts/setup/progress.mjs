// @ts-check
// Shows how far a download is: a bar on a terminal, a line every tenth in a log.
// In: bytes so far. Out: text on stderr.
// Invariant: stdout is never written to, so `--json` output of what follows stays clean.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {{ set(bytes: number): void, done(): void }} Progress
 * @typedef {{ line(text: string): void, progress(label: string, totalBytes?: number): Progress }} Reporter
 */

const barWidth = 24;
const redrawMs = 100;

/**
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} [stream]
 * @param {() => number} [now] milliseconds
 * @returns {Reporter}
 */
export function createReporter(stream = process.stderr, now = Date.now) {
  return {
    line: (text) => void stream.write(`${text}\n`),
    progress: (label, totalBytes) => (stream.isTTY ? bar(stream, now, label, totalBytes) : lines(stream, now, label, totalBytes)),
  };
}

/** @type {Reporter} */
export const silentReporter = { line() {}, progress: () => ({ set() {}, done() {} }) };

/** @param {{ write(text: string): unknown, columns?: number }} stream @param {() => number} now @param {string} label @param {number} [total] @returns {Progress} */
function bar(stream, now, label, total) {
  const started = now();
  let last = 0;
  let bytes = 0;
  let first = -1;
  const draw = () => {
    const text = `  ${label}  ${total ? gauge(bytes / total) : ''}${amounts(bytes, total)}${rate(bytes - first, now() - started)}`;
    stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
  };
  return {
    set(value) {
      bytes = value;
      // Bytes kept from an interrupted run must not count as speed.
      if (first < 0) first = value;
      if (now() - last < redrawMs) return;
      last = now();
      draw();
    },
    done() {
      bytes = total ?? bytes;
      draw();
      stream.write('\n');
    },
  };
}

/** @param {{ write(text: string): unknown }} stream @param {() => number} now @param {string} label @param {number} [total] @returns {Progress} */
function lines(stream, now, label, total) {
  const started = now();
  let tenth = 0;
  let bytes = 0;
  return {
    set(value) {
      bytes = value;
      if (!total) return;
      const reached = Math.floor((value / total) * 10);
      if (reached <= tenth || reached >= 10) return;
      tenth = reached;
      stream.write(`  ${label}: ${amounts(value, total)}\n`);
    },
    done() {
      stream.write(`  ${label}: done, ${formatBytes(total ?? bytes)} in ${((now() - started) / 1000).toFixed(1)} s\n`);
    },
  };
}

/** @param {number} share */
function gauge(share) {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]  `;
}

/** @param {number} bytes @param {number} [total] */
function amounts(bytes, total) {
  return total ? `${formatBytes(Math.min(bytes, total))} of ${formatBytes(total)}` : formatBytes(bytes);
}

/** @param {number} bytes @param {number} elapsedMs */
function rate(bytes, elapsedMs) {
  return elapsedMs > 500 && bytes > 0 ? `  ${formatBytes((bytes / elapsedMs) * 1000)}/s` : '';
}

/** Decimal units, as download pages show them. @param {number} bytes */
export function formatBytes(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}

/**
 * Reports the growth of a folder while `work` runs: npm and pip have no progress of their own that a program can read.
 * @template T
 * @param {string} folder
 * @param {(bytes: number) => void} onBytes
 * @param {() => Promise<T>} work
 */
export async function watchFolder(folder, onBytes, work) {
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    onBytes(await folderBytes(folder));
    busy = false;
  }, 250);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** @param {string} folder @returns {Promise<number>} 0 when it does not exist */
export async function folderBytes(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath ?? /** @type {any} Node below 20.12 */ (entry).path, entry.name)).then((s) => s.size, () => 0)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
