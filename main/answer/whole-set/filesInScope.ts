// The files that a question to every file has to read. In: a scope. Out: one entry for each different content, and, by
// name, what can't be read. Invariant: files = toRead + copies + unread; nothing in scope is left unsaid.
import type { DocumentId, DocumentKind, FileReason, Scope, VersionHash } from '../../../contract/domain.ts';
import { createContainerNames } from '../../library/containerNames.ts';
import type { Db } from '../../library/openDatabase.ts';
import { scopeCondition } from '../../library/scope.ts';

export interface FileToRead {
  readonly documentId: DocumentId;
  readonly versionHash: VersionHash;
  readonly documentName: string;
  readonly container?: string;
  readonly kind: DocumentKind;
  /** Of all its passages, by the embedder's tokenizer. */
  readonly tokens: number;
}

export interface FilesInScope {
  readonly files: number;
  readonly toRead: readonly FileToRead[];
  /** Files with the same bytes as one that is read. */
  readonly copies: number;
  readonly unread: readonly { readonly documentName: string; readonly reason: FileReason | null }[];
}

interface Row {
  id: DocumentId;
  name: string;
  reason: FileReason | null;
  version_hash: VersionHash | null;
  kind: DocumentKind | null;
  tokens: number | null;
}

export function filesInScope(db: Db, scope: Scope | null): FilesInScope {
  const { condition, values } = scopeCondition(scope);
  const rows = db
    .prepare(
      `SELECT d.id, d.name, d.reason, v.hash AS version_hash, v.kind, (SELECT sum(c.tokens) FROM chunks c WHERE c.version_hash = v.hash) AS tokens
       FROM documents d LEFT JOIN versions v ON v.hash = d.version_hash AND v.complete = 1
       WHERE d.deleted_at_ms IS NULL AND ${condition} ORDER BY d.name COLLATE NOCASE, d.id`,
    )
    .all(values) as Row[];
  const containerOf = createContainerNames(db);
  const toRead = new Map<VersionHash, FileToRead>();
  const unread: { documentName: string; reason: FileReason | null }[] = [];
  for (const { id, name, reason, version_hash: hash, kind, tokens } of rows) {
    if (hash === null || kind === null) unread.push({ documentName: name, reason });
    else if (!toRead.has(hash)) toRead.set(hash, { documentId: id, versionHash: hash, documentName: name, ...containerOf(id), kind, tokens: tokens ?? 0 });
  }
  return { files: rows.length, toRead: [...toRead.values()], copies: rows.length - unread.length - toRead.size, unread };
}
