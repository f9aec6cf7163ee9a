// The routes of the model catalog: what is offered, downloads, measuring, and the seal. In: the shelf, the settings, the
// engines, and, in the one host that may download, a way through the network gate. Invariant: without that way, and while
// the app is sealed, no connection is made.
import { mkdirSync } from 'node:fs';
import type { AppEvent, Settings } from '../../../contract/app.ts';
import type { EmbedderState } from '../../../contract/embedders.ts';
import { AppError, toWireError } from '../../../contract/errors.ts';
import type { LedgerEvent } from '../../../contract/ledger.ts';
import type { Log } from '../../ipc/log.ts';
import { readOffers, type Offer } from '../../models/catalog.ts';
import type { DownloadedModels } from '../../models/download/downloadedModels.ts';
import { createDownloads, type Downloads } from '../../models/download/downloads.ts';
import { createHubFacts } from '../../models/download/hubFacts.ts';
import { checkMayDownload, isSealed, type DownloadRules } from '../../models/download/mayDownload.ts';
import type { WayOut } from '../../models/download/wayOut.ts';
import type { ModelShelf } from '../../models/modelShelf.ts';
import { createModelSpeeds } from '../../models/modelSpeeds.ts';
import type { Policy } from '../../sovereignty/policy.ts';
import type { Ledger } from '../../sovereignty/ledger/ledgerPort.ts';
import { memoryOf, type Engines } from '../engines.ts';
import type { CoreHandlers } from '../handlers.ts';
import type { HostPaths, NetworkWay } from '../hostOptions.ts';
import { createCatalogRows } from './catalogRows.ts';
import { createConnections, type Connections } from './connections.ts';
import { measureModel } from './measureModel.ts';

type CatalogRoute = Extract<keyof CoreHandlers, `catalog.${string}`>;

export interface CatalogOptions {
  readonly paths: Pick<HostPaths, 'userDataDir' | 'downloadedModelsDir'>;
  readonly catalog: DownloadedModels;
  readonly offered: ReturnType<typeof readOffers>;
  readonly shelf: ModelShelf;
  readonly engines: Engines;
  readonly settings: () => Settings;
  readonly writeSettings: (change: Partial<Settings>) => Settings;
  readonly emit: (event: AppEvent) => void;
  /** Of the open library; null while none is open. */
  readonly embedder: () => EmbedderState | null;
  readonly threads: () => number;
  readonly policy: Policy;
  /** Null: this host never downloads. */
  readonly network: NetworkWay | null;
  readonly ledger: Ledger;
  readonly log: Log;
  readonly closed: AbortSignal;
}

