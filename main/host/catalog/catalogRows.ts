// The rows of the model catalog: what is offered, beside what is here and what this machine can hold.
import { statSync } from 'node:fs';
import path from 'node:path';
import type { RouteOutput } from '../../../contract/routes.ts';
import type { DownloadedModels } from '../../models/download/downloadedModels.ts';
import { roomFor } from '../../models/download/downloadModel.ts';
import { placeAtHub, type HubFacts } from '../../models/download/hubFacts.ts';
import { isModelAllowed, type DownloadRules } from '../../models/download/mayDownload.ts';
import { fitOf, machineMemory, memoryOfEmbedder, memoryOfModel, type ModelMemory } from '../../models/fit.ts';
import { readGgufHeader, type GgufHeader } from '../../models/ggufHeader.ts';
import type { Offer } from '../../models/catalog.ts';
import { contextTokensOf, type ModelShelf } from '../../models/modelShelf.ts';
import type { ModelSpeeds } from '../../models/modelSpeeds.ts';

type Catalog = RouteOutput<'catalog.list'>;
type Row = Catalog['models'][number];

export interface CatalogRows {
  machine(): Promise<Catalog['machine']>;
  rows(machine: Catalog['machine']): Promise<Row[]>;
}

export function createCatalogRows(options: {
  readonly offers: readonly Offer[];
  readonly catalog: DownloadedModels;
  readonly shelf: ModelShelf;
  readonly hub: HubFacts;
  readonly rules: DownloadRules;
  readonly speeds: ModelSpeeds;
  readonly threads: () => number;
  /** Of the models in use. */
  readonly selected: () => { readonly llm: string | null; readonly embedder: string | null };
  /** Held by the language model that is loaded. */
  readonly llmMemory: () => number;
  /** That downloads go to; it exists. */
  readonly dir: string;
}): CatalogRows {
  const { offers, catalog, shelf, hub, rules, speeds } = options;
  const headers = new Map<string, GgufHeader | null>();

  /** Of an installed model's file; null where there is none. Read once, since a model's vocabulary is long. */
  async function headerOf(file: string | null): Promise<GgufHeader | null> {
    if (file === null) return null;
    const known = headers.get(file);
    if (known !== undefined) return known;
    const header = await readGgufHeader(file).catch(() => null);
    headers.set(file, header);
    return header;
  }

  function fileOf({ id, role, files }: Offer): string | null {
    const folder = role === 'llm' ? catalog.folderOf(id) : null;
    return folder === null ? null : path.join(folder, files[0]!.path);
  }

  async function memoryOf(offer: Offer, sizeBytes: number): Promise<ModelMemory | null> {
    if (offer.role === 'embedder') return memoryOfEmbedder(sizeBytes);
    const header = await headerOf(fileOf(offer));
    const here = header === null ? {} : { repackedBytes: header.repackedBytes };
    return memoryOfModel({ fileBytes: sizeBytes, quantisation: offer.quantisation ?? null, shape: header?.shape ?? offer.shape ?? null, contextTokens: contextTokensOf(offer.contextTokens), ...here });
  }

  function sizeOf({ id, files }: Offer): { readonly sizeBytes: number; readonly sizeExact: boolean } {
    const folder = catalog.folderOf(id);
    const sizes = files.map((file) => (folder === null ? undefined : statSync(path.join(folder, file.path), { throwIfNoEntry: false })?.size) ?? (file.sha256 === undefined ? hub.kept(file)?.bytes : file.bytes));
    return { sizeBytes: sizes.reduce<number>((sum, size, index) => sum + (size ?? files[index]!.bytes), 0), sizeExact: sizes.every((size) => size !== undefined) };
  }

  async function row(offer: Offer, machine: Catalog['machine']): Promise<Row> {
    const { id, role, files } = offer;
    const size = sizeOf(offer);
    const memory = await memoryOf(offer, size.sizeBytes);
    const installed = catalog.folderOf(id) !== null;
    const selected = options.selected();
    const unpinned = files.filter((file) => file.sha256 === undefined);
    return {
      id,
      role,
      name: offer.name,
      licence: offer.licence,
      parameters: offer.parameters ?? '',
      quantisation: offer.quantisation ?? '',
      languages: offer.languages ?? offer.embedder?.languages ?? null,
      ...size,
      hash: unpinned.length === 0 ? 'pinned' : unpinned.every((file) => hub.kept(file) !== null) ? 'kept' : 'at-download',
      host: new URL(files[0]!.url).host,
      repository: placeAtHub(files.at(-1)!.url).repository,
      memoryBytes: memory?.heldBytes ?? null,
      fit: fitOf(memory, machine, role === 'llm' ? options.llmMemory() : 0),
      fitsOnDisk: installed || size.sizeBytes <= machine.freeDiskBytes,
      allowed: isModelAllowed(rules, offer, hub),
      installed,
      inUse: installed && id === (role === 'llm' ? selected.llm : selected.embedder),
      deletable: catalog.isDownloaded(id),
      measured: role === 'llm' ? speeds.of(shelf.knownHash(id), options.threads()) : null,
    };
  }

  return {
    machine: async () => ({ ...machineMemory(), freeDiskBytes: Math.max(0, await roomFor(options.dir)) }),
    rows: (machine) => Promise.all(offers.map((offer) => row(offer, machine))),
  };
}
