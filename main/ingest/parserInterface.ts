// The parser as the write line sees it; the host supplies one that runs in a worker of its own.
import type { DocumentKind } from '../../contract/domain.ts';
import type { Encoding } from '../../contract/encodings.ts';
import type { ParseResult, Recognised } from '../engines/parser/protocol.ts';
import type { DocumentRecord } from '../library/documents.ts';
import type { OcrPage } from './2-parse/ocr/ocrPage.ts';

export interface FileToParse {
  readonly path: string;
  readonly name: string;
  readonly kind: DocumentKind;
  /** For a protected file; with a wrong one, or none, it comes back as `password-protected`. */
  readonly password?: string;
  /** The person's choice, where the guess was wrong. */
  readonly encoding?: Encoding;
  /** For a file inside of that file, as its container listed it. */
  readonly member?: string;
  readonly fingerprint?: string;
  /** What OCR has made of some of its pages. */
  readonly ocr?: readonly OcrPage[];
}

export interface PageToRead {
  readonly path: string;
  /** For a file inside of that file. */
  readonly member?: string;
  readonly kind: DocumentKind;
  readonly versionHash: string;
  /** 1-based. */
  readonly page: number;
  readonly languages: readonly string[];
  readonly password?: string;
}

export interface Parser {
  /** Never throws for a bad file: a damaged, hanging or crashing one comes back with its reason. */
  parse(file: FileToParse, options: { readonly signal: AbortSignal }): Promise<ParseResult>;
  /** Reads one page by OCR. Never throws for a bad page either. */
  recognise(page: PageToRead, options: { readonly signal: AbortSignal }): Promise<Recognised>;
}

/** What of a document says how its file is parsed. */
export type ParsedFile = Pick<DocumentRecord, 'path' | 'name' | 'kind' | 'encoding' | 'member' | 'fingerprint'>;

export function fileToParse({ path, name, kind, encoding, member, fingerprint }: ParsedFile): FileToParse {
  return {
    path,
    name,
    kind: kind as DocumentKind,
    ...(encoding === null ? {} : { encoding }),
    ...(member === null ? {} : { member }),
    ...(fingerprint === null ? {} : { fingerprint }),
  };
}
