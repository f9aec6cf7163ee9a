// Embedders from a folder: how one is used is read from its own manifest or known of its family, never guessed; a folder
// that changed is another model. Files of the right shape, not real models: those are tried in integration/library.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createAddedEmbedders, OWN_MANIFEST } from '../../../main/models/addedEmbedders.ts';
import { createModelHashes } from '../../../main/models/modelHashes.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const signal = new AbortController().signal;
const ONNX = Buffer.from([0x08, 0x07, 0x12, 0x00]);
const CONFIG = { model_type: 'bert', hidden_size: 384, max_position_embeddings: 512, _name_or_path: 'intfloat/multilingual-e5-small' };
const MANIFEST = { dimensions: 256, maxTokens: 128, pooling: 'cls', prefixes: { question: 'search: ', passage: '' }, languages: ['de'] };

function folderWith(name: string, files: { readonly config?: object; readonly onnx?: Buffer; readonly own?: object | string } = {}): { folder: string; dir: string } {
  const dir = temporaryFolder();
  const folder = path.join(dir, name);
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(files.config ?? CONFIG));
  writeFileSync(path.join(folder, 'tokenizer.json'), JSON.stringify({ model: {} }));
  writeFileSync(path.join(folder, 'tokenizer_config.json'), '{}');
  writeFileSync(path.join(folder, 'onnx', 'model_quantized.onnx'), files.onnx ?? ONNX);
  if (files.own !== undefined) writeFileSync(path.join(folder, OWN_MANIFEST), typeof files.own === 'string' ? files.own : JSON.stringify(files.own));
  return { folder, dir };
}

const shelf = (dir: string) => createAddedEmbedders(path.join(dir, 'user'), createModelHashes(path.join(dir, 'user')));

test('the E5 family is known by its name: prefixes, mean, 512 tokens; the English ones know English', async () => {
  const { folder, dir } = folderWith('multilingual-e5-small');
  const row = await shelf(dir).add(folder, signal);
  expect(row).toMatchObject({ role: 'embedder', origin: 'imported', installed: true, name: 'multilingual-e5-small', licence: 'MIT', languages: null, sha256: createHash('sha256').update(ONNX).digest('hex') });
  // Also after a restart.
  expect(await shelf(dir).specs(signal)).toEqual([{ id: row.id, modelDir: folder, dimensions: 384, maxTokens: 512, pooling: 'mean', prefixes: { question: 'query: ', passage: 'passage: ' } }]);
  const english = folderWith('e5-base-v2', { config: { ...CONFIG, hidden_size: 768, _name_or_path: undefined } });
  expect(await shelf(english.dir).add(english.folder, signal)).toMatchObject({ languages: ['en'] });
  expect((await shelf(english.dir).specs(signal))[0]).toMatchObject({ dimensions: 768, prefixes: { question: 'query: ' } });
});

test.each([
  ['another family', 'bge-small', {}],
  ['a name that only looks like it', 'some5-small', { config: { ...CONFIG, _name_or_path: 'me/some5-small' } }],
  ['its instruct models, which are used otherwise', 'multilingual-e5-large-instruct', { config: { ...CONFIG, _name_or_path: 'intfloat/multilingual-e5-large-instruct' } }],
  ['one on another architecture', 'e5-small', { config: { ...CONFIG, model_type: 'mistral', _name_or_path: 'x/e5-small' } }],
])('%s needs a manifest', async (_what, name, files) => {
  const config = { ...CONFIG, _name_or_path: `x/${name}` };
  const { folder, dir } = folderWith(name, { config, ...files });
  await expect(shelf(dir).add(folder, signal)).rejects.toMatchObject({ code: 'embedder-invalid', data: { reason: 'unknown family' } });
  writeFileSync(path.join(folder, OWN_MANIFEST), JSON.stringify({ ...MANIFEST, name: 'My model', licence: 'MIT' }));
  const tested = shelf(dir);
  expect(await tested.add(folder, signal)).toMatchObject({ name: 'My model', licence: 'MIT', languages: ['de'] });
  expect(await tested.specs(signal)).toMatchObject([MANIFEST]);
});

test.each<[string, (folder: string) => void]>([
  ['without a tokenizer', (folder) => rmSync(path.join(folder, 'tokenizer.json'))],
  ['without a model', (folder) => rmSync(path.join(folder, 'onnx'), { recursive: true })],
  ['with something else for a model', (folder) => writeFileSync(path.join(folder, 'onnx', 'model_quantized.onnx'), 'version https://git-lfs')],
  ['with a description that is no JSON', (folder) => writeFileSync(path.join(folder, 'config.json'), '{')],
  ['with a manifest that lacks the pooling', (folder) => writeFileSync(path.join(folder, OWN_MANIFEST), JSON.stringify({ ...MANIFEST, pooling: undefined }))],
  ['with a manifest of more dimensions than the model has', (folder) => writeFileSync(path.join(folder, OWN_MANIFEST), JSON.stringify({ ...MANIFEST, dimensions: 385 }))],
  ['with a manifest of more tokens than the model has places for', (folder) => writeFileSync(path.join(folder, OWN_MANIFEST), JSON.stringify({ ...MANIFEST, maxTokens: 513 }))],
])('a folder %s is not put on the list', async (_what, spoil) => {
  const { folder, dir } = folderWith('multilingual-e5-small');
  spoil(folder);
  const tested = shelf(dir);
  await expect(tested.add(folder, signal)).rejects.toMatchObject({ code: 'embedder-invalid' });
  expect([tested.rows(null), await tested.specs(signal)]).toEqual([[], []]);
});

test('the id stands for what a vector depends on: the same again has the same, another use of the files another', async () => {
  const { folder, dir } = folderWith('multilingual-e5-small');
  const tested = shelf(dir);
  const { id } = await tested.add(folder, signal);
  expect((await tested.add(folder, signal)).id).toBe(id);
  expect(tested.rows(id)).toMatchObject([{ id, selected: true }]);
  writeFileSync(path.join(folder, OWN_MANIFEST), JSON.stringify(MANIFEST));
  expect((await tested.add(folder, signal)).id).not.toBe(id);
  expect(tested.rows(null)).toHaveLength(2);
  tested.remove(id);
  expect(tested.rows(null)).toHaveLength(1);
});

test('files that were replaced since, even by ones of the same size, are not used as the model that was added', async () => {
  const { folder, dir } = folderWith('multilingual-e5-small');
  const tested = shelf(dir);
  const { id } = await tested.add(folder, signal);
  expect(tested.modelFileOf(id)).not.toBeNull();
  const file = path.join(folder, 'onnx', 'model_quantized.onnx');
  rmSync(file);
  writeFileSync(file, Buffer.from([0x08, 0x07, 0x12, 0x01]));
  expect(await tested.specs(signal)).toEqual([]);
  writeFileSync(file, ONNX);
  expect(await tested.specs(signal)).toMatchObject([{ id }]);
  rmSync(file);
  expect([await tested.specs(signal), tested.rows(null)[0]!.installed, tested.modelFileOf(id)]).toEqual([[], false, null]);
});
