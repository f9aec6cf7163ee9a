// Some lines of the account, file by file, for whoever writes it down: the window's host or the command line.
import path from 'node:path';
import type { DocumentId, SourceId } from '../../../contract/domain.ts';
import type { OpenLibrary } from './openLibrary.ts';
import type { AccountedFile } from './protocol.ts';

export function accountPage(
  { documents, sources }: Pick<OpenLibrary, 'documents' | 'sources'>,
  { sourceId, after, limit }: { readonly sourceId: SourceId | null; readonly after: DocumentId | null; readonly limit: number },
): AccountedFile[] {
  const names = sourceNames(sources);
  return documents.page(sourceId, after, limit).map((row) => ({
    id: row.id,
    folder: path.join(names.get(row.sourceId) ?? '', row.folder),
    name: row.name,
    insideOf: row.parentId === null ? null : (documents.get(row.parentId)?.name ?? null),
    kind: row.kind,
    state: row.state === 'indexed' && row.reason !== null ? 'partly' : row.state,
    reason: row.reason,
    unreadPages: row.unreadPages,
    sizeBytes: row.sizeBytes,
    modifiedMs: row.modifiedMs,
  }));
}

/** Below the source that it was found in; begins with the source's name. */
export function folderInSource({ sources }: Pick<OpenLibrary, 'sources'>, { sourceId, folder }: { readonly sourceId: SourceId; readonly folder: string }): string {
  return [sourceNames(sources).get(sourceId) ?? '', ...folder.split(path.sep)].filter((part) => part !== '').join('/');
}

function sourceNames(sources: OpenLibrary['sources']): ReadonlyMap<SourceId, string> {
  return new Map(sources.list().map(({ id, name, kind }) => [id, kind === 'file' ? '' : name]));
}
