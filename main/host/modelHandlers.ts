// The routes of the models: which are there, which one answers, which one search by meaning uses; adding and taking off.
// In: the shelf, the settings and the open library's engine. Paths stay here; a window has tokens and ids.
import type { AppEvent, Settings } from '../../contract/app.ts';
import { AppError } from '../../contract/errors.ts';
import type { EmbedderState } from '../../contract/embedders.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import type { LibraryProtocol } from '../engines/library/protocol.ts';
import type { Call } from '../engines/rpc/protocol.ts';
import type { EmbedderSpec } from '../models/embedderSpec.ts';
import type { ModelShelf } from '../models/modelShelf.ts';
import type { OcrLanguages } from '../models/ocrLanguages.ts';
import type { Ledger } from '../sovereignty/ledger/ledgerPort.ts';
import type { CoreHandlers } from './handlers.ts';
import type { PickedPath } from './pathTokens.ts';

type ModelRoute = 'ocr.languages' | 'ocr.addLanguage' | 'model.list' | 'model.import' | 'model.select' | 'model.remove' | 'embedder.estimate' | 'embedder.choose';

export function createModelHandlers(options: {
  /** An administrator's word. */
  readonly mayUse: (model: { readonly id: string }) => boolean;
  readonly shelf: ModelShelf;
  readonly ocrLanguages: OcrLanguages;
  readonly tokens: { take(token: string): PickedPath };
  readonly settings: () => Settings;
  readonly writeSettings: (change: Partial<Settings>) => Settings;
  readonly emit: (event: AppEvent) => void;
  readonly ledger: Ledger;
  readonly library: Call<LibraryProtocol>;
  /** Of the open library; null while none is open. */
  readonly embedder: () => EmbedderState | null;
  /** Closes the library and opens it again, as it is on the disk now. */
  readonly reopenLibrary: () => Promise<unknown>;
  readonly closed: AbortSignal;
}): { readonly rows: () => RouteOutput<'model.list'>; readonly handlers: Pick<CoreHandlers, ModelRoute> } {
  const { shelf, ocrLanguages, tokens, settings, writeSettings, emit, ledger, library } = options;

  /** Before a library is open, the embedder is the one that a new library takes. */
  function rows(): RouteOutput<'model.list'> {
    const embedder = options.embedder();
    return shelf.rows(settings().modelId, embedder === null ? shelf.defaultEmbedderId() : embedder.activeId);
  }

  /** @throws AppError `model-missing` */
  async function installedEmbedder(embedderId: string): Promise<EmbedderSpec> {
    const found = (await shelf.embedders(options.closed)).find(({ id }) => id === embedderId);
    if (found === undefined) throw new AppError('model-missing', { model: embedderId });
    if (!options.mayUse(found)) throw new AppError('model-not-allowed');
    return found;
  }

  const handlers: Pick<CoreHandlers, ModelRoute> = {
    'ocr.languages': async () => ocrLanguages.list(),
    'ocr.addLanguage': async ({ token }) => {
      const added = await ocrLanguages.add(tokens.take(token).path);
      const { ocr } = settings();
      writeSettings({ ocr: { ...ocr, languages: [...new Set([...ocr.languages, added.id])] } });
      return added;
    },
    'model.list': async () => rows(),
    'model.import': async ({ token }, { signal }) => {
      const picked = tokens.take(token);
      const { id, role } = picked.kind === 'folder' ? await shelf.addEmbedder(picked.path, signal) : await shelf.import(picked.path, signal);
      ledger.record({ kind: 'model.added', facts: { model: id, sha256: rows().find((row) => row.id === id)?.sha256 ?? null } });
      emit({ type: 'models.changed' });
      if (role === 'llm' && settings().modelId === null) writeSettings({ modelId: id });
      return rows().find((row) => row.id === id)!;
    },
    'model.select': async ({ modelId }) => {
      if (modelId !== null && !options.mayUse({ id: modelId })) throw new AppError('model-not-allowed');
      if (modelId !== null) await shelf.fileOf(modelId);
      writeSettings({ modelId });
      return {};
    },
    'model.remove': async ({ modelId }) => {
      const embedder = options.embedder();
      // The library could not be searched by meaning at its next opening.
      if (embedder?.activeId === modelId) throw new AppError('bad-request');
      if (embedder?.building?.id === modelId) await library('embedder.cancel', {});
      shelf.remove(modelId);
      ledger.record({ kind: 'model.removed', facts: { model: modelId } });
      if (settings().modelId === modelId) writeSettings({ modelId: shelf.defaultId() });
      emit({ type: 'models.changed' });
      return {};
    },
    'embedder.estimate': async ({ embedderId }, { signal }) => library('embedder.estimate', { embedder: await installedEmbedder(embedderId) }, { signal }),
    'embedder.choose': async ({ embedderId }) => {
      const { reopen } = await library('embedder.choose', { embedder: await installedEmbedder(embedderId) });
      if (reopen) await options.reopenLibrary();
      return {};
    },
  };
  return { rows, handlers };
}
