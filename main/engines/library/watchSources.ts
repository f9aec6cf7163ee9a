// Watches the sources' folders and says which may have changed. An event is only a hint: what changed is found out by
// a scan, and every source is scanned every few minutes in any case (sleep, network drives and full queues lose
// events). A folder that can't be watched (the system's limit of watches, a drive without them) has that alone.
import { watch as watchFolder } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import watcher from '@parcel/watcher';
import type { SourceId } from '../../../contract/domain.ts';
import { toWireError, type WireError } from '../../../contract/errors.ts';
import { concernsSource } from '../../ingest/1-discover/concernsSource.ts';
import { rootIdentity, type SourceRecord } from '../../library/sources.ts';
import { debounce, type Debounced } from './debounce.ts';
import { keepWatcher } from './keepWatcher.ts';

export interface SourceWatch {
  /** Begins and ends watching as the list of sources says. Resolves when all that can be watched is, or after a while. */
  sync(): Promise<void>;
  isWatching(id: SourceId): boolean;
  close(): Promise<void>;
}

export interface SourceWatchOptions {
  readonly sources: () => readonly SourceRecord[];
  /** Freehold's own, whose changes concern nobody. */
  readonly ownFolders: readonly string[];
  /** The source's files may have changed. */
  readonly onChange: (id: SourceId) => void;
  /** A source is watched now, or no longer. */
  readonly onState: () => void;
  readonly onProblem: (error: WireError) => void;
  readonly rescanEveryMs?: number;
}

const RESCAN_EVERY_MS = 10 * 60_000;
/** A program that saves a file, or unpacks a thousand, is done when nothing came for so long … */
const QUIET_MS = 500;
/** … or isn't going to be done: what is there is read meanwhile. */
const AT_LATEST_MS = 15_000;
/** A network drive may take long to be watched; opening a library doesn't wait for it. */
const READY_WITHIN_MS = 3_000;
/** Left out by the system's own watcher, which would hold a handle for every folder in them. */
const UNWATCHED = ['**/node_modules', '**/.git', '**/.hg', '**/.svn', '**/.cache', '**/__pycache__'];

interface Watched {
  readonly source: SourceRecord;
  readonly identity: string | null;
  readonly changed: Debounced;
  readonly ready: Promise<void>;
  isWatching: boolean;
  end: () => Promise<void> | void;
}

export function createSourceWatch(options: SourceWatchOptions): SourceWatch {
  const watched = new Map<SourceId, Watched>();
  let closed = false;
  /** From the end of the first round on: sources are scanned by then, and a scan may have passed by before the watching began. */
  let scanning = false;
  let turn: Promise<void> = Promise.resolve();
  const periodic = setInterval(() => {
    for (const { id } of options.sources()) options.onChange(id);
    // What could not be watched, or fell out of it, is tried again.
    for (const [id, one] of watched) if (!one.isWatching) void drop(id);
    void sync();
  }, options.rescanEveryMs ?? RESCAN_EVERY_MS);
  periodic.unref();

  function sync(): Promise<void> {
    turn = turn.then(syncNow).catch((error: unknown) => options.onProblem(toWireError(error)));
    return turn;
  }

  async function syncNow(): Promise<void> {
    if (closed) return;
    const sources = new Map(options.sources().filter(({ available }) => available).map((source) => [source.id, source]));
    for (const [id, one] of watched) {
      const source = sources.get(id);
      if (source === undefined || isAnother(source, one)) await drop(id);
    }
    for (const source of sources.values()) if (!watched.has(source.id)) await add(source);
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, READY_WITHIN_MS);
    await Promise.race([Promise.all([...watched.values()].map(({ ready }) => ready)), late.promise]);
    clearTimeout(timer);
    scanning = true;
  }

  async function add(source: SourceRecord): Promise<void> {
    const identity = await rootIdentity(source.path);
    /** Events still come while the watching ends: then nobody is to be told, the library may be closed. */
    const tell = (): void => {
      if (watched.get(source.id) === one) options.onChange(source.id);
    };
    const changed = debounce(tell, { quietMs: QUIET_MS, atLatestMs: AT_LATEST_MS });
    const begun = Promise.withResolvers<void>();
    const one: Watched = { source, identity, changed, ready: begun.promise, isWatching: false, end: () => undefined };
    watched.set(source.id, one);
    const failed = (error: unknown): void => {
      if (watched.get(source.id) !== one) return;
      one.isWatching = false;
      // Events were lost: what they said is found by a scan.
      tell();
      options.onProblem(toWireError(error));
      options.onState();
    };
    begin(source, changed.call, failed)
      .then(
        async (end) => {
          if (watched.get(source.id) !== one) return end();
          one.end = end;
          one.isWatching = true;
          if (scanning) tell();
          options.onState();
        },
        (error: unknown) => options.onProblem(toWireError(error)),
      )
      .finally(begun.resolve);
  }

  async function begin(source: SourceRecord, onHint: () => void, onFailure: (error: unknown) => void): Promise<() => Promise<void> | void> {
    if (source.kind === 'file') {
      const name = path.basename(source.path);
      const handle = watchFolder(path.dirname(source.path), { persistent: false }, (_event, changed) => {
        if (changed === null || changed === name) onHint();
      });
      handle.on('error', onFailure);
      return () => handle.close();
    }
    const root = await realpath(source.path);
    const own = await Promise.all(options.ownFolders.map((folder) => realpath(folder).catch(() => folder)));
    const concerns = concernsSource(root, source.rules, own);
    await keepWatcher();
    const subscription = await watcher.subscribe(
      root,
      (error, events) => {
        if (error !== null) onFailure(error);
        else if (events.some((event) => concerns(event.path))) onHint();
      },
      { ignore: [...UNWATCHED, ...own] },
    );
    // Where the folder is gone the system has ended the watching already, and the end of it fails.
    return () => subscription.unsubscribe().catch(() => undefined);
  }

  async function drop(id: SourceId): Promise<void> {
    const one = watched.get(id);
    if (one === undefined) return;
    watched.delete(id);
    one.isWatching = false;
    one.changed.cancel();
    await one.end();
  }

  return {
    sync,
    isWatching: (id) => watched.get(id)?.isWatching ?? false,
    close: async () => {
      closed = true;
      clearInterval(periodic);
      await turn;
      for (const id of [...watched.keys()]) await drop(id);
    },
  };
}

/** Another folder stands at its path than the one that is watched, or other events count. */
function isAnother(source: SourceRecord, { source: before, identity }: Watched): boolean {
  if (source.path !== before.path || JSON.stringify(source.rules) !== JSON.stringify(before.rules)) return true;
  return source.rootIdentity !== null && identity !== null && source.rootIdentity !== identity;
}
