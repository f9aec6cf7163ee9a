// The files that a receipt's documents were: which of some candidates has the very bytes, and what its text is today.
// In: candidates, of a library or of folders. Invariant: bytes decide; a name alone makes a file `changed`, never `same`.
import type { DocumentId, FileReason } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import type { ReceiptDocument } from '../../answer/receipt/receipt.ts';
import type { FoundOriginal, Originals } from '../../answer/receipt/verifyReceipt.ts';
import { hashFile } from '../../files/hashFile.ts';
import { withOcr } from '../../ingest/ocrPages.ts';
import { fileToParse, type Parser } from '../../ingest/parserInterface.ts';
import type { StoredOcrPage } from '../../library/pageOcr.ts';
import type { ParserWorker } from '../parserWorker.ts';

/** A file on the disk that may be the document, or hold it. */
export interface Candidate {
  readonly path: string;
  /** Of the document itself, which may be inside of the file. */
  readonly name: string;
  /** Below what was searched; begins with the name of that. */
  readonly folder: string;
  readonly member?: string;
}

export interface OriginalsOptions {
  /** The likeliest first. */
  readonly candidates: (document: ReceiptDocument) => Promise<readonly Candidate[]>;
  readonly parserWorker: Pick<ParserWorker, 'parse' | 'recognise' | 'memberBytes'>;
  readonly ocrLanguageFiles: (ids: readonly string[]) => { id: string; path: string }[];
  readonly signal: AbortSignal;
}

export function createOriginals({ candidates, parserWorker, ocrLanguageFiles, signal }: OriginalsOptions): Originals<Candidate> {
  const parser: Parser = {
    parse: (file, options) => parserWorker.parse(file, options),
    recognise: ({ languages, ...page }, options) => parserWorker.recognise({ ...page, languages: ocrLanguageFiles(languages) }, options),
  };

  /** Null when it is not there, or can't be read. */
  async function hashOf({ path, member }: Candidate): Promise<string | null> {
    try {
      return member === undefined ? await hashFile(path, signal) : (await parserWorker.memberBytes({ path, member, offset: 0, length: 0 })).hash;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError && error.code === 'engine-unavailable') throw error;
      return null;
    }
  }

  return {
    find: async (document): Promise<FoundOriginal<Candidate> | null> => {
      let changed: Candidate | null = null;
      for (const file of await candidates(document)) {
        signal.throwIfAborted();
        const hash = await hashOf(file);
        if (hash === document.sha256) return { outcome: isAtItsPlace(file, document) ? 'same' : 'moved', place: placeName(file), file };
        if (hash !== null && file.name === document.name) changed ??= file;
      }
      return changed === null ? null : { outcome: 'changed', place: placeName(changed), file: changed };
    },
    read: async (file, document): Promise<{ text: string } | { reason: FileReason }> => {
      const asked = { id: document.id as DocumentId, path: file.path, name: file.name, kind: document.kind, encoding: document.encoding, member: file.member ?? null, fingerprint: null };
      const first = await parser.parse(fileToParse(asked), { signal });
      const { result } = await withOcr(asked, first, {
        parser,
        pageOcr: pagesInMemory(),
        ocr: () => (document.ocr === null ? null : { languages: document.ocr }),
        signal,
        turn: async () => undefined,
        onPage: () => undefined,
      });
      if (!result.ok) return { reason: result.reason };
      return result.document === null ? { reason: 'no-text' } : { text: result.document.text };
    },
  };
}

const placeName = ({ folder, name }: Candidate): string => (folder === '' ? name : `${folder}/${name}`);

/** The folder that was added may have another name elsewhere; what lies below it counts. */
function isAtItsPlace(file: Candidate, document: ReceiptDocument): boolean {
  const below = (folder: string): string => folder.split('/').slice(1).join('/');
  return file.name === document.name && (document.folder === null || below(file.folder) === below(document.folder));
}

function pagesInMemory(): { ofVersion(hash: string): StoredOcrPage[]; save(id: DocumentId, hash: string, page: StoredOcrPage): void } {
  const pages: (StoredOcrPage & { hash: string })[] = [];
  return {
    ofVersion: (hash) => pages.filter((page) => page.hash === hash),
    save: (_id, hash, page) => void pages.push({ ...page, hash }),
  };
}
