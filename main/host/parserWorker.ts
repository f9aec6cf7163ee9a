// The parser worker as the host drives it: one file at a time, a limit of time, ended when it is over. A hang or a crash
// marks that one file. A worker that threw, holds much or read much gives way to a fresh one. A question in progress
// takes the worker's processor: a file that isn't read within a moment is given up and read from its beginning
// afterwards. A stopped process (SIGSTOP) would outlive a host that is killed.
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import { awakeTimeout } from '../awakeTimeout.ts';
import type { Engine } from '../engines/supervisor/superviseEngine.ts';
import type { FileReason } from '../../contract/domain.ts';
import type { ParseResult, ParserProtocol, Recognised } from '../engines/parser/protocol.ts';
import type { MethodParams, MethodResult } from '../engines/rpc/protocol.ts';

export interface ParserWorker {
  /** Fails with `cancelled`, or `engine-unavailable` when no worker can be started; anything else is the file's fault. */
  parse(params: MethodParams<ParserProtocol, 'parse'>, options: { readonly signal: AbortSignal }): Promise<ParseResult>;
  /** Reads one page by OCR, under the rules of `parse`, and fails as that does. */
  recognise(params: MethodParams<ParserProtocol, 'recognise'>, options: { readonly signal: AbortSignal }): Promise<Recognised>;
  pageImage(params: MethodParams<ParserProtocol, 'pageImage'>): Promise<MethodResult<ParserProtocol, 'pageImage'>>;
  /** Fails with `quote-not-placed` when the worker hangs or crashes over it. */
  locate(params: MethodParams<ParserProtocol, 'locate'>): Promise<MethodResult<ParserProtocol, 'locate'>>;
  /** For a file that someone looks at, as `locate`. */
  memberBytes(params: MethodParams<ParserProtocol, 'memberBytes'>): Promise<MethodResult<ParserProtocol, 'memberBytes'>>;
  /** Keeps the worker from reading files until it is released. Holds may nest. */
  hold(): () => void;
}

const PARSE_LIMIT_MS = 30_000;
const LOCATE_LIMIT_MS = 10_000;
/** Most files are read in a few milliseconds; those are not worth giving up. */
const GRACE_MS = 250;
/** A place in a document that someone looks at waits that long for the file in hand. */
const LOCATE_GRACE_MS = 1_000;
/** So often a file is given up for a question; then it is read whatever is asked. */
const MAX_YIELDS = 3;
/** A worker may fall to something that came from outside (memory pressure); a second time it is the file. */
const MAX_CRASHES = 2;
/** What a library leaves behind in a process must not reach files for ever. */
const MAX_FILES_PER_WORKER = 500;
/** A worker that starts at so much would end the next large file, which is not to blame. */
const MAX_BYTES_AT_REST = 300 * 1024 * 1024;
/** The same may happen while it starts; no file is to blame for that. */
const MAX_FAILED_STARTS = 3;

type ReadMethod = 'parse' | 'recognise';
type Attempt<Name extends ReadMethod> =
  | { readonly outcome: 'read'; readonly result: MethodResult<ParserProtocol, Name> }
  | { readonly outcome: 'held' | 'yielded' | 'crashed' | 'out-of-memory' | 'timed-out' }
  | { readonly outcome: 'refused' | 'not-started'; readonly error: AppError };

