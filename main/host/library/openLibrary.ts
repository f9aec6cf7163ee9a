// The library that the host has open, or would open: opening, losing it, waiting until it can be opened again, making a
// damaged one anew. In: the engines, the keys, what an opening takes. Out: its state, as events too.
// Invariant: openings go one after the other; the last one asked for is the one that is open in the end.
import path from 'node:path';
import type { AppEvent } from '../../../contract/app.ts';
import type { EmbedderState } from '../../../contract/embedders.ts';
import { AppError, toWireError, type ErrorCode } from '../../../contract/errors.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import type { LibraryNotice, LibraryProtocol } from '../../engines/library/protocol.ts';
import type { Call, MethodParams } from '../../engines/rpc/protocol.ts';
import type { Log } from '../../ipc/log.ts';
import { holdsLibrary } from '../../library/databaseFile.ts';
import type { Encryption, LibraryOfHost } from '../encryption/createEncryption.ts';
import { isEngineFailure, type Engines } from '../engines.ts';
import type { CoreHandlers } from '../handlers.ts';
import type { PickedPath } from '../pathTokens.ts';
import { rememberedLibraryIn } from './rememberedLibrary.ts';
import { createReopenWhenBack } from './reopenWhenBack.ts';

export type LibraryState = RouteOutput<'library.state'>;

export interface OpenOptions {
  /** Open it again at the next start. */
  readonly remember: boolean;
  /** True: a library that is not there is not made. An unplugged drive must not become an empty library. */
  readonly mustExist?: boolean;
}

export interface OpenLibrary extends LibraryOfHost {
  /** Of the open library; null while none is open. */
  embedder(): EmbedderState | null;
  /** Opens the library in this folder and remembers it when `remember` is set. An encrypted one may stay locked. */
  open(dir: string, options: OpenOptions): Promise<LibraryState>;
  /** For one that could not be opened as damaged, see the route. */
  rebuild(options: Pick<OpenOptions, 'remember'>): Promise<RouteOutput<'library.rebuild'>>;
  /** The engine still holds files of a drive that is gone, or of a database that can't be trusted: it is given up as a whole. */
  lost(code: ErrorCode): void;
  /** After the library engine came back from a crash. Throws only what the engine's supervisor puts right. */
  openAgain(call: Call<LibraryProtocol>): Promise<void>;
  /** What the library engine tells by itself. */
  onNotice(notice: LibraryNotice): void;
  /** The library that the window used last, or null. */
  lastDir(): string | null;
  readonly handlers: Pick<CoreHandlers, 'library.state' | 'library.open' | 'library.rebuild'>;
}

const NO_EMBEDDER: EmbedderState = { activeId: null, building: null };

