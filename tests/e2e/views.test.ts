// Every view, in both themes: axe, which may find nothing serious, and a picture. `npm run images` keeps the pictures in
// docs/images; otherwise they go to a temporary folder, so that a test run changes no file of the repository.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerStatus } from '../../contract/domain.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App, repoRoot } from './electronApp.ts';

const dir = temporaryFolderOfFile();
const images = process.env['FREEHOLD_IMAGES'] === '1' ? path.join(repoRoot, 'docs', 'images') : dir;
const THEMES = ['light', 'dark'] as const;
let app: App;

beforeAll(async () => {
  mkdirSync(images, { recursive: true });
  app = await App.launch();
  await app.waitUntilLoaded();
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

/** Checks what is on screen in each theme; a picture is kept unless it is only about the check. */
async function look(name: string, { picture = true } = {}): Promise<void> {
  for (const theme of THEMES) {
    await app.request('settings.set', { theme });
    await app.page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    await app.page.waitForTimeout(250);
    if (picture) await app.page.screenshot({ path: path.join(images, `${name}-${theme}.png`) });
    const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode().analyze();
    const serious = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${name} ${theme}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
  }
}

async function lookAtDialog(name: string, role: 'dialog' | 'alertdialog'): Promise<void> {
  const dialog = app.page.getByRole(role);
  await dialog.waitFor();
  await look(name, { picture: false });
  await app.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

async function askAndWait(question: string, status: AnswerStatus): Promise<void> {
  await app.ask(question);
  await app.waitUntilAnswered(status);
}

describe('every view in light and dark', () => {
  test('first run and the empty library', async () => {
    await app.page.getByTestId('first-run-default').waitFor();
    await look('first-run');
    await app.page.getByTestId('first-run-default').click();
    await app.page.getByTestId('add-sample').waitFor();
    await look('library-empty');
  });

  test('the library with files', async () => {
    await app.page.getByTestId('add-sample').click();
    await expect.poll(async () => (await app.request('document.coverage', {})).indexed, { timeout: 120_000 }).toBeGreaterThanOrEqual(33);
    await app.page.getByTestId('place-library').click();
    await app.page.getByTestId('file-row').first().waitFor();
    await look('library');
  });

  test('the confirmation before a source is forgotten, and About', async () => {
    await app.page.getByRole('button', { name: /^Forget / }).first().press('Enter');
    await lookAtDialog('confirm', 'alertdialog');
    await app.page.getByRole('button', { name: 'About Freehold' }).click();
    await lookAtDialog('about', 'dialog');
  });

  test('the bar of reading while it is paused', async () => {
    mkdirSync(path.join(dir, 'notes'));
    for (let at = 0; at < 3; at += 1) writeFileSync(path.join(dir, 'notes', `${at}.md`), `# Note ${at}\n\nNothing that matters here.\n`);
    await app.request('ingest.pause', {});
    await app.answerDialogWith([path.join(dir, 'notes')]);
    await app.page.getByTestId('add-folder').first().click();
    await expect.poll(() => app.page.getByTestId('ingest-bar').getAttribute('data-state'), { timeout: 30_000 }).toBe('paused');
    await look('reading-paused', { picture: false });
    await app.request('ingest.resume', {});
    await expect.poll(async () => (await app.request('document.coverage', {})).seen, { timeout: 60_000 }).toBe(36);
    const source = (await app.request('source.list', {})).find(({ name }) => name === 'notes')!;
    await app.request('source.remove', { sourceId: source.id });
  });

  test('an answer, and its source in the viewer', async () => {
    await app.page.getByTestId('place-ask').click();
    await look('ask-empty');
    await askAndWait('When does the lease end, and how long is the notice period?', 'answered');
    await look('answer');
    await app.page.getByTestId('citation').first().hover();
    await app.page.getByRole('tooltip').waitFor();
    await look('hover-card', { picture: false });
    expect(await app.page.getByRole('tooltip').isVisible()).toBe(true);
    await app.page.getByTestId('citation').first().click();
    await app.page.getByTestId('passage-mark').first().waitFor();
    await look('viewer-text');
  });

  test('a PDF in the viewer, with the passage marked', async () => {
    await app.invokeCommand('new-conversation');
    await askAndWait('How much is the excess for theft of a bicycle?', 'answered');
    await app.lastAnswer.getByTestId('citation').first().click();
    await app.page.getByTestId('passage-mark').first().waitFor({ timeout: 30_000 });
    await look('viewer-pdf');
    await app.page.getByTestId('viewer-close').click();
  });

  test('not in the documents', async () => {
    await app.invokeCommand('new-conversation');
    await askAndWait('Who won the football world cup in 1974?', 'not-in-documents');
    await look('not-in-documents');
  });

  test('search, privacy, settings', async () => {
    await app.invokeCommand('search');
    await app.page.keyboard.type('notice period');
    await app.page.waitForTimeout(1_000);
    await look('search');
    await app.page.keyboard.press('Escape');
    for (const place of ['privacy', 'settings'] as const) {
      await app.page.getByTestId(`place-${place}`).click();
      await app.page.waitForTimeout(300);
      await look(place);
    }
  });

  test('a small window', async () => {
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(520, 640));
    await app.page.waitForTimeout(300);
    await app.invokeCommand('ask');
    await look('small-window');
    await app.page.getByTestId('passage').first().getByRole('button').first().click();
    await app.page.getByTestId('passage-mark').first().waitFor();
    await look('small-window-viewer', { picture: false });
    await app.page.getByTestId('viewer-close').click();
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setSize(1240, 800));
  });
});

test('a PDF citation: the text under the mark is the quote', async () => {
  const found = (await app.request('search.passages', { question: 'excess theft bicycle', scope: null, limit: 3 })).passages.find((passage) => passage.kind === 'pdf')!;
  const quote = 'For theft of a bicycle the excess is 75 euros.';
  const start = found.start + found.text.indexOf(quote);
  const rectangles = await app.request('document.locate', { documentId: found.documentId, versionHash: found.versionHash, start, end: start + quote.length });
  expect(rectangles.length).toBeGreaterThan(0);
  expect(rectangles.every((rectangle) => rectangle.page === 2)).toBe(true);
});

test('German, from the message catalogue', async () => {
  await app.request('settings.set', { language: 'de', theme: 'light' });
  await expect.poll(() => app.page.evaluate(() => document.documentElement.lang)).toBe('de');
  await app.page.getByTestId('place-library').click();
  await app.page.waitForTimeout(300);
  expect(await app.page.getByTestId('place-library').innerText()).toContain('Bibliothek');
  await app.page.screenshot({ path: path.join(images, 'library-de-light.png') });
});
