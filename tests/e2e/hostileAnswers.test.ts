// Hostile answers in the real window: kept ones as the app shows them, and the same texts streamed into the renderer
// byte by byte under the page's own policy. No script runs, no dialog opens, nothing is asked for but the app's own files.
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer, RankedPassage } from '../../contract/domain.ts';
import { createConversations } from '../../main/library/conversations.ts';
import { openDatabase } from '../../main/library/openDatabase.ts';
import { arrivals, hostileAnswers, notAllowed, type DrawnElement } from '../support/hostileAnswers.ts';
import { temporaryFolderOfFile } from '../support/temporaryFolder.ts';
import { App } from './electronApp.ts';

const families = Object.entries(hostileAnswers);
const texts = families.flatMap(([, payloads]) => payloads);
const passage = { chunkId: 'c', documentId: 'd', versionHash: 'a'.repeat(64), documentName: '<img src=x onerror=globalThis.ran=1>', kind: 'text', header: '<b>', text: '<script>globalThis.ran=1</script>', start: 0, end: 33, page: null, matches: [], score: 1, cosine: null, coverage: 1 } as unknown as RankedPassage;

const dir = temporaryFolderOfFile();
let app: App;
const dialogs: string[] = [];
const strangeRequests: string[] = [];

beforeAll(async () => {
  const libraryDir = path.join(dir, 'Library');
  keepAnswers(libraryDir);
  app = await App.launch({ libraryDir });
  app.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  app.page.on('request', (request) => {
    if (!request.url().startsWith('app://freehold/')) strangeRequests.push(request.url());
  });
  await app.waitUntilLoaded();
  await app.page.getByTestId('first-run-default').click();
  await app.page.getByTestId('place-ask').click();
});
afterAll(() => app.close());

/** One conversation a family, one answer a payload; every sentence is unproved. */
function keepAnswers(libraryDir: string): void {
  const db = openDatabase(libraryDir);
  const conversations = createConversations(db);
  for (const [family, payloads] of families) {
    const conversationId = conversations.create(family).id;
    for (const [at, text] of payloads.entries()) {
      conversations.saveAnswer({
        id: conversations.newAnswerId(),
        conversationId,
        question: `${family}: ${text.slice(0, 100)}`,
        searchedQuestion: `${family}: ${text.slice(0, 100)}`,
        text,
        status: 'answered',
        passages: [passage],
        sentences: [{ start: 0, end: text.length, supported: false, citations: [] }],
        coverage: { seen: 1, indexed: 1, skipped: 0, failed: 0, waiting: 0 },
        modelId: null,
        timings: null,
        createdAtMs: at,
      } satisfies Answer);
    }
  }
  db.close();
}

async function expectNothingHappened(): Promise<void> {
  await app.page.waitForTimeout(500);
  expect(await app.page.evaluate(() => ({ ran: 'ran' in globalThis, title: document.title, address: location.href, frames: frames.length }))).toEqual({
    ran: false,
    title: 'Freehold',
    address: expect.stringMatching(/^app:\/\/freehold\/index\.html/) as unknown as string,
    frames: 0,
  });
  expect({ dialogs, strangeRequests }).toEqual({ dialogs: [], strangeRequests: [] });
  const { blockedRequests, allowedRequests } = await app.request('privacy.report', {});
  expect({ blockedRequests, allowedRequests }).toEqual({ blockedRequests: 0, allowedRequests: 0 });
}

test('kept answers are shown as text', async () => {
  const page = (): Promise<{ first: string; answers: DrawnElement[][]; active: string[] }> =>
    app.page.evaluate(() => ({
      first: document.querySelector('article h2')?.textContent ?? '',
      answers: [...document.querySelectorAll('.answer-text')].map((root) =>
        [root, ...root.querySelectorAll('*')].map((element) => ({ name: element.localName, attributes: Object.fromEntries(Array.from(element.attributes, ({ name, value }) => [name, value])) })),
      ),
      active: [...document.body.querySelectorAll('script, style, link, iframe, object, embed, img, video, audio, a:not(.skip), form:not(.composer), base, meta')].map((element) => element.outerHTML.slice(0, 200)),
    }));
  for (const [family, payloads] of families) {
    await app.page.getByTestId('conversation-row').filter({ hasText: new RegExp(`^\\s*${family}`) }).getByRole('button').first().click();
    await expect.poll(async () => (await page()).first, { message: family }).toBe(`${family}: ${payloads[0]!.slice(0, 100)}`);
    const { answers, active } = await page();
    expect(answers.length, family).toBe(payloads.length);
    expect(active, family).toEqual([]);
    for (const [at, answer] of answers.entries()) expect(notAllowed(answer), payloads[at]!).toEqual([]);
  }
  await expectNothingHappened();
});

test('answers that arrive byte by byte are text at every byte', async () => {
  // The bundle brings a second copy of Svelte, and a policy of Trusted Types can be made but once.
  await app.page.addInitScript(() => {
    const factory = (globalThis as unknown as { trustedTypes: { createPolicy: (name: string, rules: unknown) => unknown } }).trustedTypes;
    const make = factory.createPolicy.bind(factory);
    const made = new Map<string, unknown>();
    factory.createPolicy = (name, rules) => made.get(name) ?? made.set(name, make(name, rules)).get(name);
  });
  await app.page.reload();
  await app.waitUntilLoaded();
  await app.page.evaluate(await bundle());
  const sent = [passage, passage];
  for (let at = 0; at < texts.length; at += 40) {
    const drawn = await app.page.evaluate(
      ([states, passages]) => (globalThis as unknown as { streamed: typeof import('./streamedAnswers.svelte.ts') }).streamed.streamAnswers(states, passages),
      [texts.slice(at, at + 40).map(arrivals), sent] as const,
    );
    expect(drawn.length).toBeGreaterThan(0);
    expect(notAllowed(drawn)).toEqual([]);
  }
  await expectNothingHappened();
});

async function bundle(): Promise<string> {
  const entry = path.join(import.meta.dirname, 'streamedAnswers.svelte.ts');
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
    build: { write: false, lib: { entry, formats: ['iife'], name: 'streamed' }, minify: false },
  })) as Rolldown.RolldownOutput[];
  const code = built[0]!.output.find((part) => part.type === 'chunk')!.code;
  return `${code}\nglobalThis.streamed = streamed;`;
}
