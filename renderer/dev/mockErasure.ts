// Forgetting for the window without a host: certificates that are clean, one that is not, one that is still to come.
import type { SourceId } from '../../contract/domain.ts';
import type { RouteOutput } from '../../contract/routes.ts';

type Row = RouteOutput<'erasure.list'>[number];
const HOUR_MS = 3_600_000;

export function mockErasure({ files, quotes, agoMs = 0, found = 0, pending = false }: { files: number; quotes: 'kept' | 'erased'; agoMs?: number; found?: number; pending?: boolean }): Row {
  const begunMs = Date.now() - agoMs;
  const erased = { because: 'person' as const, quotes, files, members: 0, texts: files, passages: files * 14, pages: 0, answers: 2, names: files };
  const id = `0199-${begunMs}`;
  const check = (store: NonNullable<Row['certificate']>['checks'][number]['store'], count: number, bytes: number, left = 0) => ({ store, how: store === 'rows' ? ('rows' as const) : ('bytes' as const), files: count, bytes, found: left });
  return {
    id,
    begunMs,
    erased,
    hasNames: agoMs === 0,
    certificate: pending
      ? null
      : { format: 'freehold erasure 1', id, library: 'a library', begunMs, finishedMs: begunMs + 900, erased, lookedFor: { texts: 6, names: 2, vectors: 3 }, resumed: false, backups: [], checks: [check('rows', 0, 0), check('database', 1, 48_000_000), { ...check('writeAheadLog', 0, 0), how: 'gone' }, check('vectors', 14, 22_000_000), check('otherFiles', 61, 9_400_000, found)] },
  };
}

export const mockErasures = (): Row[] => [mockErasure({ files: 3, quotes: 'kept', agoMs: HOUR_MS, pending: true }), mockErasure({ files: 31, quotes: 'erased', agoMs: 26 * HOUR_MS }), mockErasure({ files: 1, quotes: 'kept', agoMs: 90 * HOUR_MS, found: 2 })];

export const mockPlaces = (sources: readonly { id: SourceId; name: string }[]): RouteOutput<'forgotten.list'> => sources.slice(0, 2).map(({ id, name }, at) => ({ id: `place ${at}`, sourceId: id, sourceName: name, kind: at === 0 ? 'file' : 'folder', atMs: Date.now() - at * 30 * HOUR_MS }));

export const mockRetention = (sources: readonly { id: SourceId; name: string }[]): RouteOutput<'retention.get'> => ({
  months: 72,
  sources: sources.map(({ id, name }, at) => ({ sourceId: id, sourceName: name, months: at === 1 ? null : 72, own: at === 1, due: at === 0 ? 12 : 0, oldestMs: at === 0 ? Date.UTC(2017, 3, 2) : null, examples: at === 0 ? ['Invoice 2017.pdf', 'Tax 2016.pdf', 'Letter from the bank.docx'] : [] })),
});
