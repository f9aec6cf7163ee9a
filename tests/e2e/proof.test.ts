// "Prove it", pressed as a person would: every planted attempt is stopped, those that can be counted are, and the report
// that is saved says the same. A listener is not needed: whereto the attempts go is nobody's.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyNetwork } from '../../main/engines/supervisor/startedBy.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

let app: App;
beforeAll(async () => {
  app = await App.launch();
  await app.waitUntilLoaded();
});
afterAll(() => app.close());

test('every attempt is stopped and, where it can be, counted; the report says so', async () => {
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('place-privacy').click();
  await app.page.getByTestId('proof-start').click();
  await app.page.getByTestId('proof-verdict').waitFor({ timeout: 60_000 });
  const rows = await app.page.locator('[data-testid=proof-rows] tbody tr').evaluateAll((found) => found.map((row) => ({ text: (row as HTMLElement).innerText.replaceAll('\t', ' '), outcome: (row as HTMLElement).dataset['outcome'], counted: (row as HTMLElement).dataset['counted'] })));
  expect(rows.filter(({ outcome }) => outcome === 'left')).toEqual([]);
  // Only native code has no counter, and the image that is not even drawn.
  expect(rows.filter(({ counted }) => counted === 'false')).toEqual([]);
  expect(rows.filter(({ counted }) => counted === 'true').length).toBeGreaterThanOrEqual(29);
  const native = rows.filter(({ text }) => /native/.test(text)).map(({ outcome }) => outcome);
  const inEngine = emptyNetwork() === null ? 'not-tried' : 'stopped';
  expect(native).toEqual(['not-tried', 'not-tried', ...Array.from({ length: 6 }, () => inEngine)]);

  const file = path.join(temporaryFolder(), 'proof.md');
  await app.answerDialogWith([file]);
  await app.page.getByTestId('proof-save').click();
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('attempts were stopped. None got out.');
  const report = readFileSync(file, 'utf8');
  expect(report.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))).toHaveLength(rows.length + 1);
  expect(report).not.toContain('got out |');
  expect((await app.request('privacy.report', {})).allowedRequests).toBe(0);
  // The ledger has them, too, by whom they were tried.
  const { rows: entries } = await app.request('ledger.page', { chain: 'installation', group: null, fromMs: null, untilMs: null, offset: 0, limit: 200 });
  const blocked = entries.flatMap((entry) => (entry.kind === 'connection.blocked' ? [String(entry.facts['by'])] : []));
  expect([...new Set(blocked)].sort()).toEqual(['library', 'llm', 'main', 'parser', 'window']);
  await look(app, 'proof');
});
