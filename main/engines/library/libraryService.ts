// The library engine's service: the contract's library routes over one open library, and the question line with the
// host's parser and model. It decides nothing about how to index or answer; that is runIngest and answerQuestion.
import type { Answer } from '../../../contract/domain.ts';
import type { EmbedderState } from '../../../contract/embedders.ts';
import type { WireError } from '../../../contract/errors.ts';
import { AppError } from '../../../contract/errors.ts';
import { searchPassages } from '../../answer/searchPassages.ts';
import { convertDatabase } from '../../library/convertDatabase.ts';
import { checkFree } from '../../library/checkFree.ts';
import { rebuildLibrary } from '../../library/rebuildLibrary.ts';
import { suggestPlaces } from '../../library/suggestPlaces.ts';
import { unlessAborted } from '../../unlessAborted.ts';
import { networkService } from '../rpc/networkProtocol.ts';
import type { Call, Service } from '../rpc/protocol.ts';
import { askQuestion, checkQuestion, searching } from './askQuestion.ts';
import { askWholeSet, estimateWholeSet } from './askWholeSet.ts';
import { createBackupRoutes } from './backupRoutes.ts';
import { createCollectionRoutes } from './collectionRoutes.ts';
import { createConversationRoutes } from './conversationRoutes.ts';
import { createDocumentRoutes } from './documentRoutes.ts';
import { createEmbedderRoutes } from './embedderRoutes.ts';
import { createErasureRoutes } from './erasureRoutes.ts';
import { createExitRoutes } from './exitRoutes.ts';
import { hostLlm, hostParser } from './hostEngines.ts';
import { createOpenedLibrary } from './openedLibrary.ts';
import type { OpenLibrary } from './openLibrary.ts';
import { createLedgerRoutes } from './ledgerRoutes.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import type { LibraryHostProtocol, LibraryNotice, LibraryProtocol } from './protocol.ts';
import { createReceiptRoutes } from './receiptRoutes.ts';
import { createScheduler } from './scheduler.ts';
import { createSourceRoutes } from './sourceRoutes.ts';

export interface LibraryService {
  readonly service: Service<LibraryProtocol>;
  close(): Promise<void>;
}

const PROGRESS_EVERY_MS = 250;
const NO_EMBEDDER = { state: 'idle', done: 0, total: 0, filesPerMinute: null, secondsLeft: null, currentFile: null, problem: 'embedder-missing' } as const;

