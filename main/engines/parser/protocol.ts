// What a parser worker answers. It opens one hostile file at a time, and knows no key, no database, no network.
import { z } from 'zod';
import { ENCODINGS } from '../../../contract/encodings.ts';
import { documentKind, fileReason, placeIndex } from '../../../contract/schemas.ts';
import { pageRectangle } from '../../../contract/library.ts';
import { method } from '../rpc/protocol.ts';

const block = z.strictObject({
  kind: z.enum(['heading', 'paragraph', 'list', 'table', 'code']),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  level: z.number().int().positive().exactOptional(),
  columns: z.array(z.string()).exactOptional(),
});

export const parsedDocument = z.strictObject({
  title: z.string(),
  text: z.string(),
  blocks: z.array(block),
  pageStarts: z.array(z.number().int().nonnegative()).nullable(),
  places: placeIndex.exactOptional(),
  columns: z.array(z.string()).exactOptional(),
  partly: fileReason.exactOptional(),
  unreadPages: z.array(z.number().int().positive()).exactOptional(),
  encoding: z.string().exactOptional(),
  hidden: z.number().int().nonnegative().exactOptional(),
});

/** Hash and size are of the very bytes that were parsed. */
export const parseResult = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), hash: z.string(), sizeBytes: z.number(), document: parsedDocument }),
  z.strictObject({ ok: z.literal(false), reason: fileReason, hash: z.string().nullable(), sizeBytes: z.number() }),
]);
export type ParseResult = z.infer<typeof parseResult>;

export const parserProtocol = {
  parse: method({
    params: z.strictObject({
      path: z.string(),
      kind: documentKind,
      name: z.string(),
      password: z.string().exactOptional(),
      /** The person's choice, where the guess was wrong. */
      encoding: z.enum(ENCODINGS).exactOptional(),
    }),
    result: parseResult,
    /** Emitted once, before the result or the failure: what the process holds after the file. */
    event: z.strictObject({ memoryBytes: z.number() }),
  }),
  /** Rectangles of a range of a PDF's canonical text; empty when the text there is not `expected`. */
  locate: method({
    params: z.strictObject({
      path: z.string(),
      versionHash: z.string(),
      start: z.number(),
      end: z.number(),
      expected: z.string(),
      password: z.string().exactOptional(),
      /** As stored with the version; without them every page before the range is read, 2 s in a PDF of 600 pages. */
      pageStarts: z.array(z.number().int().nonnegative()).exactOptional(),
    }),
    result: z.array(pageRectangle),
  }),
} as const;
export type ParserProtocol = typeof parserProtocol;
