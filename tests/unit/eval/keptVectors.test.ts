// Vectors of an earlier evaluation come back as they were, also after a run that was killed while it wrote.
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openKeptVectors } from '../../eval/keptVectors.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('whole records are kept; part of one is left out and spoils nothing after it', () => {
  const dir = temporaryFolder();
  const open = (madeBy = 'a'.repeat(64)) => openKeptVectors(dir, madeBy, 3);
  open().keep([{ text: 'one', vector: Float32Array.of(1, 0.5, -1) }, { text: 'two', vector: Float32Array.of(0, 0, 1) }]);
  const [file] = readdirSync(path.join(dir, 'eval'));
  appendFileSync(path.join(dir, 'eval', file!), 'part of a record');
  open().keep([{ text: 'three', vector: Float32Array.of(2, 2, 2) }]);
  const kept = open();
  expect(['one', 'two', 'three', 'four'].map((text) => kept.get(text))).toEqual([Float32Array.of(1, 0.5, -1), Float32Array.of(0, 0, 1), Float32Array.of(2, 2, 2), null]);
  expect(open('b'.repeat(64)).get('one')).toBeNull();
});
