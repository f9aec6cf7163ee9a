// A bridge without Electron, for looking at the window in a plain browser. `?scenario=` chooses the state:
// normal, first-run, empty, big, reading, failed, no-model, trouble, leak, encrypted, locked. `?speed=20` streams faster. Development only.
import type { AppEvent, Settings } from '../../contract/app.ts';
import type { Bridge, Result } from '../../contract/bridge.ts';
import type { Answer, CollectionId, ConversationId, Scope, SourceId } from '../../contract/domain.ts';
import type { EmbedderState } from '../../contract/embedders.ts';
import { LEDGER_KINDS } from '../../contract/ledgerKinds.ts';
import { AppError, toWireError } from '../../contract/errors.ts';
import type { RequestName, RouteEvent, RouteInput, RouteOutput } from '../../contract/routes.ts';
import { lineOf } from '../../contract/places.ts';
import { answerOf, changesIn, streamAnswer } from './mockAnswer.ts';
import { estimateOf, streamWholeSet } from './mockWholeSet.ts';
import { accountOf, coverageOf, image, makeRows, pdf, search, texts } from './mockLibrary.ts';
import { mockErasure, mockErasures, mockPlaces, mockRetention } from './mockErasure.ts';
import { createMockKeys } from './mockKeys.ts';
import { mockLedgerPage, mockLedgerVerdict } from './mockLedger.ts';
import { makeCatalog, makeModels } from './mockModels.ts';

type Handlers = { [Name in RequestName]: (input: RouteInput<Name>) => RouteOutput<Name> };
type ConversationRow = RouteOutput<'conversation.list'>[number];

const LATENCY_MS = 25;
const HOUR_MS = 3_600_000;

