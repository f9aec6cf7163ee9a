// Collections: scopes that have a name. In: a name and where it looks. Out: the same, with what of it is no longer in the
// library. Invariant: a collection keeps naming what is gone, so that it finds nothing there instead of looking everywhere.
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { CollectionId, DocumentId, Scope, SourceId } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import { scope as scopeSchema } from '../../contract/schemas.ts';
import { keyOf } from './nameKey.ts';
import { readMeta, type Db } from './openDatabase.ts';

export interface CollectionRecord {
  readonly id: CollectionId;
  readonly name: string;
  readonly scope: Scope;
  /** Sources, folders and files in it that are no longer in the library. */
  readonly gone: number;
  /** So much of it is gone that nothing can be found in it. */
  readonly empty: boolean;
}

type Row = Omit<CollectionRecord, 'scope' | 'gone' | 'empty'> & { readonly scope: string };

export function createCollections(db: Db, nowMs: () => number = Date.now) {
  const selectAll = db.prepare('SELECT id, name, scope FROM collections ORDER BY key');
  const selectOne = db.prepare('SELECT id, name, scope FROM collections WHERE id = ?');
  const selectByKey = db.prepare('SELECT id FROM collections WHERE key = ?').pluck();
  const upsert = db.prepare(
    `INSERT INTO collections (id, key, name, scope, origin_device, created_at_ms, updated_at_ms) VALUES (@id, @key, @name, @scope, @device, @now, @now)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, scope = excluded.scope, updated_at_ms = excluded.updated_at_ms`,
  );
  const rename = db.prepare('UPDATE collections SET key = ?, name = ?, updated_at_ms = ? WHERE id = ?');
  const updateScope = db.prepare('UPDATE collections SET scope = ?, updated_at_ms = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM collections WHERE id = ?');
  const isSource = db.prepare('SELECT 1 FROM sources WHERE id = ? AND deleted_at_ms IS NULL').pluck();
  const isDocument = db.prepare('SELECT 1 FROM documents WHERE id = ? AND deleted_at_ms IS NULL').pluck();

  const rows = (): (Omit<Row, 'scope'> & { readonly scope: Scope })[] => (selectAll.all() as Row[]).map((row) => ({ ...row, scope: scopeSchema.parse(JSON.parse(row.scope)) }));

  function withGone(row: Omit<Row, 'scope'> & { readonly scope: Scope }): CollectionRecord {
    const { sources = [], folders = [], documents = [] } = row.scope;
    const sourceIsThere = (id: SourceId): boolean => isSource.get(id) !== undefined;
    const there = { sources: sources.filter(sourceIsThere), folders: folders.filter(({ sourceId }) => sourceIsThere(sourceId)), documents: documents.filter((id: DocumentId) => isDocument.get(id) !== undefined) };
    // Folders and files are one part: any of them will do.
    const [named, namedThere] = [folders.length + documents.length, there.folders.length + there.documents.length];
    return { ...row, gone: sources.length + named - there.sources.length - namedThere, empty: (sources.length > 0 && there.sources.length === 0) || (named > 0 && namedThere === 0) };
  }

  return {
    list: (): CollectionRecord[] => rows().map(withGone),
    /** A collection of that name, but for case and accents, looks there from now on; without one, it is made. */
    save: (name: string, scope: Scope): void => void upsert.run({ id: uuidv7(), key: keyOf(name), name, scope: JSON.stringify(scope), device: readMeta(db, 'device_id'), now: nowMs() }),
    /** @throws AppError `not-found`, or `name-taken` where another one is called that */
    rename: (id: CollectionId, name: string): void => {
      if (selectOne.get(id) === undefined) throw new AppError('not-found');
      const other = selectByKey.get(keyOf(name));
      if (other !== undefined && other !== id) throw new AppError('name-taken', { name });
      rename.run(keyOf(name), name, nowMs(), id);
    },
    delete: (id: CollectionId): void => void remove.run(id),
    /** By its whole name, else the first whose name begins so. */
    named: (name: string): Scope | null => {
      const wanted = keyOf(name);
      const all = rows();
      return (all.find((row) => keyOf(row.name) === wanted) ?? all.find((row) => keyOf(row.name).startsWith(wanted)))?.scope ?? null;
    },
    /** The names of a forgotten source's folders go; that something of it was meant stays. */
    forgetSource: (sourceId: SourceId): void => {
      for (const { id, scope } of rows()) {
        const { folders } = scope;
        if (folders?.some((place) => place.sourceId === sourceId) !== true) continue;
        updateScope.run(JSON.stringify({ ...scope, folders: folders.map((place) => (place.sourceId === sourceId ? { sourceId, folder: '' } : place)) }), nowMs(), id);
      }
    },
    /** In the place of a forgotten folder, and of those in it, stands a file that is not there: without a name, the whole source would be meant. */
    forgetFolder: (sourceId: SourceId, folder: string): void => {
      const isIn = (place: { readonly sourceId: SourceId; readonly folder: string }): boolean => place.sourceId === sourceId && (place.folder === folder || place.folder.startsWith(folder + path.sep));
      for (const { id, scope } of rows()) {
        const { folders = [], documents = [], ...rest } = scope;
        const gone = folders.filter(isIn);
        if (gone.length === 0) continue;
        const kept = folders.filter((place) => !isIn(place));
        updateScope.run(JSON.stringify({ ...rest, ...(kept.length > 0 ? { folders: kept } : {}), documents: [...documents, ...gone.map(() => uuidv7())] }), nowMs(), id);
      }
    },
  };
}

export type Collections = ReturnType<typeof createCollections>;
