// The tags that people give their files. They belong to the document, not to its bytes: a new version keeps them, a copy
// has its own. A file that was moved takes them along, though its new place is another document.
import type { DocumentId, VersionHash } from '../../contract/domain.ts';
import { keyOf } from './nameKey.ts';
import type { Db } from './openDatabase.ts';

export function createTags(db: Db) {
  const selectOf = db.prepare('SELECT name FROM document_tags WHERE document_id = ? ORDER BY key').pluck();
  const insert = db.prepare('INSERT INTO document_tags (document_id, key, name) VALUES (?, ?, ?) ON CONFLICT (document_id, key) DO UPDATE SET name = excluded.name');
  const clear = db.prepare('DELETE FROM document_tags WHERE document_id = ?');
  const selectName = db.prepare('SELECT name FROM document_tags WHERE key = ? LIMIT 1').pluck();
  const setAside = db.prepare(
    `INSERT OR IGNORE INTO moved_tags (version_hash, key, name) SELECT d.version_hash, t.key, t.name FROM document_tags t JOIN documents d ON d.id = t.document_id
     WHERE t.document_id = ? AND d.version_hash IS NOT NULL`,
  );
  const takeUp = db.prepare('INSERT OR IGNORE INTO document_tags (document_id, key, name) SELECT ?, key, name FROM moved_tags WHERE version_hash = ?');
  const takenUp = db.prepare('DELETE FROM moved_tags WHERE version_hash = ?');

  const set = db.transaction((id: DocumentId, names: readonly string[]): void => {
    const known = names.map((name) => ({ key: keyOf(name), name: (selectName.get(keyOf(name)) as string | undefined) ?? name }));
    clear.run(id);
    for (const { key, name } of known) insert.run(id, key, name);
  });

  return {
    of: (id: DocumentId): string[] => selectOf.all(id) as string[],
    /** These and no others. A name that differs from a known one in case or accents alone is that one. */
    set: (id: DocumentId, names: readonly string[]): void => set(id, names),
    /** All there are, by name, with how many files have them. */
    list: (): { name: string; files: number }[] =>
      db
        .prepare('SELECT min(t.name) AS name, count(*) AS files FROM document_tags t JOIN documents d ON d.id = t.document_id AND d.deleted_at_ms IS NULL GROUP BY t.key ORDER BY t.key')
        .all() as { name: string; files: number }[],
    /** The document is about to go. */
    leave: (id: DocumentId): void => {
      setAside.run(id);
      clear.run(id);
    },
    /** A file was read: these bytes may have had tags elsewhere. */
    arrive: (id: DocumentId, hash: VersionHash): void => {
      if (takeUp.run(id, hash).changes > 0) takenUp.run(hash);
    },
    /** What was set aside has not come back. */
    forgetMoved: (): void => void db.prepare('DELETE FROM moved_tags').run(),
  };
}
