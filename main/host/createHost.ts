// A host: the engines, the settings and the open library behind the contract's routes, put together from their parts.
// The same for the window and the command line; free of Electron.
import path from 'node:path';
import type { AppEvent, Settings } from '../../contract/app.ts';
import type { DocumentId, SourceId } from '../../contract/domain.ts';
import { toWireError } from '../../contract/errors.ts';
import { resolveLanguage, type Translate } from '../../contract/messages/index.ts';
import { readCatalog, readOffers } from '../models/catalog.ts';
import { withDownloads } from '../models/download/downloadedModels.ts';
import { createModelShelf } from '../models/modelShelf.ts';
import { createOcrLanguages } from '../models/ocrLanguages.ts';
import { attemptsFile, createAttempts } from '../sovereignty/keys/attempts.ts';
import { createIdleLock } from '../sovereignty/keys/idleLock.ts';
import { noKeychain } from '../sovereignty/keys/keychain.ts';
import { checkLibrariesFree } from '../removal/librariesFree.ts';
import { allowsModel, readPolicy } from '../sovereignty/policy.ts';
import { accountCsv } from './accountCsv.ts';
import type { NamedErasure } from './certificateText.ts';
import { createHostBackups } from './backups.ts';
import { createCatalog } from './catalog/createCatalog.ts';
import { createEngines, type Engines } from './engines.ts';
import { createAppEvents } from './events.ts';
import { createExit, type Exit } from './exit.ts';
import { createEncryption, type Encryption } from './encryption/createEncryption.ts';
import { createKeyUses } from './encryption/keyUses.ts';
import type { CoreHandlers } from './handlers.ts';
import type { HostOptions } from './hostOptions.ts';
import { createJsonFile } from '../files/jsonFile.ts';
import { createHostLedger, ledgerDirOf, type HostLedger } from './ledger.ts';
import { createLibraryHandlers } from './library/libraryHandlers.ts';
import { createOpenLibrary, type LibraryState, type OpenLibrary } from './library/openLibrary.ts';
import { createLog } from './log.ts';
import { createModelHandlers } from './modelHandlers.ts';
import { createPathTokens } from './pathTokens.ts';
import { createPrivacyHandlers } from './privacyHandlers.ts';
import { createReceipts, type Receipts } from './receipts/createReceipts.ts';
import { createRemoval, type Removal } from './removal.ts';
import { runSelfTest } from './selfTest/runSelfTest.ts';
import { createHostSettings } from './settings.ts';
import { createUpdates, type Updates } from './updates.ts';

export interface Host {
  readonly handlers: CoreHandlers;
  readonly engines: Engines;
  readonly receipts: Receipts;
  readonly ledger: HostLedger;
  readonly exit: Exit;
  readonly updates: Omit<Updates, 'handlers'>;
  registerPath(path: string, kind: 'folder' | 'file'): { token: string; name: string; kind: 'folder' | 'file' };
  /** For the shell alone, which gives the file to another program; a path never reaches a window. */
  pathOfDocument(documentId: DocumentId, to: 'application' | 'fileBrowser'): Promise<string>;
  /** Every file with its state, a piece of a CSV at a time. */
  accountCsv(sourceId: SourceId | null, t: Translate, signal: AbortSignal): AsyncGenerator<string>;
  readonly openLibrary: OpenLibrary['open'];
  readonly rebuildLibrary: OpenLibrary['rebuild'];
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
  finishRemoval: Removal['finish'];
}

