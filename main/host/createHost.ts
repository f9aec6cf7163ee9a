// A host: the engines, the settings and the open library behind the contract's routes. The same for the window and
// the command line; free of Electron.
import path from 'node:path';
import { z } from 'zod';
import { settings as settingsSchema, type AppEvent, type Settings } from '../../contract/app.ts';
import type { DocumentId, SourceId } from '../../contract/domain.ts';
import type { EmbedderState } from '../../contract/embedders.ts';
import { AppError, toWireError, type ErrorCode } from '../../contract/errors.ts';
import { resolveLanguage, type Language, type Translate } from '../../contract/messages/index.ts';
import type { RouteOutput } from '../../contract/routes.ts';
import { LIBRARY_ROUTES, type LibraryNotice, type LibraryRoute } from '../engines/library/protocol.ts';
import { holdsLibrary } from '../library/databaseFile.ts';
import { readCatalog, readOffers } from '../models/catalog.ts';
import { withDownloads } from '../models/download/downloadedModels.ts';
import { createModelShelf } from '../models/modelShelf.ts';
import { createOcrLanguages } from '../models/ocrLanguages.ts';
import { attemptsFile, createAttempts } from '../sovereignty/keys/attempts.ts';
import { createIdleLock } from '../sovereignty/keys/idleLock.ts';
import { noKeychain } from '../sovereignty/keys/keychain.ts';
import { allowsModel, checkFolders, readPolicy } from '../sovereignty/policy.ts';
import { accountCsv } from './accountCsv.ts';
import type { NamedErasure } from './certificateText.ts';
import { createCatalog } from './catalog/createCatalog.ts';
import { createEngines, isEngineFailure, threadsFor, type Engines } from './engines.ts';
import { createAppEvents } from './events.ts';
import { createExit, type Exit } from './exit.ts';
import { createEncryption } from './encryption/createEncryption.ts';
import { createKeyUses } from './encryption/keyUses.ts';
import type { CoreHandlers } from './handlers.ts';
import type { HostOptions } from './hostOptions.ts';
import { createJsonFile } from './jsonFile.ts';
import { createHostLedger, ledgerDirOf, type HostLedger } from './ledger.ts';
import { createLog } from './log.ts';
import { languageFit } from './languageFit.ts';
import { createModelHandlers } from './modelHandlers.ts';
import { createReopenWhenBack } from './reopenWhenBack.ts';
import { proveOffline } from './proveOffline.ts';
import { createReceipts, type Receipts } from './receipts/createReceipts.ts';
import { createPathTokens } from './pathTokens.ts';
import { copySampleLibrary } from './sampleLibrary.ts';
import { runSelfTest } from './selfTest/runSelfTest.ts';

export interface Host {
  readonly handlers: CoreHandlers;
  readonly engines: Engines;
  readonly receipts: Receipts;
  readonly ledger: HostLedger;
  readonly exit: Exit;
  registerPath(path: string, kind: 'folder' | 'file'): { token: string; name: string; kind: 'folder' | 'file' };
  /** For the shell alone, which gives the file to another program; a path never reaches a window. */
  pathOfDocument(documentId: DocumentId, to: 'application' | 'fileBrowser'): Promise<string>;
  /** Every file with its state, a piece of a CSV at a time. */
  accountCsv(sourceId: SourceId | null, t: Translate, signal: AbortSignal): AsyncGenerator<string>;
  /** Opens the library in this folder and remembers it when `remember` is set. An encrypted one may stay locked. */
  openLibrary(dir: string, options: OpenOptions): Promise<LibraryState>;
  /** For one that could not be opened as damaged, see the route. */
  rebuildLibrary(options: Pick<OpenOptions, 'remember'>): Promise<RouteOutput<'library.rebuild'>>;
  /** A forgetting with its certificate, and the names of what was forgotten as long as they are known. */
  erasure(id: string, signal: AbortSignal): Promise<NamedErasure>;
  addPaths(items: readonly { path: string; kind: 'folder' | 'file' }[]): Promise<{ added: number; alreadyThere: number }>;
  /** The library that the window used last, or null. */
  lastLibraryDir(): string | null;
  /** `at-once`: the machine is about to sleep. A library that is not encrypted stays open. */
  lock(how: 'gently' | 'at-once'): Promise<LibraryState>;
  /** Somebody uses the window; without it an encrypted library is locked after a while. */
  noteUse(): void;
  settings(): Settings;
  /** What the window or the main program tried, for the log and the ledger. Of what kind, never whereto. */
  onBlocked(attempt: { readonly by: string; readonly scheme: string; readonly what: string }): void;
  onEvent(listener: (event: AppEvent) => void): () => void;
  close(): Promise<void>;
}

