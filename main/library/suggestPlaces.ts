// What a person may mean while the name of a file, a folder or a tag is typed: those with these letters in their name,
// those that begin with them first. Files are the read ones; only they can answer anything.
import type { DocumentId, DocumentKind, SourceId } from '../../contract/domain.ts';
import { createKnownNames, type NamedFolder } from './knownNames.ts';
import { keyOf } from './nameKey.ts';
import type { Db } from './openDatabase.ts';

export interface Suggestions {
  readonly documents: { id: DocumentId; name: string; folder: string; kind: DocumentKind }[];
  readonly folders: NamedFolder[];
  readonly tags: string[];
}

const MOST_FOLDERS = 5;
const MOST_TAGS = 5;

export function suggestPlaces(db: Db, { text, sources, limit }: { readonly text: string; readonly sources: readonly SourceId[] | null; readonly limit: number }): Suggestions {
  const wanted = keyOf(text);
  const names = createKnownNames(db);
  const best = <Thing>(things: readonly Thing[], nameOf: (thing: Thing) => string, most: number): Thing[] =>
    things
      .map((thing) => ({ thing, at: keyOf(nameOf(thing)).indexOf(wanted) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => Number(a.at > 0) - Number(b.at > 0))
      .slice(0, most)
      .map(({ thing }) => thing);
  // SQLite knows no other letters than those of ASCII: the names are compared here, in the order of their index.
  const files = db
    .prepare(
      `SELECT id, name, folder, kind FROM documents WHERE deleted_at_ms IS NULL AND version_hash IS NOT NULL
       ${sources === null ? '' : 'AND source_id IN (SELECT value FROM json_each(?))'} ORDER BY name COLLATE NOCASE, id`,
    )
    .all(...(sources === null ? [] : [JSON.stringify(sources)])) as Suggestions['documents'];
  const folders = names.allFolders().filter(({ sourceId, folder }) => folder !== '' && (sources === null || sources.includes(sourceId)));
  return {
    documents: best(files, ({ name }) => name, limit),
    folders: best(folders, ({ path }) => path.slice(path.lastIndexOf('/') + 1), MOST_FOLDERS),
    tags: best(names.tags(''), (name) => name, MOST_TAGS),
  };
}
