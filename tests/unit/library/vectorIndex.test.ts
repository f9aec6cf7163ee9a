// The vector index against an exact scan as its oracle, on a real SQLite file and a real LanceDB table: whatever is added,
// removed, synced, reopened or damaged in between, the hits are those of the truth.
import fc from 'fast-check';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LEG_DEPTH } from '../../../main/answer/1-retrieve/retrieve.ts';
import { TestIndex } from '../../support/testIndex.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** The hits of a few questions are those of the exact scan. */
async function expectTruth(tested: TestIndex): Promise<void> {
  for (let query = 0; query < 3; query += 1) {
    const vector = tested.vector();
    expect((await tested.index.search(vector, 8)).map(({ row }) => row)).toEqual(tested.exact(vector, 8));
  }
}

async function open(seed = 1, indexFromRows?: number): Promise<TestIndex> {
  const opened = await new TestIndex({ dir: temporaryFolder(), seed, ...(indexFromRows === undefined ? {} : { indexFromRows }) }).open();
  onTestFinished(() => opened.close());
  return opened;
}

test('any history of adding, removing, syncing, reopening and killing gives the hits of the exact scan', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ do: fc.constant('remove' as const), every: fc.integer({ min: 2, max: 5 }) }),
    fc.record({ do: fc.constantFrom('sync' as const, 'reopen' as const, 'removeUnseen' as const, 'startOver' as const, 'addDuringSync' as const, 'removeDuringSync' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.integer(), async (steps, seed) => {
      const tested = await new TestIndex({ dir: temporaryFolder(), seed }).open();
      try {
        for (const now of steps) {
          const some = tested.rows().filter((_, at) => at % ('every' in now ? now.every : 3) === 0);
          switch (now.do) {
            case 'add': tested.add(now.count); break;
            case 'remove': tested.removeFromTruth(some); await tested.index.removed(some); break;
            case 'sync': await tested.index.sync({ force: true }); break;
            case 'startOver': await tested.index.startOver(); break;
            // A kill between SQLite's commit and LanceDB's: only SQLite knows.
            case 'removeUnseen': await tested.reopen(() => tested.removeFromTruth(some)); break;
            case 'reopen': await tested.reopen(); break;
            case 'addDuringSync': {
              const syncing = tested.index.sync({ force: true });
              tested.add(3);
              await syncing;
              break;
            }
            case 'removeDuringSync': {
              const syncing = tested.index.sync({ force: true });
              tested.removeFromTruth(some);
              await Promise.all([syncing, tested.index.removed(some)]);
              break;
            }
          }
          await expectTruth(tested);
        }
        await tested.index.sync({ force: true });
        expect(tested.index.unsynced()).toBe(0);
        expect(await tested.tableRows()).toEqual(tested.rows());
        await expectTruth(tested);
      } finally {
        await tested.close();
      }
    }),
    { numRuns: 15 },
  );
});

describe('at the next opening', () => {
  const dataFiles = (dir: string): string[] => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const damages: Record<string, (tested: TestIndex) => void> = {
    'a missing folder': ({ vectorsDir }) => rmSync(vectorsDir, { recursive: true }),
    'a manifest of no bytes': ({ vectorsDir }) => dataFiles(vectorsDir).filter((name) => name.endsWith('.manifest')).forEach((name) => truncateSync(name, 0)),
    'data cut in half': ({ vectorsDir }) => dataFiles(vectorsDir).filter((name) => name.endsWith('.lance')).forEach((name) => truncateSync(name, Math.floor(readFileSync(name).length / 2))),
    'data files taken away': ({ vectorsDir }) => dataFiles(vectorsDir).filter((name) => name.endsWith('.lance')).forEach((name) => rmSync(name)),
    'the newest manifest of no bytes': ({ vectorsDir }) => {
      const newest = dataFiles(vectorsDir).filter((name) => name.endsWith('.manifest')).toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).at(-1)!;
      truncateSync(newest, 0);
    },
    'rubbish in the manifest': ({ vectorsDir }) => dataFiles(vectorsDir).filter((name) => name.endsWith('.manifest')).forEach((name) => writeFileSync(name, 'rubbish')),
    // Row numbers are the same there; only the vectors tell.
    "another library's table": ({ vectorsDir }) => {
      rmSync(vectorsDir, { recursive: true });
      cpSync(other.vectorsDir, vectorsDir, { recursive: true });
    },
    'rows of SQLite that the table never got': (tested) => {
      const extra = tested.vector();
      tested.db.exec("INSERT INTO chunks (id, version_hash, ordinal, start_offset, end_offset, header, text, tokens) VALUES ('late', 'v', 9999, 0, 1, '', 't', 1)");
      tested.db.prepare("INSERT INTO chunk_embeddings SELECT max(row), 'e', ? FROM chunks").run(Buffer.from(extra.buffer));
    },
  };
  let other: TestIndex;

  test.each(Object.entries(damages))('%s: all hits are the same, and a new table is made by itself', async (_what, damage) => {
    other = await open(99);
    other.add(100);
    await other.index.sync({ force: true });
    await other.reopen();

    const tested = await open(5);
    tested.add(100);
    await tested.index.sync({ force: true });
    await tested.reopen(() => damage(tested));
    await expectTruth(tested);
    await tested.index.sync({ force: true });
    expect(tested.index.rebuilding()).toBe(false);
    await expectTruth(tested);
    expect(await tested.tableRows()).toEqual(tested.rows());
  });

  test('what was damaged is set aside, the last two times; erasing takes it along', async () => {
    const tested = await open();
    tested.add(50);
    for (let round = 1; round <= 4; round += 1) {
      await tested.index.sync({ force: true });
      await tested.reopen(() => dataFiles(tested.vectorsDir).filter((name) => name.endsWith('.lance')).forEach((name) => writeFileSync(name, `damage ${round}`)));
    }
    const aside = (): string[] => readdirSync(tested.dir).filter((name) => name.includes('damaged')).toSorted();
    expect(aside()).toEqual(['vectors.damaged-3', 'vectors.damaged-4']);
    expect(dataFiles(path.join(tested.dir, 'vectors.damaged-4')).map((name) => readFileSync(name, 'latin1'))).toContain('damage 4');
    await expectTruth(tested);
    await tested.index.startOver();
    expect(aside()).toEqual([]);
  });

  test('after an end that was no closing every vector is compared: one that the disk lost is made good', async () => {
    const tested = await open();
    tested.add(1_000);
    await tested.index.sync({ force: true });
    const lost = tested.db.prepare('SELECT vector FROM chunk_embeddings WHERE chunk_row = 500').pluck().get() as Buffer;
    const [file] = dataFiles(tested.vectorsDir).filter((name) => name.endsWith('.lance') && readFileSync(name).includes(lost));
    const zeroed = readFileSync(file!);
    zeroed.fill(0, zeroed.indexOf(lost), zeroed.indexOf(lost) + lost.length);
    await tested.index.close();
    // As if the power had gone before the files were on the disk.
    tested.db.exec("DELETE FROM meta WHERE key LIKE 'vectors_whole:%'");
    writeFileSync(file!, zeroed);
    await tested.open();
    const query = new Float32Array(lost.buffer.slice(lost.byteOffset, lost.byteOffset + lost.byteLength));
    expect((await tested.index.search(query, 1)).map(({ row }) => row)).toEqual([500]);
  });

  test('a sound table is taken over: nothing is loaded or written anew', async () => {
    const tested = await open();
    tested.add(100);
    await tested.index.sync({ force: true });
    await tested.reopen();
    expect([tested.index.unsynced(), tested.index.rebuilding(), tested.rebuilding]).toEqual([0, false, []]);
  });
});

