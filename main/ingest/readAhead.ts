// Takes files off the queue and has them parsed some way ahead, so that the parser works while chunks are embedded.
// Yields each file with what the parser made of it, in the order of the queue. What was taken is `inHand` until the
// caller has settled it.
import type { DocumentKind } from '../../contract/domain.ts';
import { AppError } from '../../contract/errors.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';
import type { DocumentRecord } from '../library/documents.ts';
import type { Parser } from './parserInterface.ts';

export interface ReadDocument {
  readonly document: DocumentRecord;
  readonly result: ParseResult;
}

/** Parsed text waits in memory; many small files or a few large ones. */
const AHEAD_FILES = 16;
const AHEAD_BYTES = 16 * 1024 * 1024;

/** @throws AppError `cancelled` on abort, and what the parser throws when it can't work at all */
export async function* readAhead(options: {
  /** Takes up to so many files off the queue; none means that it is empty. */
  readonly take: (limit: number) => readonly DocumentRecord[];
  readonly parser: Parser;
  readonly signal: AbortSignal;
  /** Resolves when the next file may be parsed. */
  readonly turn: () => Promise<void>;
}): AsyncGenerator<ReadDocument> {
  const { signal } = options;
  const ahead: { readonly document: DocumentRecord; readonly result: Promise<ParseResult> }[] = [];
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
      const file = { path: document.path, name: document.name, kind: document.kind as DocumentKind, ...(document.encoding === null ? {} : { encoding: document.encoding }) };
      const result = options.turn().then(() => options.parser.parse(file, { signal }));
      // A failure surfaces where it is awaited; without this an early one would count as unhandled.
      result.catch(() => undefined);
      bytesAhead += document.sizeBytes;
      ahead.push({ document, result });
    }
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
