// What is not to come back: files and folders that a person forgot, known by keyed hashes alone. In: places below a
// source, with slashes. The key lies in the library itself, so that nothing comes back after the library was moved.
// Invariant: nothing here says what a file was called to whoever does not have its name already.
import { createHmac, randomBytes } from 'node:crypto';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { SourceId, VersionHash } from '../../contract/domain.ts';
import type { ForgottenPlace } from '../../contract/erasure.ts';
import { readMeta, writeMeta, type Db } from './openDatabase.ts';

const KEY = 'forgotten_key';

export type ForgottenPlaces = ReturnType<typeof createForgottenPlaces>;

/** Of a file below a source, as it is hashed: the same on every system. */
export const placeBelow = (source: { readonly path: string; readonly kind: 'folder' | 'file' }, file: string): string => (source.kind === 'file' ? '' : path.relative(source.path, file).replaceAll(path.sep, '/'));

export function createForgottenPlaces(db: Db, nowMs: () => number = Date.now) {
  const insert = db.prepare('INSERT INTO forgotten_places (id, source_id, kind, place, content, created_at_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, place) DO UPDATE SET content = coalesce(excluded.content, content)');
  const any = db.prepare('SELECT 1 FROM forgotten_places WHERE source_id = ? LIMIT 1').pluck();
  const select = db.prepare('SELECT kind FROM forgotten_places WHERE source_id = ? AND place = ?').pluck();
  const selectContent = db.prepare('SELECT 1 FROM forgotten_places WHERE source_id = ? AND content = ? LIMIT 1').pluck();
  const selectAll = db.prepare(
    `SELECT f.id, f.source_id AS sourceId, s.name AS sourceName, f.kind, f.created_at_ms AS atMs FROM forgotten_places f JOIN sources s ON s.id = f.source_id AND s.deleted_at_ms IS NULL ORDER BY f.created_at_ms DESC, f.id DESC`,
  );
  const remove = db.prepare('DELETE FROM forgotten_places WHERE id = ? RETURNING source_id').pluck();
  const removeOf = db.prepare('DELETE FROM forgotten_places WHERE source_id = ?');

  function hashOf(what: 'place' | 'content', value: string): Buffer {
    let key = readMeta(db, KEY);
    if (key === null) writeMeta(db, KEY, (key = randomBytes(32).toString('hex')));
    return createHmac('sha256', Buffer.from(key, 'hex')).update(`${what}\n${value}`).digest().subarray(0, 16);
  }

  return {
    add: (sourceId: SourceId, kind: 'file' | 'folder', place: string, content: VersionHash | null = null): void =>
      void insert.run(uuidv7(), sourceId, kind, hashOf('place', place), content === null ? null : hashOf('content', content), nowMs()),
    /** Tells of files of a source whether they, or a folder that they lie in, were forgotten. */
    matcher: (sourceId: SourceId): ((place: string) => boolean) => {
      if (any.get(sourceId) === undefined) return () => false;
      const folders = new Map<string, boolean>([['', false]]);
      const inForgotten = (folder: string): boolean => {
        const known = folders.get(folder);
        if (known !== undefined) return known;
        const forgotten = select.get(sourceId, hashOf('place', folder)) === 'folder' || inForgotten(parentOf(folder));
        folders.set(folder, forgotten);
        return forgotten;
      };
      return (place) => select.get(sourceId, hashOf('place', place)) !== undefined || inForgotten(parentOf(place));
    },
    /** These bytes were forgotten in this source, wherever they lie in it now. */
    hasContent: (sourceId: SourceId, content: VersionHash): boolean => any.get(sourceId) !== undefined && selectContent.get(sourceId, hashOf('content', content)) !== undefined,
    list: (): ForgottenPlace[] => selectAll.all() as ForgottenPlace[],
    /** The source that it was in; null when there is no such place. */
    revoke: (id: string): SourceId | null => (remove.get(id) as SourceId | undefined) ?? null,
    forgetSource: (sourceId: SourceId): void => void removeOf.run(sourceId),
  };
}

const parentOf = (place: string): string => place.slice(0, Math.max(0, place.lastIndexOf('/')));
