// Candidates for a receipt's documents in folders that a person names, without a library: files of the same name first,
// then those that might be it under another. The folders are walked once.
import path from 'node:path';
import { stat } from 'node:fs/promises';
import { AppError } from '../../../contract/errors.ts';
import type { ReceiptDocument } from '../../answer/receipt/receipt.ts';
import { discoverFiles } from '../../ingest/1-discover/discover.ts';
import type { Candidate } from './originals.ts';

/** Whoever names a folder means all that lies in it. */
const EVERYTHING = { include: [], exclude: [], gitignore: false, hidden: true } as const;
/** Containers under another name are opened one by one. */
const MAX_OTHER_CONTAINERS = 50;

interface FileInFolder {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly sizeBytes: number;
}

/** @throws AppError `path-not-found` when one of the folders is not there */
export async function candidatesInFolders(folders: readonly string[], signal: AbortSignal): Promise<(document: ReceiptDocument) => Promise<readonly Candidate[]>> {
  const files: FileInFolder[] = [];
  for (const root of folders) {
    const stats = await stat(root).catch((cause: unknown) => {
      throw new AppError('path-not-found', { path: root }, { cause });
    });
    const kind = stats.isDirectory() ? 'folder' : 'file';
    for await (const { path: file, name, sizeBytes } of discoverFiles({ path: root, kind }, { signal, rules: EVERYTHING })) {
      const folder = kind === 'file' ? '' : [path.basename(root), ...path.relative(root, path.dirname(file)).split(path.sep)].filter((part) => part !== '').join('/');
      files.push({ path: file, name, folder, sizeBytes });
    }
    signal.throwIfAborted();
  }
  return async (document) => (document.inside === null ? plain(files, document) : inside(files, document, document.inside));
}

function plain(files: readonly FileInFolder[], { name, sizeBytes }: ReceiptDocument): Candidate[] {
  const named = files.filter((file) => file.name === name);
  const others = files.filter((file) => file.name !== name && (sizeBytes === null ? path.extname(file.name) === path.extname(name) : file.sizeBytes === sizeBytes));
  return [...named, ...others].map((file) => ({ path: file.path, name: file.name, folder: file.folder }));
}

function inside(files: readonly FileInFolder[], { name }: ReceiptDocument, holder: NonNullable<ReceiptDocument['inside']>): Candidate[] {
  const named = files.filter((file) => file.name === holder.name);
  const others = files.filter((file) => file.name !== holder.name && path.extname(file.name) === path.extname(holder.name)).slice(0, MAX_OTHER_CONTAINERS);
  return [...named, ...others].map((file) => ({ path: file.path, name, folder: file.folder, member: holder.member }));
}