export async function createHost(options: HostOptions): Promise<Host> {
  const { paths } = options;
  const policy = readPolicy(paths.policyFile);
  const log = options.log ?? createLog(paths.logDir, { verbose: options.verbose ?? false });
  const events = createAppEvents();
  const tokens = createPathTokens();
  const closed = new AbortController();
  const brought = readCatalog(paths.modelCatalogFile, paths.modelDirs);
  const offered = readOffers(paths.modelDownloadsFile, brought);
  const catalog = withDownloads(brought, offered.offers, paths.modelDirs, paths.downloadedModelsDir);
  const shelf = createModelShelf(catalog, paths.userDataDir);
  const ocrLanguages = createOcrLanguages(catalog, paths.userDataDir);
  const common = { paths, shelf, tokens, log, emit: events.emit, closed: closed.signal };

  const mayUse = ({ id }: { readonly id: string }): boolean => allowsModel(policy, { id, sha256: shelf.rows(null).find((row) => row.id === id)?.sha256 ?? null });
  /** Null where an administrator does not allow it: then answers are passages. */
  function chosenModel(): string | null {
    const id = options.modelId ?? settings.read().modelId;
    return id === null || mayUse({ id }) ? id : null;
  }

  /** Has the model in memory before the first question; a failure shows when it is asked. */
  function warmModel(): void {
    if (options.warmModel === false) return;
    engines.warmModel(closed.signal).catch((error: unknown) => log('warn', 'model.not-warmed', { code: toWireError(error).code }));
  }

  const settings = createHostSettings({
    userDataDir: paths.userDataDir,
    systemLocale: options.systemLocale,
    shelf,
    ocrLanguages,
    emit: events.emit,
    onModel: (modelId) => {
      if (modelId === null) void engines.llm.call('unload', {}).catch(() => undefined);
      else if (library.state().status === 'open') warmModel();
    },
    onOcr: () => {
      if (library.openDir() === null) return;
      engines.library.call('ocr.choose', { ocr: settings.ocrChoice() }).catch((error: unknown) => log('warn', 'ocr.not-chosen', { code: toWireError(error).code }));
    },
  });

  const ledger = createHostLedger({ ledgerDir: options.ledgerDir ?? ledgerDirOf(paths.userDataDir), library: () => engines.library.call, libraryIsOpen: () => library.state().status === 'open' });
  function onBlocked(facts: { readonly by: string; readonly scheme: string; readonly what: string }): void {
    log('warn', 'network.blocked', facts);
    ledger.installation.record({ kind: 'connection.blocked', facts: { ...facts, count: 1 } });
  }

  const library = createOpenLibrary({
    ...common,
    userDataDir: paths.userDataDir,
    defaultDir: paths.defaultLibraryDir,
    engines: () => engines,
    encryption: () => encryption,
    openParams: async () => ({
      ledgerDir: ledger.dir,
      installation: ledger.installation.head(),
      appDirs: [paths.userDataDir, paths.logDir],
      embedders: (await shelf.embedders(closed.signal)).filter(mayUse),
      threads: settings.threads(),
      watch: options.watch ?? true,
      ocr: settings.ocrChoice(),
    }),
    onReady: warmModel,
  });

  const engines = createEngines({
    paths,
    log,
    shelf,
    chosenModel,
    threads: settings.threads,
    ocrLanguageFiles: ocrLanguages.filesOf,
    verifyEngine: options.verifyEngine,
    locked: () => library.state().status === 'locked',
    onNotice: library.onNotice,
    onBlocked: (by, what) => onBlocked({ by, scheme: 'node:', what }),
    onEngine: (engine) => events.emit({ type: 'engine.changed', engine }),
    afterLibraryStart: library.openAgain,
  });

  const forKeys = {
    attempts: createAttempts(createJsonFile(path.join(paths.userDataDir, 'unlock-attempts.json'), attemptsFile, {})),
    uses: createKeyUses(ledger.installation, log),
    ...(options.keyCost === undefined ? {} : { cost: options.keyCost }),
  };
  const encryption: Encryption = createEncryption({ ...forKeys, library, engines: () => engines, keychain: options.keychain ?? noKeychain });
  const backups = createHostBackups({
    ...forKeys,
    engine: engines.library,
    keyring: encryption.keyring,
    ledgerDir: ledger.dir,
    appVersion: options.appVersion,
    defaultLibraryDir: paths.defaultLibraryDir,
    tokens,
    library: { state: library.state, open: (dir) => library.open(dir, { remember: options.startedAs !== 'commandLine' }), unlock: (secret) => encryption.handlers['keys.unlock']({ secret }, { signal: closed.signal }) },
  });

  const exit = createExit({
    library: () => engines.library.call,
    state: library.state,
    appVersion: options.appVersion,
    modelNames: () => Object.fromEntries(shelf.rows(null).map(({ id, name }) => [id, name])),
    language: () => {
      const { language } = settings.read();
      return language === 'system' ? resolveLanguage([options.systemLocale.replace('_', '-')]) : language;
    },
    takePath: tokens.take,
    log,
  });

  const receipts = createReceipts({ engines, shelf, ocrLanguages, ledger: ledger.installation, mayUse, appVersion: options.appVersion });
  const inLibrary = createLibraryHandlers({ ...common, engines, library, receipts, policy, warmModel });
  const forModels = { ...common, settings: settings.read, writeSettings: settings.write, ledger: ledger.installation, embedder: library.embedder };
  const models = createModelHandlers({
    ...forModels,
    mayUse,
    ocrLanguages,
    library: engines.library.call,
    reopenLibrary: async () => {
      const dir = library.openDir();
      return dir === null || library.open(dir, { remember: false });
    },
  });
  const modelCatalog = createCatalog({ ...forModels, policy, catalog, offered, engines, threads: settings.threads, network: options.network ?? null });
  const privacy = createPrivacyHandlers({
    ...common,
    policy,
    engines,
    models: models.rows,
    downloadConnections: modelCatalog.connections.allowedNow,
    libraryLocation: () => library.state().location,
    logDir: paths.logDir,
  });

  const { userDataDir, sampleLibraryDir, defaultLibraryDir } = paths;
  const updates = createUpdates({ options: options.updates ?? null, policy, version: options.appVersion, userDataDir, take: tokens.take, record: ledger.installation.record, log });
  const removal = createRemoval({
    places: () => ({ userDataDir, sampleLibraryDir, libraries: [library.state().location, library.lastDir(), defaultLibraryDir].filter((dir) => dir !== null) }),
    openDir: library.openDir,
    checkFree: (folders) => checkLibrariesFree(folders, paths, options.verifyEngine),
    record: ledger.installation.record,
    log,
    stop: async () => {
      library.leave();
      await close();
    },
  });

  const handlers: CoreHandlers = {
    ...inLibrary.handlers,
    ...encryption.handlers,
    ...backups.handlers,
    ...library.handlers,
    ...settings.handlers,
    ...models.handlers,
    ...modelCatalog.handlers,
    ...ledger.handlers,
    ...exit.handlers,
    ...privacy.handlers,
    ...updates.handlers,
    ...removal.handlers,
    // A host of its own, with the same settings and models; the library that is open stays as it is.
    'selfTest.run': async (input, following) => {
      // Two copies of a model may be more than the memory holds; this one comes back with the next question.
      if (input.answers) await engines.llm.call('unload', {}).catch(() => undefined);
      await runSelfTest(input, paths, (ledgerDir) => createHost({ ...options, log, ledgerDir, openLast: false, warmModel: false, watch: false }), following);
    },
    'app.events': (_input, { signal, emit }) =>
      new Promise<void>((resolve) => {
        const stop = events.listen(emit);
        signal.addEventListener('abort', () => (stop(), resolve()), { once: true });
      }),
  };

  const idle = createIdleLock({ minutes: () => settings.read().lockAfterMinutes, busy: () => inLibrary.answering() || backups.busy() || exit.busy(), lock: () => void encryption.lock('gently') });

  async function close(): Promise<void> {
    closed.abort();
    idle.stop();
    await updates.close();
    await exit.close();
    await privacy.close();
    await modelCatalog.close();
    await engines.stop();
    encryption.close();
    ledger.installation.close();
  }

  if (options.startedAs !== undefined) ledger.recordStart(options.appVersion, options.startedAs, (error) => log('error', 'ledger.not-written', { code: toWireError(error).code }));
  const lastDir = library.lastDir();
  if (lastDir !== null && options.openLast !== false) library.open(lastDir, { remember: true, mustExist: true }).catch(() => undefined);

  return {
    handlers,
    engines,
    receipts,
    ledger,
    exit,
    updates,
    registerPath: tokens.register,
    pathOfDocument: async (documentId, to) => (await engines.library.call('document.handOver', { documentId, to })).path,
    accountCsv: (sourceId, t, signal) => accountCsv((params) => engines.library.call('document.accountPage', params, { signal }), sourceId, t),
    erasure: (id, signal) => engines.library.call('erasure.names', { id }, { signal }),
    openLibrary: library.open,
    rebuildLibrary: library.rebuild,
    addPaths: inLibrary.addPaths,
    lastLibraryDir: library.lastDir,
    lock: encryption.lock,
    noteUse: idle.used,
    settings: settings.read,
    onBlocked,
    onEvent: events.listen,
    close,
    finishRemoval: removal.finish,
  };
}
