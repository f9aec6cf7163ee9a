// Embedders that a person added from a folder, in the layout in which the hub has them: config.json, tokenizer.json,
// tokenizer_config.json, onnx/model_quantized.onnx. How one is used is read from `freehold.json` beside them, or known of its
// family. They are used where they lie. Invariant: the id stands for everything that a vector depends on.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import { createJsonFile } from '../files/jsonFile.ts';
import { EMBEDDER_FILES, embedderManifest, type EmbedderManifest, type EmbedderSpec } from './embedderSpec.ts';
import type { ModelHashes } from './modelHashes.ts';

type ModelRow = RouteOutput<'model.list'>[number];

export interface AddedEmbedders {
  rows(activeId: string | null): ModelRow[];
  /** Those whose files are the ones that were added; a file that changed is hashed again. */
  specs(signal: AbortSignal): Promise<EmbedderSpec[]>;
  /** Checks the folder, takes the hashes and puts it on the list. @throws AppError `embedder-invalid` */
  add(folder: string, signal: AbortSignal): Promise<ModelRow>;
  remove(id: string): void;
  /** Null when it was not added, or is gone. */
  modelFileOf(id: string): string | null;
}

const added = z.object({ id: z.string(), folder: z.string(), name: z.string(), licence: z.string(), manifest: embedderManifest, files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })) });
type Added = z.infer<typeof added>;

/** Of the model's own description, as far as it is of use here. */
const configFile = z.object({ model_type: z.string(), hidden_size: z.number().int().positive(), max_position_embeddings: z.number().int().positive(), _name_or_path: z.string().optional() });
const ownManifest = embedderManifest.extend({ name: z.string().max(200).optional(), licence: z.string().max(200).optional() });
export const OWN_MANIFEST = 'freehold.json';
const [MODEL_FILE] = EMBEDDER_FILES;
/** Of a JSON file; the largest tokenizers that are published have 35 MB. */
const MAX_JSON_BYTES = 128 * 1024 * 1024;
/** An ONNX file is a protocol buffer, and its first field the version of the format. */
const ONNX_START = 0x08;

export function createAddedEmbedders(userDataDir: string, hashes: ModelHashes): AddedEmbedders {
  const file = createJsonFile(path.join(userDataDir, 'added-embedders.json'), z.array(added), []);
  const isThere = ({ folder, files }: Added): boolean => files.every(({ name, bytes }) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size === bytes);

  /** Another model of the same build has the same size; its vectors would be mixed with those that are there. */
  async function isSame(one: Added, signal: AbortSignal): Promise<boolean> {
    if (!isThere(one)) return false;
    for (const { name, sha256 } of one.files) if ((await hashes.take(path.join(one.folder, name), signal).catch(() => null)) !== sha256) return false;
    return true;
  }

  const row = (one: Added, activeId: string | null): ModelRow => ({
    id: one.id,
    role: 'embedder',
    name: one.name,
    description: one.name === path.basename(one.folder) ? '' : path.basename(one.folder),
    licence: one.licence,
    sizeBytes: one.files.reduce((sum, { bytes }) => sum + bytes, 0),
    sha256: hashes.known(path.join(one.folder, MODEL_FILE)),
    origin: 'imported',
    installed: isThere(one),
    selected: one.id === activeId,
    languages: one.manifest.languages ?? null,
  });

  return {
    rows: (activeId) => file.read().map((one) => row(one, activeId)),
    specs: async (signal) => {
      const same = await Promise.all(file.read().map(async (one) => ((await isSame(one, signal)) ? [one] : [])));
      return same.flat().map(({ id, folder, manifest }) => ({ ...manifest, id, modelDir: folder }));
    },
    add: async (folder, signal) => {
      const sizes = await checkEmbedderFolder(folder);
      const { manifest, name, licence } = await describe(folder);
      const files: Added['files'] = [];
      for (const size of sizes) files.push({ ...size, sha256: await hashes.take(path.join(folder, size.name), signal) });
      const digest = createHash('sha256').update(JSON.stringify([manifest, files.map(({ sha256 }) => sha256)])).digest('hex');
      const one: Added = { id: `added-${digest.slice(0, 16)}`, folder, name, licence, manifest, files };
      file.write([...file.read().filter((other) => other.id !== one.id), one]);
      return row(one, null);
    },
    remove: (id) => {
      const rest = file.read().filter((one) => one.id !== id);
      if (rest.length < file.read().length) file.write(rest);
    },
    modelFileOf: (id) => {
      const one = file.read().find((candidate) => candidate.id === id);
      return one === undefined || !isThere(one) ? null : path.join(one.folder, MODEL_FILE);
    },
  };
}

