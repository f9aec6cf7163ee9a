// What a parser worker answers. It opens one hostile file at a time, and knows no key, no database, no network.
import { z } from 'zod';
import { ENCODINGS } from '../../../contract/encodings.ts';
import { documentKind, fileReason, placeIndex } from '../../../contract/schemas.ts';
import { pageImage, pageRectangle } from '../../../contract/library.ts';
import { networkProtocol } from '../rpc/networkProtocol.ts';
import { method } from '../rpc/protocol.ts';

const block = z.strictObject({
  kind: z.enum(['heading', 'paragraph', 'list', 'table', 'code']),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  level: z.number().int().positive().exactOptional(),
  columns: z.array(z.string()).exactOptional(),
});

const offset = z.number().int().nonnegative();

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
  author: z.string().exactOptional(),
});

const pageNumber = z.number().int().positive();
const ocrWord = z.strictObject({ start: offset, end: offset, x: z.number(), y: z.number(), width: z.number(), height: z.number() });
/** What OCR made of a page: handed in again wherever its text counts. */
const ocrPage = z.strictObject({ page: pageNumber, text: z.string(), words: z.array(ocrWord).readonly() });
/** Pages of which more is seen than their text says. */
const needsOcr = z.array(pageNumber).readonly().exactOptional();

/** A file inside of the one that was parsed: an attachment, a message of a mailbox, an entry of an archive. */
const parsedMember = z.strictObject({
  /** The way to it from the file on the disk. Only the parser reads it. */
  member: z.string(),
  /** With its folders inside the container, parted by slashes. */
  name: z.string(),
  /** Where the container says for certain what it is; null: its name says it. */
  kind: documentKind.nullable(),
  skip: fileReason.exactOptional(),
  sizeBytes: z.number().int().nonnegative(),
  modifiedMs: z.number().nullable(),
  fingerprint: z.string(),
});
export type ParsedMember = z.infer<typeof parsedMember>;

/** Of a file on the disk, or of a file inside of it. `fingerprint`: what it had when it was listed; another one is another file. */
const whichFile = { path: z.string(), member: z.string().exactOptional(), fingerprint: z.string().exactOptional() };

/** Hash and size are of the very bytes that were parsed. An archive or a mailbox has members alone: no document, no hash. */
export const parseResult = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    hash: z.string().nullable(),
    sizeBytes: z.number(),
    document: parsedDocument.nullable(),
    members: z.array(parsedMember).exactOptional(),
    /** Why a file without a document was read in part only. */
    partly: fileReason.exactOptional(),
    needsOcr,
  }),
  z.strictObject({ ok: z.literal(false), reason: fileReason, hash: z.string().nullable(), sizeBytes: z.number(), needsOcr }),
]);
export type ParseResult = z.infer<typeof parseResult>;

export const recognisedPage = z.strictObject({
  text: z.string(),
  words: z.array(ocrWord).readonly(),
  /** Of the words that were kept, 0..100. */
  confidence: z.number(),
  /** Letters of what looked like words, but was too uncertain to be kept. */
  lettersLeftOut: z.number(),
});
export type RecognisedPage = z.infer<typeof recognisedPage>;

/** As the host reports it. `changed`: the file isn't that version any more; `unreadable`: the page can't be drawn, or brought the parser down. */
export const recognised = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), page: recognisedPage }),
  z.strictObject({ ok: z.literal(false), reason: z.enum(['changed', 'unreadable']) }),
]);
export type Recognised = z.infer<typeof recognised>;

/** Emitted once, before the result or the failure: what the process holds after the file. */
const memoryAfter = z.strictObject({ memoryBytes: z.number() });

/** One page of a file. */
export const pageToRecognise = { path: z.string(), member: z.string().exactOptional(), kind: documentKind, versionHash: z.string(), page: pageNumber, password: z.string().exactOptional() };

export const parserProtocol = {
  ...networkProtocol,
  parse: method({
    params: z.strictObject({
      ...whichFile,
      kind: documentKind,
      name: z.string(),
      password: z.string().exactOptional(),
      /** The person's choice, where the guess was wrong. */
      encoding: z.enum(ENCODINGS).exactOptional(),
      ocr: z.array(ocrPage).readonly().exactOptional(),
    }),
    result: parseResult,
    event: memoryAfter,
  }),
  /** Reads one page by OCR. Fails with `file-changed` when the file isn't that version any more, `page-not-shown` when the page can't be drawn. */
  recognise: method({
    params: z.strictObject({ ...pageToRecognise, languages: z.array(z.strictObject({ id: z.string(), path: z.string() })).readonly() }),
    result: recognisedPage,
    event: memoryAfter,
  }),
  /** Rectangles of a range of a PDF's or an image's canonical text; empty when the text there is not `expected`. */
  locate: method({
    params: z.strictObject({
      path: z.string(),
      member: z.string().exactOptional(),
      kind: documentKind.exactOptional(),
      versionHash: z.string(),
      start: z.number(),
      end: z.number(),
      expected: z.string(),
      password: z.string().exactOptional(),
      /** As stored with the version; without them every page before the range is read, 2 s in a PDF of 600 pages. */
      pageStarts: z.array(z.number().int().nonnegative()).exactOptional(),
      /** Of the pages that the range is on. */
      ocr: z.array(ocrPage).readonly().exactOptional(),
    }),
    result: z.array(pageRectangle),
  }),
  /** A window of a member's bytes, with the hash of all of them. Fails with `file-gone` when there is no such member (any more). */
  memberBytes: method({
    params: z.strictObject({ path: z.string(), member: z.string(), offset, length: offset }),
    result: z.strictObject({ bytes: z.instanceof(Uint8Array), totalBytes: z.number(), hash: z.string() }),
  }),
  /** Fails with `page-not-shown` when the page can't be decoded. */
  pageImage: method({
    params: z.strictObject({ path: z.string(), member: z.string().exactOptional(), versionHash: z.string(), page: z.number().int().positive(), maxPixels: z.number().int().positive() }),
    result: pageImage,
  }),
} as const;
export type ParserProtocol = typeof parserProtocol;
