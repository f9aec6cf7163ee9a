// The models that Freehold knows: those that it brings (model-catalog.json), with sizes, licences and hashes, and those
// that were downloaded, by the record in their folder; and where each is on this machine.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { embedderManifest } from './embedderSpec.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file at the hub where it is published. Without a hash it is taken from the hub when it is downloaded, and the size is about right. */
export const hubFile = z.object({ path: z.string(), url: z.url({ protocol: /^https$/ }), bytes: z.number().positive(), sha256: sha256.optional() });
export type HubFile = z.infer<typeof hubFile>;

/** What is known of a model before it is here. */
export const modelFacts = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/),
  role: z.enum(['llm', 'embedder', 'ocr']),
  name: z.string(),
  description: z.string(),
  licence: z.string(),
  /** As its maker counts them. */
  parameters: z.string().optional(),
  quantisation: z.string().optional(),
  /** That it was made for, ISO 639-1; absent when it knows a great many, and of an embedder, whose manifest says it. */
  languages: z.array(z.string()).optional(),
  /** Of a language model. */
  contextTokens: z.number().int().positive().optional(),
  shape: z.object({ layers: z.number().int(), kvHeads: z.number().int(), headDim: z.number().int(), vocabulary: z.number().int() }).optional(),
  /** Of an embedder, and of every one: without it nobody could load it. */
  embedder: embedderManifest.optional(),
});
const hasManifest = ({ role, embedder }: z.infer<typeof modelFacts>): boolean => (role === 'embedder') === (embedder !== undefined);
const MANIFEST_RULE = 'an embedder has its manifest, and nothing else has one';

const entry = modelFacts
  .extend({
    default: z.boolean().optional(),
    files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })).min(1),
    /** Where it is published, among the places that set-up takes it from. */
    sources: z.array(z.union([z.object({ kind: z.literal('hub'), files: z.array(hubFile) }), z.object({ kind: z.enum(['pypi', 'npm']) })])).default([]),
  })
  .refine(hasManifest, MANIFEST_RULE);

export interface CatalogEntry extends Omit<z.infer<typeof entry>, 'sources'> {
  readonly hub: readonly HubFile[];
  /** By the person, in the model catalog; not brought along. */
  readonly downloaded: boolean;
}

export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** Folder of an installed model, or null. Complete means: every file is there. */
  folderOf(id: string): string | null;
}

/** What can be downloaded. */
export interface Offer extends z.infer<typeof modelFacts> {
  readonly role: 'llm' | 'embedder';
  readonly files: readonly HubFile[];
}

/** @param modelDirs searched for `<dir>/<model id>/<file>`, first hit wins */
export function readCatalog(catalogFile: string, modelDirs: readonly string[]): Catalog {
  const { models } = z.object({ models: z.array(entry) }).parse(JSON.parse(readFileSync(catalogFile, 'utf8')));
  const entries = models.map(({ sources, ...facts }) => ({ ...facts, hub: sources.flatMap((source) => (source.kind === 'hub' ? source.files : [])), downloaded: false }));
  return { entries, folderOf: (id) => folderOf(entries, modelDirs, id) };
}

export function folderOf(entries: readonly CatalogEntry[], modelDirs: readonly string[], id: string): string | null {
  const wanted = entries.find((candidate) => candidate.id === id);
  if (wanted === undefined) return null;
  const folders = modelDirs.map((dir) => path.join(dir, id));
  return folders.find((folder) => wanted.files.every((file) => existsSync(path.join(folder, file.path)))) ?? null;
}

const downloads = z.object({
  /** That a download may connect to; `*.` stands for one or more names before it. */
  hosts: z.array(z.string()).min(1),
  models: z.array(modelFacts.extend({ role: z.enum(['llm', 'embedder']), files: z.array(hubFile).min(1) }).refine(hasManifest, MANIFEST_RULE)),
});

/** The smallest first: those of the catalog that are published at the hub, and those that can only be downloaded. */
export function readOffers(downloadsFile: string, { entries }: Catalog): { readonly hosts: readonly string[]; readonly offers: readonly Offer[] } {
  const { hosts, models } = downloads.parse(JSON.parse(readFileSync(downloadsFile, 'utf8')));
  const brought = entries.flatMap(({ hub, ...facts }): Offer[] => (facts.role === 'ocr' || hub.length === 0 ? [] : [{ ...modelFacts.parse(facts), role: facts.role, files: hub }]));
  const size = ({ files }: Offer): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  return { hosts, offers: [...brought, ...models].toSorted((a, b) => size(a) - size(b)) };
}
