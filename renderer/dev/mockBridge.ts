// A bridge without Electron, for looking at the window in a plain browser. `?scenario=` chooses the state:
// normal, first-run, empty, big, reading, failed, no-model, trouble, leak, encrypted, locked. `?speed=20` streams faster. Development only.
import type { AppEvent } from '../../contract/app.ts';
import type { Bridge, Result } from '../../contract/bridge.ts';
import type { CollectionId, Scope } from '../../contract/domain.ts';
import { toWireError } from '../../contract/errors.ts';
import { LEDGER_KINDS } from '../../contract/ledgerKinds.ts';
import type { RequestName, RouteEvent, RouteOutput } from '../../contract/routes.ts';
import { createMockConversations } from './mockConversations.ts';
import { createMockDocuments } from './mockDocuments.ts';
import { mockErasure, mockErasures, mockPlaces, mockRetention } from './mockErasure.ts';
import { createMockBackups } from './mockBackups.ts';
import { createMockKeys } from './mockKeys.ts';
import { mockLedgerPage, mockLedgerVerdict } from './mockLedger.ts';
import { createMockSettings } from './mockSettings.ts';
import { createMockSources } from './mockSources.ts';
import { mockUpdateAndRemoval } from './mockUpdateAndRemoval.ts';
import { createMockState, PLACE, type MockHandlers } from './mockState.ts';

const LATENCY_MS = 25;

