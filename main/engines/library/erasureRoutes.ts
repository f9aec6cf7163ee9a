// The routes of forgetting: files, folders, what has grown old; certificates, and what is not to come back.
import { AppError } from '../../../contract/errors.ts';
import type { Service } from '../rpc/protocol.ts';
import { foldersOf, forgetDocuments, forgetFolder, forgetOld, previewOf } from './forgetDocuments.ts';
import { forgetSource } from './forgetSource.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { OpenLibrary } from './openLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

type ErasureRoute = Exclude<Extract<keyof LibraryProtocol, `erasure.${string}` | `forgotten.${string}` | `retention.${string}` | 'document.forget' | 'document.forgetPreview' | 'source.forgetFolder' | 'source.folders' | 'source.remove'>, 'erasure.save'>;

export function createErasureRoutes(library: OpenedLibrary, { onDocuments, onConversations }: { readonly onDocuments: () => void; readonly onConversations: () => void }): Pick<Service<LibraryProtocol>, ErasureRoute> {
  const { current } = library;

  /** What was decided is done, though whoever asked has gone; closing the library waits for it. */
  async function forgetting<Value>(work: (opened: OpenLibrary) => Promise<Value>): Promise<Value> {
    try {
      return await library.during(new AbortController().signal, async (opened) => {
        // The list changes at once, the disk soon.
        setImmediate(onDocuments);
        const value = await work(opened);
        void opened.semantic?.watch?.sync();
        return value;
      });
    } finally {
      onDocuments();
      onConversations();
    }
  }

  return {
    'source.remove': ({ sourceId, quotes = 'kept' }) => forgetting((opened) => forgetSource(sourceId, opened, quotes)),
    'document.forget': ({ documentIds, quotes }) => forgetting((opened) => forgetDocuments(documentIds, quotes, opened)),
    'source.forgetFolder': ({ sourceId, folder, quotes }) => forgetting((opened) => forgetFolder(sourceId, folder, quotes, opened)),
    'source.folders': async ({ sourceId }) => foldersOf(sourceId, current()),
    'document.forgetPreview': async ({ documentIds, folder }) => previewOf(documentIds, folder, current()),
    'erasure.list': async () => current().erasures.list(),
    'erasure.names': async ({ id }) => {
      const { erasures } = current();
      const row = erasures.get(id);
      if (row === null) throw new AppError('not-found');
      return { row, names: [...(erasures.namesOf(id) ?? [])] };
    },
    'forgotten.list': async () => current().places.list(),
    'forgotten.revoke': async ({ id }) => {
      const { places, sources, ledger, semantic } = current();
      const sourceId = places.revoke(id);
      if (sourceId === null) throw new AppError('not-found');
      ledger.record({ kind: 'forgetting.revoked', facts: {} });
      sources.queueScan(sourceId);
      semantic?.ingest.wake();
      return {};
    },
    'retention.get': async () => current().retention.show(),
    'retention.set': async ({ sourceId, months, inherit }) => {
      const { retention, sources, ledger, semantic } = current();
      if (sourceId === null) retention.setLibrary(months);
      else retention.setSource(sourceId, months, inherit);
      ledger.record({ kind: 'retention.changed', facts: { months: inherit ? null : months, scope: sourceId === null ? 'library' : 'source' } });
      for (const { id } of sources.list()) if (sourceId === null || id === sourceId) sources.queueScan(id);
      semantic?.ingest.wake();
      return {};
    },
    'retention.apply': ({ sourceId, quotes }) => forgetting((opened) => forgetOld(({ retention }) => retention.due(sourceId), quotes, opened)),
  };
}
