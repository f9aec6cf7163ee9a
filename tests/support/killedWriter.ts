// A process that is there to be killed: it writes over and over, and says on stdout what it has written.
//   node killedWriter.ts settings FILE            numbers into a settings file
//   node killedWriter.ts vectorsOnce DIR SEED     the same once, and closed in order; for a clock that is not the system's
//   node killedWriter.ts vectors DIR SEED         vectors into an index: added, removed, tidied, with the approximate index built
import { writeSync } from 'node:fs';
import { z } from 'zod';
import { createJsonFile } from '../../main/files/jsonFile.ts';
import { TestIndex } from './testIndex.ts';

/** Not through a stream: what is said was done before. */
const say = (what: string | number): void => void writeSync(1, `${what}\n`);

function writeSettings(file: string): void {
  const settings = createJsonFile(file, z.strictObject({ at: z.number(), filling: z.string() }), { at: 0, filling: '' });
  for (let { at } = settings.read(); ; ) {
    settings.write({ at: (at += 1), filling: 'x'.repeat(at % 5_000) });
    say(at);
  }
}

async function writeVectors(dir: string, seed: number, rounds = Number.POSITIVE_INFINITY): Promise<void> {
  const tested = await new TestIndex({ dir, seed, indexFromRows: 1_500 }).open();
  say('open');
  for (let round = 0; round < rounds; round += 1) {
    tested.add(400);
    await tested.index.sync({ force: true });
    const gone = tested.rows().filter((_, at) => at % 3 === 0);
    tested.removeFromTruth(gone);
    await tested.index.removed(gone);
    await tested.index.sync({ force: true });
    say('round');
  }
  await tested.close();
}

const [what, place, seed] = process.argv.slice(2);
if (what === 'settings') writeSettings(place!);
else await writeVectors(place!, Number(seed), what === 'vectorsOnce' ? 1 : undefined);