export function createMockBridge(parameters: URLSearchParams): Bridge {
  const listeners = new Set<(event: unknown) => void>();
  const state = createMockState(parameters, (event: AppEvent) => listeners.forEach((listener) => listener(event)));
  const conversations = createMockConversations(state);
  let collections: readonly { readonly id: CollectionId; readonly name: string; readonly scope: Scope }[] = [];

  const libraryState = (): RouteOutput<'library.state'> => ({
    status: state.status,
    name: 'Freehold',
    location: state.status === 'none' ? null : PLACE,
    defaultLocation: PLACE,
    errorCode: state.status === 'failed' ? 'library-in-use' : null,
    embedderReady: state.scenario !== 'trouble',
    rebuildingIndex: false,
    encrypted: state.encrypted,
    converting: null,
  });

  const handlers: MockHandlers = {
    'library.state': libraryState,
    ...createMockKeys({
      encrypted: () => state.encrypted,
      state: libraryState,
      keychain: state.scenario !== 'trouble',
      become: (change) => {
        state.encrypted = change.encrypted ?? state.encrypted;
        state.status = change.status;
        state.emit({ type: 'library.changed', state: libraryState() });
      },
    }),
    ...createMockBackups(),
    ...createMockSources(state),
    ...createMockDocuments(state),
    ...createMockSettings(state),
    ...conversations.handlers,
    'library.languages': () => ({ languages: [{ language: 'en', share: 1 }], misfit: null }),
    'library.open': () => {
      state.status = 'open';
      return libraryState();
    },
    'library.rebuild': () => {
      state.status = 'open';
      return { sources: 2, conversations: 4 };
    },
    'dialog.pick': ({ what }) => [{ token: `token-${what}`, name: what, kind: what === 'folders' || what === 'library-folder' ? 'folder' : 'file' }],
    'collection.list': () => collections.map((row) => ({ ...row, gone: row.scope.sources?.filter((id) => !state.sources.some((source) => source.id === id)).length ?? 0, empty: false })),
    'collection.save': ({ name, scope }) => {
      collections = [...collections.filter((row) => row.name !== name), { id: `collection-${name}` as CollectionId, name, scope: scope as Scope }];
      return {};
    },
    'collection.rename': ({ collectionId, name }) => {
      collections = collections.map((row) => (row.id === collectionId ? { ...row, name } : row));
      return {};
    },
    'collection.delete': ({ collectionId }) => {
      collections = collections.filter((row) => row.id !== collectionId);
      return {};
    },
    'app.info': () => ({ version: '0.1.0', electron: '33.2.1', chrome: '130.0.6723.152', node: '20.18.1', platform: 'linux-x64', testBuild: true, cpuCores: 4, resolvedLanguage: state.settings.language === 'system' ? (navigator.language.startsWith('de') ? 'de' : 'en') : state.settings.language }),
    'privacy.report': () => ({
      blockedRequests: state.scenario === 'trouble' ? 3 : 0,
      allowedRequests: state.scenario === 'leak' ? 2 : 0,
      blockedCalls: 0,
      downloadConnections: 0,
      libraryLocation: PLACE,
      logLocation: '/home/ada/.config/Freehold/logs/freehold.log',
      engines: [
        { name: 'library', state: 'ready', restarts: 0, memoryBytes: 412_000_000, blockedCalls: 0, ownNetwork: true },
        { name: 'llm', state: state.scenario === 'trouble' ? 'restarting' : 'ready', restarts: state.scenario === 'trouble' ? 1 : 0, memoryBytes: 1_840_000_000, blockedCalls: 0, ownNetwork: true },
        { name: 'parser', state: 'stopped', restarts: 0, memoryBytes: null, blockedCalls: 0, ownNetwork: null },
      ],
      models: state.models,
    }),
    'erasure.list': mockErasures,
    'erasure.save': () => ({ saved: true }),
    'forgotten.list': () => mockPlaces(state.sources),
    'forgotten.revoke': () => ({}),
    'retention.get': () => mockRetention(state.sources),
    'retention.set': () => ({}),
    'retention.apply': ({ quotes }) => mockErasure({ files: 12, quotes }),
    'ledger.page': (input) => mockLedgerPage(input, input.group === null ? null : LEDGER_KINDS[input.group]),
    'ledger.verify': mockLedgerVerdict,
    'ledger.save': () => ({ saved: true }),
    'privacy.openLog': () => ({}),
    ...mockUpdateAndRemoval,
    'policy.get': () => (state.scenario === 'policy' ? { sealed: true, models: 2, folders: ['/srv/contracts', '/home/ada/Documents'], updates: false } : { sealed: false, models: null, folders: null, updates: true }),
    'privacy.prove': () => (['main', 'library', 'llm', 'parser'] as const).flatMap((place) => (['fetch', 'lookup', 'connect', 'datagram', 'listen', 'nativeLookup', 'nativeConnect'] as const).map((attempt) => ({ place, attempt, outcome: place === 'main' && attempt.startsWith('native') ? ('not-tried' as const) : ('stopped' as const), counted: attempt.startsWith('native') ? null : true }))),
    'privacy.saveProof': () => ({ saved: true }),
    'exit.pick': () => ({ token: 'token-exit', name: 'Freehold export', kind: 'folder' }),
    'exit.reveal': () => ({}),
  };

  if (state.scenario === 'trouble') setTimeout(() => state.emit({ type: 'engine.changed', engine: { name: 'llm', state: 'restarting', restarts: 1, memoryBytes: null, blockedCalls: 0, ownNetwork: true } }), 600);

  return {
    async request(name, input): Promise<Result<unknown>> {
      await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
      try {
        return { ok: true, value: (handlers[name as RequestName] as (input: unknown) => unknown)(input) };
      } catch (error) {
        return { ok: false, error: toWireError(error) };
      }
    },
    stream(name, input, onEvent, onEnd) {
      if (name === 'app.events') {
        listeners.add(onEvent);
        return () => listeners.delete(onEvent);
      }
      if (name === 'selfTest.run') {
        onEvent({ type: 'figures', figures: [{ name: 'documentFound', value: 0.95, n: 40, expected: { from: 0.85, to: 1 } }, { name: 'searchMs', value: 31, n: 60, expected: null }], complete: true } satisfies RouteEvent<'selfTest.run'>);
        onEnd(null);
        return () => undefined;
      }
      if (name === 'exit.run') {
        const counts = { documents: 840, unread: 28, passages: 3120, vectors: 3120, conversations: 4, answers: 11, citations: 37 };
        onEvent({ type: 'written', name: 'Freehold export', counts } satisfies RouteEvent<'exit.run'>);
        onEnd(null);
        return () => undefined;
      }
      return conversations.ask(name, input, onEvent, onEnd);
    },
    dropped: () => Promise.resolve({ ok: true, value: [{ token: 'token-dropped', name: 'Dropped', kind: 'folder' }] }),
  };
}