test('files taken away while it is open: the question is answered all the same, and the table comes back', async () => {
  const tested = await open();
  tested.add(200);
  await tested.index.sync({ force: true });
  for (const name of readdirSync(tested.vectorsDir)) rmSync(path.join(tested.vectorsDir, name), { recursive: true });
  await expectTruth(tested);
  tested.add(10);
  await tested.index.sync({ force: true });
  await expectTruth(tested);
  expect(await tested.tableRows()).toEqual(tested.rows());
});

test.each(['tidying up', 'removing'])('a version or a deletion of the table that the disk lost stands in the way of %s: made anew', async (what) => {
  const tested = await open();
  tested.add(300);
  await tested.index.sync({ force: true });
  const remove = async (every: number): Promise<void> => {
    const some = tested.rows().filter((_, at) => at % every === 1);
    tested.removeFromTruth(some);
    await tested.index.removed(some);
  };
  await remove(7);
  await remove(5);
  // The newest version is whole and is what is open.
  const files = readdirSync(tested.vectorsDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const manifests = files.filter((name) => name.endsWith('.manifest')).toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  if (what === 'tidying up') for (const name of manifests.slice(0, -1)) writeFileSync(name, Buffer.alloc(statSync(name).size));
  else for (const name of files.filter((one) => one.includes('_deletions') || one.endsWith('.lance'))) writeFileSync(name, Buffer.alloc(statSync(name).size));
  if (what === 'removing') await remove(3);
  await tested.index.sync({ force: true });
  await expectTruth(tested);
  expect(tested.damages.length).toBeGreaterThan(0);
  expect(await tested.tableRows()).toEqual(tested.rows());
});

test('moved away while it is written: nothing stays where it was, and moved back it finds everything', async () => {
  const dir = path.join(temporaryFolder(), 'Library');
  mkdirSync(dir);
  const tested = await new TestIndex({ dir, seed: 5 }).open();
  onTestFinished(() => tested.close());
  for (let waitMs = 0; waitMs < 20; waitMs += 1) {
    tested.add(200);
    const writing = tested.index.sync({ force: true });
    await setTimeout(waitMs);
    renameSync(dir, `${dir} away`);
    await writing.catch(() => undefined);
    expect(existsSync(dir)).toBe(false);
    renameSync(`${dir} away`, dir);
    await tested.reopen();
    await expectTruth(tested);
  }
});

test('a new table holds nothing of the vectors that were removed', async () => {
  const tested = await open();
  const rows = tested.add(100);
  await tested.index.sync({ force: true });
  const gone = tested.db.prepare('SELECT vector FROM chunk_embeddings WHERE chunk_row = ?').pluck().get(rows[50]) as Buffer;
  const onDisk = (): boolean =>
    readdirSync(tested.vectorsDir, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(gone));
  expect(onDisk()).toBe(true);
  tested.removeFromTruth([rows[50]!]);
  await tested.index.startOver();
  expect(tested.rebuilding).toEqual([true]);
  await tested.index.sync({ force: true });
  expect(onDisk()).toBe(false);
  expect(tested.rebuilding).toEqual([true, false]);
  await expectTruth(tested);
});

test('with the approximate index the product\'s own search finds the neighbours, and takes no table for damaged', async () => {
  const tested = await open(3, 2_000);
  tested.add(3_000);
  await tested.index.sync({ force: true });
  let found = 0;
  for (let query = 0; query < 20; query += 1) {
    const vector = tested.vector();
    const exact = new Set(tested.exact(vector, 10));
    found += (await tested.index.search(vector, LEG_DEPTH)).slice(0, 10).filter(({ row }) => exact.has(row)).length;
  }
  expect(found / 200).toBeGreaterThan(0.95);
  expect([tested.index.unsynced(), tested.rebuilding, tested.damages]).toEqual([0, [], []]);
});
