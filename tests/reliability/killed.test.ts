// kill -9 at moments drawn from a seed: of the command line, of each engine, in the middle of forgetting, of handing vectors to
// LanceDB, of a question. Nothing that was acknowledged is lost, nothing is there twice, every library opens at once.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { SourceId } from '../../contract/domain.ts';
import type { Host } from '../../main/host/createHost.ts';
import { note } from '../support/libraryHarness.ts';
import { isAlive, seeded, sleep } from '../support/processes.ts';
import { childrenOf, context, expectWhole, hostOver, indexedNames, killAlone, killEngine, RESUME_LIMIT_MS, seedOfRun, startCli, Tally, withNotes } from '../support/reliable.ts';
import { counted } from '../support/thoroughness.ts';

/** With settings.test.ts and vectors.test.ts two hundred in full. */
const TIMES = {
  cli: counted({ short: 2, normal: 15, full: 40 }),
  indexing: counted({ short: 2, normal: 15, full: 50 }),
  forgetting: counted({ short: 1, normal: 6, full: 20 }),
  vectors: counted({ short: 2, normal: 4, full: 10 }),
  parser: counted({ short: 2, normal: 10, full: 20 }),
  model: counted({ short: 1, normal: 4, full: 10 }),
};
const FILES = 60;
const LATEST_MS = 1_500;
const seed = seedOfRun();

/** Until the library answers. The limit is for what never does; how long it took is in the figures. */
async function answers(host: Host): Promise<void> {
  await vi.waitUntil(() => host.handlers['document.coverage']({}, context).then(() => true, () => false), { timeout: RESUME_LIMIT_MS * 3, interval: 10 });
}

test(`the command line, ${TIMES.cli} times: the next start has the library at once, though the engines of the killed one are still ending`, async () => {
  const harness = withNotes(FILES);
  const random = seeded(seed);
  const tally = new Tally('command line killed while it reads files, its engines left to themselves');
  // On a slow machine it may be killed each time before it has come to add them.
  await harness.open();
  harness.library.sources.add({ path: harness.filesDir, kind: 'folder' });
  await harness.close();
  let acknowledged: string[] = [];
  for (let round = 0; round < TIMES.cli; round += 1) {
    for (let at = 0; at < 4; at += 1) harness.write(`more/${round}-${at}.md`, note(FILES + round * 4 + at));
    const running = startCli(harness);
    await sleep(200 + random() * LATEST_MS);
    const engines = childrenOf(running.pid!);
    await killAlone(running);
    const host = await tally.resuming(() => hostOver(harness));
    const now = await indexedNames(host);
    tally.compare(acknowledged, now);
    acknowledged = now;
    await host.close();
    expect(engines.filter(isAlive)).toEqual([]);
  }
  await expectWhole(harness, FILES + TIMES.cli * 4);
  tally.report();
});

test(`the library engine, ${TIMES.indexing} times: the host starts it again and indexing goes on`, async () => {
  const harness = withNotes(FILES);
  const random = seeded(seed + 1);
  const tally = new Tally('library engine killed while it reads files');
  let host = await hostOver(harness);
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  for (let round = 0; round < TIMES.indexing; round += 1) {
    for (let at = 0; at < 4; at += 1) harness.write(`more/${round}-${at}.md`, note(FILES + round * 4 + at));
    await host.handlers['source.rescan']({ sourceId: null }, context);
    await sleep(random() * LATEST_MS);
    const acknowledged = await indexedNames(host);
    await killEngine(host, 'library');
    await tally.resuming(() => answers(host));
    tally.compare(acknowledged, await indexedNames(host));
    // A host waits ever longer after each crash in a row; a new one begins anew.
    if (round % 2 === 0) continue;
    await host.close();
    host = await hostOver(harness);
  }
  await host.engines.library.call('ingest.finished', {});
  await host.close();
  await expectWhole(harness, FILES + TIMES.indexing * 4);
  tally.report();
});

test(`the library engine while it forgets a source, ${TIMES.forgetting} times: all of it goes, and nothing else`, async () => {
  const harness = withNotes(FILES);
  const random = seeded(seed + 2);
  const tally = new Tally('library engine killed while it forgets a source');
  let host = await hostOver(harness);
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  await host.engines.library.call('ingest.finished', {});
  const kept = await indexedNames(host);
  for (let round = 0; round < TIMES.forgetting; round += 1) {
    const other = path.join(harness.dir, `other ${round}`);
    mkdirSync(other);
    for (let at = 0; at < 40; at += 1) harness.write(path.join('..', path.basename(other), `${at}.md`), note(1_000 + round * 40 + at));
    await host.addPaths([{ path: other, kind: 'folder' }]);
    await host.engines.library.call('ingest.finished', {});
    const source = (await host.handlers['source.list']({}, context)).find(({ location }) => location === other)!;
    const removing = host.handlers['source.remove']({ sourceId: source.id as SourceId }, context).catch(() => undefined);
    await sleep(random() * 120);
    await killEngine(host, 'library');
    await removing;
    await tally.resuming(() => answers(host));
    const left = (await host.handlers['source.list']({}, context)).filter(({ location }) => location === other);
    // Killed before it had begun: asked again.
    for (const { id } of left) await host.handlers['source.remove']({ sourceId: id }, context);
    await host.engines.library.call('ingest.finished', {});
    tally.compare(kept, await indexedNames(host));
    if (round % 2 === 0) continue;
    await host.close();
    host = await hostOver(harness);
  }
  await host.close();
  await expectWhole(harness, FILES);
  await harness.open();
  expect(harness.library.db.prepare("SELECT count(*) FROM meta WHERE key = 'erase_pending'").pluck().get()).toBe(0);
  tally.report();
});