export function createOpenLibrary(options: {
  readonly userDataDir: string;
  /** Offered on the first run. */
  readonly defaultDir: string;
  readonly engines: () => Pick<Engines, 'library'>;
  readonly encryption: () => Pick<Encryption, 'enter' | 'key' | 'encrypted'>;
  /** What the engine is told of an opening, besides where the library is and its key. */
  readonly openParams: () => Promise<Omit<MethodParams<LibraryProtocol, 'library.open'>, 'libraryDir' | 'key'>>;
  /** One with something to answer from is open. */
  readonly onReady: () => void;
  readonly tokens: { take(token: string): PickedPath };
  readonly emit: (event: AppEvent) => void;
  readonly log: Log;
  readonly closed: AbortSignal;
}): OpenLibrary {
  const { defaultDir, engines, encryption, emit, log } = options;
  const rememberedFile = rememberedLibraryIn(options.userDataDir);
  const whenBack = createReopenWhenBack((dir) => open(dir, { remember: false, mustExist: true }), options.closed);

  let openDir: string | null = null;
  let embedder: EmbedderState = NO_EMBEDDER;
  let state: LibraryState = { status: 'none', name: null, location: null, defaultLocation: defaultDir, errorCode: null, embedderReady: false, rebuildingIndex: false, encrypted: false, converting: null };

  function setState(change: Partial<LibraryState>): LibraryState {
    state = { ...state, ...change };
    emit({ type: 'library.changed', state });
    return state;
  }

  function setEmbedder(next: EmbedderState): void {
    const swapped = next.activeId !== embedder.activeId;
    embedder = next;
    emit({ type: 'embedder.changed', embedder });
    // Which model is searched with, and which languages it knows.
    if (!swapped) return;
    emit({ type: 'models.changed' });
    emit({ type: 'documents.changed' });
  }

  function onNotice(notice: LibraryNotice): void {
    if (notice.type === 'log') log(notice.level, notice.event, notice.data);
    else if (notice.type === 'library.lost') lost(notice.code);
    else if (notice.type === 'index.rebuilding') setState({ rebuildingIndex: notice.rebuilding });
    else if (notice.type === 'embedder.changed') setEmbedder(notice.embedder);
    else emit(notice as AppEvent);
  }

  function notOpened(error: unknown): void {
    const { code } = toWireError(error);
    log('error', 'library.not-opened', { code });
    setState({ status: 'failed', errorCode: code });
    if (state.location !== null) whenBack.expect(state.location, code);
  }

  function lost(code: ErrorCode): void {
    if (openDir === null) return;
    openDir = null;
    engines().library.discard();
    notOpened(new AppError(code));
  }

  let opening: Promise<unknown> = Promise.resolve();
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = opening.then(work);
    opening = mine.catch(() => undefined);
    return mine;
  }
  const open = (dir: string, how: OpenOptions): Promise<LibraryState> => inTurn(() => openNow(dir, how));

  const openInEngine = async (call: Call<LibraryProtocol>, dir: string) => call('library.open', { libraryDir: dir, key: encryption().key(), ...(await options.openParams()) });

  const wasLocked = (): boolean => state.status === 'locked';

  async function openNow(dir: string, { remember, mustExist = false }: OpenOptions): Promise<LibraryState> {
    openDir = null;
    whenBack.forget();
    setState({ status: 'opening', name: path.basename(dir), location: dir, errorCode: null });
    try {
      if (mustExist && !holdsLibrary(dir)) throw new AppError('path-not-found');
      const unlocked = encryption().enter(dir);
      setState({ encrypted: encryption().encrypted() });
      if (!unlocked) {
        if (remember) rememberedFile.write({ libraryDir: dir });
        return setState({ status: 'locked' });
      }
      const { embedderReady, rebuildingIndex, sources, embedder: now } = await openInEngine(engines().library.call, dir);
      // Somebody locked it meanwhile; the engine goes next.
      if (wasLocked()) return state;
      openDir = dir;
      if (remember) rememberLibrary(dir);
      log('info', 'library.opened', { sources });
      if (sources > 0) options.onReady();
      const opened = setState({ status: 'open', embedderReady, rebuildingIndex });
      setEmbedder(now);
      return opened;
    } catch (error) {
      if (wasLocked()) return state;
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

  async function openAgain(call: Call<LibraryProtocol>): Promise<void> {
    // The first start opens nothing by itself.
    if (openDir === null) return;
    try {
      if (!holdsLibrary(openDir)) throw new AppError('path-not-found');
      const { embedderReady, rebuildingIndex, embedder: now } = await openInEngine(call, openDir);
      setState({ status: 'open', errorCode: null, embedderReady, rebuildingIndex });
      setEmbedder(now);
    } catch (error) {
      // A crash is the supervisor's; for anything else the engine stays, to be asked again when it is put right.
      if (isEngineFailure(error)) throw error;
      notOpened(error);
    }
  }

  /** In turn: whoever locks it gently meanwhile waits for it, and it opens locked. */
  function rebuild({ remember }: Pick<OpenOptions, 'remember'>): Promise<RouteOutput<'library.rebuild'>> {
    return inTurn(async () => {
      const { location, errorCode } = state;
      if (location === null || errorCode !== 'library-damaged') throw new AppError('bad-request');
      const key = encryption().key();
      // What would be made without one is plain: nothing of an encrypted library may come to lie open that way.
      if (state.encrypted && key === null) throw new AppError('library-locked');
      const kept = await engines()
        .library.call('library.rebuild', { libraryDir: location, key })
        .catch((error: unknown) => {
          notOpened(error);
          throw error;
        });
      log('warn', 'library.rebuilt', kept);
      await openNow(location, { remember });
      return kept;
    });
  }

  const placeOf = (token: string | null): string => (token === null ? defaultDir : options.tokens.take(token).path);

  return {
    state: () => state,
    setState,
    embedder: () => (state.status === 'open' ? embedder : null),
    openDir: () => openDir,
    leave: () => void (openDir = null),
    inTurn,
    open,
    openNow,
    rebuild,
    lost,
    openAgain,
    onNotice,
    placeOf,
    lastDir: () => rememberedFile.read().libraryDir,
    handlers: {
      'library.state': async () => state,
      'library.open': async ({ token }) => {
        if (token !== null) return open(placeOf(token), { remember: true });
        const failed = state.status === 'failed' ? state.location : null;
        return failed === null ? open(defaultDir, { remember: true }) : open(failed, { remember: true, mustExist: state.errorCode === 'path-not-found' || rememberedFile.read().libraryDir === failed });
      },
      'library.rebuild': () => rebuild({ remember: true }),
    },
  };
}
