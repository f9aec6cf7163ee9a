// @ts-check
// Shows how far a download is: a bar on a terminal, a line every tenth in a log.
// In: the amount so far, bytes unless told how else to write it. Out: text on stderr.
// Invariant: stdout is never written to, so `--json` output of what follows stays clean.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {{ set(amount: number): void, done(): void }} Progress
 * @typedef {(amount: number) => string} Show writes an amount
 * @typedef {{ line(text: string): void, progress(label: string, total?: number, show?: Show): Progress }} Reporter
 * @typedef {{ label: string, total: number | undefined, show: Show, now: () => number }} Shown
 */

const barWidth = 24;
const redrawMs = 100;

/**
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} [stream]
 * @param {() => number} [now] milliseconds
 * @returns {Reporter}
 */
export function createReporter(stream = process.stderr, now = Date.now) {
  // A bar whose work broke off leaves the cursor in its line.
  let inBar = false;
  const out = {
    get columns() {
      return stream.columns;
    },
    /** @param {string} text */
    write(text) {
      inBar = !text.endsWith('\n');
      stream.write(text);
    },
  };
  return {
    line: (text) => out.write(`${inBar ? '\n' : ''}${text}\n`),
    progress: (label, total, show = formatBytes) => (stream.isTTY ? bar : lines)(out, { label, total, show, now }),
  };
}

/** @type {Reporter} */
export const silentReporter = { line() {}, progress: () => ({ set() {}, done() {} }) };

/** @param {{ write(text: string): unknown, columns: number | undefined }} stream @param {Shown} shown @returns {Progress} */
function bar(stream, { label, total, show, now }) {
  const started = now();
  let last = 0;
  let amount = 0;
  let first = -1;
  const draw = () => {
    const text = `  ${label}  ${total ? gauge(amount / total) : ''}${amounts(amount, total, show)}${rate(amount - first, now() - started, show)}`;
    stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
  };
  return {
    set(value) {
      amount = value;
      // What was kept from an interrupted run must not count as speed.
      if (first < 0) first = value;
      if (now() - last < redrawMs) return;
      last = now();
      draw();
    },
    done() {
      amount = total ?? amount;
      draw();
      stream.write('\n');
    },
  };
}

/** @param {{ write(text: string): unknown }} stream @param {Shown} shown @returns {Progress} */
function lines(stream, { label, total, show, now }) {
  const started = now();
  let tenth = 0;
  let amount = 0;
  return {
    set(value) {
      amount = value;
      if (!total) return;
      const reached = Math.floor((value / total) * 10);
      if (reached <= tenth || reached >= 10) return;
      tenth = reached;
      stream.write(`  ${label}: ${amounts(value, total, show)}\n`);
    },
    done() {
      stream.write(`  ${label}: done, ${show(total ?? amount)} in ${((now() - started) / 1000).toFixed(1)} s\n`);
    },
  };
}

/** @param {number} share */
function gauge(share) {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]  `;
}

/** @param {number} amount @param {number | undefined} total @param {Show} show */
function amounts(amount, total, show) {
  return total ? `${show(Math.min(amount, total))} of ${show(total)}` : show(amount);
}

/** @param {number} amount @param {number} elapsedMs @param {Show} show */
function rate(amount, elapsedMs, show) {
  return elapsedMs > 500 && amount > 0 ? `  ${show((amount / elapsedMs) * 1000)}/s` : '';
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
export function watchFolder(folder, onBytes, work) {
  return watchGrowth(() => folderBytes(folder), 250, onBytes, work);
}

/**
 * @template T
 * @param {() => number | Promise<number>} measure
 * @param {number} everyMs
 * @param {(amount: number) => void} onAmount
 * @param {() => Promise<T>} work
 */
export async function watchGrowth(measure, everyMs, onAmount, work) {
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    onAmount(await measure());
    busy = false;
  }, everyMs);
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