export function createLibraryService(host: Call<LibraryHostProtocol>): LibraryService {
  const notify = (notice: LibraryNotice): void => void host('notify', notice).catch(() => undefined);
  let threads = 1;
  let toldEmbedder = '';
  /** Of the library that is open. */
  let passwords: Passwords | null = null;
  const withPassword = <Params extends { readonly versionHash: string }>(params: Params): Params & { password?: string } => {
    const password = passwords?.of(params.versionHash) ?? null;
    return password === null ? params : { ...params, password };
  };
  const library = createOpenedLibrary({
    locate: (params) => host('parser.locate', withPassword(params)),
    pageImage: (params) => host('parser.pageImage', params),
    memberBytes: (params) => host('parser.memberBytes', params),
  });
  const { current } = library;
  const scheduler = createScheduler(() => {
    const ingest = library.peek()?.semantic?.ingest;
    if (ingest !== undefined) notify({ type: 'ingest.progressed', progress: ingest.progress() });
  });

  /** Not again what was told already: it is asked for four times a second. */
  function tellEmbedder(embedder: EmbedderState): void {
    const now = JSON.stringify(embedder);
    if (now !== toldEmbedder) notify({ type: 'embedder.changed', embedder });
    toldEmbedder = now;
  }

  function ingest(): NonNullable<OpenLibrary['semantic']>['ingest'] {
    const { semantic } = current();
    if (semantic === null) throw new AppError('embedder-missing');
    return semantic.ingest;
  }

  async function closed(): Promise<Record<string, never>> {
    await library.close();
    passwords = null;
    return {};
  }

  const backups = createBackupRoutes(library);
  const service: Service<LibraryProtocol> = {
    'library.open': async ({ libraryDir, key, ledgerDir, installation: { id: installation, ...reached }, appDirs, embedders, threads: wanted, watch, ocr }) => {
      threads = wanted;
      passwords = createPasswords(hostParser(host));
      const { semantic, sources, ledger, embedderState } = await library.open({
        libraryDir,
        key: key ?? null,
        ledgerDir,
        appDirs,
        embedders,
        threads,
        watch,
        parser: passwords.parser,
        ocr,
        scheduler,
        onProgress: (progress) => notify({ type: 'ingest.progressed', progress }),
        onDocuments: () => notify({ type: 'documents.changed' }),
        onErasures: (pending) => notify({ type: 'erasures.changed', pending }),
        onEmbedder: tellEmbedder,
        onRebuilding: (rebuilding) => notify({ type: 'index.rebuilding', rebuilding }),
        onDamagedIndex: (error) => notify({ type: 'log', level: 'warn', event: 'index.damaged', data: forLog(error) }),
        onProblem: (error) => notify({ type: 'log', level: 'error', event: 'ingest.stopped', data: forLog(error) }),
        onLost: (code) => notify({ type: 'library.lost', code }),
        onUnwatched: (error) => notify({ type: 'log', level: 'warn', event: 'source.not-watched', data: forLog(error) }),
      });
      ledger.record({ kind: 'library.opened', facts: { installation, ...reached } });
      semantic?.ingest.wake();
      return { embedderReady: semantic !== null, rebuildingIndex: semantic?.vectors.rebuilding() ?? false, sources: sources.list().length, embedder: embedderState() };
    },
    'library.close': closed,
    'library.convert': async ({ libraryDir, from, to }) => {
      await closed();
      convertDatabase({ libraryDir, from, to });
      return {};
    },
    'library.rebuild': async ({ libraryDir, key }) => {
      await library.close();
      try {
        return await rebuildLibrary(libraryDir, key);
      } finally {
        key?.fill(0);
      }
    },
    'library.checkFree': async ({ libraryDir }) => (checkFree(libraryDir), {}),
    'library.languageCounts': async () => current().versions.languages(),
    'ocr.choose': async ({ ocr }) => {
      current().chooseOcr(ocr);
      notify({ type: 'documents.changed' });
      return {};
    },
    ...networkService,
    ...backups.service,
    ...createCollectionRoutes(library),
    ...createConversationRoutes(library, (conversationId) => notify({ type: 'conversations.changed', conversationId })),
    ...createDocumentRoutes(library, { passwords: () => passwords, wake: () => ingest().wake(), onDocuments: () => notify({ type: 'documents.changed' }) }),
    ...createEmbedderRoutes(library, { scheduler, threads: () => threads, onChange: () => tellEmbedder(current().embedderState()) }),
    ...createErasureRoutes(library, { onDocuments: () => notify({ type: 'documents.changed' }), onConversations: () => notify({ type: 'conversations.changed', conversationId: null }) }),
    ...createExitRoutes(library, scheduler),
    ...createLedgerRoutes(library),
    ...createReceiptRoutes(library),
    ...createSourceRoutes(library, () => notify({ type: 'documents.changed' })),
    'ingest.progress': async () => current().semantic?.ingest.progress() ?? NO_EMBEDDER,
    'ingest.pause': async () => (ingest().pause(), {}),
    'ingest.resume': async () => (ingest().resume(), {}),
    'ingest.cancel': async () => {
      await ingest().cancel();
      notify({ type: 'documents.changed' });
      return {};
    },
    'ingest.finished': (_params, { signal, emit }) =>
      library.during(signal, async ({ documents }, closing) => {
        const loop = ingest();
        const timer = setInterval(() => emit(loop.progress()), PROGRESS_EVERY_MS);
        try {
          await unlessAborted(loop.filesRead(), closing);
          emit(loop.progress());
          return documents.coverage(null);
        } finally {
          clearInterval(timer);
        }
      }),
    'search.passages': ({ question, scope, limit, meaning = true, exact = false, typing = false }, { signal }) =>
      library.during(signal, async (opened) => {
        const startedMs = performance.now();
        const found = await searching(opened, (retrieval) => searchPassages(checkQuestion(question), retrieval, { scope, limit, meaning, exact, typing }));
        return { ...found, coverage: opened.documents.coverage(found.scope), elapsedMs: performance.now() - startedMs };
      }),
    'scope.suggest': async ({ text, sources, limit }) => suggestPlaces(current().db, { text, sources, limit }),
    'answer.ask': (params, { signal, emit }) =>
      scheduler.foreground(() =>
        library.during(signal, async (opened, closing) => {
          const onKept = ({ conversationId }: Answer): void => notify({ type: 'conversations.changed', conversationId });
          const answer = await askQuestion(params, opened, { llm: () => hostLlm(host), signal: closing, emit, onKept });
          emit({ type: 'answer', answer });
          return answer;
        }),
      ),
    'answer.wholeSetEstimate': (params, { signal }) => library.during(signal, (opened) => estimateWholeSet(params, opened, () => hostLlm(host))),
    'answer.wholeSet': (params, { signal, emit }) =>
      scheduler.foreground(() =>
        library.during(signal, async (opened, closing) => {
          const onKept = ({ conversationId }: Answer): void => notify({ type: 'conversations.changed', conversationId });
          const answer = await askWholeSet(params, opened, { llm: () => hostLlm(host), signal: closing, emit, onKept });
          emit({ type: 'answer', answer });
          return answer;
        }),
      ),
  };
  return {
    service,
    close: async () => {
      await backups.close();
      await library.close();
    },
  };
}

/** The message of an error may quote a file's name or its text; its kind and the places in our code can't. */
function forLog({ code, detail = '' }: WireError): { code: string; kind: string; frames: string } {
  const frames = detail.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at '));
  return { code, kind: /^\w+(?=:)/.exec(detail)?.[0] ?? '', frames: frames.slice(0, 8).join(' < ') };
}
