// kill -9 of Electron's main process at moments drawn from a seed, while it reads files, answers, writes settings, locks and
// unlocks. Its engines and its window end by themselves; the next start has the library with everything that was acknowledged,
// each file once, and the settings as they were or as they were about to be. Part of `npm run test:reliability`.
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Bridge } from '../../contract/bridge.ts';
import { note, type LibraryHarness } from '../support/libraryHarness.ts';
import { isAlive, seeded, sleep, waitUntilGone } from '../support/processes.ts';
import { childrenOf, expectWhole, seedOfRun, Tally, withNotes } from '../support/reliable.ts';
import { counted } from '../support/thoroughness.ts';
import { App } from './electronApp.ts';

const TIMES = counted({ short: 2, normal: 8, full: 40 });
const LOCKED_TIMES = counted({ short: 1, normal: 4, full: 10 });
const FILES = 40;
const LATEST_MS = 1_500;
/** For a machine that does other things too; they end within a second. */
const ORPHANS_MS = 10_000;
const MODEL = 'smollm2-135m-instruct-q4_1';
const PASSPHRASE = 'five words chosen at random';
const seed = seedOfRun();

async function start(harness: LibraryHarness): Promise<App> {
  const app = await App.launch({ userDataDir: `${harness.dir}/user`, libraryDir: harness.libraryDir });
  // Playwright forgets the process once it has ended.
  const main = app.electron.process();
  onTestFinished(() => void main.kill('SIGKILL'));
  await app.waitUntilLoaded();
  return app;
}

async function waitForStatus(app: App, status: string): Promise<void> {
  await vi.waitUntil(async () => (await app.request('library.state', {})).status === status, { timeout: 60_000, interval: 20 });
}

async function indexed(app: App): Promise<string[]> {
  const { rows } = await app.request('document.list', { sourceId: null, state: 'indexed', nameContains: '', offset: 0, limit: 500 });
  return rows.map(({ folder, name }) => `${folder}/${name}`);
}

const conversations = async (app: App): Promise<string[]> => (await app.request('conversation.list', {})).map(({ id }) => id);

const below = (processId: number): number[] => childrenOf(processId).flatMap((child) => [child, ...below(child)]);

/** Main alone: what it started has to notice by itself. */
async function killMain(app: App): Promise<void> {
  const main = app.electron.process().pid!;
  const started = below(main);
  expect(started.length).toBeGreaterThan(2);
  process.kill(main, 'SIGKILL');
  await waitUntilGone(main);
  for (const one of started) await waitUntilGone(one, ORPHANS_MS);
  expect(started.filter(isAlive)).toEqual([]);
}

/** Stands alone, since it runs in the page. */
function askInPage(question: string): Promise<void> {
  const { freehold } = globalThis as unknown as { readonly freehold: Bridge };
  return new Promise((done) => void freehold.stream('answer.ask', { question, conversationId: null, scope: null }, () => undefined, () => done()));
}

/** Goes on until the app is gone. */
function again(work: (turn: number) => Promise<unknown>): void {
  void (async () => {
    for (let turn = 1; ; turn += 1) await work(turn);
  })().catch(() => undefined);
}

test(
  `main, ${TIMES} times, while it reads files, answers and writes settings`,
  async () => {
    const harness = withNotes(FILES);
    const random = seeded(seed);
    const tally = new Tally('Electron’s main process killed while it reads files, answers or writes settings');
    let app = await start(harness);
    await app.request('library.open', { token: null });
    await app.request('settings.set', { modelId: MODEL });
    await app.addSources([harness.filesDir]);
    const acknowledged = { files: [] as string[], conversations: [] as string[], minutes: 0 };
    for (let round = 0; round < TIMES; round += 1) {
      for (let at = 0; at < 4; at += 1) harness.write(`more/${round}-${at}.md`, note(FILES + round * 4 + at));
      await app.request('source.rescan', { sourceId: null });
      const running = app;
      const { page } = running;
      const setMinutes = async (turn: number): Promise<void> => {
        acknowledged.minutes = (await running.request('settings.set', { lockAfterMinutes: (turn % 1_000) + 1 })).lockAfterMinutes!;
      };
      await setMinutes(0);
      again(setMinutes);
      again((turn) => page.evaluate(askInPage, `What is the locker number of note ${turn % FILES}?`));
      await sleep(random() * LATEST_MS);
      acknowledged.files = await indexed(app);
      acknowledged.conversations = await conversations(app);
      await killMain(app);
      const written = acknowledged.minutes;
      app = await tally.resuming(async () => {
        const next = await start(harness);
        await waitForStatus(next, 'open');
        return next;
      });
      tally.compare(acknowledged.files, await indexed(app));
      const kept = await conversations(app);
      expect(acknowledged.conversations.filter((id) => !kept.includes(id))).toEqual([]);
      const { lockAfterMinutes, modelId } = await app.request('settings.get', {});
      expect([written, (written % 1_000) + 1]).toContain(lockAfterMinutes);
      expect(modelId).toBe(MODEL);
    }
    await app.waitUntilRead(FILES + TIMES * 4);
    await app.close();
    await expectWhole(harness, FILES + TIMES * 4);
    tally.report();
  },
  60 * 60_000,
);

test(
  `main, ${LOCKED_TIMES} times, while it locks and unlocks an encrypted library`,
  async () => {
    const harness = withNotes(FILES);
    const random = seeded(seed + 1);
    const tally = new Tally('Electron’s main process killed while it locks and unlocks');
    let app = await start(harness);
    await app.request('keys.makeLibrary', { token: null, ways: { passphrase: PASSPHRASE, keychain: false } });
    await app.addSources([harness.filesDir]);
    let acknowledged: string[] = [];
    for (let round = 0; round < LOCKED_TIMES; round += 1) {
      await sleep(random() * LATEST_MS);
      acknowledged = await indexed(app);
      const running = app;
      again(async () => {
        await running.request('keys.lock', {});
        await running.request('keys.unlock', { secret: PASSPHRASE });
      });
      await sleep(random() * LATEST_MS * 2);
      await killMain(app);
      app = await tally.resuming(async () => {
        const next = await start(harness);
        // Whatever it was doing, nothing is open without the passphrase.
        await waitForStatus(next, 'locked');
        await next.request('keys.unlock', { secret: PASSPHRASE });
        return next;
      });
      await waitForStatus(app, 'open');
      tally.compare(acknowledged, await indexed(app));
    }
    await app.waitUntilRead(FILES);
    expect(await app.request('document.coverage', {})).toMatchObject({ seen: FILES, indexed: FILES });
    expect(new Set(await indexed(app)).size).toBe(FILES);
    await app.close();
    tally.report();
  },
  60 * 60_000,
);