const invalid = (reason: string, cause?: unknown): AppError => new AppError('embedder-invalid', { reason }, { cause });

function sizeOf(folder: string, name: string): number {
  const stats = statSync(path.join(folder, name), { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size === 0) throw invalid(`missing: ${name}`);
  if (name.endsWith('.json') && stats.size > MAX_JSON_BYTES) throw invalid(`too large: ${name}`);
  return stats.size;
}

async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw invalid(`unreadable: ${path.basename(file)}`, cause);
  }
}

/** That the files are there and are what their names say. @throws AppError `embedder-invalid` */
export async function checkEmbedderFolder(folder: string): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const sizes = EMBEDDER_FILES.map((name) => ({ name, bytes: sizeOf(folder, name) }));
  await readJson(path.join(folder, 'config.json'), configFile);
  await readJson(path.join(folder, 'tokenizer.json'), z.object({ model: z.unknown() }));
  await checkModelFile(path.join(folder, MODEL_FILE));
  return sizes;
}

async function checkModelFile(file: string): Promise<void> {
  await using handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, 0);
  if (bytesRead < 1 || buffer[0] !== ONNX_START) throw invalid(`unreadable: ${MODEL_FILE}`);
}

/** By its own manifest where it has one. */
async function describe(folder: string): Promise<{ readonly manifest: EmbedderManifest; readonly name: string; readonly licence: string }> {
  const config = await readJson(path.join(folder, 'config.json'), configFile);
  const folderName = path.basename(folder);
  const own = path.join(folder, OWN_MANIFEST);
  if (statSync(own, { throwIfNoEntry: false }) !== undefined) {
    const { name = folderName, licence = '', ...manifest } = await readJson(own, ownManifest);
    if (manifest.dimensions > config.hidden_size || manifest.maxTokens > config.max_position_embeddings) throw invalid(`unreadable: ${OWN_MANIFEST}`);
    return { manifest, name, licence };
  }
  const name = `${config._name_or_path ?? ''} ${folderName}`;
  const family = FAMILIES.find(({ is }) => is(name, config.model_type));
  if (family === undefined) throw invalid('unknown family');
  return { manifest: family.manifest(name, config.hidden_size), name: folderName, licence: family.licence };
}

interface Family {
  readonly is: (name: string, modelType: string) => boolean;
  readonly manifest: (name: string, dimensions: number) => EmbedderManifest;
  readonly licence: string;
}

/** Embedders whose use is laid down by their makers. Others need a manifest: a wrong prefix or pooling is found by no check. */
const FAMILIES: readonly Family[] = [
  {
    // E5 and multilingual E5 (arXiv 2212.03533 and 2402.05672); their instruct models and those of Mistral are used otherwise.
    is: (name, modelType) => /(?:^|[^a-z0-9])e5-(?:small|base|large)/i.test(name) && !/instruct/i.test(name) && ['bert', 'xlm-roberta'].includes(modelType),
    manifest: (name, dimensions) => ({
      dimensions,
      maxTokens: 512,
      pooling: 'mean',
      prefixes: { question: 'query: ', passage: 'passage: ' },
      ...(/multilingual/i.test(name) ? {} : { languages: ['en'] }),
    }),
    licence: 'MIT',
  },
];
