// The closing line of `npm test` adds up every way in which a run can end.
import { describe, expect, it } from 'vitest';
import { closingLine, countRun, sumCounts } from '../../../scripts/setup/testCounts.mjs';

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };

describe('test counts', () => {
  it('sums runs and leaves out skipped tests when there are none', () => {
    expect(closingLine(sumCounts([{ passed: 2, failed: 1, skipped: 0 }, { passed: 3, failed: 0, skipped: 0 }]))).toBe('5 passed, 1 failed');
  });

  it('counts skipped and todo tests as skipped', () => {
    expect(closingLine(countRun(report, 0))).toBe('5 passed, 0 failed, 2 skipped');
  });

  it('counts a run without a report as a failure', () => {
    expect(countRun(undefined, 134)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const broken = { ...report, testResults: [{ status: 'failed', assertionResults: [] }] };
    expect(countRun(broken, 1).failed).toBe(1);
  });

  it('counts failed tests once, not again for their file', () => {
    const failing = { ...report, numFailedTests: 1, testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }] };
    expect(countRun(failing, 1).failed).toBe(1);
  });

  it('counts a broken run in which every test passed as a failure', () => {
    expect(countRun(report, 1).failed).toBe(1);
  });
});
