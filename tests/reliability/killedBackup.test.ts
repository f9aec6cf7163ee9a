// kill -9 of the program that makes a backup, with its engine, at moments drawn from a seed; and while one is restored. The
// library is whole afterwards, what has a backup's name can be restored, and nothing that was broken off stays.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../main/host/createHost.ts';
import { startHost } from '../support/host.ts';
import { CHEAP } from '../support/keyring.ts';
import { waitUntilGone, seeded, sleep } from '../support/processes.ts';
import { context, expectWhole, hostOver, indexedNames, seedOfRun, Tally, withNotes } from '../support/reliable.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';

const KILLS = counted({ short: 3, normal: 10, full: 40 });
const FILES = 150;
const PASSPHRASE = 'seven blue kettles sing';
const seed = seedOfRun();

/** Kills the library engine of a host that does `work`, after so many milliseconds. @returns whether the work was done before */
async function killWhile(host: Host, work: (host: Host) => Promise<unknown>, afterMs: number): Promise<boolean> {
  const engine = host.engines.library.processId()!;
  const ended = work(host).then(() => true, () => false);
  await Promise.race([sleep(afterMs), ended]);
  try {
    process.kill(engine, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  await waitUntilGone(engine);
  return ended;
}

const backUp = (folder: string) => (host: Host): Promise<void> =>
  host.handlers['backup.make']({ token: host.registerPath(folder, 'folder').token, passphrase: PASSPHRASE }, { ...context, emit: () => undefined });
const restore = (file: string, folder: string) => (host: Host): Promise<void> =>
  host.handlers['backup.restore']({ token: host.registerPath(file, 'file').token, secret: PASSPHRASE, folder: host.registerPath(folder, 'folder').token }, { ...context, emit: () => undefined });

test(`a backup, ${KILLS} times, and restoring one, ${KILLS} times`, async () => {
  const harness = withNotes(FILES);
  await expectWhole(harness, FILES);
  const stick = path.join(harness.dir, 'stick');
  mkdirSync(stick);
  const random = seeded(seed);
  const [making, restoring] = [new Tally('engine killed while it makes a backup'), new Tally('engine killed while it restores one')];
  const measured = performance.now();
  const first = await hostOver(harness);
  await backUp(stick)(first);
  await first.close();
  const wholeMs = performance.now() - measured;

  for (let round = 0; round < KILLS; round += 1) {
    const host = await hostOver(harness);
    const before = readdirSync(stick).length;
    const made = await killWhile(host, backUp(stick), random() * wholeMs);
    await host.close();
    const again = await making.resuming(() => hostOver(harness));
    making.lost += FILES - new Set(await indexedNames(again)).size;
    const listed = await again.handlers['backup.list']({}, context);
    // Done and not yet told: it counts as made all the same.
    expect(listed.length - before).toBeLessThanOrEqual(1);
    expect(listed.length).toBeGreaterThanOrEqual(before + Number(made));
    expect(readdirSync(stick).toSorted()).toEqual(listed.map(({ name }) => name).toSorted());
    expect(readdirSync(harness.libraryDir).filter((name) => name.startsWith('backup'))).toEqual([]);
    await again.close();
  }
  await expectWhole(harness, FILES);

  for (const name of readdirSync(stick)) {
    const target = path.join(temporaryFolder(), 'new');
    const machine = await startHost(temporaryFolder(), { keyCost: CHEAP });
    // Once broken off, and then through.
    await machine.openLibrary(path.join(temporaryFolder(), 'other'), { remember: false });
    const done = await killWhile(machine, restore(path.join(stick, name), target), random() * wholeMs);
    await machine.close();
    if (done || readdirSync(path.dirname(target)).includes('new') === false || !readdirSync(target).includes('library.db')) {
      if (done) rmSync(target, { recursive: true });
      const next = await startHost(temporaryFolder(), { keyCost: CHEAP });
      await restoring.resuming(() => restore(path.join(stick, name), target)(next));
      restoring.lost += FILES - new Set(await indexedNames(next)).size;
      await next.close();
    }
    if (restoring.rounds() >= KILLS) break;
  }
  making.report();
  restoring.report();
});
