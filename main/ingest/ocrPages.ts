// Reads the pages of a file that are pictures: asks the parser for one page at a time, keeps each at once, and has the file
// parsed again with them, so that everything comes out in one text. In: what the parser made of the file. Out: the same
// with the pages' text, and what could not be read. Invariant: a page that was read in these languages is not read again.
import type { FileReason, VersionHash } from '../../contract/domain.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';
import type { DocumentRecord } from '../library/documents.ts';
import { languagesKey, type PageOcr, type StoredOcrPage } from '../library/pageOcr.ts';
import { fileToParse, type ParsedFile, type Parser } from './parserInterface.ts';

/** The languages that images are read in; null: they are not read. */
export type OcrChoice = { readonly languages: readonly string[] } | null;

type OcrDocument = ParsedFile & Pick<DocumentRecord, 'id'>;

export interface OcrContext<Document extends OcrDocument = DocumentRecord> {
  readonly parser: Parser;
  readonly pageOcr: Pick<PageOcr, 'ofVersion' | 'save'>;
  readonly ocr: () => OcrChoice;
  readonly signal: AbortSignal;
  /** Resolves when the next page may be read; a question in progress holds it. */
  readonly turn: () => Promise<void>;
  readonly onPage: (document: Document, page: number, pages: number) => void;
}

export interface OcrResult {
  readonly result: ParseResult;
  /** The languages that its text was read in; null where OCR had no part in it. */
  readonly languages: string | null;
}

/** A file that is written to while its pages are read is another file each time. */
const MAX_CHANGES = 3;
/** Fewer letters that were too uncertain are the grain of a picture. */
const TEXT_LIKE_LETTERS = 40;

export async function withOcr<Document extends OcrDocument>(document: Document, first: ParseResult, context: OcrContext<Document>): Promise<OcrResult> {
  let parsed = first;
  for (let change = 0; change < MAX_CHANGES; change += 1) {
    const { hash, needsOcr = [] } = parsed;
    if (hash === null || needsOcr.length === 0) return { result: parsed, languages: null };
    const choice = context.ocr();
    const pages = await pagesOf(document, hash as VersionHash, needsOcr, choice, context);
    const languages = pages.find(({ page }) => needsOcr.includes(page))?.languages ?? null;
    const used = pages.filter((one) => one.languages === languages && needsOcr.includes(one.page));
    if (choice === null && used.length === 0) return { result: unread(parsed, needsOcr, choice), languages: null };
    const again = await context.parser.parse({ ...fileToParse(document), ocr: used.map(({ page, text, words }) => ({ page, text, words })) }, { signal: context.signal });
    if (again.hash === hash) {
      const missing = needsOcr.filter((page) => !used.some((one) => one.page === page && !one.unread));
      return { result: missing.length === 0 ? again : unread(again, missing, choice), languages };
    }
    parsed = again;
  }
  return { result: { ok: false, reason: 'read-error', hash: null, sizeBytes: parsed.sizeBytes }, languages: null };
}

/** What is known of the pages, after the rest has been read as far as it can be. */
async function pagesOf<Document extends OcrDocument>(document: Document, hash: VersionHash, needsOcr: readonly number[], choice: OcrChoice, context: OcrContext<Document>): Promise<StoredOcrPage[]> {
  const { pageOcr, parser, signal } = context;
  const stored = pageOcr.ofVersion(hash);
  // What was read before OCR was turned off stays.
  if (choice === null) return stored;
  const key = languagesKey(choice.languages);
  const known = new Set(stored.filter(({ languages }) => languages === key).map(({ page }) => page));
  for (const page of needsOcr) {
    if (known.has(page)) continue;
    await context.turn();
    signal.throwIfAborted();
    context.onPage(document, page, needsOcr.at(-1)!);
    const { path, kind, member } = fileToParse(document);
    const request = { path, kind, ...(member === undefined ? {} : { member }), versionHash: hash, page };
    let read = await parser.recognise({ ...request, languages: choice.languages }, { signal });
    // A very full page in many languages takes longer than the parser may; in one it takes a part of that.
    if (!read.ok && read.reason === 'unreadable' && choice.languages.length > 1) read = await parser.recognise({ ...request, languages: choice.languages.slice(0, 1) }, { signal });
    if (!read.ok && read.reason === 'changed') break;
    const { text, words, confidence, lettersLeftOut } = read.ok ? read.page : NOTHING;
    pageOcr.save(document.id, hash, { page, languages: key, text, words, confidence, unread: text === '' && lettersLeftOut >= TEXT_LIKE_LETTERS });
  }
  return pageOcr.ofVersion(hash).filter(({ languages }) => languages === key);
}

/** A page that brings the parser down counts as one with text: nobody knows better. */
const NOTHING = { text: '', words: [], confidence: 0, lettersLeftOut: Number.POSITIVE_INFINITY };

/** The file in part, or refused where nothing else is in it. */
function unread(result: ParseResult, pages: readonly number[], choice: OcrChoice): ParseResult {
  const [partly, refused]: [FileReason, FileReason] = choice === null ? ['pages-are-images', 'ocr-off'] : ['pages-unread', 'pages-unread'];
  if (!result.ok) return result.reason === 'no-text' ? { ...result, reason: refused } : result;
  if (result.document === null) return result;
  const unreadPages = [...new Set([...(result.document.unreadPages ?? []), ...pages])].sort((a, b) => a - b);
  return { ...result, document: { ...result.document, partly, unreadPages } };
}
