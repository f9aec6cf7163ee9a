// A question to every file, with the real model: offered, confirmed, stopped, gone on with; and a cited file that changes.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';

const dir = temporaryFolderOfFile();
const CLUBS = ['chess', 'rowing', 'choir', 'garden'];
let app: App;

function write(name: string, text: string): void {
  const file = path.join(dir, name);
  writeFileSync(file, text);
  // Old enough not to be taken for a file that is being written.
  const at = Date.now() / 1_000 - 3_600;
  utimesSync(file, at, at);
}

beforeAll(async () => {
  mkdirSync(dir, { recursive: true });
  for (const [at, club] of CLUBS.entries()) write(`${club}.md`, `# The ${club} club\n\nThe yearly fee of the ${club} club is ${(at + 2) * 15} euros.\n`);
  write('leaflet.md', '# Leaflet\n\nThe yearly fee of the chess club is 45 euros.\n');
  app = await App.launchWithLibrary();
  await app.addSources([dir]);
  await app.waitUntilRead(5);
});

afterAll(() => app.close());

afterEach(() => expect(app.pageErrors.splice(0)).toEqual([]));

test('nothing is read before the person has seen how much it is; a stop keeps what was read, and it goes on', async () => {
  await app.page.getByTestId('place-ask').click();
  await app.page.getByTestId('whole-set-mode').click();
  await app.page.getByTestId('composer').fill('List the yearly fee of each club.');
  await app.page.getByTestId('ask-button').click();
  await app.page.getByTestId('whole-set-start').waitFor();
  expect(await app.page.getByTestId('answer').count()).toBe(0);
  await app.page.getByTestId('whole-set-start').click();
  await app.page.getByTestId('whole-set-note').first().waitFor({ timeout: 120_000 });
  await app.page.getByTestId('stop-button').click();
  await app.waitUntilAnswered('stopped');
  const whole = app.page.getByTestId('whole-set');
  const read = Number(await whole.getAttribute('data-read'));
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(5);
  await app.page.getByTestId('whole-set-read-on').click();
  await app.waitUntilAnswered('answered');
  expect(await app.page.getByTestId('answer').count()).toBe(1);
  expect(await app.page.getByTestId('whole-set-account').innerText()).toContain('Read 5 of 5 files.');
  expect(await whole.getByTestId('citation').count()).toBeGreaterThanOrEqual(4);
  await whole.getByTestId('citation').first().click();
  await app.page.getByTestId('passage-mark').first().waitFor();
  await app.page.getByTestId('viewer-close').click();
});

test('an answer from passages shows where files disagree, and says so when one of them changes', async () => {
  await app.invokeCommand('new-conversation');
  await app.ask('What is the yearly fee of the chess club?');
  await app.page.getByTestId('contradictions').waitFor();
  expect(await app.page.getByTestId('contradictions').innerText()).toMatch(/30 euros[\s\S]*45 euros|45 euros[\s\S]*30 euros/u);
  await app.waitUntilAnswered('answered');
  await app.page.getByTestId('contradiction-open').first().click();
  await app.page.getByTestId('passage-mark').first().waitFor();
  await app.page.getByTestId('viewer-close').click();
  write('leaflet.md', '# Leaflet\n\nThe yearly fee of the chess club is 30 euros, and the first lesson is free.\n');
  await app.page.getByTestId('changed-notice').waitFor({ timeout: 60_000 });
  expect(await app.page.getByTestId('changed-notice').innerText()).toContain('leaflet.md');
});
