// The models that Freehold brings: names, sizes, licences and hashes, read from the catalog file that ships with the
// app, and where each is on this machine.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { embedderManifest } from './embedderSpec.ts';

const entry = z.object({
  id: z.string(),
  role: z.enum(['llm', 'embedder', 'ocr']),
  default: z.boolean().optional(),
  name: z.string(),
  description: z.string(),
  licence: z.string(),
  /** Of a language model. */
  contextTokens: z.number().int().positive().optional(),
  /** Of an embedder, and of every one: without it nobody could load it. */
  embedder: embedderManifest.optional(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })).min(1),
}).refine(({ role, embedder }) => (role === 'embedder') === (embedder !== undefined), 'an embedder has its manifest, and nothing else has one');
export type CatalogEntry = z.infer<typeof entry>;

export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** Folder of an installed model, or null. Complete means: every file is there in its full size. */
  folderOf(id: string): string | null;
}

export function readCatalog(catalogFile: string, modelDirs: readonly string[]): Catalog {
  const { models: entries } = z.object({ models: z.array(entry) }).parse(JSON.parse(readFileSync(catalogFile, 'utf8')));
  return {
    entries,
    folderOf: (id) => {
      const wanted = entries.find((candidate) => candidate.id === id);
      if (wanted === undefined) return null;
      const folders = modelDirs.map((dir) => path.join(dir, id));
      return folders.find((folder) => wanted.files.every((file) => existsSync(path.join(folder, file.path)))) ?? null;
    },
  };
}
