// kill -9 at moments drawn from a seed (FREEHOLD_SEED, printed): while an update takes the AppImage's place, and while Freehold's
// data is removed. A whole program lies there at any moment; a removal that was cut off is finished by doing it again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listData, removeData } from '../../main/removal/removeData.ts';
import { FOREIGN_IN_LIBRARY, FOREIGN_IN_USER_DATA, OF_LIBRARY, OF_USER_DATA, write } from '../support/fullUserData.ts';
import { root, setup } from '../support/host.ts';
import { seeded, sleep } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';
import { makeSigner, signUpdate } from '../support/updateFiles.ts';

const KILLS = counted({ short: 6, normal: 30, full: 150 });
const BYTES = 8 * 2 ** 20;
const LATEST_REPLACE_MS = 300;
const LATEST_REMOVE_MS = 60;
const seed = Number(process.env['FREEHOLD_SEED'] ?? Date.now() % 1_000_000);
console.log(`FREEHOLD_SEED=${seed}`);

/** Runs it until it is ready, and a little longer; how often it says that something is done. */
async function killedAfter(args: readonly string[], delayMs: number): Promise<number> {
  const running = spawn(setup.nodeBinary, [path.join(root, 'tests', 'support', 'changeUntilKilled.ts'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(running, 'close');
  await Promise.race([once(running.stdout, 'data'), ended]);
  await sleep(delayMs);
  running.kill('SIGKILL');
  await ended;
  expect(said).toContain('ready');
  return said.split('done').length - 1;
}

test(`an update, killed ${KILLS} times: one of the whole programs lies there, and it can be started`, async () => {
  const dir = temporaryFolder();
  const apps = path.join(dir, 'apps');
  mkdirSync(apps);
  const signer = makeSigner(path.join(dir, 'keys'), 'key');
  const programs = ['0.1.0', '0.2.0', '0.3.0'].map((version) => Buffer.concat([Buffer.from(`#!/bin/sh\necho ${version}\nexit\n`), Buffer.alloc(BYTES, version)]));
  const files = ['0.2.0', '0.3.0'].map((version, at) => signUpdate(path.join(dir, version), signer, { version, payload: programs[at + 1]! }));
  const appImage = path.join(apps, 'Freehold.AppImage');
  writeFileSync(appImage, programs[0]!);
  chmodSync(appImage, 0o755);
  const random = seeded(seed);
  let replaced = 0;
  const cutOff: number[] = [];
  for (let at = 0; at < KILLS; at += 1) {
    replaced += await killedAfter(['replace', appImage, JSON.stringify([signer.key]), ...files], random() * LATEST_REPLACE_MS);
    const names = readdirSync(apps);
    for (const name of names.filter((one) => !one.endsWith('.tmp'))) {
      const found = readFileSync(path.join(apps, name));
      expect([name, programs.some((program) => program.equals(found))]).toEqual([name, true]);
    }
    expect(names).toContain('Freehold.AppImage');
    cutOff.push(names.filter((one) => one.endsWith('.tmp')).length);
  }
  expect(replaced).toBeGreaterThan(0);
  // What a kill leaves is taken away by the next one.
  expect(Math.max(...cutOff)).toBeLessThanOrEqual(2);
  console.log(`${replaced} replaced, ${cutOff.filter((count) => count > 0).length} of ${KILLS} kills in the middle of a copy`);
});

test(`removing everything, killed ${KILLS} times, each time done again: nothing of Freehold’s is left, all of the person’s`, async () => {
  const random = seeded(seed + 1);
  let middle = 0;
  for (let at = 0; at < KILLS; at += 1) {
    const dir = temporaryFolder();
    const [userDataDir, libraryDir] = [path.join(dir, 'user'), path.join(dir, 'library')];
    const many = Array.from({ length: 400 }, (_, index) => `vectors/chunks.lance/data/${index}.lance`);
    write(userDataDir, [...OF_USER_DATA, ...FOREIGN_IN_USER_DATA]);
    write(libraryDir, [...OF_LIBRARY, ...many, ...FOREIGN_IN_LIBRARY]);
    const done = await killedAfter(['remove', userDataDir, libraryDir], random() * LATEST_REMOVE_MS);
    if (done === 0 && existsSync(path.join(libraryDir, 'library.db')) !== existsSync(path.join(libraryDir, 'keys.json'))) middle += 1;
    const places = { userDataDir, sampleLibraryDir: path.join(root, 'resources', 'sample-library'), libraries: [libraryDir] };
    await removeData(places, (await listData(places)).map(({ id }) => id));
    const files = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
    expect([files(libraryDir), files(userDataDir)]).toEqual([FOREIGN_IN_LIBRARY.toSorted(), FOREIGN_IN_USER_DATA.toSorted()]);
  }
  console.log(`${middle} of ${KILLS} kills in the middle of the library`);
});