export function createMockBridge(parameters: URLSearchParams): Bridge {
  const scenario = parameters.get('scenario') ?? 'normal';
  const speed = Number(parameters.get('speed') ?? 1);
  const listeners = new Set<(event: unknown) => void>();
  const emit = (event: AppEvent): void => listeners.forEach((listener) => listener(event));

  let settings: Settings = {
    theme: (parameters.get('theme') as Settings['theme'] | null) ?? 'system',
    language: (parameters.get('language') as Settings['language'] | null) ?? 'system',
    cores: null,
    modelId: scenario === 'no-model' ? null : 'qwen',
    lockAfterMinutes: 15,
    sealed: true,
    ocr: { enabled: true, languages: ['eng', 'deu'] },
  };
  let rows = scenario === 'empty' || scenario === 'first-run' ? [] : scenario === 'big' ? makeRows(50_000, 320, 0) : scenario === 'reading' ? makeRows(840, 12, 380) : makeRows(840, 28, 0);
  let sources: RouteOutput<'source.list'> = [];
  let collections: readonly { readonly id: CollectionId; readonly name: string; readonly scope: Scope }[] = [];
  let models = makeModels(settings.modelId);
  let status: RouteOutput<'library.state'>['status'] = scenario === 'first-run' ? 'none' : scenario === 'failed' ? 'failed' : scenario === 'locked' ? 'locked' : 'open';
  let paused = false;
  let cancelled = false;

  let embedder: EmbedderState = { activeId: 'minilm', building: null };
  const setEmbedder = (next: EmbedderState): Record<string, never> => {
    embedder = next;
    emit({ type: 'embedder.changed', embedder });
    return {};
  };

  let encrypted = scenario === 'encrypted' || scenario === 'locked';
  const place = '/home/ada/Documents/Freehold';
  const libraryState = (): RouteOutput<'library.state'> => ({
    status,
    name: 'Freehold',
    location: status === 'none' ? null : place,
    defaultLocation: place,
    errorCode: status === 'failed' ? 'library-in-use' : null,
    embedderReady: scenario !== 'trouble',
    rebuildingIndex: false,
    encrypted,
    converting: null,
  });
  const sourceRows = (): RouteOutput<'source.list'> => sources.map((source) => ({ ...source, coverage: coverageOf(rows.filter((row) => row.sourceId === source.id)) }));
  const progress = (): RouteOutput<'ingest.progress'> => {
    const waiting = rows.filter((row) => row.state === 'waiting' || row.state === 'reading').length;
    if (waiting === 0 || cancelled) return { state: 'idle', done: rows.length, total: rows.length, filesPerMinute: null, secondsLeft: null, currentFile: null, problem: scenario === 'trouble' ? 'disk-full' : null };
    const current = rows.find((row) => row.state === 'reading')?.name ?? null;
    return { state: paused ? 'paused' : 'running', done: rows.length - waiting, total: rows.length, filesPerMinute: paused ? null : 96, secondsLeft: paused ? null : Math.round(waiting / 1.6), currentFile: paused ? null : current, problem: null };
  };
  const fill = (): void => {
    const common = { watching: true, rules: { include: [], exclude: [], gitignore: true, hidden: false }, held: null };
    sources = [
      { id: 'source-0' as SourceId, kind: 'folder', name: 'Documents', location: '/home/ada/Documents', available: true, ...common, coverage: coverageOf([]) },
      { id: 'source-1' as SourceId, kind: 'folder', name: 'Household papers and everything from the old flat', location: '/media/ada/Archive/Household', available: true, ...common, watching: scenario !== 'trouble', held: scenario === 'trouble' ? { gone: 412, of: 840, kept: false } : null, coverage: coverageOf([]) },
      { id: 'source-2' as SourceId, kind: 'file', name: 'Notes 2024.md', location: '/home/ada/Notes 2024.md', available: true, ...common, coverage: coverageOf([]) },
    ];
  };
  const addAll = (): RouteOutput<'source.add'> => {
    if (sources.length > 0) return { added: 0, alreadyThere: 1 };
    fill();
    rows = makeRows(840, 12, 700);
    emit({ type: 'documents.changed' });
    return { added: sources.length, alreadyThere: 0 };
  };
  if (rows.length > 0) fill();

  // Conversations: three from before, and whatever is asked here.
  const answers = new Map<ConversationId, Answer[]>();
  const titles = new Map<ConversationId, ConversationRow>();
  const deleted = new Map<ConversationId, ConversationRow>();
  const remember = (id: ConversationId, title: string, agoMs: number): void => {
    titles.set(id, { id, title, createdAtMs: Date.now() - agoMs, updatedAtMs: Date.now() - agoMs, answers: answers.get(id)?.length ?? 0 });
  };
  const past = (id: string, title: string, questions: readonly string[], agoMs: number): void => {
    const conversationId = id as ConversationId;
    answers.set(conversationId, questions.map((question) => answerOf({ question, conversationId, coverage: coverageOf(rows), modelId: 'qwen', speed })));
    remember(conversationId, title, agoMs);
  };
  if (rows.length > 0 && parameters.get('history') !== 'none') {
    past('c-1', 'When does the lease end?', ['When does the lease end?', 'And the deposit?'], HOUR_MS / 60);
    past('c-2', 'Boiler pressure', ['What water pressure should the boiler have?'], 2 * HOUR_MS);
    past('c-3', 'Everything that Freehold can draw in an answer', ['Tell me everything about the lease term and notice'], 26 * HOUR_MS);
    past('c-4', 'Tax refund 2023', ['When did the tax refund come?'], 90 * HOUR_MS);
  }

  const documentText = (hash: string): string => texts.find((text) => text.hash === hash)?.text ?? '';
  const fail = (code: AppError['code']): never => {
    throw new AppError(code);
  };

  const handlers: Handlers = {
    'library.state': libraryState,
    ...createMockKeys({
      encrypted: () => encrypted,
      state: libraryState,
      keychain: scenario !== 'trouble',
      become: (change) => {
        encrypted = change.encrypted ?? encrypted;
        status = change.status;
        emit({ type: 'library.changed', state: libraryState() });
      },
    }),
    'library.languages': () => ({ languages: [{ language: 'en', share: 1 }], misfit: null }),
    'library.open': () => {
      status = 'open';
      return libraryState();
    },
    'library.rebuild': () => {
      status = 'open';
      return { sources: 2, conversations: 4 };
    },
    'dialog.pick': ({ what }) => [{ token: `token-${what}`, name: what, kind: what === 'folders' || what === 'library-folder' ? 'folder' : 'file' }],
    'source.list': sourceRows,
    'source.add': addAll,
    'source.addSample': addAll,
    'source.remove': ({ sourceId, quotes = 'kept' }) => {
      const files = rows.filter((row) => row.sourceId === sourceId).length;
      sources = sources.filter((source) => source.id !== sourceId);
      rows = rows.filter((row) => row.sourceId !== sourceId);
      emit({ type: 'documents.changed' });
      return mockErasure({ files, quotes });
    },
    'source.rescan': () => ({}),
    'source.setRules': ({ sourceId, rules }) => {
      sources = sources.map((source) => (source.id === sourceId ? { ...source, rules } : source));
      return {};
    },
    'source.testRules': ({ path, rules }) => {
      const pattern = rules.exclude.find((one) => path.startsWith(one) || path.endsWith(one.replace('*', ''))) ?? null;
      return { read: pattern === null, because: pattern === null ? 'included' : 'excluded', pattern };
    },
    'source.previewRules': ({ rules }) => ({ read: 1204 - rules.exclude.length * 36, leftOut: rules.exclude.length * 36, examples: rules.exclude.length === 0 ? [] : ['drafts/letter.docx', 'drafts/2024/offer.pdf'] }),
    'source.confirmGone': ({ sourceId }) => {
      sources = sources.map((source) => (source.id === sourceId ? { ...source, held: null } : source));
      return {};
    },
    'document.list': ({ sourceId, state, reason = null, partly, members, nameContains, offset, limit }) => {
      const isPartly = (row: (typeof rows)[number]): boolean => row.state === 'indexed' && row.reason !== null;
      const fits = (row: (typeof rows)[number]): boolean => (reason === null || row.reason === reason) && (partly === undefined || isPartly(row) === partly) && (members !== false || row.parentId === null);
      const found = rows.filter((row) => fits(row) && (sourceId === null || row.sourceId === sourceId) && (state === null || row.state === state) && row.name.toLowerCase().includes(nameContains.toLowerCase()));
      return { rows: found.slice(offset, offset + limit), total: found.length };
    },
    'document.names': ({ documentIds }) => rows.filter(({ id }) => documentIds.includes(id)).map(({ id, name }) => ({ id, name })),
    'document.coverage': () => coverageOf(rows),
    'document.account': ({ sourceId }) => accountOf(rows.filter((row) => sourceId === null || row.sourceId === sourceId)),
    'collection.list': () => collections.map((row) => ({ ...row, gone: row.scope.sources?.filter((id) => !sources.some((source) => source.id === id)).length ?? 0, empty: false })),
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
    'answer.save': () => ({ saved: true }),
    'answer.verify': () => ({
      altered: [],
      documents: [
        { name: 'Lease Elm Street 12.md', sha256: 'a'.repeat(64), outcome: 'same', place: null, unread: null },
        { name: 'Addendum.docx', sha256: 'b'.repeat(64), outcome: 'changed', place: null, unread: null },
      ],
      quotes: [{ number: 1, documentName: 'Addendum.docx', quote: 'three months', was: { start: 4, end: 16 }, outcome: 'gone', at: null }],
      passages: [],
      model: 'same',
      general: false,
      holds: false,
    }),
    'answer.print': () => ({ printed: true }),
    'document.exportAccount': () => ({ saved: true }),
    'document.unlock': ({ documentId, password }) => {
      if (password !== 'right') return { unlocked: false };
      rows = rows.map((row) => (row.id === documentId ? { ...row, state: 'waiting', reason: null } : row));
      emit({ type: 'documents.changed' });
      return { unlocked: true };
    },
    'document.setEncoding': () => ({}),
    'document.setTags': ({ documentId, tags }) => {
      rows = rows.map((row) => (row.id === documentId ? { ...row, tags } : row));
      emit({ type: 'documents.changed' });
      return {};
    },
    'tag.list': () => [...new Set(rows.flatMap(({ tags }) => tags))].map((name) => ({ name, files: rows.filter(({ tags }) => tags.includes(name)).length })),
    'document.retry': ({ documentId, sourceId = null, nameContains = '', reason = null }) => {
      const passes = (row: (typeof rows)[number]): boolean => (reason === null || row.reason === reason) && (sourceId === null || row.sourceId === sourceId) && row.name.toLowerCase().includes(nameContains.toLowerCase());
      const wanted = rows.filter((row) => (documentId === null ? passes(row) : row.id === documentId) && (row.state === 'failed' || row.state === 'skipped'));
      rows = rows.map((row) => (wanted.includes(row) ? { ...row, state: 'waiting', reason: null } : row));
      cancelled = false;
      emit({ type: 'documents.changed' });
      return { queued: wanted.length };
    },
    'document.open': ({ documentId }) => {
      const text = texts.find((candidate) => candidate.id === documentId) ?? fail('not-found');
      return { documentId: text.id, versionHash: text.hash, name: text.name, kind: text.kind, pages: text.pageStarts?.length ?? null, pageStarts: text.pageStarts, places: text.places, textLength: text.text.length, sizeBytes: text.kind === 'pdf' ? pdf.bytes.length : text.text.length, original: text.original, decodedAs: text.kind === 'text' || text.kind === 'csv' ? 'windows-1252' : null, encoding: null, hiddenCharacters: scenario === 'trouble' ? 3 : 0, tags: rows.find((row) => row.id === text.id)?.tags ?? [], copies: scenario === 'trouble' ? [{ documentId: text.id, name: text.name, folder: 'Documents/2025/from Lena' }, { documentId: text.id, name: `Copy of ${text.name}`, folder: '' }] : [], ...(scenario === 'trouble' ? { container: 'offers.zip' } : {}) };
    },
    'document.text': ({ versionHash, start, end }) => ({ text: documentText(versionHash).slice(start, end), start, end: Math.min(end, documentText(versionHash).length), line: lineOf(documentText(versionHash), start) }),
    'document.bytes': ({ offset, length }) => ({ bytes: pdf.bytes.slice(offset, offset + length), totalBytes: pdf.bytes.length }),
    'document.locate': ({ documentId, start, end }) => (parameters.get('locate') === 'never' ? [] : texts.find((text) => text.id === documentId)?.kind === 'image' ? image.locate(start, end) : pdf.locate(start, end)),
    'document.pageImage': () => ({ type: 'image/png', bytes: image.png(), width: image.width, height: image.height }),
    'ocr.languages': () => ['deu', 'eng', 'fra'].map((id) => ({ id, origin: 'built-in', sizeBytes: 2_000_000 })),
    'ocr.addLanguage': () => ({ id: 'spa', origin: 'added', sizeBytes: 2_000_000 }),
    'document.reveal': () => ({}),
    'document.openInSystem': () => ({ done: 'opened' }),
    'ingest.progress': progress,
    'ingest.pause': () => ((paused = true), {}),
    'ingest.resume': () => ((paused = false), {}),
    'ingest.cancel': () => {
      cancelled = true;
      rows = rows.map((row) => (row.state === 'waiting' || row.state === 'reading' ? { ...row, state: 'skipped', reason: 'cancelled-by-you' } : row));
      emit({ type: 'documents.changed' });
      return {};
    },
    'embedder.state': () => embedder,
    'embedder.estimate': () => ({ passages: 12_480, seconds: 1_260, diskBytes: 45_000_000 }),
    'embedder.choose': ({ embedderId }) => setEmbedder({ ...embedder, building: { id: embedderId, state: 'running', done: 3_120, total: 12_480, secondsLeft: 940, problem: null } }),
    'embedder.cancel': () => setEmbedder({ ...embedder, building: null }),
    'search.passages': ({ question, limit }) => ({ passages: search(question, limit), more: false, scope: null, notes: [], coverage: coverageOf(rows), elapsedMs: 12 }),
    'scope.suggest': ({ text, limit }) => ({ documents: rows.flatMap(({ id, name, folder, kind, state }) => (kind !== null && state === 'indexed' && name.toLowerCase().includes(text.toLowerCase()) ? [{ id, name, folder, kind }] : [])).slice(0, limit), folders: [], tags: [...new Set(rows.flatMap(({ tags }) => tags))].filter((tag) => tag.toLowerCase().includes(text.toLowerCase())) }),
    'conversation.list': () => [...titles.values()],
    'conversation.get': ({ conversationId }) => ({ conversation: titles.get(conversationId as ConversationId) ?? fail('not-found'), answers: answers.get(conversationId as ConversationId) ?? [] }),
    'answer.wholeSetEstimate': ({ question }) => estimateOf(question),
    'conversation.changes': ({ conversationId }) => changesIn(answers.get(conversationId as ConversationId) ?? []),
    'conversation.rename': ({ conversationId, title }) => {
      const row = titles.get(conversationId as ConversationId) ?? fail('not-found');
      titles.set(row.id, { ...row, title });
      return {};
    },
    'conversation.delete': ({ conversationId }) => {
      const row = titles.get(conversationId as ConversationId) ?? fail('not-found');
      deleted.set(row.id, row);
      titles.delete(row.id);
      return {};
    },
    'conversation.restore': ({ conversationId }) => {
      const row = deleted.get(conversationId as ConversationId) ?? fail('not-found');
      titles.set(row.id, row);
      return {};
    },
    'app.info': () => ({ version: '0.1.0', electron: '33.2.1', chrome: '130.0.6723.152', node: '20.18.1', platform: 'linux-x64', testBuild: true, cpuCores: 4, resolvedLanguage: settings.language === 'system' ? (navigator.language.startsWith('de') ? 'de' : 'en') : settings.language }),
    'settings.get': () => settings,
    'settings.set': (change) => {
      settings = { ...settings, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
      emit({ type: 'settings.changed', settings });
      return settings;
    },
    'model.list': () => models,
    'model.import': () => fail('model-invalid'),
    'model.select': ({ modelId }) => {
      settings = { ...settings, modelId };
      models = makeModels(modelId);
      emit({ type: 'settings.changed', settings });
      return {};
    },
    'model.remove': ({ modelId }) => {
      models = models.filter((model) => model.id !== modelId);
      return {};
    },
    'catalog.list': () => makeCatalog(settings),
    'catalog.downloads': () => [],
    'catalog.download': () => ({}),
    'catalog.pause': () => ({}),
    'catalog.cancel': () => ({}),
    'catalog.delete': () => ({}),
    'catalog.measure': () => fail('model-load-failed'),
    'catalog.seal': ({ sealed }) => {
      settings = { ...settings, sealed };
      emit({ type: 'settings.changed', settings });
      return {};
    },
    'catalog.connections': () => [],
    'privacy.report': () => ({
      blockedRequests: scenario === 'trouble' ? 3 : 0,
      allowedRequests: scenario === 'leak' ? 2 : 0,
      blockedCalls: 0,
      downloadConnections: 0,
      libraryLocation: place,
      logLocation: '/home/ada/.config/Freehold/logs/freehold.log',
      engines: [
        { name: 'library', state: 'ready', restarts: 0, memoryBytes: 412_000_000, blockedCalls: 0, ownNetwork: true },
        { name: 'llm', state: scenario === 'trouble' ? 'restarting' : 'ready', restarts: scenario === 'trouble' ? 1 : 0, memoryBytes: 1_840_000_000, blockedCalls: 0, ownNetwork: true },
        { name: 'parser', state: 'stopped', restarts: 0, memoryBytes: null, blockedCalls: 0, ownNetwork: null },
      ],
      models,
    }),
    'document.forget': ({ documentIds, quotes }) => {
      rows = rows.filter((row) => !documentIds.includes(row.id));
      emit({ type: 'documents.changed' });
      return mockErasure({ files: documentIds.length, quotes });
    },
    'document.forgetPreview': ({ documentIds, folder }) => ({ files: folder === null ? documentIds.length : 12, answers: 2, copies: 0 }),
    'source.forgetFolder': ({ quotes }) => mockErasure({ files: 12, quotes }),
    'source.folders': () => [{ folder: 'Letters', files: 21 }, { folder: 'Letters/Bank', files: 9 }, { folder: 'Tax', files: 12 }],
    'erasure.list': mockErasures,
    'erasure.save': () => ({ saved: true }),
    'forgotten.list': () => mockPlaces(sources),
    'forgotten.revoke': () => ({}),
    'retention.get': () => mockRetention(sources),
    'retention.set': () => ({}),
    'retention.apply': ({ quotes }) => mockErasure({ files: 12, quotes }),
    'ledger.page': (input) => mockLedgerPage(input, input.group === null ? null : LEDGER_KINDS[input.group]),
    'ledger.verify': mockLedgerVerdict,
    'ledger.save': () => ({ saved: true }),
    'privacy.openLog': () => ({}),
    'policy.get': () => (scenario === 'policy' ? { sealed: true, models: 2, folders: ['/srv/contracts', '/home/ada/Documents'] } : { sealed: false, models: null, folders: null }),
    'privacy.prove': () => (['main', 'library', 'llm', 'parser'] as const).flatMap((place) => (['fetch', 'lookup', 'connect', 'datagram', 'listen', 'nativeLookup', 'nativeConnect'] as const).map((attempt) => ({ place, attempt, outcome: place === 'main' && attempt.startsWith('native') ? ('not-tried' as const) : ('stopped' as const), counted: attempt.startsWith('native') ? null : true }))),
    'privacy.saveProof': () => ({ saved: true }),
    'exit.pick': () => ({ token: 'token-exit', name: 'Freehold export', kind: 'folder' }),
    'exit.reveal': () => ({}),
  };

  // Reading goes on by itself.
  setInterval(() => {
    if (paused || cancelled || !rows.some((row) => row.state === 'waiting' || row.state === 'reading')) return;
    let moved = 0;
    rows = rows.map((row) => {
      if ((row.state === 'reading' || row.state === 'waiting') && moved < 3) {
        moved += 1;
        return { ...row, state: moved < 3 ? 'indexed' : 'reading' };
      }
      return row;
    });
    emit({ type: 'ingest.progressed', progress: progress() });
    emit({ type: 'documents.changed' });
  }, 900);
  if (scenario === 'trouble') setTimeout(() => emit({ type: 'engine.changed', engine: { name: 'llm', state: 'restarting', restarts: 1, memoryBytes: null, blockedCalls: 0, ownNetwork: true } }), 600);

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
        const counts = { documents: rows.length, unread: 2, passages: 3120, vectors: 3120, conversations: 4, answers: 11, citations: 37 };
        onEvent({ type: 'written', name: 'Freehold export', counts } satisfies RouteEvent<'exit.run'>);
        onEnd(null);
        return () => undefined;
      }
      const { question, conversationId, general } = input as RouteInput<'answer.ask'>;
      const id = (conversationId ?? `c-${Date.now()}`) as ConversationId;
      const ask = { question, conversationId: id, coverage: coverageOf(rows), modelId: settings.modelId, speed, ...(general === undefined ? {} : { general }) };
      return (name === 'answer.wholeSet' ? streamWholeSet : streamAnswer)(ask, onEvent, (answer) => {
        answers.set(id, [...(answers.get(id) ?? []).filter((other) => other.question !== answer.question || other.wholeSet === undefined), answer]);
        if (!titles.has(id)) remember(id, question, 0);
        emit({ type: 'conversations.changed', conversationId: id });
        onEnd(null);
      });
    },
    dropped: () => Promise.resolve({ ok: true, value: [{ token: 'token-dropped', name: 'Dropped', kind: 'folder' }] }),
  };
}
