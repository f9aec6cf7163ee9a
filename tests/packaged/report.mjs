// @ts-check
// Counts checks as they run. In: a name and what to do. Out: a line each, with the time it took, and the counts.
// Invariant: a check that throws fails and the ones after it still run; what can't be tried here is said, not passed.

/** @typedef {{ check(name: string, run: () => unknown): Promise<boolean>, skip(name: string, why: string): void, note(text: string): void, counts(): import('../../scripts/setup/testCounts.mjs').Counts }} Report */

/** @returns {Report} */
export function createReport() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    async check(name, run) {
      const startedMs = performance.now();
      try {
        await run();
        counts.passed += 1;
        console.log(`  ✓ ${name} (${seconds(startedMs)})`);
        return true;
      } catch (error) {
        counts.failed += 1;
        console.log(`  ✗ ${name} (${seconds(startedMs)})\n${indent(error instanceof Error ? (error.stack ?? error.message) : String(error))}`);
        return false;
      }
    },
    skip(name, why) {
      counts.skipped += 1;
      console.log(`  - ${name}: not tried, ${why}`);
    },
    note: (text) => console.log(`    ${text}`),
    counts: () => counts,
  };
}

/** @param {number} startedMs */
function seconds(startedMs) {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}

/** @param {string} text */
function indent(text) {
  return text.split('\n').map((line) => `      ${line}`).join('\n');
}

/** @param {unknown} condition @param {string} message @returns {asserts condition} */
export function ensure(condition, message) {
  if (!condition) throw new Error(message);
}

/** @param {unknown} found @param {unknown} expected @param {string} what */
export function same(found, expected, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: found ${a}, expected ${b}`);
}

/** @template Value @param {() => Promise<Value> | Value} look @param {(value: Value) => boolean} good @param {number} timeoutMs @param {string} what @returns {Promise<Value>} */
export async function until(look, good, timeoutMs, what) {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    if (Date.now() > endMs) throw new Error(`${what}: after ${timeoutMs / 1000} s still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
