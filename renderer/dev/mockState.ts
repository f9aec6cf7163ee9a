// What the mock bridge plays with: the files, sources and settings of a scenario, and the events about them.
import type { AppEvent, Settings } from '../../contract/app.ts';
import type { SourceId } from '../../contract/domain.ts';
import type { EmbedderState } from '../../contract/embedders.ts';
import { AppError } from '../../contract/errors.ts';
import type { RequestName, RouteInput, RouteOutput } from '../../contract/routes.ts';
import { coverageOf, makeRows } from './mockLibrary.ts';
import { makeModels } from './mockModels.ts';

export type MockHandlers = { [Name in RequestName]: (input: RouteInput<Name>) => RouteOutput<Name> };

export interface MockState {
  readonly scenario: string;
  readonly speed: number;
  readonly parameters: URLSearchParams;
  settings: Settings;
  rows: ReturnType<typeof makeRows>;
  sources: RouteOutput<'source.list'>;
  models: ReturnType<typeof makeModels>;
  embedder: EmbedderState;
  status: RouteOutput<'library.state'>['status'];
  encrypted: boolean;
  /** Reading was cancelled. */
  cancelled: boolean;
  emit(event: AppEvent): void;
  /** Puts the sources there that the rows belong to. */
  fill(): void;
}

export const PLACE = '/home/ada/Documents/Freehold';

export function fail(code: AppError['code']): never {
  throw new AppError(code);
}

export function createMockState(parameters: URLSearchParams, emit: MockState['emit']): MockState {
  const scenario = parameters.get('scenario') ?? 'normal';
  const settings: Settings = {
    theme: (parameters.get('theme') as Settings['theme'] | null) ?? 'system',
    language: (parameters.get('language') as Settings['language'] | null) ?? 'system',
    cores: null,
    modelId: scenario === 'no-model' ? null : 'qwen',
    lockAfterMinutes: 15,
    sealed: true,
    ocr: { enabled: true, languages: ['eng', 'deu'] },
  };
  const state: MockState = {
    scenario,
    speed: Number(parameters.get('speed') ?? 1),
    parameters,
    settings,
    rows: scenario === 'empty' || scenario === 'first-run' ? [] : scenario === 'big' ? makeRows(50_000, 320, 0) : scenario === 'reading' ? makeRows(840, 12, 380) : makeRows(840, 28, 0),
    sources: [],
    models: makeModels(settings.modelId),
    embedder: { activeId: 'minilm', building: null },
    status: scenario === 'first-run' ? 'none' : scenario === 'failed' ? 'failed' : scenario === 'locked' ? 'locked' : 'open',
    encrypted: scenario === 'encrypted' || scenario === 'locked',
    cancelled: false,
    emit,
    fill: () => {
      const common = { watching: true, rules: { include: [], exclude: [], gitignore: true, hidden: false }, held: null };
      state.sources = [
        { id: 'source-0' as SourceId, kind: 'folder', name: 'Documents', location: '/home/ada/Documents', available: true, ...common, coverage: coverageOf([]) },
        { id: 'source-1' as SourceId, kind: 'folder', name: 'Household papers and everything from the old flat', location: '/media/ada/Archive/Household', available: true, ...common, watching: scenario !== 'trouble', held: scenario === 'trouble' ? { gone: 412, of: 840, kept: false } : null, coverage: coverageOf([]) },
        { id: 'source-2' as SourceId, kind: 'file', name: 'Notes 2024.md', location: '/home/ada/Notes 2024.md', available: true, ...common, coverage: coverageOf([]) },
      ];
    },
  };
  if (state.rows.length > 0) state.fill();
  return state;
}
