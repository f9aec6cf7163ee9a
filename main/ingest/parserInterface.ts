// The parser as the write line sees it; the host supplies one that runs in a worker of its own.
import type { DocumentKind } from '../../contract/domain.ts';
import type { Encoding } from '../../contract/encodings.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';

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
}

export interface Parser {
  /** Never throws for a bad file: a damaged, hanging or crashing one comes back with its reason. */
  parse(file: FileToParse, options: { readonly signal: AbortSignal }): Promise<ParseResult>;
}
