// Keeps indexing going: runs the write line whenever something is due, then makes vectors that are missing; reports
// progress, and obeys pause, resume and cancel. What is due lives in SQLite, so a quit or a kill loses nothing; pausing is remembered too.
import type { IngestProgress } from '../../../contract/domain.ts';
import { toWireError, type WireError } from '../../../contract/errors.ts';
import type { Embedder } from '../../ingest/4-embed/embedder.ts';
import type { Parser } from '../../ingest/parserInterface.ts';
import { runIngest, type IngestContext } from '../../ingest/runIngest.ts';
import { readMeta, writeMeta } from '../../library/openDatabase.ts';
import type { Scheduler } from './scheduler.ts';
import type { VectorRebuild } from './vectorRebuild.ts';

export interface IngestLoop {
  /** Something new is due. */
  wake(): void;
  progress(): IngestProgress;
  paused(): boolean;
  pause(): void;
  resume(): void;
  /** Takes everything off the queue; resolves when nothing is in hand any more. */
  cancel(): Promise<void>;
  /** Resolves when nothing is due, or indexing is paused or stopped by a problem. */
  finished(): Promise<void>;
  /** The same, but for vectors of another embedder, which nobody has to wait for. */
  filesRead(): Promise<void>;
  stop(): Promise<void>;
}

const PAUSED = 'ingest_paused';
const RATE_WINDOW_MS = 60_000;
const REPORT_EVERY_MS = 250;
/** The build of the index takes seconds in native code, which no question can interrupt (on one core of two, on all but two of more). */
const QUIET_MS = 5_000;
/** Time to first rate: a handful of files says nothing. */
const RATE_FROM_FILES = 3;

