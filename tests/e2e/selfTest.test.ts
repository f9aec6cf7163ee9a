// The check of this installation as a person runs it: figures of the search in the real window, nothing left behind, the
// person's own library as it was; and a check that is cancelled.
import { mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, repoRoot } from './electronApp.ts';

let app: App;
const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('freehold-check-'));
const before = left();

beforeAll(async () => {
  app = await App.launchWithLibrary();
  await app.page.getByTestId('place-settings').click();
});
afterAll(() => app.close());

test('a quick check shows its figures, as expected, and leaves nothing', async () => {
  const page = app.page;
  await page.getByTestId('self-test-quick').click();
  await page.getByTestId('self-test-verdict').waitFor({ timeout: 120_000 });
  await page.getByTestId('self-test-quick').waitFor({ timeout: 30_000 });
  await page.getByTestId('self-test').scrollIntoViewIfNeeded();
  if (process.env['FREEHOLD_IMAGES'] === '1') {
    const images = path.join(repoRoot, 'docs', 'images');
    mkdirSync(images, { recursive: true });
    await page.screenshot({ path: path.join(images, 'self-test.png') });
  }
  expect(await page.getByTestId('self-test-figures').getByRole('row').count()).toBe(5);
  expect(await page.getByTestId('self-test-verdict').innerText()).toBe('This installation works as expected.');
  expect(left()).toEqual(before);
  expect((await app.request('document.coverage', {})).seen).toBe(0);
});

test('a check with answers can be cancelled while the model writes', async () => {
  const page = app.page;
  await page.getByTestId('self-test-answers').check();
  await page.getByTestId('self-test-quick').click();
  await page.getByText(/^The model answers/).waitFor({ timeout: 180_000 });
  expect(await page.getByTestId('self-test-figures').getByRole('row').count()).toBe(5);
  await page.getByTestId('self-test-cancel').click();
  await page.getByTestId('self-test-quick').waitFor({ timeout: 60_000 });
  expect(await page.getByTestId('self-test').getByRole('alert').count()).toBe(0);
  await expect.poll(left, { timeout: 30_000 }).toEqual(before);
  expect(app.pageErrors).toEqual([]);
});
