// A folder of a test's own, or of a file of tests, gone when it is over.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

export function temporaryFolder(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The same for all tests of a file, asked for at its top: gone when they are over, after whatever the file itself ends then. */
export function temporaryFolderOfFile(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-test-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