export function createParserWorker(engine: Engine<ParserProtocol>, options: { readonly limitMs?: number; readonly locateLimitMs?: number } = {}): ParserWorker {
  const { limitMs = PARSE_LIMIT_MS, locateLimitMs = LOCATE_LIMIT_MS } = options;
  let holds = 0;
  let released = Promise.withResolvers<void>();
  /** Set while a file is read that may be given up. */
  let giveUpSoon: ((graceMs: number) => void) | null = null;
  let inUse = false;
  let filesOfWorker = 0;
  /** Those who wait for the worker. What someone looks at comes before files that are read ahead. */
  const waiting = { locate: [] as (() => void)[], parse: [] as (() => void)[] };

  async function inTurn<Value>(kind: keyof typeof waiting, work: () => Promise<Value>): Promise<Value> {
    if (inUse) await new Promise<void>((resolve) => waiting[kind].push(resolve));
    inUse = true;
    try {
      return await work();
    } finally {
      // Handed over without a moment in which it is free, so that nobody comes in between.
      const next = waiting.locate.shift() ?? waiting.parse.shift();
      if (next === undefined) inUse = false;
      else next();
    }
  }

  function renewWorker(): void {
    filesOfWorker = 0;
    engine.discard();
  }

  async function attempt<Name extends ReadMethod>(method: Name, params: MethodParams<ParserProtocol, Name>, mayYield: boolean, signal: AbortSignal): Promise<Attempt<Name>> {
    signal.throwIfAborted();
    if (mayYield && holds > 0) return { outcome: 'held' };
    let givenUp = false;
    let timedOut = false;
    const endLimit = awakeTimeout(() => {
      timedOut = true;
      engine.kill();
    }, limitMs);
    let grace: NodeJS.Timeout | undefined;
    let graceEndsMs = Number.POSITIVE_INFINITY;
    const giveUp = (graceMs: number): void => {
      const endsMs = performance.now() + graceMs;
      if (endsMs >= graceEndsMs) return;
      clearTimeout(grace);
      graceEndsMs = endsMs;
      grace = setTimeout(() => {
        graceEndsMs = Number.POSITIVE_INFINITY;
        // A short question may be over by now.
        if (holds === 0 && waiting.locate.length === 0 && !signal.aborted) return;
        givenUp = true;
        engine.discard();
      }, graceMs);
    };
    const giveUpAborted = (): void => giveUp(GRACE_MS);
    if (mayYield) giveUpSoon = giveUp;
    signal.addEventListener('abort', giveUpAborted);
    let memoryBytes = 0;
    try {
      const result = await engine.call(method, params, { onEvent: (event) => ({ memoryBytes } = event as { memoryBytes: number }) });
      filesOfWorker += 1;
      if (filesOfWorker >= MAX_FILES_PER_WORKER || memoryBytes > MAX_BYTES_AT_REST) renewWorker();
      return { outcome: 'read', result };
    } catch (error) {
      if (givenUp) return { outcome: 'yielded' };
      if (timedOut) return { outcome: 'timed-out' };
      if (error instanceof AppError && error.code === 'engine-unavailable') return { outcome: 'not-started', error };
      if (error instanceof AppError && error.code === 'engine-crashed') {
        filesOfWorker = 0;
        return { outcome: error.data['outOfMemory'] === true ? 'out-of-memory' : 'crashed' };
      }
      // A page that can't be drawn, or of another version: that is said on purpose.
      if (method === 'recognise' && error instanceof AppError && error.code !== 'internal') return { outcome: 'refused', error };
      // The program is still there: a reader threw, and nobody knows what that left undone.
      renewWorker();
      return { outcome: 'crashed' };
    } finally {
      giveUpSoon = null;
      signal.removeEventListener('abort', giveUpAborted);
      endLimit();
      clearTimeout(grace);
    }
  }

  type Read<Name extends ReadMethod> = { readonly ok: true; readonly result: MethodResult<ParserProtocol, Name> } | { readonly ok: false; readonly reason: FileReason; readonly error?: AppError };

  async function read<Name extends ReadMethod>(method: Name, params: MethodParams<ParserProtocol, Name>, signal: AbortSignal): Promise<Read<Name>> {
    let yields = 0;
    let crashes = 0;
    let failedStarts = 0;
    for (;;) {
      const mayYield = yields < MAX_YIELDS;
      if (mayYield && holds > 0) await released.promise;
      const tried = await inTurn('parse', () => attempt(method, params, mayYield, signal));
      signal.throwIfAborted();
      if (tried.outcome === 'read') return { ok: true, result: tried.result };
      if (tried.outcome === 'refused') return { ok: false, reason: 'read-error', error: tried.error };
      if (tried.outcome === 'timed-out') return { ok: false, reason: 'timeout' };
      // Only a file that was begun has had its chance.
      if (tried.outcome === 'held') continue;
      if (tried.outcome === 'yielded') yields += 1;
      else if (tried.outcome === 'not-started') {
        failedStarts += 1;
        if (failedStarts === MAX_FAILED_STARTS) throw tried.error;
      } else if (++crashes === MAX_CRASHES) return { ok: false, reason: tried.outcome === 'out-of-memory' ? 'too-much-memory' : 'parser-crashed' };
    }
  }

  async function parse(params: MethodParams<ParserProtocol, 'parse'>, signal: AbortSignal): Promise<ParseResult> {
    const outcome = await read('parse', params, signal);
    return outcome.ok ? outcome.result : { ok: false, reason: outcome.reason, hash: null, sizeBytes: 0 };
  }

  async function recognise(params: MethodParams<ParserProtocol, 'recognise'>, signal: AbortSignal): Promise<Recognised> {
    const outcome = await read('recognise', params, signal);
    if (outcome.ok) return { ok: true, page: outcome.result };
    const isGone = outcome.error !== undefined && outcome.error.code !== 'page-not-shown';
    return { ok: false, reason: isGone ? 'changed' : 'unreadable' };
  }

  /** What someone looks at comes before files that wait, and has a shorter limit. */
  function show<Result>(work: () => Promise<Result>, ifCrashed: ErrorCode): Promise<Result> {
    giveUpSoon?.(LOCATE_GRACE_MS);
    return inTurn('locate', async () => {
      const endLimit = awakeTimeout(() => engine.kill(), locateLimitMs);
      try {
        return await work();
      } catch (error) {
        if (error instanceof AppError && error.code === 'engine-crashed') throw new AppError(ifCrashed);
        throw error;
      } finally {
        endLimit();
      }
    });
  }

  return {
    parse: (params, { signal }) => parse(params, signal),
    recognise: (params, { signal }) => recognise(params, signal),
    locate: (params) => show(() => engine.call('locate', params), 'quote-not-placed'),
    pageImage: (params) => show(() => engine.call('pageImage', params), 'page-not-shown'),
    memberBytes: (params) => show(() => engine.call('memberBytes', params), 'file-gone'),
    hold: () => {
      holds += 1;
      if (holds === 1) {
        released = Promise.withResolvers<void>();
        giveUpSoon?.(GRACE_MS);
      }
      let done = false;
      return () => {
        if (done) return;
        done = true;
        holds -= 1;
        if (holds === 0) released.resolve();
      };
    },
  };
}
