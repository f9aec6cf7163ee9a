// Takes files off the queue and has them parsed some way ahead, so that the parser works while chunks are embedded.
// Yields each file with what the parser made of it, in the order of the queue. What was taken is `inHand` until the
// caller has settled it.
import { AppError } from '../../contract/errors.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';
import type { DocumentRecord } from '../library/documents.ts';
import { withOcr, type OcrContext, type OcrResult } from './ocrPages.ts';
import { fileToParse } from './parserInterface.ts';
import { changeSince, type Change } from './settledFile.ts';

export interface ReadDocument {
  readonly document: DocumentRecord;
  /** `changed`: not read, since the file is no longer what the scan saw; it may be half written. */
  readonly result: ParseResult | { readonly changed: Change };
  /** The languages that OCR read it in; null where it had no part in the text. */
  readonly ocrLanguages: string | null;
}

/** Parsed text waits in memory; many small files or a few large ones. */
const AHEAD_FILES = 16;
const AHEAD_BYTES = 16 * 1024 * 1024;

/** @throws AppError `cancelled` on abort, and what the parser throws when it can't work at all */
export async function* readAhead(options: OcrContext & {
  /** Takes up to so many files off the queue; none means that it is empty. */
  readonly take: (limit: number) => readonly DocumentRecord[];
  /** A file that changed since the scan is read all the same. */
  readonly asItIs: boolean;
}): AsyncGenerator<ReadDocument> {
  const { signal } = options;
  const ahead: { readonly document: DocumentRecord; readonly result: Promise<OcrResult | { readonly changed: Change }> }[] = [];
  /** One scan at a time: page by page in turn, none of them would be done before the last. */
  let scans: Promise<unknown> = Promise.resolve();
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

  async function read(document: DocumentRecord): Promise<OcrResult | { readonly changed: Change }> {
    const changed = options.asItIs ? null : await changeSince(document);
    if (changed !== null) return { changed };
    await options.turn();
    const result = await options.parser.parse(fileToParse(document), { signal });
    if (result.needsOcr === undefined) return { result, languages: null };
    const mine = scans.then(() => withOcr(document, result, options));
    scans = mine.catch(() => undefined);
    return mine;
  }

  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = (): void => aborted.reject(new AppError('cancelled'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (fill(); ahead.length > 0; fill()) {
      if (signal.aborted) throw new AppError('cancelled');
      const { document, result } = ahead.shift()!;
      const read = await Promise.race([result, aborted.promise]);
      yield 'changed' in read ? { document, result: read, ocrLanguages: null } : { document, result: read.result, ocrLanguages: read.languages };
      bytesAhead -= document.sizeBytes;
    }
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
