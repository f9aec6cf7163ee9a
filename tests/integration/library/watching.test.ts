// A library that is open while its files change: edits, moves, deletions and new folders are found without being asked
// for; what is being written is not read before it is whole.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSourceWatch } from '../../../main/engines/library/watchSources.ts';
import { createSources } from '../../../main/library/sources.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { LibraryHarness, note, realParser } from '../../support/libraryHarness.ts';
import { sleep } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

async function watching(): Promise<LibraryHarness> {
  const h = new LibraryHarness();
  h.watch = true;
  return h.open();
}

const until = (check: () => boolean | Promise<boolean>): Promise<boolean> => vi.waitUntil(check, { timeout: 20_000, interval: 50 });
const stateOf = (h: LibraryHarness, states: Record<string, string>): Promise<boolean> => until(() => JSON.stringify(h.states()) === JSON.stringify(states) && h.ingest.progress().state === 'idle');

test('what is edited, moved, deleted and added while it is open is found, and a move embeds nothing', async () => {
  const h = await watching();
  h.write('ferry.md', '# Ferry\n\nThe ferry leaves at noon.\n');
  h.write('old/locker.md', note(1));
  await h.add();
  const [source] = h.library.sources.list();
  await until(() => h.library.semantic!.watch!.isWatching(source!.id));
  const embed = vi.spyOn(h.library.semantic!.embedder, 'embed');

  writeFileSync(path.join(h.filesDir, 'ferry.md'), '# Ferry\n\nThe ferry was sold to a museum.\n');
  await until(async () => h.chunkRows().some(({ text }) => text.includes('museum')));
  await stateOf(h, { 'ferry.md': 'indexed', 'old/locker.md': 'indexed' });
  expect(embed.mock.calls.flatMap(([texts]) => texts)).toHaveLength(1);

  renameSync(path.join(h.filesDir, 'old'), path.join(h.filesDir, 'new'));
  await stateOf(h, { 'ferry.md': 'indexed', 'new/locker.md': 'indexed' });
  expect(embed.mock.calls.flatMap(([texts]) => texts)).toHaveLength(1);

  mkdirSync(path.join(h.filesDir, 'deep/er'), { recursive: true });
  writeFileSync(path.join(h.filesDir, 'deep/er/late.md'), note(7));
  rmSync(path.join(h.filesDir, 'ferry.md'));
  await stateOf(h, { 'deep/er/late.md': 'indexed', 'new/locker.md': 'indexed' });
  expect(h.chunkRows().some(({ text }) => text.includes('museum'))).toBe(false);
});

test('a library among the files that it watches does not wake itself', async () => {
  const h = new LibraryHarness();
  h.watch = true;
  await h.open();
  h.write('a.md', note(1));
  await h.add(h.dir);
  await until(() => h.library.semantic!.watch!.isWatching(h.library.sources.list()[0]!.id) && h.ingest.progress().state === 'idle');
  const queued = vi.spyOn(h.library.sources, 'queueScan');
  h.library.db.prepare("INSERT INTO meta (key, value) VALUES ('written', 'much')").run();
  await sleep(1_500);
  expect(queued).not.toHaveBeenCalled();
});

test('a file that is being written is read when it is whole', async () => {
  const h = await new LibraryHarness().open();
  const parsed: string[] = [];
  h.parser = { parse: (file, options) => (parsed.push(readFileSync(file.path, 'utf8')), realParser.parse(file, options)) };
  h.write('rest.md', note(1));
  const growing = path.join(h.filesDir, 'growing.md');
  writeFileSync(growing, '# Growing\n\n');
  let lines = 0;
  const writer = setInterval(() => {
    if (lines === 8) return clearInterval(writer);
    appendFileSync(growing, `Line ${(lines += 1)}.\n`);
  }, 250);
  onTestFinished(() => clearInterval(writer));
  await h.add();
  expect(h.states()).toEqual({ 'growing.md': 'indexed', 'rest.md': 'indexed' });
  expect(parsed.filter((text) => text.includes('Growing'))).toEqual([expect.stringContaining('Line 8.')]);
});

test('a file that never rests is read all the same', async () => {
  const h = await new LibraryHarness().open();
  const log = path.join(h.filesDir, 'hot.log');
  writeFileSync(log, 'The pump was started.\n');
  const writer = setInterval(() => appendFileSync(log, 'It runs.\n'), 100);
  onTestFinished(() => clearInterval(writer));
  await h.add();
  expect(h.states()).toEqual({ 'hot.log': 'indexed' });
  expect(await h.search('pump')).toEqual(['hot.log']);
});

test('a source that cannot be watched says so, and is scanned every while', async () => {
  const dir = temporaryFolder();
  const db = openDatabase(path.join(dir, 'library'));
  onTestFinished(() => void db.close());
  const sources = createSources(db);
  mkdirSync(path.join(dir, 'files'));
  const watched = sources.add({ path: path.join(dir, 'files'), kind: 'folder' })!;
  const alone = sources.add({ path: path.join(dir, 'alone.md'), kind: 'file' })!;
  const nowhere = sources.add({ path: path.join(dir, 'nowhere'), kind: 'folder' })!;
  const changed: string[] = [];
  const problems: unknown[] = [];
  const watch = createSourceWatch({ sources: sources.list, ownFolders: [path.join(dir, 'library')], onChange: (id) => changed.push(id), onState: () => undefined, onProblem: (error) => problems.push(error), rescanEveryMs: 400 });
  onTestFinished(() => watch.close());
  await watch.sync();
  expect([watched, alone, nowhere].map(({ id }) => watch.isWatching(id))).toEqual([true, true, false]);
  expect(problems).toHaveLength(1);
  await until(() => changed.includes(nowhere.id));
  // It came into being meanwhile: the next round watches it.
  mkdirSync(path.join(dir, 'nowhere'));
  await until(() => watch.isWatching(nowhere.id));
  changed.length = 0;
  writeFileSync(path.join(dir, 'alone.md'), 'new');
  await until(() => changed.includes(alone.id));
  await watch.close();
  await sleep(600);
  changed.length = 0;
  await sleep(900);
  expect(changed).toEqual([]);
  expect(readdirSync(dir).length).toBeGreaterThan(0);
});
