// Forgetting and the ledger in the real window: a file is forgotten with the Delete key and does not come back, a folder
// through its source, the certificate says what was looked through, the ledger shows it all and its check finds a forgery.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { look } from './look.ts';

const dir = temporaryFolderOfFile();
const CANARY = 'zephyrcanary';
let app: App;

beforeAll(async () => {
  const files: Record<string, string> = { [`${CANARY}.md`]: `# Diary\n\nToday I buried the ${CANARY} under the oak, and nobody has seen it.\n`, 'letters/one.md': '# One\n\nThe first letter is about the garden.\n', 'letters/two.md': '# Two\n\nThe second letter is about the boat.\n' };
  for (let at = 0; at < 30; at += 1) files[`notes/note ${at}.md`] = `# Note ${at}\n\nThe locker number of note ${at} is L-${at * 37}.\n`;
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(dir, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  }
  app = await App.launchWithLibrary();
  await app.addSources([dir]);
  await app.waitUntilRead(33);
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

function filesWith(piece: string): string[] {
  return [app.libraryDir, app.userDataDir].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(piece))
      .map(({ name }) => name),
  );
}

test('a file is forgotten by key, with a certificate, and stays out', async () => {
  await app.page.getByTestId('place-library').click();
  const row = app.page.getByTestId('file-row').filter({ hasText: CANARY });
  await app.page.getByTestId('file-row').first().waitFor();
  await app.page.getByRole('grid').focus();
  await app.page.keyboard.press('End');
  await expect.poll(() => row.getAttribute('aria-selected')).toBe('true');
  await app.page.keyboard.press('Delete');
  const question = app.page.getByRole('alertdialog');
  await expect.poll(() => question.innerText()).toContain('No answer quotes it');
  await look(app, 'forget-file');
  await question.getByTestId('forget-confirm').click();
  await app.page.getByRole('button', { name: 'Show certificate' }).click();
  const certificate = app.page.getByRole('dialog');
  await expect.poll(() => certificate.innerText()).toContain('Nothing of it was found.');
  await look(app, 'certificate');
  const saved = path.join(dir, '..', `${path.basename(dir)}.txt`);
  await app.answerDialogWith([saved]);
  await certificate.getByRole('checkbox').check();
  await certificate.getByTestId('certificate-text').click();
  await expect.poll(() => readFileSync(saved, 'utf8')).toContain(`${CANARY}.md`);
  expect(readFileSync(saved, 'utf8')).toContain('0 traces found');
  rmSync(saved);
  await app.page.keyboard.press('Escape');
  expect(filesWith(CANARY)).toEqual([]);
  await app.request('source.rescan', { sourceId: null });
  await app.waitUntilRead(32);
  expect(filesWith(CANARY)).toEqual([]);
});

test('a folder is forgotten through its source', async () => {
  await app.page.getByRole('button', { name: `Forget ${path.basename(dir)}`, exact: true }).press('Enter');
  const question = app.page.getByRole('alertdialog');
  await question.getByTestId('forget-folder').selectOption('letters');
  await expect.poll(() => question.innerText()).toContain('Forget everything in “letters”?');
  await look(app, 'forget-folder');
  await question.getByTestId('forget-confirm').click();
  await app.waitUntilRead(30);
  await question.waitFor({ state: 'detached' });
});

test('Privacy shows what happened, what was forgotten and how long files are kept', async () => {
  await app.page.getByTestId('place-privacy').click();
  await app.page.getByTestId('ledger-row').first().waitFor();
  const kinds = await app.page.getByTestId('ledger-row').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['kind']));
  expect(kinds.slice(0, 2)).toEqual(['erasure.finished', 'files.forgotten']);
  await app.page.getByTestId('ledger-row').first().scrollIntoViewIfNeeded();
  await app.page.getByTestId('ledger-group').selectOption('files');
  await expect.poll(() => app.page.getByTestId('ledger-row').first().getAttribute('data-kind')).toBe('file.read');
  await app.page.getByTestId('ledger-list').evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
  await expect.poll(() => app.page.getByTestId('ledger-list').innerText()).toContain('name erased');
  await app.page.getByTestId('ledger-check').click();
  await expect.poll(() => app.page.getByTestId('ledger-verdict').allInnerTexts()).toEqual([expect.stringContaining('whole'), expect.stringContaining('whole')]);
  await look(app, 'ledger');
  await app.page.getByTestId('forgotten-place').first().scrollIntoViewIfNeeded();
  expect(await app.page.getByTestId('forgotten-place').count()).toBe(2);
  await look(app, 'forgotten');
  await app.request('retention.set', { sourceId: null, months: 24, inherit: false });
  await app.page.getByTestId('retention-library').scrollIntoViewIfNeeded();
  await look(app, 'retention');
});

test('in German, in a small window', async () => {
  await app.request('settings.set', { language: 'de' });
  await app.page.getByTestId('place-privacy').click();
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(640, 700));
  await app.page.getByTestId('ledger-list').scrollIntoViewIfNeeded();
  await app.page.getByTestId('ledger-group').selectOption('');
  await app.page.waitForTimeout(300);
  await look(app, 'ledger-de-small');
  await app.page.getByTestId('erasure-open').first().click();
  await app.page.getByRole('dialog').waitFor();
  await look(app, 'certificate-de-small');
  await app.page.keyboard.press('Escape');
  await app.request('settings.set', { language: 'en' });
});

test('a ledger that was changed behind Freehold’s back is told', async () => {
  const [file] = readdirSync(path.join(app.userDataDir, 'ledger')).filter((name) => name.endsWith('.jsonl'));
  const ledgerFile = path.join(app.userDataDir, 'ledger', file!);
  writeFileSync(ledgerFile, readFileSync(ledgerFile, 'utf8').replace('"as":"window"', '"as":"commandLine"'));
  await app.page.getByTestId('ledger-check').click();
  await expect.poll(() => app.page.getByTestId('ledger-verdict').last().innerText()).toContain('Entry 2 was changed.');
  await look(app, 'ledger-broken');
});
