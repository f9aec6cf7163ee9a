// The shelf: what is built in and what was imported, checked before it is put there and again before each load.
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCatalog } from '../../../main/models/catalog.ts';
import { createModelShelf, type ModelShelf } from '../../../main/models/modelShelf.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyGguf } from '../../support/tinyGguf.ts';

const signal = new AbortController().signal;
const MANIFEST = { dimensions: 16, maxTokens: 64, pooling: 'mean', prefixes: { question: '', passage: '' } } as const;

function shelf(installed: readonly string[] = []): { shelf: ModelShelf; again: () => ModelShelf; file: string; modelsDir: string; dir: string } {
  const dir = temporaryFolder();
  const catalogFile = path.join(dir, 'catalog.json');
  const entry = (id: string, role: string, extra: object = {}): object => ({ id, role, name: id, description: '', licence: 'MIT', contextTokens: 2_048, files: [{ path: `${id}.gguf`, bytes: tinyGguf().length, sha256: 'x' }], ...extra });
  writeFileSync(catalogFile, JSON.stringify({ models: [entry('small', 'llm'), entry('large', 'llm', { default: true }), entry('embedder', 'embedder', { embedder: MANIFEST })] }));
  const modelsDir = path.join(dir, 'models');
  for (const id of installed) {
    mkdirSync(path.join(modelsDir, id), { recursive: true });
    writeFileSync(path.join(modelsDir, id, `${id}.gguf`), tinyGguf());
  }
  const file = path.join(dir, 'own.gguf');
  writeFileSync(file, tinyGguf());
  const make = (): ModelShelf => createModelShelf(readCatalog(catalogFile, [modelsDir]), path.join(dir, 'user'));
  return { shelf: make(), again: make, file, modelsDir, dir };
}

test('the default is the one named so, else whatever is installed, else none; an embedder never', async () => {
  expect(shelf(['small', 'large']).shelf.defaultId()).toBe('large');
  expect(shelf(['small', 'embedder']).shelf.defaultId()).toBe('small');
  expect(shelf(['embedder']).shelf.defaultId()).toBeNull();
  const { shelf: one, modelsDir } = shelf(['embedder']);
  expect(await one.embedders(signal)).toEqual([{ ...MANIFEST, id: 'embedder', modelDir: path.join(modelsDir, 'embedder') }]);
  expect(await shelf().shelf.embedders(signal)).toEqual([]);
});

test('an imported model is used where it lies, is still there after a restart, and keeps its id when imported again', async () => {
  const { shelf: first, again, file } = shelf();
  const row = await first.import(file, signal);
  expect(row).toMatchObject({ role: 'llm', name: 'Tiny', licence: 'MIT', origin: 'imported', installed: true, sizeBytes: tinyGguf().length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const second = again();
  expect(await second.fileOf(row.id)).toMatchObject({ path: file, contextTokens: 4_096, sha256: row.sha256, quantisation: null });
  expect((await second.import(file, signal)).id).toBe(row.id);
  expect(second.rows(null).filter(({ origin }) => origin === 'imported')).toHaveLength(1);
  second.remove(row.id);
  expect(again().rows(null).filter(({ origin }) => origin === 'imported')).toHaveLength(0);
  await expect(again().fileOf(row.id)).rejects.toMatchObject({ code: 'model-missing' });
});

test('a bad file is not put on the shelf', async () => {
  const { shelf: tested, dir } = shelf();
  const bad = path.join(dir, 'bad.gguf');
  writeFileSync(bad, tinyGguf().subarray(0, 300));
  await expect(tested.import(bad, signal)).rejects.toMatchObject({ code: 'model-invalid' });
  expect(tested.rows(null).some(({ origin }) => origin === 'imported')).toBe(false);
});

test('an imported model that was cut, grown, replaced by rubbish or taken away since is refused', async () => {
  const { shelf: tested, file } = shelf();
  const { id } = await tested.import(file, signal);
  truncateSync(file, 400);
  await expect(tested.fileOf(id)).rejects.toMatchObject({ code: 'model-invalid', data: { reason: 'cut-short' } });
  writeFileSync(file, Buffer.concat([Buffer.from('rubbish!'), tinyGguf().subarray(8)]));
  await expect(tested.fileOf(id)).rejects.toMatchObject({ code: 'model-invalid', data: { reason: 'not-gguf' } });
  writeFileSync(file, tinyGguf());
  appendFileSync(file, 'x');
  await expect(tested.fileOf(id)).rejects.toMatchObject({ code: 'model-invalid' });
  rmSync(file);
  await expect(tested.fileOf(id)).rejects.toMatchObject({ code: 'model-missing', data: { model: 'Tiny' } });
  expect(tested.rows(id).find((row) => row.id === id)).toMatchObject({ installed: false, selected: true });
});

test('a built-in model that was cut is refused', async () => {
  const { shelf: tested, modelsDir } = shelf(['small']);
  expect(await tested.fileOf('small')).toMatchObject({ contextTokens: 2_048 });
  truncateSync(path.join(modelsDir, 'small', 'small.gguf'), 100);
  await expect(tested.fileOf('small')).rejects.toMatchObject({ code: 'model-invalid' });
  await expect(tested.fileOf('large')).rejects.toMatchObject({ code: 'model-missing' });
  await expect(tested.fileOf('embedder')).rejects.toMatchObject({ code: 'model-missing' });
});

test('an import that is cancelled leaves nothing', async () => {
  const { shelf: tested, file } = shelf();
  await expect(tested.import(file, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(tested.rows(null).some(({ origin }) => origin === 'imported')).toBe(false);
});

test('a hash is that of the file on the disk, taken once, and unknown again when the file changes', async () => {
  const { shelf: tested, again, modelsDir } = shelf(['small']);
  const shown = (from: ModelShelf): string | null => from.rows(null).find(({ id }) => id === 'small')!.sha256;
  expect(shown(tested)).toBeNull();
  const sha256 = createHash('sha256').update(tinyGguf()).digest('hex');
  expect(await tested.hashOf('small', signal)).toBe(sha256);
  expect([shown(tested), shown(again())]).toEqual([sha256, sha256]);
  const file = path.join(modelsDir, 'small', 'small.gguf');
  const replaced = tinyGguf();
  replaced[replaced.length - 1]! ^= 1;
  writeFileSync(`${file}.new`, replaced);
  renameSync(`${file}.new`, file);
  expect(shown(tested)).toBeNull();
  expect(await tested.hashOf('small', signal)).toBe(createHash('sha256').update(replaced).digest('hex'));
  expect(await tested.hashOf('large', signal)).toBeNull();
});
