// A library whose database is damaged, in the window: it says what happened and what can be done, makes it anew at a click, and
// reads the files again. And one that is gone with its drive: the window says so and has it back by itself.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App } from './electronApp.ts';
import { look } from './look.ts';

let dir: string;
let kept: { userDataDir: string; libraryDir: string };
let app: App | null = null;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'freehold-damaged-'));
  kept = { userDataDir: path.join(dir, 'profile'), libraryDir: path.join(dir, 'Library') };
  mkdirSync(kept.userDataDir);
  mkdirSync(path.join(dir, 'notes'));
  for (let at = 0; at < 6; at += 1) writeFileSync(path.join(dir, 'notes', `note ${at}.md`), `# Note ${at}\n\nThe code of note ${at} is K-${at * 17}.\n`);
  app = await App.launch(kept);
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('add-folder').first().waitFor();
  await app.addSources([path.join(dir, 'notes')]);
  await app.waitUntilRead(6);
});

afterAll(async () => {
  await app?.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a library that is gone while it is open: said as such; when it is back, it is open again without a click', async () => {
  const page = app!.page;
  renameSync(kept.libraryDir, `${kept.libraryDir} away`);
  await page.getByText('Your library did not open').waitFor({ timeout: 15_000 });
  await page.getByText('opens it by itself').waitFor();
  await look(app!, 'library-gone');
  renameSync(`${kept.libraryDir} away`, kept.libraryDir);
  await page.getByTestId('place-library').waitFor({ timeout: 20_000 });
  await app!.waitUntilRead(6);
});

test('damaged: what happened and what can be done; one click sets it aside and reads the files again', async () => {
  await app!.close();
  const file = path.join(kept.libraryDir, 'library.db');
  // Cut off: what is in the front, the sources among it, can still be read. In so small a library the schema reaches almost to the end.
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, bytes.length - 2 * 4_096));
  app = await App.launch({ ...kept, locale: 'de' });
  await app.waitUntilLoaded();
  await app.page.getByTestId('rebuild-library').waitFor({ timeout: 15_000 });
  await look(app, 'library-damaged-de');
  await app.request('settings.set', { language: 'en' });
  await look(app, 'library-damaged');
  await app.page.setViewportSize({ width: 520, height: 460 });
  await look(app, 'library-damaged-small');
  await app.page.setViewportSize({ width: 1240, height: 800 });
  await app.page.getByTestId('rebuild-library').focus();
  await app.page.keyboard.press('Enter');
  await app.page.getByTestId('place-library').waitFor({ timeout: 20_000 });
  await app.page.getByText('Kept: 1 source').waitFor();
  await look(app, 'library-rebuilt');
  expect(await app.request('library.state', {})).toMatchObject({ status: 'open' });
  expect((await app.request('source.list', {})).map(({ name }) => name)).toEqual(['notes']);
  await app.waitUntilRead(6);
  expect(app.pageErrors).toEqual([]);
});
