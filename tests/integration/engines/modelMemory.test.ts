// The memory that the catalog says a model needs, against the memory of the engine that runs it; and the speed that is
// measured there. With the two models that set-up brings, as a person has them measured.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../../contract/routes.ts';
import type { Host } from '../../../main/host/createHost.ts';
import { startHost } from '../../support/host.ts';
import { temporaryFolderOfFile } from '../../support/temporaryFolder.ts';

const dir = temporaryFolderOfFile();
const context = { signal: new AbortController().signal };
let host: Host;

beforeAll(async () => {
  host = await startHost(dir);
});

afterAll(() => host.close());

const row = async (id: string) => (await host.handlers['catalog.list']({}, context)).models.find((model) => model.id === id)!;

test.skipIf(process.platform !== 'linux').each(['smollm2-135m-instruct-q4_1', 'qwen2.5-coder-1.5b-instruct-q4_k_m'])('%s', async (id) => {
  const before = await row(id);
  expect(before).toMatchObject({ installed: true, deletable: false, fit: 'fits', measured: null, sizeExact: true });
  const figures = await host.handlers['catalog.measure']({ modelId: id }, context);
  expect(figures.writes).toBeGreaterThan(0.5);
  expect(figures.reads).toBeGreaterThan(figures.writes);
  const ratio = before.memoryBytes! / figures.memoryBytes!;
  console.log(`${id}: said ${(before.memoryBytes! / 1e9).toFixed(3)} GB, measured ${(figures.memoryBytes! / 1e9).toFixed(3)} GB (${ratio.toFixed(3)}), ${figures.writes} tokens/s written, ${figures.reads} read`);
  expect(ratio).toBeGreaterThan(0.95);
  expect(ratio).toBeLessThan(1.1);
  expect((await row(id)).measured).toEqual(figures);
  expect(host.engines.llm.processId()).toBeNull();
});

test('figures are kept by the bytes of the model and the threads', async () => {
  const kept = JSON.parse(readFileSync(path.join(dir, 'model-speeds.json'), 'utf8')) as Record<string, { threads: number }>;
  for (const [key, { threads }] of Object.entries(kept)) expect(key).toMatch(new RegExp(`^[0-9a-f]{64} ${threads}$`));
});

test('a host without a way out is sealed for good, and nobody unseals by the settings', async () => {
  const { sealed, canUnseal, models } = await host.handlers['catalog.list']({}, context);
  expect({ sealed, canUnseal }).toEqual({ sealed: true, canUnseal: false });
  await expect(host.handlers['catalog.download']({ modelId: models.find(({ installed }) => !installed)!.id }, context)).rejects.toMatchObject({ code: 'download-sealed' });
  await expect(host.handlers['catalog.seal']({ sealed: false }, context)).rejects.toMatchObject({ code: 'download-sealed' });
  expect(routes['settings.set'].input.safeParse({ sealed: false }).success).toBe(false);
  expect(await host.handlers['catalog.connections']({}, context)).toEqual([]);
});
