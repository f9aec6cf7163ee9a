// kill -9 of the program that makes a backup, with its engine, at moments drawn from a seed; and while one is restored. The
// library is whole afterwards, what has a backup's name can be restored, and nothing that was broken off stays.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../main/host/createHost.ts';
import { DATABASE_FILE } from '../../main/library/databaseFile.ts';
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

type Work = (host: Host, onStep: () => void) => Promise<void>;

/** Kills the library engine of a host that does `work`, so many milliseconds after its first step. @returns whether the work was done before */
async function killWhile(host: Host, work: Work, afterMs: number): Promise<boolean> {
  const engine = host.engines.library.processId()!;
  const begun = Promise.withResolvers<void>();
  const ended = work(host, begun.resolve).then(() => true, () => false);
  await Promise.race([begun.promise.then(() => sleep(afterMs)), ended]);
  process.kill(engine, 'SIGKILL');
  await waitUntilGone(engine);
  return ended;
}

/** From its first step to its end, milliseconds. */
async function timeOf(host: Host, work: Work): Promise<number> {
  let startedMs = 0;
  await work(host, () => (startedMs ||= performance.now()));
  return performance.now() - startedMs;
}

const backUp = (folder: string): Work => (host, emit) => host.handlers['backup.make']({ token: host.registerPath(folder, 'folder').token, passphrase: PASSPHRASE }, { ...context, emit });
const restore = (file: string, folder: string): Work => (host, emit) =>
  host.handlers['backup.restore']({ token: host.registerPath(file, 'file').token, secret: PASSPHRASE, folder: host.registerPath(folder, 'folder').token }, { ...context, emit });

test(`a backup, ${KILLS} times, and restoring one, ${KILLS} times`, async () => {
  const harness = withNotes(FILES);
  await harness.open();
  await harness.add();
  await harness.close();
  const stick = path.join(harness.dir, 'stick');
  mkdirSync(stick);
  const random = seeded(seed);
  const [making, restoring] = [new Tally('engine killed while it makes a backup'), new Tally('engine killed while it restores one')];
  const first = await hostOver(harness);
  const wholeMs = await timeOf(first, backUp(stick));
  await first.close();

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

  const files = readdirSync(stick).map((name) => path.join(stick, name));
  for (let round = 0; round < KILLS; round += 1) {
    const [file, target] = [files[round % files.length]!, path.join(temporaryFolder(), 'new')];
    const machine = await startHost(temporaryFolder(), { keyCost: CHEAP });
    await machine.openLibrary(path.join(temporaryFolder(), 'other'), { remember: false });
    await killWhile(machine, restore(file, target), random() * wholeMs);
    await machine.close();
    // Into the same folder: what was broken off is no hindrance.
    const next = await startHost(temporaryFolder(), { keyCost: CHEAP });
    await restoring.resuming(async () => (existsSync(path.join(target, DATABASE_FILE)) ? void (await next.openLibrary(target, { remember: false })) : restore(file, target)(next, () => undefined)));
    restoring.lost += FILES - new Set(await indexedNames(next)).size;
    expect(readdirSync(target).filter((name) => !/^(library\.db(-wal)?|vectors)$/.test(name))).toEqual([]);
    await next.close();
  }
  making.report();
  restoring.report();
});
