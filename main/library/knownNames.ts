// The folders, tags and collections that a person may mean by a name: the whole name first, else those that begin with it, since a
// search runs while it is typed. Names are compared without case and accents.
import type { FolderPlace, Scope, SourceId } from '../../contract/domain.ts';
import { createCollections } from './collections.ts';
import { keyOf } from './nameKey.ts';
import type { Db } from './openDatabase.ts';

export interface NamedFolder extends FolderPlace {
  /** With the folders above it, from the source on: `Papers/Flat/2024`. */
  readonly path: string;
}

/** What no query can use: a scope holds no more. */
const MAX_FOLDERS = 1_000;

export function createKnownNames(db: Db) {
  /** Every folder with a file in it or below it, and the root of every source that is a folder. */
  function allFolders(): NamedFolder[] {
    const rows = db
      .prepare(
        `SELECT DISTINCT s.id AS sourceId, s.name, d.folder FROM sources s JOIN documents d ON d.source_id = s.id AND d.deleted_at_ms IS NULL AND d.parent_id IS NULL
         WHERE s.kind = 'folder' AND s.deleted_at_ms IS NULL ORDER BY s.id, d.folder`,
      )
      .all() as { sourceId: SourceId; name: string; folder: string }[];
    const folders = new Map<string, NamedFolder>();
    for (const { sourceId, name, folder } of rows) {
      for (let above = folder; ; above = parentOf(above)) {
        const key = `${sourceId}\0${above}`;
        if (folders.has(key)) break;
        folders.set(key, { sourceId, folder: above, path: above === '' ? name : `${name}/${above.replaceAll('\\', '/')}` });
        if (above === '') break;
      }
    }
    return [...folders.values()];
  }

  return {
    allFolders,
    /** By the last part of their path or by more of it: `2024`, `flat/2024`. */
    folders: (name: string): FolderPlace[] => {
      const wanted = keyOf(name).replaceAll('\\', '/').split('/').filter((part) => part !== '');
      if (wanted.length === 0) return [];
      const last = wanted.length - 1;
      const matching = (isPart: (part: string, wanted: string) => boolean): NamedFolder[] =>
        allFolders().filter(({ path }) => {
          const parts = keyOf(path).split('/').slice(-wanted.length);
          return parts.length === wanted.length && parts.every((part, at) => (at === last ? isPart(part, wanted[at]!) : part === wanted[at]));
        });
      const exact = matching((part, whole) => part === whole);
      const chosen = exact.length > 0 ? exact : matching((part, beginning) => part.startsWith(beginning));
      return chosen.slice(0, MAX_FOLDERS).map(({ sourceId, folder }) => ({ sourceId, folder }));
    },
    collection: (name: string): Scope | null => createCollections(db).named(name),
    tags: (name: string): string[] => {
      const wanted = keyOf(name);
      const all = db.prepare('SELECT DISTINCT key, name FROM document_tags ORDER BY key').all() as { key: string; name: string }[];
      const exact = all.filter(({ key }) => key === wanted);
      return [...new Set((exact.length > 0 ? exact : all.filter(({ key }) => key.startsWith(wanted))).map((tag) => tag.name))];
    },
  };
}

function parentOf(folder: string): string {
  return folder.slice(0, Math.max(folder.lastIndexOf('/'), folder.lastIndexOf('\\'), 0));
}
