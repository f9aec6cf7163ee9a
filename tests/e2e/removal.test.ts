// Removing Freehold's data in the real window: what there is, the typed word, the account, and then nothing of Freehold's is left
// on the disk, the window's own caches included, but everything that is the person's.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const dir = temporaryFolderOfFile();
const kept = (name: string) => ({ userDataDir: path.join(dir, name, 'profile'), libraryDir: path.join(dir, name, 'Library') });

async function used(name: string, locale: string): Promise<App> {
  const app = await App.launch({ ...kept(name), locale });
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-folder').first().waitFor();
  await app.request('source.addSample', {});
  await app.waitUntilRead(33);
  await app.page.getByTestId('place-settings').click();
  await app.page.getByTestId('removal-open').scrollIntoViewIfNeeded();
  return app;
}

async function openDialog(app: App): Promise<void> {
  await app.page.getByTestId('removal-open').click();
  await app.page.getByTestId('removal-word').waitFor();
}

/** Until the program has ended by itself. */
async function quit(app: App): Promise<void> {
  const ended = new Promise<void>((resolve) => void app.electron.process().once('exit', () => resolve()));
  await app.page.getByTestId('removal-quit').click();
  await ended;
  await app.close().catch(() => undefined);
}

test('everything goes, once it was chosen and the word was typed; a person’s files stay', async () => {
  const { userDataDir, libraryDir } = kept('all');
  const app = await used('all', 'en-US');
  writeFileSync(path.join(libraryDir, 'notes.txt'), 'mine');
  mkdirSync(path.join(userDataDir, 'my folder'));
  await openDialog(app);
  const dialog = app.page.getByRole('alertdialog');
  expect(await app.page.getByTestId('removal-library').isChecked()).toBe(false);
  expect(await app.page.getByTestId('removal-settings').isChecked()).toBe(true);
  expect(await dialog.getByText('1 thing in the folder is not Freehold’s and stays.').count()).toBe(2);
  expect(await app.page.getByTestId('removal-confirm').isDisabled()).toBe(true);
  await look(app, 'removal-list');
  await app.page.getByTestId('removal-library').check();
  await app.page.getByTestId('removal-word').fill('remove');
  await app.page.getByTestId('removal-confirm').click();
  await app.page.getByTestId('removal-account').waitFor();
  expect(await app.page.getByTestId('removal-account').innerText()).toContain('stays, not Freehold’s: notes.txt');
  await look(app, 'removal-account');
  expect(readdirSync(libraryDir)).toEqual(['notes.txt']);
  const errors = app.pageErrors.splice(0);
  await quit(app);
  expect(errors).toEqual([]);
  expect(readdirSync(userDataDir)).toEqual(['my folder']);
});

test('what is not ticked stays, and can be used again; in German', async () => {
  const { userDataDir, libraryDir } = kept('some');
  const app = await used('some', 'de-DE');
  await app.page.setViewportSize({ width: 720, height: 560 });
  await openDialog(app);
  await look(app, 'removal-list-de');
  await app.page.keyboard.press('Escape');
  expect(await app.page.getByTestId('removal-word').count()).toBe(0);
  await openDialog(app);
  for (const part of ['models', 'records', 'settings']) if ((await app.page.getByTestId(`removal-${part}`).count()) > 0) await app.page.getByTestId(`removal-${part}`).uncheck();
  await app.page.getByTestId('removal-word').fill('ENTFERNEN');
  await app.page.getByTestId('removal-confirm').click();
  await app.page.getByTestId('removal-account').waitFor();
  await look(app, 'removal-account-de');
  await quit(app);
  const left = readdirSync(userDataDir);
  expect(left).toEqual(expect.arrayContaining(['ledger', 'library.json', 'logs', 'settings.json']));
  expect(left.filter((name) => /cache|storage|sample|singleton|prefer/i.test(name))).toEqual([]);
  const again = await App.launch({ userDataDir, libraryDir });
  await again.waitUntilLoaded();
  await expect.poll(async () => (await again.request('library.state', {})).status).toBe('open');
  await again.waitUntilRead(33);
  const { rows } = await again.request('ledger.page', { chain: 'installation', group: 'deletions', fromMs: null, untilMs: null, offset: 0, limit: 10 });
  expect(rows.map(({ kind, facts }) => [kind, facts])).toEqual([['data.removed', { libraries: 0, parts: 'caches' }]]);
  await again.close();
});
