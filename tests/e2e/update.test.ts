// An update from a signed file as a person meets it, in the real window: what was found and who signed it, its installation, and
// what is refused. The AppImage is a stand-in; keys are the test's own. Without keys the window says so.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { makeSigner, signUpdate, type Wanted } from '../support/updateFiles.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const dir = temporaryFolderOfFile();
const appImage = path.join(dir, 'Freehold.AppImage');
const signer = makeSigner(path.join(dir, 'keys'), 'Freehold releases');
const keysFile = path.join(dir, 'keys.json');
const OLD = '#!/bin/sh\necho 0.1.0\n';
writeFileSync(appImage, OLD);
writeFileSync(keysFile, JSON.stringify({ keys: [signer.key] }));
const NOTES = 'Tables of contents are read.\nScans are read twice as fast.';
let app: App;
let at = 0;

const update = (wanted: Wanted = {}): string => signUpdate(path.join(dir, `update-${(at += 1)}`), signer, { payload: Buffer.alloc(3_000_000, 'n'), notes: NOTES, ...wanted });

async function launch(environment: Record<string, string> = {}, locale = 'en-US'): Promise<void> {
  app = await App.launch({ locale, environment });
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-folder').first().waitFor();
  await app.page.getByTestId('place-settings').click();
  await app.page.getByTestId('update').scrollIntoViewIfNeeded();
}

async function choose(file: string): Promise<void> {
  await app.answerDialogWith([file]);
  await app.page.getByTestId('update-choose').click();
}

const testKeys = (kind: string): Record<string, string> => ({ FREEHOLD_TEST_UPDATE_KEYS: keysFile, FREEHOLD_TEST_APPIMAGE: appImage, FREEHOLD_TEST_PACKAGE: kind });

afterEach(async () => {
  const errors = app.pageErrors.splice(0);
  await app.close();
  expect(errors).toEqual([]);
});

test('a build without keys says so', async () => {
  await launch();
  expect(await app.page.getByTestId('update').getAttribute('data-takes')).toBe('no-keys');
  expect(await app.page.getByTestId('update-none').innerText()).toBe('This build takes no updates: it knows no key that they could be signed by.');
  expect(await app.page.getByTestId('update-choose').count()).toBe(0);
  await look(app, 'update-no-keys');
});

test('refused files change nothing; a signed one is shown, installed, and waits for a restart', async () => {
  await launch(testKeys('AppImage'));
  const section = app.page.getByTestId('update');
  const damaged = update();
  const bytes = readFileSync(damaged);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(damaged, bytes);
  for (const [file, title] of [
    [signUpdate(path.join(dir, 'other'), makeSigner(path.join(dir, 'other'), 'other')), 'The update is not signed by a key that this Freehold knows'],
    [update({ version: '0.0.9' }), 'The update is not newer: 0.0.9'],
    [damaged, 'The update file is damaged'],
  ] as const) {
    await choose(file);
    await section.getByText(title).waitFor();
    expect(await section.getByTestId('update-found').count()).toBe(0);
  }
  await look(app, 'update-refused');
  expect([readFileSync(appImage, 'utf8'), readdirSync(dir).filter((name) => name.startsWith('Freehold.'))]).toEqual([OLD, ['Freehold.AppImage']]);

  await choose(update());
  await section.getByTestId('update-found').waitFor();
  expect(await section.getByTestId('update-notes').innerText()).toBe(NOTES);
  expect(await section.innerText()).toContain('Signed by “Freehold releases”');
  expect(await section.getByRole('alert').count()).toBe(0);
  await section.getByTestId('update-install').scrollIntoViewIfNeeded();
  await look(app, 'update-found');
  await section.getByTestId('update-install').click();
  await section.getByTestId('update-installed').waitFor();
  expect(await section.getByTestId('update-installed').innerText()).toContain('Restart Freehold to use 0.2.0.');
  await look(app, 'update-installed');
  expect([readFileSync(appImage).equals(Buffer.alloc(3_000_000, 'n')), readFileSync(`${appImage}.previous`, 'utf8')]).toEqual([true, OLD]);
  const { rows } = await app.request('ledger.page', { chain: 'installation', group: 'library', fromMs: null, untilMs: null, offset: 0, limit: 50 });
  expect(rows.filter(({ kind }) => kind.startsWith('update.')).map(({ kind, facts }) => [kind, facts['outcome'], facts['why'] ?? null]).toReversed()).toEqual([
    ['update.checked', 'refused', 'update-untrusted'],
    ['update.checked', 'refused', 'update-not-newer'],
    ['update.checked', 'refused', 'update-damaged'],
    ['update.checked', 'accepted', null],
    ['update.applied', 'replaced', null],
  ]);
});

test('a deb is handed over with the one command, in German', async () => {
  await launch(testKeys('deb'), 'de-DE');
  await choose(update({ kind: 'deb' }));
  const section = app.page.getByTestId('update');
  await section.getByTestId('update-install').click();
  await section.getByTestId('update-installed').waitFor();
  const name = `Freehold-0.2.0-${process.platform}-${process.arch}.deb`;
  expect(await section.locator('pre').innerText()).toBe(`sudo apt install ./${name}`);
  await section.locator('pre').scrollIntoViewIfNeeded();
  await look(app, 'update-handed-over-de');
  expect(readdirSync(path.join(app.userDataDir, 'updates'))).toEqual([name]);
});
