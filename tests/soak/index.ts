// `npm run soak [-- --json OUT]`: what takes minutes and belongs in no test run. Thousands of files renamed and swapped
// under a watched library have to end in the index of a fresh one; memory has to stay flat while they are read.
// `npm run soak -- --minutes 120`: a library in use for that long instead, see lasting.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { notFlat, useForMinutes } from './lasting.ts';
import { openChangingFolder, signatureOf, signatureOfFresh, type ChangingFolder } from '../support/changingFolder.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, files: { type: 'string', default: '10000' }, minutes: { type: 'string' } } });
const files = Number(values.files);
const dir = mkdtempSync(path.join(os.tmpdir(), 'freehold-soak-'));

/** Resident megabytes, by share of the files that were read. */
async function readWatchingMemory(folder: ChangingFolder, whileReading: (indexed: number) => void = () => undefined): Promise<{ atTenth: number; atEnd: number; highest: number }> {
  const megabytes = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);
  let atTenth = 0;
  let highest = 0;
  const timer = setInterval(() => {
    const { indexed } = folder.library.documents.coverage(null);
    if (atTenth === 0 && indexed >= files / 10) atTenth = megabytes();
    highest = Math.max(highest, megabytes());
    whileReading(indexed);
  }, 200);
  await folder.settled();
  clearInterval(timer);
  return { atTenth, atEnd: megabytes(), highest };
}

function begin(folder: ChangingFolder): void {
  folder.write('main', 0, files);
  folder.library.sources.add({ path: folder.filesDir, kind: 'folder' });
  void folder.library.semantic!.watch!.sync();
  folder.library.semantic!.ingest.wake();
}

const seconds = (sinceMs: number): number => Number(((performance.now() - sinceMs) / 1000).toFixed(1));

function write(figures: object): void {
  console.log(JSON.stringify(figures, null, 2));
  if (values.json !== undefined) writeFileSync(path.resolve(process.env['INIT_CWD'] ?? '.', values.json), `${JSON.stringify(figures, null, 2)}\n`);
}

async function renameAndSwap(): Promise<void> {
  const calm = await openChangingFolder(path.join(dir, 'calm'));
  let startedMs = performance.now();
  begin(calm);
  const memoryMegabytes = await readWatchingMemory(calm);
  const readSeconds = seconds(startedMs);
  const before = calm.embedded();
  startedMs = performance.now();
  calm.renameAll();
  await calm.settled();
  const renameSeconds = seconds(startedMs);
  const embeddedOnRename = calm.embedded() - before;
  const renamed = signatureOf(calm.library, calm.filesDir);
  const sameAfterRename = renamed.hash === (await signatureOfFresh(calm.filesDir, path.join(dir, 'calm-fresh'))).hash;
  await calm.close();

  const busy = await openChangingFolder(path.join(dir, 'busy'));
  begin(busy);
  let swapped = false;
  await readWatchingMemory(busy, (indexed) => {
    if (swapped || indexed < files / 4) return;
    swapped = true;
    busy.checkOut('topic', files);
  });
  const swappedIndex = signatureOf(busy.library, busy.filesDir);
  const sameAfterSwap = swapped && swappedIndex.hash === (await signatureOfFresh(busy.filesDir, path.join(dir, 'busy-fresh'))).hash;
  await busy.close();

  const figures = { files, readSeconds, memoryMegabytes, renamedFiles: renamed.files, renameSeconds, embeddedOnRename, sameAfterRename, swappedFiles: swappedIndex.files, sameAfterSwap };
  write(figures);
  // A tenth of the files fills the caches; what grows with the rest would be lost to somebody with a million.
  const isFlat = memoryMegabytes.atEnd < memoryMegabytes.atTenth * 1.5;
  process.exitCode = sameAfterRename && sameAfterSwap && embeddedOnRename === 0 && isFlat ? 0 : 1;
}

async function use(minutes: number): Promise<void> {
  const figures = await useForMinutes(dir, minutes);
  const grown = notFlat(figures);
  write({ ...figures, grown });
  process.exitCode = grown.length === 0 ? 0 : 1;
}

try {
  await (values.minutes === undefined ? renameAndSwap() : use(Number(values.minutes)));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
