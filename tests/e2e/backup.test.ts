// Backups in the hands of a person: made under Settings, checked, listed, deleted; and a library made of one by somebody
// who starts Freehold for the first time, in German, too.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const PASSPHRASE = 'seven blue kettles sing';
const dir = temporaryFolderOfFile();
const stick = path.join(dir, 'stick');
let app: App;

beforeAll(async () => {
  mkdirSync(stick);
  app = await App.launchWithLibrary();
  await app.page.getByTestId('add-sample').first().click();
  await app.waitUntilRead(33);
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

async function toBackups(): Promise<void> {
  await app.page.getByTestId('place-settings').click();
  await app.page.getByTestId('backups').scrollIntoViewIfNeeded();
}

test('one is made, with a passphrase of its own, and its recovery code is shown once', async () => {
  await toBackups();
  await app.page.getByText('No backup of this library yet.').waitFor();
  await look(app, 'backups-none');
  await app.page.getByTestId('backup-make').click();
  const confirm = app.page.getByTestId('backup-confirm');
  expect(await confirm.isDisabled()).toBe(true);
  await app.answerDialogWith([stick]);
  await app.page.getByTestId('backup-folder').click();
  await app.page.getByTestId('new-passphrase').fill(PASSPHRASE);
  expect(await confirm.isDisabled()).toBe(true);
  await app.page.getByTestId('repeat-passphrase').fill(PASSPHRASE);
  await look(app, 'backup-make');
  await confirm.click();
  await app.page.getByTestId('recovery-code').waitFor();
  await app.page.getByTestId('recovery-kept').press('Enter');
  const row = app.page.getByTestId('backup-row');
  await expect.poll(() => row.innerText()).toContain('checked');
  await expect.poll(() => row.innerText()).toContain('33 files, 0 conversations');
  expect(readdirSync(stick)).toEqual([expect.stringMatching(/^Library \d{4}-\d\d-\d\d \d\d\.\d\d\.freehold-backup$/u)]);
  await look(app, 'backups');
});

test('it is checked on request; another one goes to the same place; one is deleted after a question', async () => {
  const [first] = readdirSync(stick);
  await app.page.getByRole('button', { name: `Check ${first}` }).click();
  await app.page.getByText(`${first} is as it was made`).waitFor();
  await app.page.getByTestId('backup-make').click();
  await app.page.getByTestId('new-passphrase').fill(PASSPHRASE);
  await app.page.getByTestId('repeat-passphrase').fill(PASSPHRASE);
  await app.page.keyboard.press('Enter');
  await app.page.getByTestId('recovery-kept').press('Enter');
  await expect.poll(() => readdirSync(stick).length).toBe(2);
  await app.page.getByRole('button', { name: `Delete ${first}` }).click();
  const question = app.page.getByRole('alertdialog');
  await look(app, 'backup-delete');
  await question.getByRole('button', { name: 'Delete backup' }).click();
  await expect.poll(() => readdirSync(stick)).toEqual([expect.not.stringMatching(`^${first}$`)]);
  await expect.poll(() => app.page.getByTestId('backup-row').count()).toBe(1);
});

test('somebody who starts for the first time restores it; a wrong passphrase leaves what was chosen', async () => {
  const file = path.join(stick, readdirSync(stick)[0]!);
  const other = await App.launch({ locale: 'de-DE' });
  try {
    await other.waitUntilLoaded();
    await look(other, 'backup-first-run-german');
    await other.page.getByTestId('first-run-restore').click();
    await other.answerDialogWith([path.join(dir, 'stick')]);
    await other.page.getByTestId('restore-file').click();
    await other.page.getByText('Das ist keine Sicherung von Freehold').waitFor();
    await other.answerDialogWith([file]);
    await other.page.getByTestId('restore-file').click();
    await other.page.getByTestId('restore-secret').fill('not that one');
    await other.page.keyboard.press('Enter');
    await other.page.getByText('Das öffnet').waitFor();
    await look(other, 'backup-restore-german');
    await other.page.getByTestId('restore-secret').fill(PASSPHRASE);
    await other.page.keyboard.press('Enter');
    await other.page.getByTestId('place-library').waitFor();
    await other.waitUntilRead(33);
    await other.page.setViewportSize({ width: 760, height: 560 });
    await other.page.getByTestId('place-settings').click();
    await other.page.getByTestId('backups').scrollIntoViewIfNeeded();
    await look(other, 'backups-german-small');
    expect(other.pageErrors).toEqual([]);
  } finally {
    await other.close();
  }
});
