// Forgets single files, a folder of a source, or what has grown older than it is kept. Files and folders that a person
// named are not to come back; old ones stay out by their age.
import path from 'node:path';
import type { DocumentId, SourceId } from '../../../contract/domain.ts';
import type { ErasureRow, Quotes } from '../../../contract/erasure.ts';
import { AppError } from '../../../contract/errors.ts';
import type { DocumentRecord } from '../../library/documents.ts';
import { placeBelow } from '../../library/forgottenPlaces.ts';
import { countAnswersNaming, versionsInAnswersOf } from '../../library/forgetInAnswers.ts';
import { allOf, forget, type Forgetting, type Going } from './forgetting.ts';
import type { OpenLibrary } from './openLibrary.ts';

interface Folder {
  readonly sourceId: SourceId;
  readonly folder: string;
}

/** @throws AppError `not-found`; `bad-request` for a file inside of another, which has no place of its own */
export function forgetDocuments(ids: readonly DocumentId[], quotes: Quotes, library: OpenLibrary): Promise<ErasureRow> {
  return forget((opened) => {
    const files = ids.map((id) => opened.documents.get(id));
    if (files.some((file) => file === null)) throw new AppError('not-found');
    const onDisk = files as DocumentRecord[];
    if (onDisk.some(({ parentId }) => parentId !== null)) throw new AppError('bad-request');
    return planOf(onDisk, null, { because: 'person', quotes }, opened, (leaving) => {
      for (const { sourceId, path: file, versionHash } of onDisk) {
        opened.places.add(sourceId, 'file', placeBelow(opened.sources.get(sourceId)!, file), versionHash !== null && leaving.has(versionHash) ? versionHash : null);
      }
    });
  }, library);
}

/** @throws AppError `not-found` */
export function forgetFolder(sourceId: SourceId, folder: string, quotes: Quotes, library: OpenLibrary): Promise<ErasureRow> {
  return forget((opened) => {
    const source = opened.sources.get(sourceId);
    if (source === null) throw new AppError('not-found');
    const files = filesIn(sourceId, folder, opened);
    return planOf(files, { sourceId, folder }, { because: 'person', quotes }, opened, (leaving) => {
      const id = opened.places.add(sourceId, 'folder', folder.replaceAll(path.sep, '/'));
      // By their bytes too: the folder may be renamed, and they may be moved out of it.
      for (const { path: file, versionHash } of files) {
        if (versionHash !== null && leaving.has(versionHash)) opened.places.add(sourceId, 'file', placeBelow(source, file), versionHash, id);
      }
      opened.collections.forgetFolder(sourceId, folder);
    });
  }, library);
}

/** Null when there is nothing that old. */
export async function forgetOld(old: (opened: OpenLibrary) => readonly DocumentRecord[], quotes: Quotes, library: OpenLibrary): Promise<ErasureRow | null> {
  if (old(library).length === 0) return null;
  return forget((opened) => planOf(old(opened), null, { because: 'age', quotes }, opened, () => undefined), library);
}

/** What forgetting these would take with it. */
export function previewOf(ids: readonly DocumentId[], folder: Folder | null, library: OpenLibrary): { files: number; answers: number; copies: number } {
  const { db, documents } = library;
  const files = [...ids.flatMap((id) => documents.get(id) ?? []), ...(folder === null ? [] : filesIn(folder.sourceId, folder.folder, library))];
  const hashes = new Set(files.flatMap(({ versionHash }) => versionHash ?? []));
  const { forgotten } = allOf(goingOf(files, folder, library), library);
  return { files: files.length, answers: countAnswersNaming(db, forgotten), copies: [...hashes].filter((hash) => !forgotten.versions.has(hash)).length };
}

/** Every folder that can be forgotten by itself, with how many files lie in it and below. */
export function foldersOf(sourceId: SourceId, { documents }: OpenLibrary): { folder: string; files: number }[] {
  const counts = new Map<string, number>();
  for (const { parentId, folder } of documents.ofSource(sourceId)) {
    if (parentId !== null) continue;
    for (let place = folder; place !== '' && place !== '.'; place = path.dirname(place)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].map(([folder, files]) => ({ folder, files })).sort((a, b) => a.folder.localeCompare(b.folder));
}

/** Files on the disk, in the folder or below it. */
function filesIn(sourceId: SourceId, folder: string, { documents }: OpenLibrary): DocumentRecord[] {
  const isIn = (place: string): boolean => place === folder || place.startsWith(folder + path.sep);
  return documents.ofSource(sourceId).filter((document) => document.parentId === null && isIn(document.folder));
}

function withMembers(files: readonly DocumentRecord[], { documents }: OpenLibrary): DocumentRecord[] {
  const below = ({ id }: DocumentRecord): DocumentRecord[] => documents.members.of(id).flatMap((member) => {
    const found = documents.get(member.id);
    return found === null ? [] : [found, ...below(found)];
  });
  return files.flatMap((file) => [file, ...below(file)]);
}

/** @param folder if all of it is meant, what lay in it before is too */
function goingOf(files: readonly DocumentRecord[], folder: Folder | null, library: OpenLibrary): Going {
  const gone = withMembers(files, library);
  const bySource = Map.groupBy(files, ({ sourceId }) => sourceId);
  const below = folder === null ? [] : [{ sourceId: folder.sourceId, paths: [], below: path.join(library.sources.get(folder.sourceId)!.path, folder.folder) + path.sep }];
  const places = [...[...bySource].map(([sourceId, of]) => ({ sourceId, paths: of.map((file) => file.path) })), ...below];
  return { gone, inAnswers: versionsInAnswersOf(library.db, gone.map(({ id }) => id)), places };
}

function planOf(files: readonly DocumentRecord[], folder: Folder | null, why: Pick<Forgetting, 'because' | 'quotes'>, library: OpenLibrary, alsoForget: Forgetting['alsoForget']): Forgetting {
  return { ...why, ...goingOf(files, folder, library), alsoForget, event: { kind: 'files.forgotten', facts: { files: files.length, ...why } } };
}