type LibraryState = RouteOutput<'library.state'>;

export interface OpenOptions {
  /** Open it again at the next start. */
  readonly remember: boolean;
  /** True: a library that is not there is not made. An unplugged drive must not become an empty library. */
  readonly mustExist?: boolean;
}

const NO_EMBEDDER: EmbedderState = { activeId: null, building: null };
const DEFAULT_SETTINGS = { theme: 'system', language: 'system', cores: null, lockAfterMinutes: 15, sealed: true } as const;
const remembered = z.object({ libraryDir: z.string().nullable() });

export async function createHost(options: HostOptions): Promise<Host> {
  const { paths } = options;
  const policy = readPolicy(paths.policyFile);
  const log = options.log ?? createLog(paths.logDir, { verbose: options.verbose ?? false });
  const events = createAppEvents();
  const tokens = createPathTokens();
  const brought = readCatalog(paths.modelCatalogFile, paths.modelDirs);
  const offered = readOffers(paths.modelDownloadsFile, brought);
  const catalog = withDownloads(brought, offered.offers, paths.modelDirs, paths.downloadedModelsDir);
  const shelf = createModelShelf(catalog, paths.userDataDir);
  const ocrLanguages = createOcrLanguages(catalog, paths.userDataDir);
  const defaultOcr = { enabled: true, languages: ocrLanguages.defaultsFor(options.systemLocale) };
  const settingsFile = createJsonFile(path.join(paths.userDataDir, 'settings.json'), settingsSchema, { ...DEFAULT_SETTINGS, modelId: shelf.defaultId(), ocr: defaultOcr });
  const rememberedFile = createJsonFile(path.join(paths.userDataDir, 'library.json'), remembered, { libraryDir: null });

  const closed = new AbortController();
  let libraryDir: string | null = null;
  let state: LibraryState = {
    status: 'none',
    name: null,
    location: null,
    defaultLocation: paths.defaultLibraryDir,
    errorCode: null,
    embedderReady: false,
    rebuildingIndex: false,
    encrypted: false,
    converting: null,
  };

  function setState(change: Partial<LibraryState>): LibraryState {
    state = { ...state, ...change };
    events.emit({ type: 'library.changed', state });
    return state;
  }

  function onNotice(notice: LibraryNotice): void {
    if (notice.type === 'log') log(notice.level, notice.event, notice.data);
    else if (notice.type === 'library.lost') lost(notice.code);
    else if (notice.type === 'index.rebuilding') setState({ rebuildingIndex: notice.rebuilding });
    else if (notice.type === 'embedder.changed') setEmbedder(notice.embedder);
    else events.emit(notice as AppEvent);
  }

  /** Of the library that is open. */
  let embedder: EmbedderState = NO_EMBEDDER;
  function setEmbedder(next: EmbedderState): void {
    const swapped = next.activeId !== embedder.activeId;
    embedder = next;
    events.emit({ type: 'embedder.changed', embedder });
    // Which model is searched with, and which languages it knows.
    if (!swapped) return;
    events.emit({ type: 'models.changed' });
    events.emit({ type: 'documents.changed' });
  }

  /** Null: images are not read, by choice or for want of a language file. */
  function ocrChoice(): { languages: string[] } | null {
    const { enabled, languages } = settingsFile.read().ocr;
    const here = ocrLanguages.filesOf(languages).map(({ id }) => id);
    return enabled && here.length > 0 ? { languages: here } : null;
  }

  const ledger = createHostLedger({ ledgerDir: options.ledgerDir ?? ledgerDirOf(paths.userDataDir), library: () => engines.library.call, libraryIsOpen: () => state.status === 'open' });
  function onBlocked(facts: { readonly by: string; readonly scheme: string; readonly what: string }): void {
    log('warn', 'network.blocked', facts);
    ledger.installation.record({ kind: 'connection.blocked', facts: { ...facts, count: 1 } });
  }

  const mayUse = ({ id }: { readonly id: string }): boolean => allowsModel(policy, { id, sha256: shelf.rows(null).find((row) => row.id === id)?.sha256 ?? null });
  /** Null where an administrator does not allow it: then answers are passages. */
  function chosenModel(): string | null {
    const id = options.modelId ?? settingsFile.read().modelId;
    return id === null || mayUse({ id }) ? id : null;
  }

  const openParams = async (dir: string) => ({ libraryDir: dir, key: encryption.key(), ledgerDir: ledger.dir, installation: ledger.installation.head(), appDirs: [paths.userDataDir, paths.logDir], embedders: (await shelf.embedders(closed.signal)).filter(mayUse), threads: threadsFor(settingsFile.read().cores), watch: options.watch ?? true, ocr: ocrChoice() });

  const engines = createEngines({
    paths,
    log,
    shelf,
    chosenModel,
    threads: () => threadsFor(settingsFile.read().cores),
    ocrLanguageFiles: ocrLanguages.filesOf,
    verifyEngine: options.verifyEngine,
    locked: () => state.status === 'locked',
    onNotice,
    onBlocked: (by, what) => onBlocked({ by, scheme: 'node:', what }),
    onEngine: (engine) => events.emit({ type: 'engine.changed', engine }),
    // Only after a crash: the first start opens nothing by itself.
    afterLibraryStart: async (call) => {
      if (libraryDir === null) return;
      try {
        if (!holdsLibrary(libraryDir)) throw new AppError('path-not-found');
        const { embedderReady, rebuildingIndex, embedder: now } = await call('library.open', await openParams(libraryDir));
        setState({ status: 'open', errorCode: null, embedderReady, rebuildingIndex });
        setEmbedder(now);
      } catch (error) {
        // A crash is the supervisor's; for anything else the engine stays, to be asked again when it is put right.
        if (isEngineFailure(error)) throw error;
        notOpened(error);
      }
    },
  });

  const whenBack = createReopenWhenBack((dir) => openLibrary(dir, { remember: false, mustExist: true }), closed.signal);

  function notOpened(error: unknown): void {
    const { code } = toWireError(error);
    log('error', 'library.not-opened', { code });
    setState({ status: 'failed', errorCode: code });
    if (state.location !== null) whenBack.expect(state.location, code);
  }

  /** The engine still holds files of a drive that is gone, or of a database that can't be trusted: it is given up as a whole. */
  function lost(code: ErrorCode): void {
    if (libraryDir === null) return;
    libraryDir = null;
    engines.library.discard();
    notOpened(new AppError(code));
  }

  let opening: Promise<unknown> = Promise.resolve();
  /** One after the other: the last one asked for is the one that is open in the end. */
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = opening.then(work);
    opening = mine.catch(() => undefined);
    return mine;
  }
  const openLibrary = (dir: string, options: OpenOptions): Promise<LibraryState> => inTurn(() => openNow(dir, options));
  const placeOf = (token: string | null): string => (token === null ? paths.defaultLibraryDir : tokens.take(token).path);

  const encryption = createEncryption({
    library: { state: () => state, setState, openDir: () => libraryDir, leave: () => void (libraryDir = null), openNow, inTurn, placeOf },
    engines: () => engines,
    keychain: options.keychain ?? noKeychain,
    attempts: createAttempts(createJsonFile(path.join(paths.userDataDir, 'unlock-attempts.json'), attemptsFile, {})),
    uses: createKeyUses(ledger.installation, log),
    ...(options.keyCost === undefined ? {} : { cost: options.keyCost }),
  });

  async function openNow(dir: string, { remember, mustExist = false }: OpenOptions): Promise<LibraryState> {
    libraryDir = null;
    whenBack.forget();
    setState({ status: 'opening', name: path.basename(dir), location: dir, errorCode: null });
    try {
      if (mustExist && !holdsLibrary(dir)) throw new AppError('path-not-found');
      const unlocked = encryption.enter(dir);
      setState({ encrypted: encryption.encrypted() });
      if (!unlocked) {
        if (remember) rememberedFile.write({ libraryDir: dir });
        return setState({ status: 'locked' });
      }
      const { embedderReady, rebuildingIndex, sources, embedder: now } = await engines.library.call('library.open', await openParams(dir));
      // Somebody locked it meanwhile; the engine goes next.
      if (encryption.locked()) return state;
      libraryDir = dir;
      if (remember) rememberLibrary(dir);
      log('info', 'library.opened', { sources });
      if (sources > 0) warmModel();
      const opened = setState({ status: 'open', embedderReady, rebuildingIndex });
      setEmbedder(now);
      return opened;
    } catch (error) {
      if (encryption.locked()) return state;
      notOpened(error);
      throw error;
    }
  }

  /** It is open all the same where nothing can be written down. */
  function rememberLibrary(dir: string): void {
    try {
      if (rememberedFile.read().libraryDir !== dir) rememberedFile.write({ libraryDir: dir });
    } catch (error) {
      log('warn', 'library.not-remembered', { code: toWireError(error).code });
    }
  }

  async function rebuildLibrary({ remember }: Pick<OpenOptions, 'remember'>): Promise<RouteOutput<'library.rebuild'>> {
    const { location, errorCode } = state;
    // What is made anew is plain: nothing of an encrypted library may come to lie open that way.
    if (location === null || errorCode !== 'library-damaged' || state.encrypted) throw new AppError('bad-request');
    const kept = await engines.library.call('library.rebuild', { libraryDir: location }).catch((error: unknown) => {
      notOpened(error);
      throw error;
    });
    log('warn', 'library.rebuilt', kept);
    await openLibrary(location, { remember });
    return kept;
  }

  /** Has the model in memory before the first question; a failure shows when it is asked. */
  function warmModel(): void {
    if (options.warmModel === false) return;
    engines.warmModel(closed.signal).catch((error: unknown) => log('warn', 'model.not-warmed', { code: toWireError(error).code }));
  }

  async function addPaths(items: readonly { path: string; kind: 'folder' | 'file' }[]): Promise<{ added: number; alreadyThere: number }> {
    checkFolders(policy, items.map(({ path: place }) => place));
    return addAllowed(items);
  }

  async function addAllowed(items: readonly { path: string; kind: 'folder' | 'file' }[]): Promise<{ added: number; alreadyThere: number }> {
    const result = await engines.library.call('source.addPaths', { items: [...items] });
    warmModel();
    return result;
  }

  let hashing: Promise<void> | null = null;
  /** Takes the hashes of the models' files, one after the other; each is shown when it is there. */
  async function takeHashes(): Promise<void> {
    for (const { id, installed, sha256 } of shelf.rows(null)) {
      if (!installed || sha256 !== null || closed.signal.aborted) continue;
      await shelf.hashOf(id, closed.signal).then(
        () => events.emit({ type: 'models.changed' }),
        (error: unknown) => log('warn', 'model.not-hashed', { code: toWireError(error).code }),
      );
    }
  }

  function writeSettings(change: Partial<Settings>): Settings {
    const before = settingsFile.read();
    const next = { ...before, ...change };
    settingsFile.write(next);
    events.emit({ type: 'settings.changed', settings: next });
    if (next.modelId !== before.modelId) {
      events.emit({ type: 'models.changed' });
      if (next.modelId === null) void engines.llm.call('unload', {}).catch(() => undefined);
      else if (state.status === 'open') warmModel();
    }
    if (next.ocr !== before.ocr && libraryDir !== null) {
      engines.library.call('ocr.choose', { ocr: ocrChoice() }).catch((error: unknown) => log('warn', 'ocr.not-chosen', { code: toWireError(error).code }));
    }
    return next;
  }

  /** Damage is found by whoever reads there first, a question or a list. */
  function loseDamaged(error: unknown): never {
    if (error instanceof AppError && error.code === 'library-damaged') lost(error.code);
    throw error;
  }

  const fromLibrary = Object.fromEntries(
    LIBRARY_ROUTES.map((name) => [name, (input: never, { signal }: { signal: AbortSignal }) => engines.library.call(name, input, { signal }).catch(loseDamaged)]),
  ) as unknown as Pick<CoreHandlers, LibraryRoute>;

  let answering = 0;
  /** The parser worker keeps still while a question has the cores. */
  async function whileAnswering(work: () => Promise<unknown>): Promise<void> {
    const release = engines.parserWorker.hold();
    answering += 1;
    try {
      await work();
    } finally {
      answering -= 1;
      release();
    }
  }

  const models = createModelHandlers({
    mayUse,
    shelf,
    ocrLanguages,
    tokens,
    settings: () => settingsFile.read(),
    writeSettings,
    emit: (event) => events.emit(event),
    ledger: ledger.installation,
    library: engines.library.call,
    embedder: () => (state.status === 'open' ? embedder : null),
    reopenLibrary: async () => libraryDir === null || openLibrary(libraryDir, { remember: false }),
    closed: closed.signal,
  });
  const modelCatalog = createCatalog({
    policy,
    paths,
    catalog,
    offered,
    shelf,
    engines,
    settings: () => settingsFile.read(),
    writeSettings,
    emit: (event) => events.emit(event),
    embedder: () => (state.status === 'open' ? embedder : null),
    threads: () => threadsFor(settingsFile.read().cores),
    network: options.network ?? null,
    ledger: ledger.installation,
    log,
    closed: closed.signal,
  });
  const languageOf = (language: Settings['language']): Language => (language === 'system' ? resolveLanguage([options.systemLocale.replace('_', '-')]) : language);
  const exit = createExit({
    library: () => engines.library.call,
    state: () => state,
    appVersion: options.appVersion,
    modelNames: () => Object.fromEntries(shelf.rows(null).map(({ id, name }) => [id, name])),
    language: () => languageOf(settingsFile.read().language),
    takePath: tokens.take,
    whileBusy: whileAnswering,
  });
  const receipts = createReceipts({ engines, shelf, ocrLanguages, ledger: ledger.installation, appVersion: options.appVersion });

  const handlers: CoreHandlers = {
    ...fromLibrary,
    ...encryption.handlers,
    'library.state': async () => state,
    'library.open': async ({ token }) => {
      if (token !== null) return openLibrary(tokens.take(token).path, { remember: true });
      const failed = state.status === 'failed' ? state.location : null;
      return failed === null ? openLibrary(paths.defaultLibraryDir, { remember: true }) : openLibrary(failed, { remember: true, mustExist: state.errorCode === 'path-not-found' || rememberedFile.read().libraryDir === failed });
    },
    'library.rebuild': () => rebuildLibrary({ remember: true }),
    'library.languages': async () => languageFit(await engines.library.call('library.languageCounts', {}), shelf.languagesOf(embedder.activeId)),
    'source.add': ({ tokens: picked }) => addPaths(picked.map((token) => tokens.take(token))),
    'policy.get': async () => ({ sealed: policy.sealed, models: policy.models?.length ?? null, folders: policy.folders === null ? null : [...policy.folders] }),
    // Freehold's own files, which an administrator installed with it.
    'source.addSample': () => addAllowed([{ path: copySampleLibrary(paths.sampleLibraryDir, paths.userDataDir), kind: 'folder' }]),
    // A host of its own, with the same settings and models; the library that is open stays as it is.
    'selfTest.run': async (input, following) => {
      // Two copies of a model may be more than the memory holds; this one comes back with the next question.
      if (input.answers) await engines.llm.call('unload', {}).catch(() => undefined);
      await runSelfTest(input, paths, (ledgerDir) => createHost({ ...options, log, ledgerDir, openLast: false, warmModel: false, watch: false }), following);
    },
    'answer.ask': (input, { signal, emit }) => whileAnswering(() => engines.library.call('answer.ask', input, { signal, onEvent: emit })),
    'answer.wholeSet': (input, { signal, emit }) => whileAnswering(() => engines.library.call('answer.wholeSet', input, { signal, onEvent: emit })),
    'answer.verify': ({ answerId }, { signal }) => receipts.verifyAnswer(answerId, signal),
    'app.events': (_input, { signal, emit }) =>
      new Promise<void>((resolve) => {
        const stop = events.listen(emit);
        signal.addEventListener('abort', () => (stop(), resolve()), { once: true });
      }),
    'settings.get': async () => settingsFile.read(),
    'settings.set': async (change) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Settings>;
      if (typeof given.modelId === 'string' && !shelf.rows(null).some((row) => row.id === given.modelId && row.role === 'llm')) throw new AppError('model-missing', { model: given.modelId });
      const known = new Set(ocrLanguages.list().map(({ id }) => id));
      if (given.ocr?.languages.some((id) => !known.has(id) && !settingsFile.read().ocr.languages.includes(id))) throw new AppError('not-found');
      return writeSettings(given);
    },
    ...models.handlers,
    ...modelCatalog.handlers,
    ...ledger.handlers,
    ...exit.handlers,
    'privacy.prove': () => proveOffline(engines),
    'privacy.report': async () => {
      hashing ??= takeHashes().finally(() => (hashing = null));
      return {
        blockedRequests: 0,
        allowedRequests: 0,
        blockedCalls: 0,
        downloadConnections: modelCatalog.connections.allowedNow(),
        libraryLocation: state.location,
        logLocation: paths.logDir,
        engines: engines.rows(),
        models: models.rows(),
      };
    },
  };

  const idle = createIdleLock({ minutes: () => settingsFile.read().lockAfterMinutes, busy: () => answering > 0, lock: () => void encryption.lock('gently') });

  if (options.startedAs !== undefined) ledger.recordStart(options.appVersion, options.startedAs, (error) => log('error', 'ledger.not-written', { code: toWireError(error).code }));
  const { libraryDir: lastDir } = rememberedFile.read();
  if (lastDir !== null && options.openLast !== false) openLibrary(lastDir, { remember: true, mustExist: true }).catch(() => undefined);

  return {
    handlers,
    engines,
    receipts,
    ledger,
    exit,
    registerPath: tokens.register,
    pathOfDocument: async (documentId, to) => (await engines.library.call('document.handOver', { documentId, to })).path,
    accountCsv: (sourceId, t, signal) => accountCsv((params) => engines.library.call('document.accountPage', params, { signal }), sourceId, t),
    erasure: (id, signal) => engines.library.call('erasure.names', { id }, { signal }),
    openLibrary,
    rebuildLibrary,
    addPaths,
    lastLibraryDir: () => rememberedFile.read().libraryDir,
    lock: encryption.lock,
    noteUse: idle.used,
    settings: () => settingsFile.read(),
    onBlocked,
    onEvent: events.listen,
    close: async () => {
      closed.abort();
      idle.stop();
      await hashing;
      await modelCatalog.close();
      await engines.stop();
      encryption.close();
      ledger.installation.close();
    },
  };
}
