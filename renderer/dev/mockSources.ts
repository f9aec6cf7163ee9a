// Sources in the mock bridge, and the reading of their files.
import type { RouteOutput } from '../../contract/routes.ts';
import { mockErasure } from './mockErasure.ts';
import { coverageOf, makeRows } from './mockLibrary.ts';
import type { MockHandlers, MockState } from './mockState.ts';

type SourceRoute = Extract<keyof MockHandlers, `source.${string}` | `ingest.${string}`>;

export function createMockSources(state: MockState): Pick<MockHandlers, SourceRoute> {
  let paused = false;

  const sourceRows = (): RouteOutput<'source.list'> => state.sources.map((source) => ({ ...source, coverage: coverageOf(state.rows.filter((row) => row.sourceId === source.id)) }));
  const progress = (): RouteOutput<'ingest.progress'> => {
    const waiting = state.rows.filter((row) => row.state === 'waiting' || row.state === 'reading').length;
    if (waiting === 0 || state.cancelled) return { state: 'idle', done: state.rows.length, total: state.rows.length, filesPerMinute: null, secondsLeft: null, currentFile: null, problem: state.scenario === 'trouble' ? 'disk-full' : null };
    const current = state.rows.find((row) => row.state === 'reading')?.name ?? null;
    return { state: paused ? 'paused' : 'running', done: state.rows.length - waiting, total: state.rows.length, filesPerMinute: paused ? null : 96, secondsLeft: paused ? null : Math.round(waiting / 1.6), currentFile: paused ? null : current, problem: null };
  };
  const addAll = (): RouteOutput<'source.add'> => {
    if (state.sources.length > 0) return { added: 0, alreadyThere: 1 };
    state.fill();
    state.rows = makeRows(840, 12, 700);
    state.emit({ type: 'documents.changed' });
    return { added: state.sources.length, alreadyThere: 0 };
  };

  // Reading goes on by itself.
  setInterval(() => {
    if (paused || state.cancelled || !state.rows.some((row) => row.state === 'waiting' || row.state === 'reading')) return;
    let moved = 0;
    state.rows = state.rows.map((row) => {
      if ((row.state === 'reading' || row.state === 'waiting') && moved < 3) {
        moved += 1;
        return { ...row, state: moved < 3 ? 'indexed' : 'reading' };
      }
      return row;
    });
    state.emit({ type: 'ingest.progressed', progress: progress() });
    state.emit({ type: 'documents.changed' });
  }, 900);

  return {
    'source.list': sourceRows,
    'source.add': addAll,
    'source.addSample': addAll,
    'source.remove': ({ sourceId, quotes = 'kept' }) => {
      const files = state.rows.filter((row) => row.sourceId === sourceId).length;
      state.sources = state.sources.filter((source) => source.id !== sourceId);
      state.rows = state.rows.filter((row) => row.sourceId !== sourceId);
      state.emit({ type: 'documents.changed' });
      return mockErasure({ files, quotes });
    },
    'source.rescan': () => ({}),
    'source.setRules': ({ sourceId, rules }) => {
      state.sources = state.sources.map((source) => (source.id === sourceId ? { ...source, rules } : source));
      return {};
    },
    'source.testRules': ({ path, rules }) => {
      const pattern = rules.exclude.find((one) => path.startsWith(one) || path.endsWith(one.replace('*', ''))) ?? null;
      return { read: pattern === null, because: pattern === null ? 'included' : 'excluded', pattern };
    },
    'source.previewRules': ({ rules }) => ({ read: 1204 - rules.exclude.length * 36, leftOut: rules.exclude.length * 36, examples: rules.exclude.length === 0 ? [] : ['drafts/letter.docx', 'drafts/2024/offer.pdf'] }),
    'source.confirmGone': ({ sourceId }) => {
      state.sources = state.sources.map((source) => (source.id === sourceId ? { ...source, held: null } : source));
      return {};
    },
    'ingest.progress': progress,
    'ingest.pause': () => ((paused = true), {}),
    'ingest.resume': () => ((paused = false), {}),
    'ingest.cancel': () => {
      state.cancelled = true;
      state.rows = state.rows.map((row) => (row.state === 'waiting' || row.state === 'reading' ? { ...row, state: 'skipped', reason: 'cancelled-by-you' } : row));
      state.emit({ type: 'documents.changed' });
      return {};
    },
    'source.forgetFolder': ({ quotes }) => mockErasure({ files: 12, quotes }),
    'source.folders': () => [{ folder: 'Letters', files: 21 }, { folder: 'Letters/Bank', files: 9 }, { folder: 'Tax', files: 12 }],
  };
}
