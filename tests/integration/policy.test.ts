// An administrator's policy over a real host: folders, models and the seal hold for whoever asks, by whatever route.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Answer } from '../../contract/domain.ts';
import type { Host } from '../../main/host/createHost.ts';
import { startHost } from '../support/host.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const { signal } = new AbortController();
const ALLOWED = 'smollm2-135m-instruct-q4_1';
const EMBEDDER = 'all-minilm-l6-v2-int8';

async function hostWith(dir: string, policy: object): Promise<Host> {
  const policyFile = path.join(dir, 'policy.json');
  writeFileSync(policyFile, JSON.stringify(policy));
  const host = await startHost(path.join(dir, 'user'), { policyFile });
  onTestFinished(() => host.close());
  return host;
}

test('files outside of the allowed folders are not added; the rest works as ever', async () => {
  const dir = temporaryFolder();
  for (const name of ['allowed', 'other']) {
    mkdirSync(path.join(dir, name));
    writeFileSync(path.join(dir, name, 'a.md'), '# Boiler\n\nThe boiler was serviced on 4 May 2026.\n');
  }
  const host = await hostWith(dir, { folders: [path.join(dir, 'allowed')], updates: false });
  await host.openLibrary(path.join(dir, 'library'), { remember: false });
  await expect(host.addPaths([{ path: path.join(dir, 'other'), kind: 'folder' }])).rejects.toMatchObject({ code: 'folder-not-allowed' });
  const { token } = host.registerPath(path.join(dir, 'other'), 'folder');
  await expect(host.handlers['source.add']({ tokens: [token] }, { signal })).rejects.toMatchObject({ code: 'folder-not-allowed' });
  await host.addPaths([{ path: path.join(dir, 'allowed'), kind: 'folder' }]);
  await host.engines.library.call('ingest.finished', {});
  expect(await host.handlers['document.coverage']({}, { signal })).toMatchObject({ seen: 1, indexed: 1 });
  expect(await host.handlers['policy.get']({}, { signal })).toEqual({ sealed: false, models: null, folders: [path.join(dir, 'allowed')], updates: false });
  expect(await host.handlers['update.state']({}, { signal })).toMatchObject({ takes: 'forbidden' });
});

test('only allowed models answer, search and are downloaded', async () => {
  const dir = temporaryFolder();
  const host = await hostWith(dir, { sealed: true, models: [ALLOWED, EMBEDDER] });
  const models = await host.handlers['model.list']({}, { signal });
  const [other] = models.filter(({ role, installed, id }) => role === 'llm' && installed && id !== ALLOWED);
  await expect(host.handlers['model.select']({ modelId: other!.id }, { signal })).rejects.toMatchObject({ code: 'model-not-allowed' });
  // A settings file can be edited by hand: what counts is what answers.
  await host.handlers['settings.set']({ modelId: other!.id }, { signal });
  await host.openLibrary(path.join(dir, 'library'), { remember: false });
  writeFileSync(path.join(dir, 'boiler.md'), '# Boiler\n\nThe boiler was serviced on 4 May 2026.\n');
  await host.addPaths([{ path: path.join(dir, 'boiler.md'), kind: 'file' }]);
  await host.engines.library.call('ingest.finished', {});
  const made: Answer[] = [];
  const ask = (): Promise<void> => host.handlers['answer.ask']({ question: 'When was the boiler serviced?', conversationId: null, scope: null, general: false }, { signal, emit: (event) => event.type === 'answer' && made.push(event.answer) });
  await ask();
  await host.handlers['model.select']({ modelId: ALLOWED }, { signal });
  await ask();
  expect(made.map(({ status }) => status)).toEqual(['no-model', 'answered']);
  const { sealed, canUnseal } = await host.handlers['catalog.list']({}, { signal });
  expect({ sealed, canUnseal }).toEqual({ sealed: true, canUnseal: false });
  await expect(host.handlers['catalog.seal']({ sealed: false }, { signal })).rejects.toMatchObject({ code: 'download-sealed' });
  // What a model wrote while it was allowed is not run again once it is not.
  const receipt = await host.receipts.make(made[1]!.id, signal);
  await host.close();
  const later = await hostWith(dir, { models: [EMBEDDER] });
  await expect(later.receipts.replay({ receipt, altered: [] }, { inLibrary: false, signal })).rejects.toMatchObject({ code: 'model-not-allowed' });
  expect(later.engines.llm.processId()).toBeNull();
});

test('without an allowed embedder search is by words; a policy that is damaged lets nothing start', async () => {
  const dir = temporaryFolder();
  const host = await hostWith(dir, { models: [] });
  expect(await host.openLibrary(path.join(dir, 'library'), { remember: false })).toMatchObject({ status: 'open', embedderReady: false });
  await expect(hostWith(temporaryFolder(), { modles: [] })).rejects.toMatchObject({ code: 'policy-invalid' });
});
