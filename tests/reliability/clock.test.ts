// A clock that is put forward and back by years while a library is used, and a machine that sleeps in the middle: nothing is
// dropped or erased for it, nothing waits for the clock to catch up, and nobody who slept is taken for one that hangs.
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { setup } from '../support/host.ts';
import { note, type LibraryHarness } from '../support/libraryHarness.ts';
import { isAlive, seeded, sleep } from '../support/processes.ts';
import { childrenOf, expectWhole, expectWholeNow, seedOfRun, startCli, withNotes } from '../support/reliable.ts';
import { TestIndex } from '../support/testIndex.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';

const YEAR_MS = 365 * 86_400_000;
const seed = seedOfRun();

/** The clock of this process, and what of the library reads it. */
function movableClock(): { jump(ms: number): void } {
  let offsetMs = 0;
  const real = Date.now.bind(Date);
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => real() + offsetMs);
  onTestFinished(() => spy.mockRestore());
  return { jump: (ms) => void (offsetMs += ms) };
}

const source = (h: LibraryHarness) => h.library.sources.list()[0]!;

test('forward and back while files are read: every file once', async () => {
  const clock = movableClock();
  const random = seeded(seed);
  const harness = await withNotes(40).open();
  const timer = setInterval(() => clock.jump(Math.trunc((random() - 0.5) * 2 * YEAR_MS)), 40);
  await harness.add();
  for (let round = 0; round < counted({ short: 2, normal: 6, full: 20 }); round += 1) {
    harness.write(`more ${round}.md`, note(100 + round));
    harness.write(`${round + 20}.md`, note(200 + round));
    await harness.rescan();
  }
  clearInterval(timer);
  await expectWholeNow(harness, 40 + counted({ short: 2, normal: 6, full: 20 }));
  await harness.close();
});

test('put back between a scan that missed files and the word to drop them: only those go', async () => {
  const clock = movableClock();
  const harness = await withNotes(20).open();
  await harness.add();
  for (let at = 10; at < 20; at += 1) rmSync(path.join(harness.filesDir, `${at}.md`));
  await harness.rescan();
  expect(source(harness).held).toMatchObject({ gone: 10, kept: false });
  clock.jump(-YEAR_MS);
  await harness.rescan();
  const { id, held } = source(harness);
  harness.library.documents.dropUnseenSince(id, held!.scan);
  harness.library.sources.setHeld(id, null);
  expect(harness.library.documents.coverage(null)).toMatchObject({ seen: 10, indexed: 10 });
  await harness.close();
});

test('put back after the person kept files: others that go later do go', async () => {
  const clock = movableClock();
  const harness = await withNotes(30).open();
  await harness.add();
  for (let at = 20; at < 30; at += 1) rmSync(path.join(harness.filesDir, `${at}.md`));
  await harness.rescan();
  harness.library.sources.setHeld(source(harness).id, { ...source(harness).held!, kept: true });
  clock.jump(-YEAR_MS);
  await harness.rescan();
  rmSync(path.join(harness.filesDir, '0.md'));
  await harness.rescan();
  expect(harness.library.documents.coverage(null).seen).toBe(29);
  await harness.close();
});

test('a file that was written before the clock was put back is read at once', async () => {
  const clock = movableClock();
  const harness = await withNotes(3).open();
  await harness.add();
  const startedMs = performance.now();
  // As if it were written just now: it has to settle first.
  const file = harness.write('new.md', note(9));
  utimesSync(file, Date.now() / 1_000, Date.now() / 1_000);
  const reading = harness.rescan();
  clock.jump(-YEAR_MS);
  await reading;
  expect(harness.states()['new.md']).toBe('indexed');
  expect(performance.now() - startedMs).toBeLessThan(20_000);
  await harness.close();
});

const canFake = ((): boolean => {
  try {
    execFileSync('faketime', ['2030-01-01', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!canFake)('LanceDB under a clock that jumps (needs faketime; skipped without it): old versions go all the same, hits are right', async () => {
  const dir = temporaryFolder();
  const dates = ['2026-06-01', '2031-06-01', '2019-06-01', '2026-06-02', '2001-01-01'];
  for (const [at, date] of dates.entries()) {
    await promisify(execFile)('faketime', [date, setup.nodeBinary, path.join(import.meta.dirname, '..', 'support', 'killedWriter.ts'), 'vectorsOnce', dir, String(seed + at)]);
    const manifests = readdirSync(path.join(dir, 'vectors', 'chunks.lance', '_versions')).filter((name) => name.endsWith('.manifest'));
    expect([date, manifests.length <= 3]).toEqual([date, true]);
  }
  const tested = await new TestIndex({ dir, seed, indexFromRows: 1_500 }).open();
  expect(tested.damages).toEqual([]);
  const vector = tested.vector();
  expect((await tested.index.search(vector, 8)).map(({ row }) => row)).toEqual(tested.exact(vector, 8));
  await tested.close();
});

const ASLEEP_MS = counted({ short: 4_000, normal: 35_000, full: 70_000 });
test(`every process asleep for ${ASLEEP_MS / 1_000} s in the middle of reading: it goes on, and no file is blamed`, async () => {
  const harness = withNotes(60);
  const running = startCli(harness);
  const ended = once(running, 'exit');
  await sleep(900 + seeded(seed)() * 900);
  // The engines' ids before, since a stopped process can't be asked for its children any better.
  const all = [running.pid!, ...childrenOf(running.pid!)].filter(isAlive);
  for (const one of all) process.kill(one, 'SIGSTOP');
  await sleep(ASLEEP_MS);
  for (const one of all.toReversed()) process.kill(one, 'SIGCONT');
  const [code] = (await ended) as [number | null];
  expect(code).toBe(0);
  await harness.open();
  expect(harness.library.documents.coverage(null)).toMatchObject({ seen: 60, indexed: 60, failed: 0 });
  await harness.close();
  await expectWhole(harness, 60);
});
