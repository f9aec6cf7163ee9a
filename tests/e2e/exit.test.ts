// Taking everything with you in the real window: what comes out is said before, a folder is picked, and what was written is
// told and really there; cancelled, nothing is; of an encrypted library it says that what comes out lies open. Looked at in
// both themes, in German, and small.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App } from './electronApp.ts';
import { look } from './look.ts';
import { waitForEngine } from './processes.ts';

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
});

test('cancelled: it says so, and nothing stays', async () => {
  const page = app.page;
  const target = path.join(app.userDataDir, 'Cancelled');
  await app.answerDialogWith([target]);
  // Held, so that it can't be over before the click.
  const engine = await waitForEngine(app, 'library');
  process.kill(engine, 'SIGSTOP');
  try {
    await page.getByTestId('exit-start').click();
    await page.getByTestId('exit-cancel').waitFor();
    await page.getByTestId('exit').scrollIntoViewIfNeeded();
    await look(app, 'exit-running');
    await page.getByTestId('exit-cancel').click();
  } finally {
    process.kill(engine, 'SIGCONT');
  }
  await page.getByText('Cancelled. Nothing was left behind.').waitFor();
  await look(app, 'exit-cancelled');
  expect(readdirSync(app.userDataDir).filter((name) => name.startsWith('Cancelled'))).toEqual([]);
  expect(await page.getByTestId('exit').getByRole('alert').count()).toBe(0);
});

test('an encrypted library: it says before that what comes out lies open, in German and in a small window, too', async () => {
  const page = app.page;
  expect(await page.getByText('This library is encrypted. What is written lies open').count()).toBe(0);
  await app.request('keys.encrypt', { ways: { passphrase: 'correct horse battery staple', keychain: false } });
  await page.getByText('This library is encrypted. What is written lies open').waitFor();
  await page.getByTestId('exit').scrollIntoViewIfNeeded();
  await look(app, 'exit-encrypted');
  const target = path.join(app.userDataDir, 'Opened');
  await app.answerDialogWith([target]);
  await page.getByTestId('exit-start').click();
  await page.getByText('33 documents written to “Opened”').waitFor({ timeout: 60_000 });
  expect(readFileSync(path.join(target, 'README.md'), 'utf8')).toContain('The library was encrypted; these files are not.');

  await app.request('settings.set', { language: 'de' });
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(640, 560));
  await page.getByRole('heading', { name: 'Alles mitnehmen' }).scrollIntoViewIfNeeded();
  await page.getByTestId('exit-start').scrollIntoViewIfNeeded();
  await look(app, 'exit-encrypted-german');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(app.pageErrors).toEqual([]);
});
