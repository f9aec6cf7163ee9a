// Reading documents back for the viewer: the kept text of a version, the bytes of the original while it is still that
// version, where a range stands on its pages, and the pages of an image. What lies inside of another file is taken out by
// the parser: nothing is unpacked here.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DocumentId, TextRange, VersionHash } from '../../../contract/domain.ts';
import { AppError } from '../../../contract/errors.ts';
import { lineOf } from '../../../contract/places.ts';
import type { RouteOutput } from '../../../contract/routes.ts';
import { partsOfReading } from '../../ingest/readingVersion.ts';
import { createContainerNames } from '../../library/containerNames.ts';
import type { DocumentRecord } from '../../library/documents.ts';
import type { ParserProtocol } from '../parser/protocol.ts';
import type { MethodParams, MethodResult } from '../rpc/protocol.ts';
import type { OpenLibrary } from './openLibrary.ts';

const MAX_TEXT_WINDOW = 200_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** The parser, as far as a reader of documents needs it. */
export interface PageReader {
  locate(params: MethodParams<ParserProtocol, 'locate'>): Promise<RouteOutput<'document.locate'>>;
  pageImage(params: MethodParams<ParserProtocol, 'pageImage'>): Promise<RouteOutput<'document.pageImage'>>;
  memberBytes(params: MethodParams<ParserProtocol, 'memberBytes'>): Promise<MethodResult<ParserProtocol, 'memberBytes'>>;
}
export type DocumentReader = ReturnType<typeof createDocumentReader>;

