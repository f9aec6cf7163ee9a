// Takes files off the queue and has them parsed some way ahead, so that the parser works while chunks are embedded.
// Yields each file with what the parser made of it, in the order of the queue. What was taken is `inHand` until the
// caller has settled it.
import type { DocumentKind } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';
import type { DocumentRecord } from '../library/documents.ts';
import type { FileToParse, Parser } from './parserInterface.ts';
import { changeSince, type Change } from './settledFile.ts';

export interface ReadDocument {
  readonly document: DocumentRecord;
  /** `changed`: not read, since the file is no longer what the scan saw; it may be half written. */
  readonly result: ParseResult | { readonly changed: Change };
}

/** Parsed text waits in memory; many small files or a few large ones. */
const AHEAD_FILES = 16;
const AHEAD_BYTES = 16 * 1024 * 1024;

export function fileToParse({ path, name, kind, encoding, member, fingerprint }: DocumentRecord): FileToParse {
  return {
    path,
    name,
    kind: kind as DocumentKind,
    ...(encoding === null ? {} : { encoding }),
    ...(member === null ? {} : { member }),
    ...(fingerprint === null ? {} : { fingerprint }),
  };
}

/** @throws AppError `cancelled` on abort, and what the parser throws when it can't work at all */
export async function* readAhead(options: {
  /** Takes up to so many files off the queue; none means that it is empty. */
  readonly take: (limit: number) => readonly DocumentRecord[];
  readonly parser: Parser;
  readonly signal: AbortSignal;
  /** Resolves when the next file may be parsed. */
  readonly turn: () => Promise<void>;
  /** A file that changed since the scan is read all the same. */
  readonly asItIs: boolean;
}): AsyncGenerator<ReadDocument> {
  const { signal } = options;
  const ahead: { readonly document: DocumentRecord; readonly result: Promise<ReadDocument['result']> }[] = [];
  const taken: DocumentRecord[] = [];
  let bytesAhead = 0;
  let more = true;

  function fill(): void {
    while (ahead.length < AHEAD_FILES && (ahead.length === 0 || bytesAhead < AHEAD_BYTES)) {
      if (taken.length === 0 && more) taken.push(...options.take(AHEAD_FILES));
      const document = taken.shift();
      if (document === undefined) {
        more = false;
        return;
      }
      const result = read(document);
      // A failure surfaces where it is awaited; without this an early one would count as unhandled.
      result.catch(() => undefined);
      bytesAhead += document.sizeBytes;
      ahead.push({ document, result });
    }
  }

  async function read(document: DocumentRecord): Promise<ReadDocument['result']> {
    const changed = options.asItIs ? null : await changeSince(document);
    if (changed !== null) return { changed };
    await options.turn();
    return options.parser.parse(fileToParse(document), { signal });
  }

  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = (): void => aborted.reject(new AppError('cancelled'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (fill(); ahead.length > 0; fill()) {
      if (signal.aborted) throw new AppError('cancelled');
      const { document, result } = ahead.shift()!;
      yield { document, result: await Promise.race([result, aborted.promise]) };
      bytesAhead -= document.sizeBytes;
    }
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
