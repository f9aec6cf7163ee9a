// The routes of documents: the list and the account, what a person decides of one, and what the viewer shows of it.
import type { DocumentId } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { fileToParse } from '../../ingest/parserInterface.ts';
import type { DocumentRecord } from '../../library/documentRecord.ts';
import type { Service } from '../rpc/protocol.ts';
import { accountPage } from './accountPage.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { Passwords } from './passwords.ts';
import type { LibraryProtocol } from './protocol.ts';

type DocumentRoute = Exclude<Extract<keyof LibraryProtocol, `document.${string}` | 'tag.list'>, `document.forget${string}` | 'document.open' | 'document.handOver' | 'document.candidates'>;

interface DocumentRouteOptions {
  /** Of the library that is open. */
  readonly passwords: () => Passwords | null;
  /** Has the indexing loop look for what waits. @throws AppError `embedder-missing` */
  readonly wake: () => void;
  readonly onDocuments: () => void;
}

export function createDocumentRoutes(library: OpenedLibrary, { passwords, wake, onDocuments }: DocumentRouteOptions): Pick<Service<LibraryProtocol>, DocumentRoute> {
  const { current, reader } = library;

  return {
    'document.list': async ({ offset, limit, ...filter }) => {
      const { documents } = current();
      const { rows, total } = documents.list(filter, offset, limit);
      const nameOf = (parentId: DocumentId | null): string | null => (parentId === null ? null : (documents.get(parentId)?.name ?? null));
      return { total, rows: rows.map((row) => ({ ...rowOf(row), parentName: nameOf(row.parentId), tags: documents.tags.of(row.id) })) };
    },
    'document.names': async ({ documentIds }) =>
      documentIds.flatMap((id) => {
        const found = current().documents.get(id);
        return found === null ? [] : [{ id, name: found.name }];
      }),
    'document.coverage': async () => current().documents.coverage(null),
    'document.account': async ({ sourceId }) => current().documents.account(sourceId),
    'document.accountPage': async ({ sourceId, after, limit }) => accountPage(current(), { sourceId, after, limit }),
    'document.unlock': ({ documentId, password }, { signal }) =>
      library.during(signal, async ({ documents }, closing) => {
        const document = reader().find(documentId);
        const known = passwords();
        if (document.kind === null || known === null) throw new AppError('not-found');
        const unlocked = await known.tryOn(fileToParse(document), password, { signal: closing });
        if (unlocked) {
          documents.retry(documentId);
          documents.retryProtected();
          wake();
        }
        return { unlocked };
      }),
    'document.retry': async ({ documentId, ...filter }) => {
      const queued = current().documents.retry(documentId, filter);
      wake();
      return { queued };
    },
    'document.setEncoding': async ({ documentId, encoding }) => {
      const { versionHash } = reader().find(documentId);
      if (versionHash !== null) current().versions.forgetReading(versionHash);
      current().documents.setEncoding(documentId, encoding, { copies: true });
      wake();
      return {};
    },
    'document.setTags': async ({ documentId, tags }) => {
      current().documents.tags.set(reader().find(documentId).id, tags);
      onDocuments();
      return {};
    },
    'tag.list': async () => current().documents.tags.list(),
    'document.text': async ({ versionHash, start, end }) => reader().text(versionHash, start, end),
    'document.bytes': ({ documentId, versionHash, offset, length }) => reader().bytes(documentId, versionHash, offset, length),
    'document.locate': ({ documentId, versionHash, start, end, quote }) => reader().locate(documentId, versionHash, { start, end }, quote),
    'document.pageImage': ({ documentId, versionHash, page, maxPixels }) => reader().pageImage(documentId, versionHash, page, maxPixels),
  };
}

/** What of a document crosses to the window: no path, no hash. Named one by one, since the contract lets nothing else through. */
function rowOf(record: DocumentRecord): Omit<RouteOutput<'document.list'>['rows'][number], 'parentName' | 'tags'> {
  const { id, sourceId, name, folder, kind, state, reason, sizeBytes, modifiedMs, pages, unreadPages, parentId } = record;
  return { id, sourceId, name, folder, kind, state, reason, sizeBytes, modifiedMs, pages, unreadPages, parentId };
}
