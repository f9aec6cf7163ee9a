// Every kind of place, cited and shown in the real window, with the real model: a cell of a spreadsheet, the attachment
// of a message, a scanned page. A click on the citation opens the place with exactly the quoted words marked.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Citation } from '../../contract/domain.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';
import { makeMessage, makeScan, makeScannedPdf, makeWorkbook } from './formatFiles.ts';

const dir = temporaryFolderOfFile();
let app: App;

beforeAll(async () => {
  app = await App.launchWithLibrary();
});

afterAll(() => app.close());

afterEach(async () => {
  if (await viewer().isVisible()) await app.page.getByTestId('viewer-close').click();
  for (const source of await app.request('source.list', {})) await app.request('source.remove', { sourceId: source.id });
  expect(app.pageErrors.splice(0)).toEqual([]);
});

/** Adds the files as one folder, alone in the library, and waits until they are read. */
async function read(name: string, files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  const folder = path.join(dir, name);
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, file), content);
  await app.addSources([folder]);
  await app.waitUntilRead(Object.keys(files).length);
}

/** Asks in a new conversation and opens the first citation of the answer. */
async function openCitation(question: string): Promise<Citation> {
  await app.invokeCommand('new-conversation');
  await app.ask(question);
  await app.waitUntilAnswered();
  const [conversation] = await app.request('conversation.list', {});
  const { answers } = await app.request('conversation.get', { conversationId: conversation!.id });
  const answer = answers.at(-1)!;
  const cited = answer.sentences.flatMap((sentence) => sentence.citations)[0];
  if (cited === undefined) throw new Error(`nothing is cited: ${answer.text} — ${answer.passages.map(({ text }) => text).join(' / ')}`);
  await app.lastAnswer.getByTestId('citation').first().click();
  return cited;
}

const viewer = () => app.page.getByTestId('viewer');
const marked = (): Promise<string[]> => viewer().getByTestId('passage-mark').allInnerTexts();

test('a cell of a spreadsheet: its sheet is shown, its row stands in view, the quoted cells are marked', async () => {
  const people = Array.from({ length: 60 }, (_, at) => [`Person ${at}`, `${7_000 + at}`, 'ground floor']);
  people[41] = ['Ingrid Falk', '8123', 'second floor'];
  await read('sheets', { 'Keys.xlsx': makeWorkbook({ Cover: [['List of keys', 'as of May']], Lockers: [['Name', 'Locker', 'Where'], ...people] }) });
  const cited = await openCitation('Which locker does Ingrid Falk have?');
  expect(cited.documentName).toBe('Keys.xlsx');
  expect(cited.place).toMatchObject({ kind: 'cells', sheet: 'Lockers' });
  await viewer().getByTestId('passage-mark').first().waitFor();
  expect(await viewer().getByRole('button', { name: 'Lockers' }).getAttribute('aria-pressed')).toBe('true');
  const cells = cited.quote.split(/[\t\n]/).filter((cell) => cell !== '');
  expect(await marked()).toEqual(expect.arrayContaining(cells.slice(0, 1)));
  expect(cells).toEqual(expect.arrayContaining(await marked()));
  const row = viewer().locator('tr', { hasText: 'Ingrid Falk' });
  expect(await row.locator('th').innerText()).toBe('43');
  expect(await row.isVisible()).toBe(true);
  expect(await viewer().locator('thead').first().innerText()).toContain('Locker');
});

test('an attachment of a message: named with the message that holds it, and marked', async () => {
  await read('mail', { 'Your roof.eml': makeMessage('Dear Ms Winter,\r\n\r\nour offer is attached.\r\n\r\nLena Haller', { name: 'offer.txt', text: 'Offer 2025-118\n\nThe scaffold for the north side costs 3,240 euros.\n\nThe offer is valid until the end of June.\n' }) });
  const cited = await openCitation('How much does the scaffold for the north side cost?');
  expect(cited).toMatchObject({ documentName: 'offer.txt', container: expect.stringContaining('Your roof.eml') });
  await viewer().getByTestId('passage-mark').first().waitFor();
  expect((await marked()).join('').trim()).toBe(cited.quote.trim());
  expect(await viewer().getByTestId('viewer-about').innerText()).toContain('In Your roof.eml');
  expect(await viewer().getByTestId('open-in-system').getAttribute('aria-label')).toBe('Open Your roof.eml in the system’s application');

  const message = (await app.request('document.list', { sourceId: null, state: null, nameContains: 'Your roof', members: false, offset: 0, limit: 1 })).rows[0]!;
  await app.page.getByTestId('place-library').click();
  await app.page.getByTestId('file-row').filter({ hasText: message.name }).click();
  await viewer().getByTestId('mail-header').waitFor();
  expect(await viewer().getByTestId('mail-header').innerText()).toMatch(/Subject:\s+Your roof/);
});

const SCANNED = ['Agreement on the use of the cellar', '', 'The rent for the cellar compartment is 42 euros a month.', 'The agreement begins on 1 June 2025.', 'The key to the cellar has the number 19.'];

/** Whether every mark lies on the lines of the scan that hold the words. */
async function expectMarkedOn(testId: string): Promise<void> {
  const page = viewer().getByTestId(testId).first();
  await viewer().getByTestId('passage-mark').first().waitFor();
  const sheet = (await page.boundingBox())!;
  for (const mark of await viewer().getByTestId('passage-mark').all()) {
    const box = (await mark.boundingBox())!;
    // Lines 3 to 5 of the drawing: 380 to 500 of 1,754 dots from the top, with a little room.
    expect((box.y - sheet.y) / sheet.height).toBeGreaterThan(330 / 1_754);
    expect((box.y + box.height - sheet.y) / sheet.height).toBeLessThan(530 / 1_754);
    expect(box.width / sheet.width).toBeGreaterThan(0.02);
  }
}

test('a scanned page of a PDF: read by OCR, cited, and marked on the picture', async () => {
  await read('scans', { 'Cellar.pdf': makeScannedPdf(await makeScan(app.page, SCANNED)) });
  const cited = await openCitation('How much is the rent for the cellar compartment?');
  expect(cited).toMatchObject({ documentName: 'Cellar.pdf', page: 1 });
  await expectMarkedOn('pdf-page');
});

test('an image file: read by OCR, cited, and marked on the picture', async () => {
  await read('images', { 'Cellar.jpg': await makeScan(app.page, SCANNED) });
  const cited = await openCitation('How much is the rent for the cellar compartment?');
  expect(cited.documentName).toBe('Cellar.jpg');
  await expectMarkedOn('image-page');
});
