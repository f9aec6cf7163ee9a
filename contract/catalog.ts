// Routes of the model catalog: what can be downloaded, whether it suits this machine, and the only traffic that Freehold
// ever has: a download that a person starts. Everything here is refused while the app is sealed.
import { z } from 'zod';
import { request } from './route.ts';
import { id as modelId } from './schemas.ts';

const nothing = z.strictObject({});
const bytes = z.number().nonnegative();

/** `unsaid`: nothing is known of its size in memory. */
export const FITS = ['fits', 'tight', 'too-big', 'unsaid'] as const;

export const measured = z.strictObject({
  /** Tokens a second: written, and read of a prompt. */
  writes: z.number(),
  reads: z.number(),
  /** Resident memory of the engine that ran it; null where the system does not tell. */
  memoryBytes: bytes.nullable(),
  threads: z.number(),
  atMs: z.number(),
});

export const DOWNLOAD_STATES = ['queued', 'running', 'checking', 'paused', 'failed'] as const;

export const download = z.strictObject({
  modelId,
  name: z.string(),
  state: z.enum(DOWNLOAD_STATES),
  bytes,
  totalBytes: bytes,
  /** Of the last seconds; null while nothing arrives. */
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** The host that the connection goes to; null while there is none. */
  host: z.string().nullable(),
  /** Why it failed: a code of the error catalogue with the data of its words. */
  error: z.strictObject({ code: z.string(), data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }).nullable(),
});
export type Download = z.infer<typeof download>;

export const catalogRow = z.strictObject({
  id: modelId,
  role: z.enum(['llm', 'embedder']),
  name: z.string(),
  licence: z.string(),
  /** As its maker counts them: `1.5B`. */
  parameters: z.string(),
  quantisation: z.string(),
  /** ISO 639-1; null when it knows a great many. */
  languages: z.array(z.string()).readonly().nullable(),
  sizeBytes: bytes,
  /** False: the hub says the exact size when the download begins. */
  sizeExact: z.boolean(),
  /** Where its hash is from: it ships with Freehold, it was taken at an earlier download, or it is taken at the next. */
  hash: z.enum(['pinned', 'kept', 'at-download']),
  /** The host that is asked first. */
  host: z.string(),
  /** Account and name of its repository there. */
  repository: z.string(),
  memoryBytes: bytes.nullable(),
  fit: z.enum(FITS),
  fitsOnDisk: z.boolean(),
  /** False: an administrator does not allow it. */
  allowed: z.boolean(),
  installed: z.boolean(),
  inUse: z.boolean(),
  /** Its files are Freehold's own to delete; those that were brought along with it are not. */
  deletable: z.boolean(),
  measured: measured.nullable(),
});

export const catalogState = z.strictObject({
  sealed: z.boolean(),
  /** False: sealed for good, by this program or by an administrator. */
  canUnseal: z.boolean(),
  /** Every host that a connection may go to; `*.` stands for one or more names before it. */
  hosts: z.array(z.string()),
  /** `availableBytes` is null where the system does not tell it. */
  machine: z.strictObject({ totalBytes: bytes, availableBytes: bytes.nullable(), freeDiskBytes: bytes }),
  models: z.array(catalogRow),
});

/** One connection that was tried: kept when Freehold quits. */
export const connection = z.strictObject({
  atMs: z.number(),
  host: z.string(),
  modelName: z.string(),
  allowed: z.boolean(),
  receivedBytes: bytes,
  sentBytes: bytes,
});
export type Connection = z.infer<typeof connection>;

export const catalogRoutes = {
  'catalog.list': request(nothing, catalogState),
  'catalog.downloads': request(nothing, z.array(download)),
  /** Queues the download, or goes on with one that is paused or failed; progress comes as `downloads.changed`. Of an installed model nothing. */
  'catalog.download': request(z.strictObject({ modelId }), nothing),
  /** What has arrived stays, for going on later, after a restart too. */
  'catalog.pause': request(z.strictObject({ modelId }), nothing),
  /** What has arrived is deleted. */
  'catalog.cancel': request(z.strictObject({ modelId }), nothing),
  /** Deletes the files of a downloaded model. */
  'catalog.delete': request(z.strictObject({ modelId }), nothing),
  /** Loads an installed language model into an engine of its own and has it read and write a little: 5 to 60 seconds. */
  'catalog.measure': request(z.strictObject({ modelId }), measured),
  /** Sealing ends a running download and its connection. Unsealing is the person's deliberate act; the window asks first. */
  'catalog.seal': request(z.strictObject({ sealed: z.boolean() }), nothing),
  /** Every connection that was tried, the latest first. */
  'catalog.connections': request(nothing, z.array(connection)),
} as const;
