// Downloaded models among those that Freehold brings: a record makes one of a folder, and nothing else does.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCatalog, readOffers } from '../../../main/models/catalog.ts';
import { withDownloads } from '../../../main/models/download/downloadedModels.ts';
import { createModelShelf } from '../../../main/models/modelShelf.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyGguf } from '../../support/tinyGguf.ts';

const signal = new AbortController().signal;
const MANIFEST = { dimensions: 16, maxTokens: 64, pooling: 'mean', prefixes: { question: 'q: ', passage: '' } } as const;
const url = (name: string): string => `https://hub.example/maker/model/resolve/main/${name}`;

function start() {
  const dir = temporaryFolder();
  const broughtDir = path.join(dir, 'brought');
  const ownDir = path.join(dir, 'own');
  const write = (file: string, content: string | Buffer): void => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  write(path.join(dir, 'catalog.json'), JSON.stringify({ models: [{ id: 'brought', role: 'llm', default: true, name: 'Brought', description: '', licence: 'MIT', files: [{ path: 'brought.gguf', bytes: tinyGguf().length, sha256: 'x' }], sources: [{ kind: 'hub', files: [{ path: 'brought.gguf', url: url('brought.gguf'), bytes: tinyGguf().length, sha256: 'a'.repeat(64) }] }, { kind: 'pypi', packages: [] }] }] }));
  write(path.join(dir, 'downloads.json'), JSON.stringify({ hosts: ['hub.example'], models: [{ id: 'writer', role: 'llm', name: 'Writer', description: '', licence: 'MIT', contextTokens: 2_048, files: [{ path: 'writer.gguf', url: url('writer.gguf'), bytes: 1 }] }, { id: 'finder', role: 'embedder', name: 'Finder', description: '', licence: 'MIT', embedder: MANIFEST, files: [{ path: 'onnx/model.onnx', url: url('onnx/model.onnx'), bytes: 1 }] }] }));
  const brought = readCatalog(path.join(dir, 'catalog.json'), [broughtDir, ownDir]);
  const { offers } = readOffers(path.join(dir, 'downloads.json'), brought);
  const catalog = withDownloads(brought, offers, [broughtDir, ownDir], ownDir);
  const put = (id: string, file: string, record: unknown): void => {
    write(path.join(ownDir, id, file), tinyGguf());
    if (record !== null) write(path.join(ownDir, id, 'download.json'), JSON.stringify(record));
    catalog.reload();
  };
  const record = (id: string, file: string) => ({ id, atMs: 1, files: [{ path: file, url: url(file), bytes: tinyGguf().length, sha256: 'b'.repeat(64) }] });
  return { ownDir, catalog, offers, put, record, shelf: createModelShelf(catalog, path.join(dir, 'user')) };
}

test('what is published of a brought model is offered, too; the smallest comes first', () => {
  expect(start().offers.map(({ id, files }) => [id, files[0]!.sha256 !== undefined])).toEqual([['writer', false], ['finder', false], ['brought', true]]);
});

test('a downloaded model is on the shelf, loads with the size that was checked, and goes when it is deleted', async () => {
  const { ownDir, catalog, put, record, shelf } = start();
  expect(shelf.defaultId()).toBeNull();
  put('writer', 'writer.gguf', record('writer', 'writer.gguf'));
  expect(shelf.rows(null).find(({ id }) => id === 'writer')).toMatchObject({ origin: 'downloaded', installed: true, sizeBytes: tinyGguf().length });
  expect(shelf.defaultId()).toBe('writer');
  expect(await shelf.fileOf('writer')).toMatchObject({ path: path.join(ownDir, 'writer', 'writer.gguf'), contextTokens: 2_048 });
  writeFileSync(path.join(ownDir, 'writer', 'writer.gguf'), tinyGguf().subarray(0, -1));
  await expect(shelf.fileOf('writer')).rejects.toMatchObject({ code: 'model-invalid' });
  catalog.remove('writer');
  expect(existsSync(path.join(ownDir, 'writer'))).toBe(false);
  expect(shelf.rows(null).map(({ id }) => id)).toEqual(['brought']);
  await expect(shelf.fileOf('writer')).rejects.toMatchObject({ code: 'model-missing' });
});

test('a downloaded model for search is used as its offer says', async () => {
  const { ownDir, put, record, shelf } = start();
  put('finder', 'onnx/model.onnx', record('finder', 'onnx/model.onnx'));
  expect(await shelf.embedders(signal)).toEqual([{ ...MANIFEST, id: 'finder', modelDir: path.join(ownDir, 'finder') }]);
});

test('a folder without a record, with another one’s, with rubbish or of nothing that is offered is no model, and is not deleted', () => {
  for (const [id, made] of [['writer', null], ['writer', { id: 'finder' }], ['writer', 'rubbish'], ['stranger', { id: 'stranger', atMs: 1, files: [{ path: 'x', url: 'x', bytes: 1, sha256: 'x' }] }]] as const) {
    const { ownDir, catalog, put, shelf } = start();
    put(id, 'writer.gguf', made);
    expect(shelf.rows(null).map((row) => row.id)).toEqual(['brought']);
    catalog.remove(id);
    expect(existsSync(path.join(ownDir, id, 'writer.gguf'))).toBe(true);
  }
});

test('a brought model that was downloaded stays what it is, and its download can be deleted', () => {
  const { catalog, put, record, shelf } = start();
  put('brought', 'brought.gguf', record('brought', 'brought.gguf'));
  expect(shelf.rows(null)).toMatchObject([{ id: 'brought', origin: 'built-in', installed: true }]);
  expect(catalog.isDownloaded('brought')).toBe(true);
  catalog.remove('brought');
  expect(shelf.rows(null)).toMatchObject([{ id: 'brought', installed: false }]);
});
