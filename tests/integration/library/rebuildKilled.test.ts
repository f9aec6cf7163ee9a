// The change of the embedder through the whole host, with an embedder from a folder, and kill -9 of the library engine at
// moments drawn from a seed (FREEHOLD_SEED, printed): it goes on each time, and at its end there is one vector a passage.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AppEvent } from '../../../contract/app.ts';
import type { Host } from '../../../main/host/createHost.ts';
import { openDatabase } from '../../../main/library/openDatabase.ts';
import { OWN_MANIFEST } from '../../../main/models/addedEmbedders.ts';
import { copyOfMiniLm, SECOND } from '../../support/embedders.ts';
import { startHost } from '../../support/host.ts';
import { LibraryHarness, note } from '../../support/libraryHarness.ts';
import { seeded, sleep, waitUntilGone } from '../../support/processes.ts';

const FILES = 200;
const KILLS = 4;
const signal = new AbortController().signal;

const seed = Number(process.env['FREEHOLD_SEED'] ?? Date.now() % 1_000_000);
console.log(`FREEHOLD_SEED=${seed}`);

async function kill(host: Host): Promise<void> {
  const engine = host.engines.library.processId();
  if (engine === null) return;
  process.kill(engine, 'SIGKILL');
  await waitUntilGone(engine);
}

test(`an embedder from a folder, chosen after an estimate, takes over in spite of ${KILLS} kills`, async () => {
  const h = new LibraryHarness();
  for (let at = 0; at < FILES; at += 1) h.write(`${at}.md`, note(at));
  const host = await startHost(path.join(h.dir, 'user'));
  onTestFinished(() => host.close());
  const events: AppEvent[] = [];
  host.onEvent((event) => void events.push(event));
  await host.openLibrary(h.libraryDir, { remember: false });
  await host.addPaths([{ path: h.filesDir, kind: 'folder' }]);
  await host.engines.library.call('ingest.finished', {});

  const folder = copyOfMiniLm(h.dir, 'own model');
  writeFileSync(path.join(folder, OWN_MANIFEST), JSON.stringify({ ...SECOND, languages: ['de'], name: 'Own model' }));
  const { token } = host.registerPath(folder, 'folder');
  const added = await host.handlers['model.import']({ token }, { signal });
  expect(added).toMatchObject({ role: 'embedder', name: 'Own model', installed: true, selected: false, languages: ['de'] });
  const estimate = await host.handlers['embedder.estimate']({ embedderId: added.id }, { signal });
  expect(estimate).toMatchObject({ passages: FILES });
  expect(estimate.seconds).toBeGreaterThan(0);
  const misfit = async () => (await host.handlers['library.languages']({}, { signal })).misfit;
  expect(await misfit()).toBeNull();

  const random = seeded(seed);
  const state = () => host.handlers['embedder.state']({}, { signal });
  const reached = () => vi.waitUntil(() => state().then((found) => found, () => null), { timeout: 60_000, interval: 50 });
  await host.handlers['embedder.choose']({ embedderId: added.id }, { signal });
  for (let at = 0; at < KILLS; at += 1) {
    await sleep(random() * 1_000);
    await kill(host);
    const { activeId, building } = (await reached())!;
    // Whichever of the two it is, never neither.
    expect([activeId, building?.id ?? null]).toEqual(activeId === added.id ? [added.id, null] : ['all-minilm-l6-v2-int8', added.id]);
  }
  await vi.waitUntil(async () => (await state()).building === null, { timeout: 120_000, interval: 100 });
  await host.engines.library.call('ingest.finished', {});
  expect(await state()).toEqual({ activeId: added.id, building: null });
  // The host is told at most four times a second.
  await expect.poll(async () => (await host.handlers['model.list']({}, { signal })).filter(({ role, selected }) => role === 'embedder' && selected).map(({ id }) => id)).toEqual([added.id]);
  // English notes, and a model that was made for German.
  expect(await misfit()).toMatchObject({ language: 'en', fits: ['de'] });
  expect(events.filter((event) => event.type === 'embedder.changed').at(-1)).toMatchObject({ embedder: { activeId: added.id } });
  const { passages } = await host.handlers['search.passages']({ question: 'locker number of note 17', scope: null, limit: 3 }, { signal });
  expect(passages.map(({ documentName }) => documentName)).toContain('17.md');
  expect(passages.every(({ cosine }) => cosine !== null)).toBe(true);
  // It can't be taken off the list while a library is searched with it.
  await expect(host.handlers['model.remove']({ modelId: added.id }, { signal })).rejects.toMatchObject({ code: 'bad-request' });
  await host.close();

  const db = openDatabase(h.libraryDir);
  expect(db.prepare('SELECT embedder_id, count(*) AS vectors, min(length(vector)) AS bytes FROM chunk_embeddings GROUP BY embedder_id').all()).toEqual([{ embedder_id: added.id, vectors: FILES, bytes: 1_024 }]);
  expect(db.prepare('SELECT count(*) FROM chunks').pluck().get()).toBe(FILES);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
});
