// The parser as the write line sees it; the host supplies one that runs in a worker of its own.
import type { DocumentKind } from '../../contract/domain.ts';
import type { ParseResult } from '../engines/parser/protocol.ts';

export interface Parser {
  /** Never throws for a bad file: a damaged, hanging or crashing one comes back with its reason. */
  parse(file: { readonly path: string; readonly name: string; readonly kind: DocumentKind }, options: { readonly signal: AbortSignal }): Promise<ParseResult>;
}