test(`in the middle of handing vectors to LanceDB, ${TIMES.vectors} times, once with the table gone as well`, async () => {
  const harness = withNotes(FILES);
  const data = path.join(harness.libraryDir, 'vectors', 'chunks.lance', 'data');
  const tally = new Tally('library engine killed while it hands vectors to LanceDB');
  const pieces = (): string[] => (existsSync(data) ? readdirSync(data) : []);
  let host = await hostOver(harness);
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  for (let round = 0; round < TIMES.vectors; round += 1) {
    const known = new Set(pieces());
    // The first sign of a write; its manifest is still to come. Names, since compaction takes as many away as come.
    await vi.waitUntil(() => pieces().some((name) => !known.has(name)), { timeout: 60_000, interval: 1 });
    const acknowledged = await indexedNames(host);
    await killEngine(host, 'library');
    if (round === 1) rmSync(path.join(harness.libraryDir, 'vectors'), { recursive: true, force: true });
    await tally.resuming(() => answers(host));
    tally.compare(acknowledged, await indexedNames(host));
    if (round % 2 === 1) {
      await host.close();
      host = await hostOver(harness);
      await host.engines.library.call('ingest.finished', {});
    }
    for (let at = 0; at < 20; at += 1) harness.write(`more/${round}-${at}.md`, note(FILES + round * 20 + at));
    await host.handlers['source.rescan']({ sourceId: null }, context);
  }
  await host.engines.library.call('ingest.finished', {});
  await host.close();
  await expectWhole(harness, FILES + TIMES.vectors * 20);
  tally.report();
});

test(`the parser worker, ${TIMES.parser} times: no file is blamed for good, and the others go on`, async () => {
  const harness = withNotes(FILES);
  const random = seeded(seed + 3);
  const tally = new Tally('parser worker killed while it reads files (resume: the rest of the batch is read)');
  const host = await hostOver(harness);
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  for (let round = 0, kills = 0; kills < TIMES.parser; round += 1) {
    for (let at = 0; at < 8; at += 1) harness.write(`more/${round}-${at}.md`, note(FILES + round * 8 + at));
    const acknowledged = await indexedNames(host);
    await host.handlers['source.rescan']({ sourceId: null }, context);
    await sleep(random() * 300);
    const killed = await killEngine(host, 'parser');
    const reading = (): Promise<unknown> => host.engines.library.call('ingest.finished', {});
    if (!killed) {
      await reading();
      continue;
    }
    kills += 1;
    await tally.resuming(reading);
    tally.compare(acknowledged, await indexedNames(host));
  }
  // A file that fell with the worker twice says so, and is read when it is asked for again.
  await host.handlers['document.retry']({ documentId: null }, context);
  await host.engines.library.call('ingest.finished', {});
  const { seen, indexed } = await host.handlers['document.coverage']({}, context);
  expect(indexed).toBe(seen);
  await host.close();
  await expectWhole(harness, seen);
  tally.report();
});

test(`the language model during a question, ${TIMES.model} times: the answer ends in words, the library is untouched`, async () => {
  const harness = withNotes(10);
  const random = seeded(seed + 4);
  const tally = new Tally('language model killed during a question (resume: the next search)');
  const host = await hostOver(harness);
  await host.handlers['settings.set']({ modelId: 'smollm2-135m-instruct-q4_1', cores: 1 }, context);
  await host.addPaths([{ path: harness.filesDir, kind: 'folder' }]);
  await host.engines.library.call('ingest.finished', {});
  const indexed = await indexedNames(host);
  for (let round = 0; round < TIMES.model; round += 1) {
    const asking = host.handlers['answer.ask']({ question: `Tell me at length about the locker number of note ${round % 10}.`, conversationId: null, scope: null }, { ...context, emit: () => undefined }).then(
      () => null,
      (error: { code: string }) => error.code,
    );
    await sleep(random() * 1_500);
    await killEngine(host, 'llm');
    // Either it is answered, perhaps as interrupted, or its failure has a name.
    expect([null, 'engine-crashed', 'engine-unavailable']).toContain(await asking);
    const { passages } = await tally.resuming(() => host.handlers['search.passages']({ question: `locker number of note ${round % 10}`, scope: null, limit: 3 }, context));
    expect(passages.length).toBeGreaterThan(0);
    tally.compare(indexed, await indexedNames(host));
  }
  const conversations = await host.handlers['conversation.list']({}, context);
  for (const { id } of conversations) expect((await host.handlers['conversation.get']({ conversationId: id }, context)).answers.length).toBeGreaterThan(0);
  await host.close();
  await harness.open();
  expect(harness.library.documents.coverage(null)).toMatchObject({ seen: 10, indexed: 10 });
  tally.report();
});
