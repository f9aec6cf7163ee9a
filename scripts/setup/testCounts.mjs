// @ts-check
// Adds up what the test runs reported.
// In: vitest's JSON reports and exit codes. Out: counts, and the closing line.
// Invariant: a run that broke without a failing test still counts as one failure.
import { writeFileSync } from 'node:fs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: readonly { status: string, assertionResults: readonly { status: string }[] }[] }} VitestReport
 */

/** @param {VitestReport | undefined} report undefined when the run died before it wrote one @param {number} exitCode @returns {Counts} */
export function countRun(report, exitCode) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  // A file that can't be loaded has no tests to fail, but fails as a whole.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {readonly Counts[]} runs @returns {Counts} */
export function sumCounts(runs) {
  return runs.reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed, skipped: sum.skipped + one.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
}

/** The last line of a run; also into the file that FREEHOLD_COUNTS names, for a run of several runs. @param {Counts} counts */
export function tellCounts(counts) {
  process.stdout.write(`${closingLine(counts)}\n`);
  if (process.env.FREEHOLD_COUNTS) writeFileSync(process.env.FREEHOLD_COUNTS, JSON.stringify(counts));
}

/** @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
