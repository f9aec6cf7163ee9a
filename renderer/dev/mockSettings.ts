// Settings in the mock bridge, and the models that they choose from.
import type { EmbedderState } from '../../contract/embedders.ts';
import { makeCatalog, makeModels } from './mockModels.ts';
import { fail, type MockHandlers, type MockState } from './mockState.ts';

type SettingsRoute = Extract<keyof MockHandlers, `settings.${string}` | `model.${string}` | `catalog.${string}` | `embedder.${string}` | `ocr.${string}`>;

export function createMockSettings(state: MockState): Pick<MockHandlers, SettingsRoute> {
  const setEmbedder = (next: EmbedderState): Record<string, never> => {
    state.embedder = next;
    state.emit({ type: 'embedder.changed', embedder: state.embedder });
    return {};
  };

  return {
    'ocr.languages': () => ['deu', 'eng', 'fra'].map((id) => ({ id, origin: 'built-in', sizeBytes: 2_000_000 })),
    'ocr.addLanguage': () => ({ id: 'spa', origin: 'added', sizeBytes: 2_000_000 }),
    'embedder.state': () => state.embedder,
    'embedder.estimate': () => ({ passages: 12_480, seconds: 1_260, diskBytes: 45_000_000 }),
    'embedder.choose': ({ embedderId }) => setEmbedder({ ...state.embedder, building: { id: embedderId, state: 'running', done: 3_120, total: 12_480, secondsLeft: 940, problem: null } }),
    'embedder.cancel': () => setEmbedder({ ...state.embedder, building: null }),
    'settings.get': () => state.settings,
    'settings.set': (change) => {
      state.settings = { ...state.settings, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
      state.emit({ type: 'settings.changed', settings: state.settings });
      return state.settings;
    },
    'model.list': () => state.models,
    'model.import': () => fail('model-invalid'),
    'model.select': ({ modelId }) => {
      state.settings = { ...state.settings, modelId };
      state.models = makeModels(modelId);
      state.emit({ type: 'settings.changed', settings: state.settings });
      return {};
    },
    'model.remove': ({ modelId }) => {
      state.models = state.models.filter((model) => model.id !== modelId);
      return {};
    },
    'catalog.list': () => makeCatalog(state.settings),
    'catalog.downloads': () => [],
    'catalog.download': () => ({}),
    'catalog.pause': () => ({}),
    'catalog.cancel': () => ({}),
    'catalog.delete': () => ({}),
    'catalog.measure': () => fail('model-load-failed'),
    'catalog.seal': ({ sealed }) => {
      state.settings = { ...state.settings, sealed };
      state.emit({ type: 'settings.changed', settings: state.settings });
      return {};
    },
    'catalog.connections': () => [],
  };
}
