// An encrypted library in the hands of a person: made at the first run, its recovery code kept, locked by button, key and
// menu, unlocked, its passphrase changed, its encryption removed and added again; in German, too, and by keyboard alone.
import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';
import { engineProcesses } from './processes.ts';

const PASSPHRASE = 'correct horse battery staple';
const dir = temporaryFolderOfFile();
const folders = { userDataDir: path.join(dir, 'profile'), libraryDir: path.join(dir, 'library') };
let app: App;
let recoveryCode: string;

beforeAll(async () => {
  app = await App.launch(folders);
  await app.waitUntilLoaded();
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

const header = (): string => readFileSync(path.join(folders.libraryDir, 'library.db')).subarray(0, 15).toString('latin1');
const shownCode = async (): Promise<string> => (await app.page.getByTestId('recovery-code').locator('span').allTextContents()).join('-');
const unlockWith = async (secret: string): Promise<void> => {
  await app.page.getByTestId('unlock-secret').fill(secret);
  await app.page.keyboard.press('Enter');
};
const toPrivacy = async (): Promise<void> => {
  await app.page.getByTestId('place-privacy').click();
  await app.page.getByTestId('encryption').waitFor();
};

test('the first run makes an encrypted library; the recovery code is shown once', async () => {
  await app.page.getByTestId('first-run-encrypt').check();
  const make = app.page.getByTestId('first-run-default');
  expect(await make.isDisabled()).toBe(true);
  expect(await app.page.getByTestId('keychain-none').count()).toBe(1);
  await app.page.getByTestId('new-passphrase').fill('short');
  await app.page.getByTestId('repeat-passphrase').fill('shorx');
  await app.page.getByText('The two are not the same').waitFor();
  await look(app, 'encryption-first-run');
  await app.page.getByTestId('new-passphrase').fill(PASSPHRASE);
  await app.page.getByTestId('repeat-passphrase').fill(PASSPHRASE);
  await make.click();
  await app.page.getByTestId('recovery-code').waitFor();
  recoveryCode = await shownCode();
  expect(recoveryCode).toMatch(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/u);
  await look(app, 'encryption-recovery-code');
  await app.page.keyboard.press('Escape');
  expect(await app.page.getByTestId('recovery-code').count()).toBe(1);
  await app.page.getByTestId('recovery-kept').press('Enter');
  await app.page.getByTestId('add-sample').click();
  await app.waitUntilRead(33);
  expect(header()).not.toBe('SQLite format 3');
});

test('locked by the key: the page begins anew, the engines are gone, and nothing of the library is answered', async () => {
  await app.ask('What pressure should the boiler have when it is cold?');
  await app.page.getByTestId('passage').first().waitFor();
  await app.page.evaluate(() => Object.assign(globalThis, { ofThePage: true }));
  await app.page.keyboard.press('Control+l');
  await app.page.waitForFunction(() => !('ofThePage' in globalThis));
  await app.page.getByTestId('unlock').waitFor();
  await expect.poll(() => engineProcesses(app).size).toBe(0);
  // The question was in progress: nothing of it starts an engine again, or is told to the window.
  await app.page.waitForTimeout(1_500);
  expect([engineProcesses(app).size, await app.page.getByTestId('toast').count()]).toEqual([0, 0]);
  expect(await app.rawRequest('document.list', { sourceId: null, state: null, nameContains: '', offset: 0, limit: 10 })).toMatchObject({ ok: false, error: { code: 'library-locked' } });
  expect(await app.page.evaluate(() => document.body.textContent?.includes('boiler'))).toBe(false);
  await look(app, 'encryption-unlock');
});

test('a wrong passphrase is one plain error, and the fourth try waits; the right one opens', async () => {
  for (let at = 0; at < 5; at += 1) {
    await app.page.getByTestId('unlock-wait').waitFor({ state: 'detached' });
    await unlockWith(`wrong ${at}`);
    await expect.poll(() => app.page.getByTestId('unlock-secret').inputValue()).toBe('');
    await app.page.getByText('That does not open this library').waitFor();
  }
  await app.page.getByTestId('unlock-wait').waitFor();
  await look(app, 'encryption-wrong');
  await app.page.getByTestId('unlock-wait').waitFor({ state: 'detached' });
  await unlockWith(PASSPHRASE);
  await app.page.getByTestId('lock').waitFor();
});

test('Privacy says what opens it, and changes that', async () => {
  await toPrivacy();
  await look(app, 'encryption-privacy');
  await app.page.getByTestId('change-passphrase').click();
  await app.page.getByTestId('key-proof').fill('wrong');
  await app.page.getByTestId('new-passphrase').fill('another passphrase');
  await app.page.getByTestId('repeat-passphrase').fill('another passphrase');
  await app.page.getByTestId('key-confirm').click();
  await app.page.getByText('That does not open this library').waitFor();
  await look(app, 'encryption-change');
  await app.page.getByTestId('key-proof').fill(recoveryCode);
  await app.page.getByTestId('key-confirm').click();
  await app.page.getByText('The passphrase is changed').waitFor();
  await app.page.getByTestId('new-code').click();
  await app.page.getByTestId('key-proof').fill('another passphrase');
  await app.page.getByTestId('key-confirm').click();
  await app.page.getByTestId('recovery-code').waitFor();
  const renewed = await shownCode();
  expect(renewed).not.toBe(recoveryCode);
  recoveryCode = renewed;
  await app.page.getByTestId('recovery-kept').click();
  await app.page.getByTestId('lock-after').selectOption('60');
  expect((await app.request('settings.get', {})).lockAfterMinutes).toBe(60);
});

test('after a restart it is locked, in German; the recovery code opens it; the menu locks it', async () => {
  await app.close();
  app = await App.launch({ ...folders, locale: 'de-DE' });
  await app.waitUntilLoaded();
  await app.page.getByRole('heading', { name: 'Ihre Bibliothek ist gesperrt' }).waitFor();
  await app.page.setViewportSize({ width: 480, height: 560 });
  await look(app, 'encryption-unlock-german-small');
  await app.page.setViewportSize({ width: 1280, height: 800 });
  await unlockWith(recoveryCode.toLowerCase().replaceAll('-', ' '));
  await toPrivacy();
  await look(app, 'encryption-privacy-german');
  await app.invokeCommand('lock');
  await app.page.getByTestId('unlock').waitFor();
  await unlockWith('another passphrase');
  await toPrivacy();
});

test('the encryption is removed, and added again', async () => {
  await app.page.getByTestId('decrypt').click();
  await app.page.getByTestId('key-proof').fill('another passphrase');
  await look(app, 'encryption-remove-german');
  await app.page.getByTestId('key-confirm').click();
  await expect.poll(() => app.request('library.state', {})).toMatchObject({ status: 'open', encrypted: false });
  expect(header()).toBe('SQLite format 3');
  await toPrivacy();
  await app.page.getByTestId('encrypt').click();
  await app.page.getByTestId('new-passphrase').fill(PASSPHRASE);
  await app.page.getByTestId('repeat-passphrase').fill(PASSPHRASE);
  await look(app, 'encryption-add-german');
  await app.page.getByTestId('key-confirm').click();
  await app.page.getByTestId('recovery-code').waitFor();
  await look(app, 'encryption-recovery-code-german');
  await app.page.getByTestId('recovery-kept').click();
  expect(header()).not.toBe('SQLite format 3');
  expect((await app.request('document.coverage', {})).indexed).toBe(33);
});

test('it locks before the machine sleeps', async () => {
  await app.electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'));
  await app.page.getByTestId('unlock').waitFor();
  await unlockWith(PASSPHRASE);
  await app.page.getByTestId('lock').waitFor();
});

test('its drive is pulled: the page begins anew; locked by the menu meanwhile, it comes back locked', async () => {
  const away = `${folders.libraryDir} away`;
  await app.page.evaluate(() => Object.assign(globalThis, { ofThePage: true }));
  renameSync(folders.libraryDir, away);
  await app.page.waitForFunction(() => !('ofThePage' in globalThis), undefined, { timeout: 30_000 });
  await app.page.getByTestId('first-run-default').waitFor();
  await app.invokeCommand('lock');
  await expect.poll(() => engineProcesses(app).size).toBe(0);
  renameSync(away, folders.libraryDir);
  await app.page.getByTestId('unlock').waitFor({ timeout: 30_000 });
  await unlockWith(PASSPHRASE);
  await app.page.getByTestId('lock').waitFor();
});

// A minute is the shortest that can be set.
test.skipIf(counted({ short: 0, normal: 1, full: 1 }) === 0)('it locks by itself when nobody uses it', async () => {
  await app.request('settings.set', { lockAfterMinutes: 1 });
  // No input reaches the window meanwhile.
  await app.page.getByTestId('unlock').waitFor({ timeout: 90_000 });
});
