// How long files are kept, by when they were last changed: of the library, or of one source. Invariant: nothing is
// forgotten by a rule alone; what is too old and was never read is not read, what is in the library waits for the
// person's word.
import type { SourceId } from '../../contract/domain.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import { toRecord, type DocumentRecord, type DocumentRow } from './documentRecord.ts';
import { deleteMeta, readMeta, writeMeta, type Db } from './openDatabase.ts';

const KEY = 'keep_months';
/** In a source: for ever, whatever the library says. */
const FOR_EVER = 0;
const EXAMPLES = 5;

export type Retention = ReturnType<typeof createRetention>;

/** The same day so many months before, or the month's last where it is shorter. */
export function monthsBefore(nowMs: number, months: number): number {
  const now = new Date(nowMs);
  const then = new Date(now.getFullYear(), now.getMonth() - months, 1, now.getHours(), now.getMinutes(), now.getSeconds(), now.getMilliseconds());
  const days = new Date(then.getFullYear(), then.getMonth() + 1, 0).getDate();
  then.setDate(Math.min(now.getDate(), days));
  return then.getTime();
}

export function createRetention(db: Db, nowMs: () => number = Date.now) {
  const selectOwn = db.prepare('SELECT keep_months FROM sources WHERE id = ?').pluck();
  const setOwn = db.prepare('UPDATE sources SET keep_months = ? WHERE id = ?');
  const selectSources = db.prepare('SELECT id, name, keep_months FROM sources WHERE deleted_at_ms IS NULL ORDER BY created_at_ms, id');
  const selectDue = db.prepare('SELECT * FROM documents WHERE source_id = ? AND parent_id IS NULL AND deleted_at_ms IS NULL AND kind IS NOT NULL AND modified_ms < ? ORDER BY modified_ms, id');

  const ofLibrary = (): number | null => {
    const months = readMeta(db, KEY);
    return months === null ? null : Number(months);
  };
  const effective = (own: number | null): number | null => (own === null ? ofLibrary() : own === FOR_EVER ? null : own);
  const due = (sourceId: SourceId, own: number | null): DocumentRecord[] => {
    const months = effective(own);
    return months === null ? [] : (selectDue.all(sourceId, monthsBefore(nowMs(), months)) as DocumentRow[]).map(toRecord);
  };

  return {
    /** Files changed before this are too old; null where all are kept. */
    cutoffMs: (sourceId: SourceId): number | null => {
      const months = effective((selectOwn.get(sourceId) as number | null | undefined) ?? null);
      return months === null ? null : monthsBefore(nowMs(), months);
    },
    show: (): RouteOutput<'retention.get'> => ({
      months: ofLibrary(),
      sources: (selectSources.all() as { id: SourceId; name: string; keep_months: number | null }[]).map(({ id, name, keep_months: own }) => {
        const old = due(id, own);
        return { sourceId: id, sourceName: name, months: effective(own), own: own !== null, due: old.length, oldestMs: old[0]?.modifiedMs ?? null, examples: old.slice(0, EXAMPLES).map((document) => document.name) };
      }),
    }),
    /** Files that are in the library and too old, of one source or of all. */
    due: (sourceId: SourceId | null): DocumentRecord[] =>
      (selectSources.all() as { id: SourceId; keep_months: number | null }[]).filter(({ id }) => sourceId === null || id === sourceId).flatMap(({ id, keep_months: own }) => due(id, own)),
    /** @param months null: for ever */
    setLibrary: (months: number | null): void => (months === null ? deleteMeta(db, KEY) : writeMeta(db, KEY, String(months))),
    /** @param months null: for ever. @param inherit as the library says, whatever `months` is */
    setSource: (sourceId: SourceId, months: number | null, inherit: boolean): void => void setOwn.run(inherit ? null : (months ?? FOR_EVER), sourceId),
  };
}
