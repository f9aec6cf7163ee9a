// The models a person can choose from: those that Freehold brings and those imported from disk. An imported model is
// used where it lies; its header is checked and its hash taken before it is put on the shelf, and its header and size
// again before each load. Embedders that were added are addedEmbedders.ts's.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ModelRun } from '../../contract/domain.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { createJsonFile } from '../files/jsonFile.ts';
import { createAddedEmbedders } from './addedEmbedders.ts';
import type { Catalog } from './catalog.ts';
import type { EmbedderSpec } from './embedderSpec.ts';
import { readGgufHeader } from './ggufHeader.ts';
import { createModelHashes } from './modelHashes.ts';

const imported = z.object({ id: z.string(), path: z.string(), name: z.string(), licence: z.string(), sizeBytes: z.number(), sha256: z.string() });
type Imported = z.infer<typeof imported>;
type ModelRow = RouteOutput<'model.list'>[number];

/** `sha256` is null while nobody has taken it: a gigabyte is not read before an answer. */
export interface ModelFile extends Pick<ModelRun, 'sha256' | 'sizeBytes' | 'modifiedMs' | 'quantisation'> {
  readonly path: string;
  readonly contextTokens: number;
}

export interface ModelShelf {
  /** @param embedderId whose vectors are searched */
  rows(selectedId: string | null, embedderId?: string | null): ModelRow[];
  /** The model a fresh start answers with, or null when none is installed. */
  defaultId(): string | null;
  /** Checks and adds a GGUF file. Throws `model-invalid`. */
  import(file: string, signal: AbortSignal): Promise<ModelRow>;
  remove(id: string): void;
  /** The file to load, checked; throws `model-missing` or `model-invalid`. */
  fileOf(id: string): Promise<ModelFile>;
  /** Checks and adds the folder of an embedder. Throws `embedder-invalid`. */
  addEmbedder(folder: string, signal: AbortSignal): Promise<ModelRow>;
  /** What is installed, the default one first. */
  embedders(signal: AbortSignal): Promise<EmbedderSpec[]>;
  /** The one that a new library takes, when Freehold brings one. */
  defaultEmbedderId(): string | null;
  /** The languages that an embedder was made for; null when it knows them all, or isn't known. */
  languagesOf(embedderId: string | null): readonly string[] | null;
  /** The SHA-256 of a model's file as it is on the disk, read where it is not known; null when it is not there. */
  hashOf(id: string, signal: AbortSignal): Promise<string | null>;
  /** The same where it was taken before and the file has not changed since; null otherwise. */
  knownHash(id: string): string | null;
}

/** Context for question and answer; larger only costs memory, as few and short passages are read. */
const CONTEXT_TOKENS = 4_096;

/** @param trainedOn tokens that the model can read, where that is known */
export const contextTokensOf = (trainedOn: number | undefined): number => Math.min(CONTEXT_TOKENS, trainedOn ?? CONTEXT_TOKENS);

