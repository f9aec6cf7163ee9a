// The models that were downloaded, each in a folder of its own with a record of what it is. Out: the catalog, with them in
// it. Invariant: a folder without a readable record of a model that is offered is no model; it is never loaded or deleted.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { folderOf, type Catalog, type CatalogEntry, type Offer } from '../catalog.ts';

export const RECORD_FILE = 'download.json';

/** Written when every file was checked. */
export const downloadRecord = z.object({
  id: z.string(),
  atMs: z.number(),
  files: z.array(z.object({ path: z.string(), url: z.string(), bytes: z.number(), sha256: z.string() })).min(1),
});
export type DownloadRecord = z.infer<typeof downloadRecord>;

export interface DownloadedModels extends Catalog {
  isDownloaded(id: string): boolean;
  /** What was written down when its files had been checked; null of a model that was not downloaded. */
  recordOf(id: string): DownloadRecord | null;
  /** A download was completed. */
  reload(): void;
  remove(id: string): void;
}

/** @param ownDir the one of `modelDirs` that downloads go to */
export function withDownloads(catalog: Catalog, offers: readonly Offer[], modelDirs: readonly string[], ownDir: string): DownloadedModels {
  let records = readRecords();
  let entries = allEntries();

  function readRecords(): ReadonlyMap<string, DownloadRecord> {
    const names = existsSync(ownDir) ? readdirSync(ownDir) : [];
    return new Map(names.flatMap((name) => {
      const record = readRecord(path.join(ownDir, name, RECORD_FILE));
      return record !== null && record.id === name && offers.some(({ id }) => id === name) ? [[name, record] as const] : [];
    }));
  }

  function allEntries(): readonly CatalogEntry[] {
    const own = offers.flatMap(({ files: hub, ...facts }): CatalogEntry[] => {
      const record = records.get(facts.id);
      return record === undefined || catalog.entries.some(({ id }) => id === facts.id) ? [] : [{ ...facts, hub, files: record.files, downloaded: true }];
    });
    return [...catalog.entries, ...own];
  }

  return {
    get entries() {
      return entries;
    },
    folderOf: (id) => folderOf(entries, modelDirs, id),
    isDownloaded: (id) => records.has(id),
    recordOf: (id) => records.get(id) ?? null,
    reload: () => {
      records = readRecords();
      entries = allEntries();
    },
    remove: (id) => {
      if (!records.has(id)) return;
      // The record goes first: what is left of a deletion that was cut off is no model.
      rmSync(path.join(ownDir, id, RECORD_FILE), { force: true });
      rmSync(path.join(ownDir, id), { recursive: true, force: true });
      records = readRecords();
      entries = allEntries();
    },
  };
}

function readRecord(file: string): DownloadRecord | null {
  try {
    return downloadRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
