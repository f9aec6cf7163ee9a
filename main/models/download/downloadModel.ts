// One model, from its offer to a folder that the shelf can use. Everything is gathered in `<id>.part`: the files, and a
// record of how far it is; when each was checked, and the model as a whole, the folder gets its name. Invariant: the
// folder `<id>` appears whole or not at all, whenever this is interrupted.
import { mkdirSync, readFileSync } from 'node:fs';
import { rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import { createJsonFile, type JsonFile } from '../../files/jsonFile.ts';
import { syncFolder } from '../../files/syncFiles.ts';
import { checkEmbedderFolder } from '../addedEmbedders.ts';
import type { Offer } from '../catalog.ts';
import { readGgufHeader } from '../ggufHeader.ts';
import { RECORD_FILE, downloadRecord } from './downloadedModels.ts';
import { fetchFile, type FetchOptions } from './fetchFile.ts';
import type { FileFacts, HubFacts } from './hubFacts.ts';
import type { WayOut } from './wayOut.ts';

export interface DownloadSteps {
  /** Throws where this model may not be fetched. */
  checkAllowed(): void;
  readonly signal: AbortSignal;
  /** Bytes of the whole model. */
  onProgress(bytes: number, totalBytes: number): void;
  onHost(host: string | null): void;
  onChecking(): void;
  readonly backOffMs?: FetchOptions['backOffMs'];
}

const PART = '.part';
const STATE_FILE = 'state.json';
/** Stays free on the disk: a system whose disk is full fails in many places. */
const RESERVE_SHARE = 0.02;
const MAX_RESERVE_BYTES = 2_000_000_000;

const partState = z.object({
  id: z.string(),
  totalBytes: z.number(),
  /** By path, what the host called the version of the part that is here. */
  tags: z.record(z.string(), z.string()),
  /** By path, of the files that were checked. */
  done: z.record(z.string(), z.string()),
});
export type PartState = z.infer<typeof partState>;

export const partFolder = (dir: string, id: string): string => path.join(dir, `${id}${PART}`);

/** What is here of a download that is not over: null where there is none. */
export async function partOf(dir: string, { id, files }: Pick<Offer, 'id' | 'files'>): Promise<{ readonly bytes: number; readonly totalBytes: number } | null> {
  const folder = partFolder(dir, id);
  try {
    const state = partState.parse(JSON.parse(readFileSync(path.join(folder, STATE_FILE), 'utf8')));
    const sizes = await Promise.all(files.map(({ path: name }) => bytesHere(folder, name)));
    return { bytes: sizes.reduce((sum, bytes) => sum + bytes, 0), totalBytes: state.totalBytes };
  } catch {
    return null;
  }
}

/** Asks `checkAllowed` once the model's hash is known. @throws AppError `download-…`, `model-invalid`, `embedder-invalid`, `cancelled` */
export async function downloadModel(offer: Offer, dir: string, hub: HubFacts, wayOut: WayOut, steps: DownloadSteps): Promise<void> {
  const folder = partFolder(dir, offer.id);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = createJsonFile(path.join(folder, STATE_FILE), partState, { id: offer.id, totalBytes: 0, tags: {}, done: {} });
  const asked = { signal: steps.signal, onHost: steps.onHost };

  const facts: FileFacts[] = [];
  for (const file of offer.files) facts.push(await hub.of(file, wayOut, asked));
  steps.checkAllowed();
  const totalBytes = facts.reduce((sum, { bytes }) => sum + bytes, 0);
  state.write({ ...state.read(), totalBytes });
  const here = (await Promise.all(offer.files.map((file) => bytesHere(folder, file.path)))).reduce((sum, bytes) => sum + bytes, 0);
  await checkRoom(dir, totalBytes - here);

  let before = 0;
  for (const [index, { path: name, url }] of offer.files.entries()) {
    const start = before;
    const fact = facts[index]!;
    if (state.read().done[name] === undefined) {
      const sha256 = await fetchFile({ url, target: path.join(folder, name), facts: fact }, wayOut, {
        ...asked,
        tag: tagOf(state, name),
        onProgress: (bytes) => steps.onProgress(start + bytes, totalBytes),
        onChecking: () => {
          steps.onHost(null);
          steps.onChecking();
        },
        ...(steps.backOffMs === undefined ? {} : { backOffMs: steps.backOffMs }),
      });
      state.write({ ...state.read(), done: { ...state.read().done, [name]: sha256 } });
    }
    before += fact.bytes;
    steps.onProgress(before, totalBytes);
  }
  steps.onHost(null);
  if (offer.role === 'llm') await readGgufHeader(path.join(folder, offer.files[0]!.path));
  else await checkEmbedderFolder(folder);
  const files = offer.files.map(({ path: name, url }, index) => ({ path: name, url, bytes: facts[index]!.bytes, sha256: state.read().done[name]! }));
  await publish(folder, path.join(dir, offer.id), { id: offer.id, atMs: Date.now(), files });
}

async function publish(folder: string, target: string, record: z.infer<typeof downloadRecord>): Promise<void> {
  createJsonFile(path.join(folder, RECORD_FILE), downloadRecord, record).write(record);
  await rm(path.join(folder, STATE_FILE), { force: true });
  // A folder of that name holds a model that was not usable, or it would not have been offered.
  await rm(target, { recursive: true, force: true });
  await rename(folder, target);
  syncFolder(path.dirname(target));
}

function tagOf(state: JsonFile<PartState>, name: string): FetchOptions['tag'] {
  return {
    read: () => state.read().tags[name] ?? null,
    write: (etag) => {
      const { [name]: old, ...others } = state.read().tags;
      if ((old ?? null) !== etag) state.write({ ...state.read(), tags: etag === null ? others : { ...others, [name]: etag } });
    },
  };
}

/** @throws AppError `download-no-room` */
export async function checkRoom(dir: string, bytes: number): Promise<void> {
  const free = await roomFor(dir);
  if (bytes > free) throw new AppError('download-no-room', { needed: bytes, free: Math.max(0, free) });
}

/** What a download may take of the disk that the folder is on. */
export async function roomFor(dir: string): Promise<number> {
  const { bavail, blocks, bsize } = await statfs(dir);
  return bavail * bsize - Math.min(blocks * bsize * RESERVE_SHARE, MAX_RESERVE_BYTES);
}

async function bytesHere(folder: string, name: string): Promise<number> {
  const sizes = await Promise.all([name, `${name}.part`].map(async (one) => (await stat(path.join(folder, one)).catch(() => null))?.size ?? 0));
  return Math.max(...sizes);
}
