// Saving an answer from the real window: each kind of file is written and says what the answer says, by keyboard alone;
// the receipt holds against the files. The small model, two files.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AnswerFile } from '../../contract/ask.ts';
import type { Answer } from '../../contract/domain.ts';
import { readReceipt } from '../../main/answer/receipt/readReceipt.ts';
import { realParser } from '../support/libraryHarness.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';

const dir = temporaryFolderOfFile();
const folder = path.join(dir, 'papers');
let app: App;
/** As it was kept: what the small model makes of two files is its own affair. */
let answer: Answer;
let quotes: readonly string[];

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'Lease & <b>annex.md'), `# Lease of Elm Street 12\n\nThe lease ends on 31 March 2027. The notice period is three months.\n`);
  writeFileSync(path.join(folder, 'garden.txt'), 'Water the tomatoes at six in the morning.\n');
  app = await App.launchWithLibrary();
  await app.request('model.select', { modelId: 'smollm2-135m-instruct-q4_1' });
  await app.addSources([folder]);
  await app.waitUntilRead(2);
  await app.ask('When does the lease of Elm Street end?');
  await app.waitUntilAnswered();
  const [conversation] = await app.request('conversation.list', {});
  [answer] = (await app.request('conversation.get', { conversationId: conversation!.id })).answers as [Answer];
  quotes = answer.sentences.flatMap(({ citations }) => citations.map(({ quote }) => quote));
  expect(quotes.length).toBeGreaterThan(0);
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

/** Through the menu, by keyboard. */
async function save(as: AnswerFile, name: string): Promise<string> {
  const file = path.join(dir, name);
  await app.answerDialogWith([file]);
  await app.page.getByTestId('answer-menu').last().focus();
  await app.page.keyboard.press('Enter');
  for (let presses = 0; presses < 8; presses += 1) {
    if ((await app.page.evaluate(() => (document.activeElement as HTMLElement).dataset['item'])) === as) break;
    await app.page.keyboard.press('ArrowDown');
  }
  await app.page.keyboard.press('Enter');
  // Written whole: there once, it is complete.
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
  await app.page.getByTestId('toast').filter({ hasText: 'Saved' }).last().waitFor();
  await expect.poll(() => app.page.evaluate(() => (document.activeElement as HTMLElement).dataset['testid'])).toBe('answer-menu');
  return file;
}

test('the menu is a menu: arrows wrap around, Escape closes it and gives the focus back', async () => {
  const { page } = app;
  await page.getByTestId('answer-menu').focus();
  await page.keyboard.press('ArrowUp');
  const item = (): Promise<string | undefined> => page.evaluate(() => (document.activeElement as HTMLElement).dataset['item']);
  expect(await item()).toBe('pdf');
  await page.keyboard.press('ArrowDown');
  expect(await item()).toBe('receipt');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await page.getByRole('menu').isVisible()).toBe(false);
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['testid'])).toBe('answer-menu');
});

test('the receipt is whole, and of the files that were read', async () => {
  const { receipt, altered } = readReceipt(readFileSync(await save('receipt', 'receipt.json'), 'utf8'));
  expect(altered).toEqual([]);
  expect(receipt.documents.map(({ name }) => name).sort()).toEqual(['Lease & <b>annex.md', 'garden.txt']);
  expect([receipt.output, receipt.sentences.flatMap(({ citations }) => citations.map(({ quote }) => quote))]).toEqual([answer.text, quotes]);
  expect(receipt.model!.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('Markdown, HTML and PDF say what the answer says, with its sources, and nothing was asked of the network', async () => {
  expect(readFileSync(await save('markdown', 'answer.md'), 'utf8')).toContain('**Lease \\& \\<b\\>annex.md**');
  const html = readFileSync(await save('html', 'answer.html'), 'utf8');
  expect(html).toContain('Lease &amp; &lt;b&gt;annex.md');
  expect(html).toContain(quotes[0]);
  const pdf = await save('pdf', 'answer.pdf');
  const parsed = await realParser.parse({ path: pdf, name: 'answer.pdf', kind: 'pdf' }, { signal: new AbortController().signal });
  const text = parsed.ok ? (parsed.document?.text ?? '') : parsed.reason;
  expect(text.replace(/\s+/g, ' ')).toContain(quotes[0]!.replace(/\s+/g, ' '));
  expect(text.replace(/\s+/g, ' ')).toContain('Lease & <b>annex.md');
  const { blockedRequests, allowedRequests } = await app.request('privacy.report', {});
  expect([blockedRequests, allowedRequests]).toEqual([0, 0]);
});

test('the check in the window reads the files again, and sees what was changed', async () => {
  const { page } = app;
  const outcomes = async (): Promise<string[]> => {
    await page.getByTestId('answer-menu').last().press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByTestId('verification');
    await expect.poll(() => dialog.getAttribute('data-holds')).toMatch(/^(true|false)$/);
    const found = [(await dialog.getAttribute('data-holds'))!, ...(await dialog.locator('dt').allInnerTexts())];
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    return found;
  };
  const before = await outcomes();
  expect(before[0]).toBe('true');
  expect(new Set(before.slice(1))).toEqual(new Set(['unchanged', 'holds']));
  writeFileSync(path.join(folder, 'Lease & <b>annex.md'), '# Nothing is left\n');
  const after = await outcomes();
  expect(after[0]).toBe('false');
  expect(after).toEqual(expect.arrayContaining(['changed', 'unchanged', 'gone']));
});

test('a dialog that was cancelled writes nothing, and the window has no way to name a file', async () => {
  await app.answerDialogWith([]);
  expect(await app.request('answer.save', { answerId: answer.id, as: 'html' })).toEqual({ saved: false });
  expect(await app.rawRequest('answer.save', { answerId: answer.id, as: 'html', path: '/tmp/x' })).toMatchObject({ ok: false, error: { code: 'bad-request' } });
});
