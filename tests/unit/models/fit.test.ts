// The verdict for this machine: from the shape of a model and the machine's memory; and what the lists offer.
import path from 'node:path';
import { expect, test } from 'vitest';
import { de } from '../../../contract/messages/de.ts';
import { en } from '../../../contract/messages/en.ts';
import { readCatalog, readOffers } from '../../../main/models/catalog.ts';
import { isAllowedHost } from '../../../main/models/download/hosts.ts';
import { placeAtHub } from '../../../main/models/download/hubFacts.ts';
import { fitOf, machineMemory, memoryOfModel, type Fit } from '../../../main/models/fit.ts';
import { contextTokensOf } from '../../../main/models/modelShelf.ts';

const resource = (name: string): string => path.join(import.meta.dirname, '..', '..', '..', 'resources', name);
const { hosts, offers } = readOffers(resource('model-downloads.json'), readCatalog(resource('model-catalog.json'), []));
const GB = 1_000_000_000;

const memoryOf = (id: string) => {
  const { files, quantisation = null, shape = null, contextTokens } = offers.find((offer) => offer.id === id)!;
  return memoryOfModel({ fileBytes: files[0]!.bytes, quantisation, shape, contextTokens: contextTokensOf(contextTokens) })!;
};

test('the estimate of a model that is not here is near what was measured of the same one when it was', () => {
  // docs/adr/0011; tests/integration/engines/modelMemory.test.ts measures it again.
  for (const [id, measured] of [['smollm2-135m-instruct-q4_1', 0.494 * GB], ['qwen2.5-coder-1.5b-instruct-q4_k_m', 2.327 * GB]] as const) {
    expect(memoryOf(id).heldBytes / measured, id).toBeGreaterThan(0.95);
    expect(memoryOf(id).heldBytes / measured, id).toBeLessThan(1.15);
  }
});

test('verdicts by machine: all of it, what is free, and what the model in use gives back', () => {
  const on = (id: string, total: number, available: number | null, inUse = 0): Fit => fitOf(memoryOf(id), { totalBytes: total * GB, availableBytes: available === null ? null : available * GB }, inUse * GB);
  expect(on('smollm2-135m-instruct-q4_1', 4, 2)).toBe('fits');
  expect(on('qwen2.5-coder-1.5b-instruct-q4_k_m', 8, 5)).toBe('fits');
  expect(on('qwen2.5-coder-1.5b-instruct-q4_k_m', 4, 1.5)).toBe('tight');
  expect(on('qwen2.5-coder-1.5b-instruct-q4_k_m', 4, 1.5, 2.3)).toBe('fits');
  expect(on('qwen2.5-coder-1.5b-instruct-q4_k_m', 2, 1.5)).toBe('too-big');
  expect(on('mistral-7b-instruct-v0.3-q4_k_m', 8, 6)).toBe('tight');
  expect(on('mistral-7b-instruct-v0.3-q4_k_m', 16, 12)).toBe('fits');
  expect(on('granite-3.3-8b-instruct-q4_k_m', 4, 3)).toBe('too-big');
  expect(on('mistral-7b-instruct-v0.3-q4_k_m', 16, null)).toBe('fits');
  expect(on('granite-3.3-8b-instruct-q4_k_m', 8, null)).toBe('tight');
});

test('of a model whose shape is not known nothing is said', () => {
  expect(memoryOfModel({ fileBytes: GB, quantisation: 'Q4_K_M', shape: null, contextTokens: 4_096 })).toBeNull();
  expect(fitOf(null, { totalBytes: 64 * GB, availableBytes: 60 * GB })).toBe('unsaid');
});

test('this machine has some memory, and not all of it is taken', () => {
  const { totalBytes, availableBytes } = machineMemory();
  expect(totalBytes).toBeGreaterThan(GB / 2);
  expect(availableBytes === null || (availableBytes > 0 && availableBytes <= totalBytes)).toBe(true);
});

test('the list: at least eight models for answers from 0.1 to 8 billion, two for search, one of them for many languages', () => {
  const billions = offers.filter(({ role }) => role === 'llm').map(({ parameters }) => Number.parseFloat(parameters!) * (parameters!.endsWith('M') ? 0.001 : 1));
  expect(billions.length).toBeGreaterThanOrEqual(8);
  expect([Math.min(...billions), Math.max(...billions)]).toEqual([0.135, 8]);
  const embedders = offers.filter(({ role }) => role === 'embedder');
  expect(embedders.length).toBeGreaterThanOrEqual(2);
  expect(embedders.some(({ embedder }) => embedder!.languages === undefined)).toBe(true);
});

test('every entry: an address on the list, a licence, a shape; a hash only where it was checked; words in both languages', () => {
  expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length);
  for (const { id, role, licence, files, parameters, quantisation, shape } of offers) {
    expect(licence, id).not.toBe('');
    expect(parameters, id).toMatch(/^[\d.]+[MB]$/);
    expect(quantisation, id).toBeDefined();
    expect(role === 'embedder' || shape !== undefined, id).toBe(true);
    expect(role === 'llm' ? files.length : 4, id).toBe(files.length);
    for (const { url, path: name, bytes } of files) {
      expect(isAllowedHost(new URL(url), hosts), url).toBe(true);
      expect(placeAtHub(url).path.endsWith(name), url).toBe(true);
      expect(bytes).toBeGreaterThan(0);
    }
    const key = `models.description.${id}` as keyof typeof en;
    expect(en[key], key).toEqual(expect.any(String));
    expect(de[key], key).not.toBe(en[key]);
  }
  expect(offers.filter(({ files }) => files.every(({ sha256 }) => sha256 !== undefined)).map(({ id }) => id)).toEqual(['all-minilm-l6-v2-int8', 'smollm2-135m-instruct-q4_1', 'qwen2.5-coder-1.5b-instruct-q4_k_m']);
});
