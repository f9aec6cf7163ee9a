// Taking everything with you in the real window: what comes out is said before, a folder is picked, and what was written is
// told and really there. Looked at in both themes, in German, and small.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App } from './electronApp.ts';
import { look } from './look.ts';

let app: App;
beforeAll(async () => {
  app = await App.launchWithLibrary();
  await app.request('source.addSample', {});
  await app.waitUntilRead(33);
});
afterAll(() => app.close());

test('everything is written to the picked folder, while other pages are looked at', async () => {
  const page = app.page;
  const target = path.join(app.userDataDir, 'Everything');
  await page.getByTestId('place-settings').click();
  await page.getByTestId('exit').scrollIntoViewIfNeeded();
  await look(app, 'exit');
  await app.answerDialogWith([target]);
  await page.getByTestId('exit-start').click();
  await page.getByTestId('place-library').click();
  await page.getByTestId('place-settings').click();
  await page.getByText('33 documents written to “Everything”').waitFor({ timeout: 60_000 });
  expect(readdirSync(target).sort()).toEqual(['README.md', 'SCHEMA.md', 'conversations', 'documents', 'jsonl', 'parquet']);
  expect(readFileSync(path.join(target, 'README.md'), 'utf8')).toContain('# Everything from a Freehold library');
  expect(await page.getByTestId('exit-reveal').isVisible()).toBe(true);
  await page.getByTestId('exit').scrollIntoViewIfNeeded();
  await look(app, 'exit-written');

  await app.answerDialogWith([target]);
  await page.getByTestId('exit-start').click();
  await page.getByTestId('exit').getByRole('alert').getByText('That folder is not empty').waitFor();
  await app.answerDialogWith([]);
  await page.getByTestId('exit-start').click();
  expect(existsSync(`${target}.part`)).toBe(false);
});

test('in German, in a small window', async () => {
  await app.request('settings.set', { language: 'de' });
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(640, 560));
  await app.page.getByRole('heading', { name: 'Alles mitnehmen' }).scrollIntoViewIfNeeded();
  await look(app, 'exit-german');
  expect(await app.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(app.pageErrors).toEqual([]);
});
