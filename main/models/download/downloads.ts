// The downloads that are not over: one runs, the others wait for their turn, are paused or have failed. In: what a person
// asks for. Out: what there is to show. Invariant: nothing begins by itself; what was interrupted, by a pause, the seal or
// a restart, goes on when the person says so and not before.
import { rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import type { Download } from '../../../contract/catalog.ts';
import { AppError, toWireError, type WireError } from '../../../contract/errors.ts';
import type { Offer } from '../catalog.ts';
import { downloadModel, partFolder, partOf, type DownloadSteps } from './downloadModel.ts';
import type { HubFacts } from './hubFacts.ts';
import { checkMayDownload, type DownloadRules } from './mayDownload.ts';
import { createSpeed } from './speed.ts';
import type { WayOut } from './wayOut.ts';

export interface Downloads {
  list(): Download[];
  /** Queues it, or goes on with it. @throws AppError `download-sealed`, `download-not-allowed`, `not-found` */
  start(modelId: string): Promise<void>;
  pause(modelId: string): Promise<void>;
  /** Deletes what has arrived. */
  cancel(modelId: string): Promise<void>;
  /** Ends what runs and its connection; resolves when it is closed. */
  stopAll(): Promise<void>;
}

export interface DownloadsOptions {
  readonly offers: readonly Offer[];
  readonly dir: string;
  readonly rules: DownloadRules;
  readonly hub: HubFacts;
  /** By the model that it is for. */
  readonly wayOut: (offer: Offer) => WayOut;
  readonly onChange: (downloads: Download[]) => void;
  /** A model is complete. */
  readonly onDone: (offer: Offer) => void;
  readonly onFailed: (offer: Offer, error: WireError) => void;
  readonly onCancelled: (offer: Offer) => void;
  readonly backOffMs?: DownloadSteps['backOffMs'];
}

/** Errors after which nothing of what arrived can be used. */
const SPOILT: ReadonlySet<string> = new Set(['download-wrong-size', 'download-wrong-hash', 'download-changed', 'model-invalid', 'embedder-invalid']);
const TELL_EVERY_MS = 250;

interface Entry {
  readonly offer: Offer;
  state: Download['state'];
  bytes: number;
  totalBytes: number;
  host: string | null;
  error: Download['error'];
  readonly speed: ReturnType<typeof createSpeed>;
}

export function createDownloads(options: DownloadsOptions): Downloads {
  const { offers, dir, rules, hub } = options;
  const entries = new Map<string, Entry>();
  let running: { readonly entry: Entry; readonly abort: AbortController; readonly over: Promise<void> } | null = null;
  let toldMs = 0;

  const row = (entry: Entry): Download => {
    const bytesPerSecond = entry.state === 'running' ? entry.speed.bytesPerSecond() : null;
    const { offer, state, bytes, totalBytes, host, error } = entry;
    return { modelId: offer.id, name: offer.name, state, bytes, totalBytes, bytesPerSecond, secondsLeft: bytesPerSecond === null || bytesPerSecond === 0 ? null : (totalBytes - bytes) / bytesPerSecond, host, error };
  };
  const list = (): Download[] => [...entries.values()].map(row);

  function tell(): void {
    toldMs = Date.now();
    options.onChange(list());
  }

  const fresh = (offer: Offer): Entry => ({ offer, state: 'paused', bytes: 0, totalBytes: offer.files.reduce((sum, { bytes }) => sum + bytes, 0), host: null, error: null, speed: createSpeed() });

  /** What an earlier run left. */
  const looked = Promise.all(
    interrupted(dir, offers).map(async (offer) => {
      const part = await partOf(dir, offer);
      if (part !== null) entries.set(offer.id, { ...fresh(offer), ...part, totalBytes: part.totalBytes || fresh(offer).totalBytes });
    }),
  ).then(() => entries.size > 0 && tell());

  async function run(entry: Entry, signal: AbortSignal): Promise<void> {
    const { offer } = entry;
    entry.state = 'running';
    entry.error = null;
    entry.speed.restart(entry.bytes);
    tell();
    try {
      const checkAllowed = (): void => checkMayDownload(rules, offer, hub);
      checkAllowed();
      await downloadModel(offer, dir, hub, options.wayOut(offer), {
        checkAllowed,
        signal,
        onProgress: (bytes, totalBytes) => {
          Object.assign(entry, { bytes, totalBytes, state: 'running' });
          entry.speed.add(bytes);
          if (Date.now() - toldMs >= TELL_EVERY_MS) tell();
        },
        onHost: (host) => (entry.host = host),
        onChecking: () => {
          entry.state = 'checking';
          tell();
        },
        ...(options.backOffMs === undefined ? {} : { backOffMs: options.backOffMs }),
      });
      entries.delete(offer.id);
      options.onDone(offer);
    } catch (error) {
      entry.host = null;
      if (signal.aborted) entry.state = 'paused';
      else await failed(entry, toWireError(error));
    }
  }

  async function failed(entry: Entry, error: WireError): Promise<void> {
    Object.assign(entry, { state: 'failed', error: { code: error.code, data: { ...error.data } } });
    options.onFailed(entry.offer, error);
    tell();
    if (!SPOILT.has(error.code)) return;
    entry.bytes = 0;
    await rm(partFolder(dir, entry.offer.id), { recursive: true, force: true });
  }

  function next(): void {
    if (running !== null) return;
    const entry = [...entries.values()].find(({ state }) => state === 'queued');
    if (entry === undefined) return;
    const abort = new AbortController();
    const over = run(entry, abort.signal).finally(() => {
      running = null;
      tell();
      next();
    });
    running = { entry, abort, over };
  }

  async function stop(modelId: string): Promise<Entry> {
    await looked;
    const entry = entries.get(modelId);
    if (entry === undefined) throw new AppError('not-found');
    if (entry.state === 'queued') entry.state = 'paused';
    if (running?.entry === entry) {
      running.abort.abort();
      await running.over;
    }
    return entry;
  }

  return {
    list,
    start: async (modelId) => {
      await looked;
      const offer = offers.find(({ id }) => id === modelId);
      if (offer === undefined) throw new AppError('not-found');
      checkMayDownload(rules, offer, hub);
      const entry = entries.get(modelId) ?? fresh(offer);
      if (entry.state === 'running' || entry.state === 'checking' || entry.state === 'queued') return;
      entry.state = 'queued';
      // To the end of the queue.
      entries.delete(modelId);
      entries.set(modelId, entry);
      tell();
      next();
    },
    pause: async (modelId) => {
      await stop(modelId);
      tell();
    },
    cancel: async (modelId) => {
      const { offer } = await stop(modelId);
      entries.delete(modelId);
      await rm(partFolder(dir, modelId), { recursive: true, force: true });
      options.onCancelled(offer);
      tell();
    },
    stopAll: async () => {
      for (const entry of entries.values()) if (entry.state === 'queued') entry.state = 'paused';
      running?.abort.abort();
      await running?.over;
      tell();
    },
  };
}

function interrupted(dir: string, offers: readonly Offer[]): readonly Offer[] {
  let names: readonly string[];
  try {
    names = readdirSync(dir);
  } catch {
    return [];
  }
  return offers.filter(({ id }) => names.includes(`${id}.part`));
}