export function createModelShelf(catalog: Catalog, userDataDir: string): ModelShelf {
  const file = createJsonFile(path.join(userDataDir, 'imported-models.json'), z.array(imported), []);
  const hashes = createModelHashes(userDataDir);
  const added = createAddedEmbedders(userDataDir, hashes);

  /** The model's one large file; null when it is not there. */
  function largestFileOf(id: string): string | null {
    const entry = catalog.entries.find((candidate) => candidate.id === id);
    if (entry === undefined) return added.modelFileOf(id) ?? file.read().find((model) => model.id === id && existsSync(model.path))?.path ?? null;
    const folder = catalog.folderOf(id);
    return folder === null ? null : path.join(folder, entry.files.toSorted((a, b) => b.bytes - a.bytes)[0]!.path);
  }

  function knownHash(id: string): string | null {
    const largest = largestFileOf(id);
    return largest === null ? null : hashes.known(largest);
  }

  async function checked(modelPath: string, sizeBytes: number, contextTokens: number): Promise<ModelFile> {
    const { size, mtimeMs } = await stat(modelPath);
    if (size !== sizeBytes) throw new AppError('model-invalid', { reason: 'cut-short' });
    const { quantisation } = await readGgufHeader(modelPath);
    return { path: modelPath, contextTokens, sha256: hashes.known(modelPath), sizeBytes, modifiedMs: mtimeMs, quantisation };
  }

  const builtInRow = (entry: Catalog['entries'][number], selectedId: string | null, embedderId: string | null): ModelRow => ({
    id: entry.id,
    role: entry.role,
    name: entry.name,
    description: entry.description,
    licence: entry.licence,
    sizeBytes: entry.files.reduce((sum, part) => sum + part.bytes, 0),
    sha256: knownHash(entry.id),
    origin: entry.downloaded ? 'downloaded' : 'built-in',
    installed: catalog.folderOf(entry.id) !== null,
    selected: entry.role === 'ocr' || entry.id === (entry.role === 'llm' ? selectedId : embedderId),
    languages: entry.embedder?.languages ?? null,
  });

  const importedRow = (model: Imported, selectedId: string | null): ModelRow => ({
    id: model.id,
    role: 'llm',
    name: model.name,
    description: path.basename(model.path),
    licence: model.licence,
    sizeBytes: model.sizeBytes,
    sha256: knownHash(model.id),
    origin: 'imported',
    installed: existsSync(model.path),
    selected: model.id === selectedId,
    languages: null,
  });

  const builtInEmbedders = (): EmbedderSpec[] =>
    catalog.entries.flatMap(({ id, embedder }) => {
      const modelDir = embedder === undefined ? null : catalog.folderOf(id);
      return embedder === undefined || modelDir === null ? [] : [{ ...embedder, id, modelDir }];
    });
  const byDefault = (a: EmbedderSpec, b: EmbedderSpec): number => rank(a) - rank(b);
  const rank = ({ id }: EmbedderSpec): number => (catalog.entries.some((entry) => entry.id === id && entry.default === true) ? 0 : 1);

  return {
    rows: (selectedId, embedderId = null) => [
      ...catalog.entries.map((entry) => builtInRow(entry, selectedId, embedderId)),
      ...added.rows(embedderId),
      ...file.read().map((model) => importedRow(model, selectedId)),
    ],
    defaultId: () => {
      const installed = catalog.entries.filter((entry) => entry.role === 'llm' && catalog.folderOf(entry.id) !== null);
      return (installed.find((entry) => entry.default === true) ?? installed[0])?.id ?? null;
    },
    import: async (modelPath, signal) => {
      const header = await readGgufHeader(modelPath);
      const sha256 = await hashes.take(modelPath, signal);
      const known = file.read().find((model) => model.sha256 === sha256);
      const model: Imported = {
        id: known?.id ?? `imported-${randomUUID()}`,
        path: modelPath,
        name: header.name ?? path.basename(modelPath, '.gguf'),
        licence: header.licence ?? '',
        sizeBytes: header.sizeBytes,
        sha256,
      };
      file.write([...file.read().filter((other) => other.id !== model.id), model]);
      return importedRow(model, null);
    },
    addEmbedder: added.add,
    remove: (id) => {
      added.remove(id);
      file.write(file.read().filter((model) => model.id !== id));
    },
    fileOf: async (id) => {
      const entry = catalog.entries.find((candidate) => candidate.id === id && candidate.role === 'llm');
      if (entry !== undefined) {
        const folder = catalog.folderOf(id);
        if (folder === null) throw new AppError('model-missing', { model: entry.name });
        const { path: name, bytes } = entry.files[0]!;
        return checked(path.join(folder, name), bytes, contextTokensOf(entry.contextTokens));
      }
      const model = file.read().find((candidate) => candidate.id === id);
      if (model === undefined || !existsSync(model.path)) throw new AppError('model-missing', { model: model?.name ?? id });
      return checked(model.path, model.sizeBytes, CONTEXT_TOKENS);
    },
    knownHash,
    embedders: async (signal) => [...builtInEmbedders(), ...(await added.specs(signal))].sort(byDefault),
    defaultEmbedderId: () => builtInEmbedders().sort(byDefault)[0]?.id ?? null,
    languagesOf: (id) => [...catalog.entries.map((entry) => builtInRow(entry, null, null)), ...added.rows(null)].find((row) => row.id === id)?.languages ?? null,
    hashOf: async (id, signal) => {
      const largest = largestFileOf(id);
      return largest === null ? null : hashes.take(largest, signal);
    },
  };
}
