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
  const insert = db.prepare('INSERT INTO forgotten_places (id, source_id, kind, place, content, created_at_ms, forgotten_with) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, place) DO UPDATE SET content = coalesce(excluded.content, content) RETURNING id').pluck();
  const any = db.prepare('SELECT 1 FROM forgotten_places WHERE source_id = ? LIMIT 1').pluck();
  const select = db.prepare('SELECT kind FROM forgotten_places WHERE source_id = ? AND place = ?').pluck();
  const selectContent = db.prepare('SELECT coalesce(forgotten_with, id) FROM forgotten_places WHERE source_id = ? AND content = ? LIMIT 1').pluck();
  const selectAll = db.prepare(
    `SELECT f.id, f.source_id AS sourceId, s.name AS sourceName, f.kind, f.created_at_ms AS atMs FROM forgotten_places f JOIN sources s ON s.id = f.source_id AND s.deleted_at_ms IS NULL WHERE f.forgotten_with IS NULL ORDER BY f.created_at_ms DESC, f.id DESC`,
  );
  const remove = db.prepare('DELETE FROM forgotten_places WHERE id = ? RETURNING source_id').pluck();
  const removeOf = db.prepare('DELETE FROM forgotten_places WHERE source_id = ?');

  function hashOf(what: 'place' | 'content', value: string): Buffer {
    let key = readMeta(db, KEY);
    if (key === null) writeMeta(db, KEY, (key = randomBytes(32).toString('hex')));
    return createHmac('sha256', Buffer.from(key, 'hex')).update(`${what}\n${value}`).digest().subarray(0, 16);
  }

  return {
    /** @param forgottenWith the place that a person named, with which this one is allowed again. @returns the place's id */
    add: (sourceId: SourceId, kind: 'file' | 'folder', place: string, content: VersionHash | null = null, forgottenWith: string | null = null): string =>
      insert.get(uuidv7(), sourceId, kind, hashOf('place', place), content === null ? null : hashOf('content', content), nowMs(), forgottenWith) as string,
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
    /** The place that a person named with which these bytes were forgotten in this source, wherever they lie in it now; null when they were not. */
    ofContent: (sourceId: SourceId, content: VersionHash): string | null => (any.get(sourceId) === undefined ? null : ((selectContent.get(sourceId, hashOf('content', content)) as string | undefined) ?? null)),
    /** What a person named. */
    list: (): ForgottenPlace[] => selectAll.all() as ForgottenPlace[],
    /** With all that was forgotten with it. Returns the source that it was in; null when there is no such place. */
    revoke: (id: string): SourceId | null => (remove.get(id) as SourceId | undefined) ?? null,
    forgetSource: (sourceId: SourceId): void => void removeOf.run(sourceId),
  };
}

const parentOf = (place: string): string => place.slice(0, Math.max(0, place.lastIndexOf('/')));