export function createIngestLoop(options: {
  readonly ownFolders: IngestContext['ownFolders'];
  readonly store: IngestContext['store'];
  readonly parser: Parser;
  readonly ocr: IngestContext['ocr'];
  /** The one whose vectors are searched; asked anew for each run. */
  readonly embedder: () => Embedder;
  /** What is done about the vectors of stored chunks when no file waits; absent where there is nothing of it. */
  readonly rebuild?: Pick<VectorRebuild, 'due' | 'work' | 'retry'>;
  readonly scheduler: Scheduler;
  readonly onProgress: (progress: IngestProgress) => void;
  readonly onDocuments: () => void;
  readonly onProblem: (error: WireError) => void;
}): IngestLoop {
  const { store, scheduler } = options;
  let paused = readMeta(store.db, PAUSED) === '1';
  let problem: string | null = null;
  let running: Promise<void> | null = null;
  /** Apart from `running`: cancelling and closing don't wait for it. */
  let tidying: Promise<void> | null = null;
  let untidy = false;
  let controller = new AbortController();
  let scanning = false;
  let readingFiles = false;
  let filesDone = Promise.withResolvers<void>();
  let settled = 0;
  let currentFile: string | null = null;
  let currentPage: { readonly currentPage: number; readonly pages: number } | null = null;
  let recent: { atMs: number; files: number }[] = [];
  let reportTimer: NodeJS.Timeout | null = null;
  let cancelling = false;
  let stopped = false;

  const filesDue = (): boolean => store.sources.scansDue() > 0 || store.documents.waiting() > 0;
  const due = (): boolean => filesDue() || options.rebuild?.due() === true;
  const mayRun = (): boolean => !paused && !cancelling && !stopped && problem === null;

  function progress(): IngestProgress {
    const waiting = store.documents.waiting();
    const now = Date.now();
    recent = recent.filter(({ atMs }) => now - atMs < RATE_WINDOW_MS);
    const files = recent.reduce((sum, entry) => sum + entry.files, 0);
    const spanMs = recent.length > 0 ? Math.max(now - recent[0]!.atMs, 1_000) : 0;
    const perMinute = files >= RATE_FROM_FILES && running !== null ? (files / spanMs) * 60_000 : null;
    const state = stateOf(waiting);
    return {
      state,
      done: settled,
      total: settled + waiting,
      filesPerMinute: perMinute,
      secondsLeft: perMinute === null || perMinute === 0 ? null : Math.round((waiting / perMinute) * 60),
      currentFile: state === 'running' ? currentFile : null,
      ...(state === 'running' && currentFile !== null && currentPage !== null ? currentPage : {}),
      problem,
    };
  }

  function stateOf(waiting: number): IngestProgress['state'] {
    if (paused || problem !== null) return waiting > 0 || store.sources.scansDue() > 0 ? 'paused' : 'idle';
    if (running === null || !(readingFiles || filesDue())) return 'idle';
    if (scheduler.busy()) return 'yielding';
    return scanning ? 'scanning' : 'running';
  }

  /** At most four reports a second; the last one is never lost. */
  function report(): void {
    reportTimer ??= setTimeout(() => {
      reportTimer = null;
      if (stopped) return;
      options.onProgress(progress());
      options.onDocuments();
    }, REPORT_EVERY_MS);
  }

  async function run(): Promise<void> {
    controller = new AbortController();
    // Nobody else takes files: what still counts as being read was left so by a problem such as a full disk.
    store.documents.releaseAll();
    store.sources.requeueScans();
    // At least once: also what nobody has any more is taken out of the search there.
    do {
      readingFiles = true;
      await runIngest({
        ownFolders: options.ownFolders,
        store,
        parser: options.parser,
        embedder: options.embedder(),
        ocr: options.ocr,
        signal: controller.signal,
        turn: scheduler.backgroundTurn,
        onScan: () => {
          scanning = true;
          report();
        },
        onFile: (document) => {
          scanning = false;
          currentFile = document.name;
          currentPage = null;
          report();
        },
        onPage: (document, page, pages) => {
          scanning = false;
          currentFile = document.name;
          currentPage = { currentPage: page, pages };
          report();
        },
        onSettled: (files) => {
          scanning = false;
          settled += files;
          if (files > 0) recent.push({ atMs: Date.now(), files });
          report();
        },
      });
      readingFiles = false;
      filesDone.resolve();
      filesDone = Promise.withResolvers();
      if (options.rebuild?.due() === true) await options.rebuild.work({ signal: controller.signal, turn: scheduler.backgroundTurn, interrupted: filesDue, onProgress: report });
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (mayRun() && due());
    if (!mayRun()) return;
    settled = 0;
    recent = [];
  }

  function stopWith(error: unknown): void {
    const wire = toWireError(error);
    if (wire.code === 'cancelled') return;
    problem = wire.code;
    options.onProblem(wire);
  }

  /** Hands the rest to LanceDB and has its index built, when nothing else is to be done and nobody has asked for a while. */
  async function tidy(): Promise<void> {
    while (untidy) {
      await scheduler.quiet(QUIET_MS);
      // What runs now comes here again at its end.
      if (running !== null || !mayRun()) return;
      untidy = false;
      await store.vectors.sync({ force: true });
    }
  }

  /** Starts what is due, unless it runs already; it looks again for what came meanwhile when it is done. */
  function start(): void {
    report();
    if (running !== null || !mayRun()) return;
    running = run()
      .catch(stopWith)
      .finally(() => {
        running = null;
        readingFiles = false;
        scanning = false;
        currentFile = null;
        currentPage = null;
        report();
        if (!mayRun()) return;
        if (due()) return start();
        untidy = true;
        tidying ??= tidy()
          .catch(stopWith)
          .finally(() => (tidying = null));
      });
  }

  function setPaused(value: boolean): void {
    paused = value;
    if (value) controller.abort();
    writeMeta(store.db, PAUSED, value ? '1' : '0');
    report();
  }

  async function atRest(): Promise<void> {
    while (running !== null) await running;
  }

  return {
    wake: () => {
      problem = null;
      start();
    },
    progress,
    paused: () => paused,
    pause: () => setPaused(true),
    resume: () => {
      problem = null;
      options.rebuild?.retry();
      setPaused(false);
      start();
    },
    cancel: async () => {
      cancelling = true;
      try {
        controller.abort();
        await atRest();
        store.sources.dropScans();
        store.documents.cancelWaiting();
        problem = null;
        if (paused) setPaused(false);
      } finally {
        cancelling = false;
      }
      start();
    },
    finished: async () => {
      while (running !== null || (tidying !== null && mayRun())) await (running ?? tidying);
    },
    filesRead: async () => {
      for (;;) {
        if (running === null ? tidying === null || !mayRun() : !readingFiles && !filesDue()) return;
        await Promise.race([running ?? tidying, filesDone.promise]);
      }
    },
    stop: async () => {
      stopped = true;
      controller.abort();
      if (reportTimer !== null) clearTimeout(reportTimer);
      await atRest();
    },
  };
}