export function createCatalog(options: CatalogOptions): { readonly handlers: Pick<CoreHandlers, CatalogRoute>; readonly connections: Connections; close(): Promise<void> } {
  const { catalog, shelf, engines, settings, emit, network, ledger, log } = options;
  const { hosts, offers } = options.offered;
  const dir = options.paths.downloadedModelsDir;
  const rules: DownloadRules = { sealed: () => settings().sealed, forcedSealed: network === null || options.policy.sealed, policy: options.policy };
  const connections = createConnections(options.paths.userDataDir);
  const speeds = createModelSpeeds(options.paths.userDataDir);

  const hub = createHubFacts(options.paths.userDataDir);
  const wayOut = (offer: Offer): WayOut => ({
    hosts,
    through: async (authority, work) => {
      checkMayDownload(rules, offer, hub);
      if (network === null) throw new AppError('download-sealed');
      connections.countAllowed();
      ledger.record({ kind: 'connection.allowed', facts: { host: authority, purpose: offer.id } });
      return network.through(authority, work);
    },
    onConnection: (one) => {
      log(one.allowed ? 'info' : 'warn', 'download.connection', { host: one.host, allowed: one.allowed, received: one.receivedBytes });
      if (!one.allowed) note({ kind: 'connection.blocked', facts: { by: 'catalog', scheme: 'https:', what: 'redirect', count: 1 } });
      connections.add({ ...one, atMs: Date.now(), modelName: offer.name });
    },
    ...(network?.extraCa === undefined ? {} : { extraCa: network.extraCa }),
  });

  /** Records what has happened already. */
  function note(event: LedgerEvent): void {
    try {
      ledger.record(event);
    } catch (error) {
      log('error', 'ledger.not-written', { kind: event.kind, code: toWireError(error).code });
    }
  }

  /** With the size and hash of its largest file, where it is a model now. */
  function finished({ id }: Offer, outcome: 'done' | 'failed' | 'cancelled' | 'wrongHash'): void {
    const files = outcome === 'done' ? (catalog.recordOf(id)?.files ?? []) : [];
    const largest = files.toSorted((a, b) => b.bytes - a.bytes)[0];
    note({ kind: 'download.finished', facts: { model: id, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), sha256: largest?.sha256 ?? null, outcome } });
  }

  const downloads: Downloads = createDownloads({
    offers,
    dir,
    rules,
    hub,
    wayOut,
    onChange: (rows) => emit({ type: 'downloads.changed', downloads: rows }),
    onDone: (offer) => {
      catalog.reload();
      log('info', 'download.done', { model: offer.id });
      finished(offer, 'done');
      if (offer.role === 'llm' && settings().modelId === null) options.writeSettings({ modelId: offer.id });
      emit({ type: 'models.changed' });
    },
    onFailed: (offer, { code, detail }) => {
      log('warn', 'download.failed', { model: offer.id, code, ...(detail === undefined ? {} : { detail: detail.slice(0, 300) }) });
      finished(offer, code === 'download-wrong-hash' ? 'wrongHash' : 'failed');
    },
    onCancelled: (offer) => finished(offer, 'cancelled'),
  });

  const selected = (): { llm: string | null; embedder: string | null } => {
    const embedder = options.embedder();
    return { llm: settings().modelId, embedder: embedder === null ? shelf.defaultEmbedderId() : embedder.activeId };
  };
  const llmMemory = (): number => engines.rows().find(({ name }) => name === 'llm')?.memoryBytes ?? 0;
  const rows = createCatalogRows({ offers, catalog, shelf, hub, rules, speeds, threads: options.threads, selected, llmMemory, dir });

  /** An engine that does not run has nothing to let go, and would be started by the call. */
  async function unload(): Promise<void> {
    if (engines.llm.processId() !== null) await engines.llm.call('unload', {}).catch(() => undefined);
  }

  async function remove(modelId: string): Promise<void> {
    if (!catalog.isDownloaded(modelId)) throw new AppError('not-found');
    const { llm, embedder } = selected();
    // The library could not be searched by meaning any more.
    if (modelId === embedder || options.embedder()?.building?.id === modelId) throw new AppError('bad-request');
    if (modelId === llm) await unload();
    catalog.remove(modelId);
    log('info', 'download.deleted', { model: modelId });
    note({ kind: 'model.removed', facts: { model: modelId } });
    if (modelId === llm) options.writeSettings({ modelId: shelf.defaultId() });
    emit({ type: 'models.changed' });
  }

  async function measure(modelId: string, signal: AbortSignal): ReturnType<CoreHandlers['catalog.measure']> {
    const file = await shelf.fileOf(modelId);
    const sha256 = await shelf.hashOf(modelId, signal);
    // Two models at once may be more than the memory holds; the other one comes back with the next question.
    await unload();
    const figures = await measureModel(engines.spareLlm(), { ...file, modelId, threads: options.threads() }, memoryOf, signal);
    if (sha256 !== null) speeds.keep(sha256, figures);
    emit({ type: 'models.changed' });
    return figures;
  }
  let measuring = false;

  return {
    connections,
    close: downloads.stopAll,
    handlers: {
      'catalog.list': async () => {
        mkdirSync(dir, { recursive: true, mode: 0o700 });
        const machine = await rows.machine();
        return { sealed: isSealed(rules), canUnseal: !rules.forcedSealed, hosts: [...hosts], machine, models: await rows.rows(machine) };
      },
      'catalog.downloads': async () => downloads.list(),
      'catalog.download': async ({ modelId }) => {
        if (catalog.folderOf(modelId) === null) await downloads.start(modelId);
        return {};
      },
      'catalog.pause': async ({ modelId }) => {
        await downloads.pause(modelId);
        return {};
      },
      'catalog.cancel': async ({ modelId }) => {
        await downloads.cancel(modelId);
        return {};
      },
      'catalog.delete': async ({ modelId }) => {
        await remove(modelId);
        return {};
      },
      'catalog.measure': async ({ modelId }, { signal }) => {
        // Two at once would measure each other.
        if (measuring) throw new AppError('bad-request');
        measuring = true;
        return measure(modelId, AbortSignal.any([signal, options.closed])).finally(() => (measuring = false));
      },
      'catalog.seal': async ({ sealed }) => {
        if (!sealed && rules.forcedSealed) throw new AppError('download-sealed');
        // Opening is not done without a trace; shutting is done all the same.
        if (!sealed) ledger.record({ kind: 'sealed.changed', facts: { sealed } });
        options.writeSettings({ sealed });
        log('info', sealed ? 'network.sealed' : 'network.unsealed', {});
        if (!sealed) return {};
        note({ kind: 'sealed.changed', facts: { sealed } });
        await downloads.stopAll();
        return {};
      },
      'catalog.connections': async () => connections.list(),
    },
  };
}
