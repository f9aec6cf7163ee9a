// The embedder that set-up fetched, and a second one for tests: the same files in another folder, used in another way, so
// that its vectors have other dimensions and other directions.
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { EmbedderSpec } from '../../main/models/embedderSpec.ts';
import { readCatalog } from '../../main/models/catalog.ts';
import { root, setup } from './host.ts';

const catalog = readCatalog(path.join(root, 'resources', 'model-catalog.json'), [setup.modelsDir]);
const entry = catalog.entries.find(({ role }) => role === 'embedder')!;
export const miniLm: EmbedderSpec = { ...entry.embedder!, id: entry.id, modelDir: catalog.folderOf(entry.id)! };

/** Copies the files into a folder of this name. */
export function copyOfMiniLm(dir: string, name = 'second model'): string {
  const folder = path.join(dir, name);
  cpSync(miniLm.modelDir, folder, { recursive: true });
  return folder;
}

export const SECOND = { dimensions: 256, maxTokens: 128, pooling: 'cls', prefixes: { question: 'query: ', passage: 'passage: ' } } as const;

export function secondEmbedder(dir: string, changes: Partial<EmbedderSpec> = {}): EmbedderSpec {
  return { ...SECOND, id: 'second', modelDir: copyOfMiniLm(dir), languages: ['de'], ...changes };
}
