// kill -9 of what writes alone, at moments drawn from a seed: settings, and the vector index while it is written, tidied and
// its approximate index is built. A settings file holds what was written last, or the next; an index agrees with SQLite.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createJsonFile } from '../../main/files/jsonFile.ts';
import { setup } from '../support/host.ts';
import { seeded, sleep } from '../support/processes.ts';
import { seedOfRun, Tally } from '../support/reliable.ts';
import { TestIndex } from '../support/testIndex.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { counted } from '../support/thoroughness.ts';

const SETTINGS = counted({ short: 3, normal: 10, full: 20 });
const INDEX = counted({ short: 3, normal: 10, full: 30 });
const seed = seedOfRun();

/** Runs until it is killed. @returns the lines that it said */
async function killedAfter(args: readonly string[], ms: number): Promise<string[]> {
  const running = spawn(setup.nodeBinary, [path.join(import.meta.dirname, '..', 'support', 'killedWriter.ts'), ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(running.stdout, 'data');
  await sleep(ms);
  running.kill('SIGKILL');
  await once(running, 'close');
  return said.trim().split('\n');
}

test(`settings, ${SETTINGS} times: the last ones written, or those after them`, async () => {
  const file = path.join(temporaryFolder(), 'settings.json');
  const random = seeded(seed);
  const tally = new Tally('program killed while it writes settings');
  for (let round = 0; round < SETTINGS; round += 1) {
    const written = Number((await killedAfter(['settings', file], random() * 100)).at(-1));
    const read = await tally.resuming(async () => createJsonFile(file, z.strictObject({ at: z.number(), filling: z.string() }), { at: -1, filling: '' }).read().at);
    if (read < written) tally.lost += 1;
    expect(read).toBeLessThanOrEqual(written + 1);
  }
  tally.report();
});

test(`the vector index, ${INDEX} times, while it is written, tidied and built`, async () => {
  const dir = temporaryFolder();
  const random = seeded(seed + 1);
  const tally = new Tally('process killed while LanceDB writes, tidies up and builds its index');
  for (let round = 0; round < INDEX; round += 1) {
    await killedAfter(['vectors', dir, String(seed + round)], random() * 900);
    const tested = await tally.resuming(() => new TestIndex({ dir, seed: seed + round, indexFromRows: 1_500 }).open());
    for (let query = 0; query < 3; query += 1) {
      const vector = tested.vector();
      expect((await tested.index.search(vector, 8)).map(({ row }) => row)).toEqual(tested.exact(vector, 8));
    }
    await tested.index.sync({ force: true });
    const inTable = await tested.tableRows();
    const stored = new Set(tested.rows());
    tally.lost += [...stored].filter((row) => !inTable.includes(row)).length;
    tally.twice += inTable.length - new Set(inTable).size;
    expect(inTable.every((row) => stored.has(row))).toBe(true);
    await tested.close();
  }
  tally.report();
});