export function createDocumentReader(library: OpenLibrary, parser: PageReader) {
  const containerOf = createContainerNames(library.db);
  /** Hashes already taken, by path and member; valid while the file's size and time stay the same. */
  const hashes = new Map<string, { sizeBytes: number; modifiedMs: number; hash: string }>();

  function find(documentId: DocumentId): DocumentRecord {
    const document = library.documents.get(documentId);
    if (document === null) throw new AppError('not-found');
    return document;
  }

  /** Null when there is no such file, or it can't be read. */
  async function currentHash({ path: file, member }: DocumentRecord): Promise<string | null> {
    const stats = await stat(file).catch(() => null);
    if (stats === null || !stats.isFile()) return null;
    const { size, mtimeMs } = stats;
    const key = `${file}\n${member ?? ''}`;
    const known = hashes.get(key);
    if (known?.sizeBytes === size && known.modifiedMs === mtimeMs) return known.hash;
    const hash = member === null ? await hashOfFile(file) : await hashOfMember(file, member);
    if (hash === null) return null;
    if (hashes.size > 200) hashes.clear();
    hashes.set(key, { sizeBytes: size, modifiedMs: mtimeMs, hash });
    return hash;
  }

  async function hashOfFile(file: string): Promise<string | null> {
    try {
      const hash = createHash('sha256');
      for await (const block of createReadStream(file)) hash.update(block as Buffer);
      return hash.digest('hex');
    } catch {
      return null;
    }
  }

  async function hashOfMember(file: string, member: string): Promise<string | null> {
    try {
      return (await parser.memberBytes({ path: file, member, offset: 0, length: 0 })).hash;
    } catch (error) {
      if (error instanceof AppError && (error.code === 'file-gone' || error.code === 'no-permission')) return null;
      throw error;
    }
  }

  /** Where these very bytes are now: in the document itself, or, after a move, in another one. */
  async function place(documentId: DocumentId, versionHash: VersionHash): Promise<{ readonly document: DocumentRecord | null; readonly original: 'same' | 'changed' | 'gone' }> {
    const own = library.documents.get(documentId);
    const ownHash = own === null ? null : await currentHash(own);
    if (ownHash === versionHash) return { document: own, original: 'same' };
    const other = library.documents.withVersion(versionHash);
    if (other !== null && (await currentHash(other)) === versionHash) return { document: other, original: 'same' };
    return { document: own, original: ownHash === null ? 'gone' : 'changed' };
  }

  async function openDocument(documentId: DocumentId, wanted: VersionHash | null): Promise<RouteOutput<'document.open'>> {
    const versionHash = wanted ?? find(documentId).versionHash;
    const version = versionHash === null ? null : library.versions.get(versionHash);
    if (version === null || versionHash === null) throw new AppError('not-found');
    const { document, original } = await place(documentId, versionHash);
    return {
      documentId: document?.id ?? documentId,
      versionHash,
      name: document?.name ?? version.title,
      ...containerOf(document?.id ?? documentId),
      kind: version.kind,
      pages: version.pageStarts?.length ?? null,
      pageStarts: version.pageStarts,
      places: version.places,
      textLength: version.textLength,
      sizeBytes: version.sizeBytes,
      original,
      copies: copiesOf(versionHash, document?.id ?? documentId),
      encoding: document?.encoding ?? null,
      decodedAs: document?.decodedAs ?? null,
      hiddenCharacters: document?.hiddenCharacters ?? 0,
      tags: document === null ? [] : library.documents.tags.of(document.id),
    };
  }

  function copiesOf(versionHash: VersionHash, except: DocumentId): RouteOutput<'document.open'>['copies'] {
    const others = library.documents.allWithVersion(versionHash).filter(({ id }) => id !== except);
    return others.map(({ id, name, sourceId, folder }) => ({ documentId: id, name, folder: path.join(library.sources.get(sourceId)?.name ?? '', folder) }));
  }

  function text(versionHash: VersionHash, start: number, end: number): RouteOutput<'document.text'> {
    const whole = library.versions.text(versionHash);
    if (whole === null) throw new AppError('not-found');
    const from = Math.min(start, whole.length);
    const to = Math.min(end, whole.length, from + MAX_TEXT_WINDOW);
    return { text: whole.slice(from, to), start: from, end: to, line: lineOf(whole, from) };
  }

  /** @throws AppError `file-changed` or `file-gone` */
  async function unchanged(documentId: DocumentId, versionHash: VersionHash): Promise<DocumentRecord> {
    const { document, original } = await place(documentId, versionHash);
    if (document === null || original !== 'same') throw new AppError(original === 'changed' ? 'file-changed' : 'file-gone', { name: document?.name ?? '' });
    return document;
  }

  async function bytes(documentId: DocumentId, versionHash: VersionHash, offset: number, length: number): Promise<RouteOutput<'document.bytes'>> {
    const document = await unchanged(documentId, versionHash);
    if (document.member !== null) {
      const read = await parser.memberBytes({ path: document.path, member: document.member, offset, length: Math.min(length, MAX_BYTES) });
      if (read.hash !== versionHash) throw new AppError('file-changed', { name: document.name });
      return { bytes: read.bytes, totalBytes: read.totalBytes };
    }
    const handle = await open(document.path, 'r');
    try {
      const { size } = await handle.stat();
      const wanted = Math.max(0, Math.min(length, MAX_BYTES, size - offset));
      const buffer = new Uint8Array(wanted);
      const { bytesRead } = await handle.read(buffer, 0, wanted, offset);
      return { bytes: buffer.subarray(0, bytesRead), totalBytes: size };
    } finally {
      await handle.close();
    }
  }

  /** Where the quote is now: the text may have been read anew, with OCR or by a newer reader. Null unless that is certain. */
  function rangeOf(versionHash: VersionHash, range: TextRange, quote: string | undefined): TextRange | null {
    if (quote === undefined || text(versionHash, range.start, range.end).text === quote) return range;
    const whole = library.versions.text(versionHash) ?? '';
    const start = whole.indexOf(quote);
    return start === -1 || quote === '' || whole.indexOf(quote, start + 1) !== -1 ? null : { start, end: start + quote.length };
  }

  async function locate(documentId: DocumentId, versionHash: VersionHash, cited: TextRange, quote: string | undefined): Promise<RouteOutput<'document.locate'>> {
    const range = rangeOf(versionHash, cited, quote);
    if (range === null) return [];
    const expected = text(versionHash, range.start, range.end).text;
    const { document, original } = await place(documentId, versionHash);
    if (expected === '' || document === null || original !== 'same') return [];
    const version = library.versions.get(versionHash);
    const [pageStarts, kind] = [version?.pageStarts ?? null, version?.kind ?? 'pdf'];
    const languages = partsOfReading(library.versions.readingOf(versionHash) ?? '').ocr;
    const ocr = pageStarts === null || languages === null ? [] : library.pageOcr.ofPages(versionHash, ...pagesAround(pageStarts, range), languages);
    return parser.locate({ ...placeOf(document), kind, versionHash, ...range, expected, ocr, ...(pageStarts === null ? {} : { pageStarts: [...pageStarts] }) });
  }

  async function pageImage(documentId: DocumentId, versionHash: VersionHash, page: number, maxPixels: number): Promise<RouteOutput<'document.pageImage'>> {
    const document = await unchanged(documentId, versionHash);
    return parser.pageImage({ ...placeOf(document), versionHash, page, maxPixels });
  }

  return { find, openDocument, text, bytes, locate, pageImage };
}

const placeOf = ({ path: place, member }: DocumentRecord): { path: string; member?: string } => (member === null ? { path: place } : { path: place, member });

/** First and last page that a range touches, 1-based. */
function pagesAround(pageStarts: readonly number[], { start, end }: TextRange): [number, number] {
  const pageOf = (offset: number): number => Math.max(1, pageStarts.findLastIndex((first) => first <= offset) + 1);
  // Pages without text share their start with the next one.
  return [Math.max(1, pageStarts.findIndex((first) => first === pageStarts[pageOf(start) - 1]) + 1), pageOf(Math.max(start, end - 1))];
}
