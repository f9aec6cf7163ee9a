// The one library that the engine has open, or none. Opening and closing wait for each other; closing ends the
// questions in progress first, so that their answers are still kept.
import { AppError } from '../../../contract/errors.ts';
import { createDocumentReader, type DocumentReader, type PageReader } from './documentReader.ts';
import { openLibrary, type OpenLibrary, type OpenLibraryOptions } from './openLibrary.ts';

export interface OpenedLibrary {
  open(options: OpenLibraryOptions): Promise<OpenLibrary>;
  close(): Promise<void>;
  /** @throws AppError `library-not-open` */
  current(): OpenLibrary;
  reader(): DocumentReader;
  /** Null while none is open. */
  peek(): OpenLibrary | null;
  /** Runs work that closing the library aborts and waits for. */
  during<Value>(signal: AbortSignal, work: (library: OpenLibrary, signal: AbortSignal) => Promise<Value>): Promise<Value>;
}

export function createOpenedLibrary(pages: PageReader): OpenedLibrary {
  let opened: { readonly library: OpenLibrary; readonly reader: DocumentReader; readonly closing: AbortController; readonly work: Set<Promise<unknown>> } | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function close(): Promise<void> {
    const closed = opened;
    opened = null;
    if (closed === null) return;
    closed.closing.abort();
    await Promise.allSettled(closed.work);
    await closed.library.close();
  }

  function current(): NonNullable<typeof opened> {
    if (opened === null) throw new AppError('library-not-open');
    return opened;
  }

  return {
    open: (options) =>
      inTurn(async () => {
        await close();
        const library = await openLibrary(options);
        opened = { library, reader: createDocumentReader(library, pages), closing: new AbortController(), work: new Set() };
        return library;
      }),
    close: () => inTurn(close),
    current: () => current().library,
    reader: () => current().reader,
    peek: () => opened?.library ?? null,
    during: async (signal, work) => {
      const { library, closing, work: underWay } = current();
      const mine = work(library, AbortSignal.any([signal, closing.signal]));
      underWay.add(mine);
      try {
        return await mine;
      } finally {
        underWay.delete(mine);
      }
    },
  };
}
