// Routes of the library: opening it, its sources, documents and indexing. A renderer names files by tokens and
// ids that main gave out, never by path.
import { z } from 'zod';
import { request } from './route.ts';
import { coverage, documentId, documentKind, documentState, fileReason, ingestProgress, sourceId, versionHash } from './schemas.ts';

const nothing = z.strictObject({});
const token = z.string().min(8).max(100);

export const pickedItem = z.strictObject({ token, name: z.string(), kind: z.enum(['folder', 'file']) });

export const libraryState = z.strictObject({
  status: z.enum(['none', 'opening', 'open', 'failed']),
  /** For display only. */
  name: z.string().nullable(),
  location: z.string().nullable(),
  defaultLocation: z.string(),
  /** Why it could not be opened; a code of the error catalogue. */
  errorCode: z.string().nullable(),
  embedderReady: z.boolean(),
  /** True while the vector index is rebuilt from the truth. */
  rebuildingIndex: z.boolean(),
});

export const sourceRow = z.strictObject({
  id: sourceId,
  kind: z.enum(['folder', 'file']),
  name: z.string(),
  location: z.string(),
  available: z.boolean(),
  coverage,
});

export const documentRow = z.strictObject({
  id: documentId,
  sourceId,
  name: z.string(),
  /** Folder below the source's root, '' at the root. */
  folder: z.string(),
  kind: documentKind.nullable(),
  state: documentState,
  reason: fileReason.nullable(),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  pages: z.number().nullable(),
});

export const openedDocument = z.strictObject({
  documentId,
  versionHash,
  name: z.string(),
  kind: documentKind,
  pages: z.number().nullable(),
  textLength: z.number(),
  sizeBytes: z.number(),
  /** `same`: the file on disk is the version that was cited; `changed` and `gone` show the kept text instead. */
  original: z.enum(['same', 'changed', 'gone']),
});

/** Rectangle on a PDF page, points, origin at the page's top left. */
export const pageRectangle = z.strictObject({ page: z.number().int().positive(), x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const libraryRoutes = {
  'library.state': request(nothing, libraryState),
  /**
   * Makes or opens a library in the picked folder. With null, tries the one that could not be opened again, or where
   * there is none, makes or opens the one at the default place.
   */
  'library.open': request(z.strictObject({ token: token.nullable() }), libraryState),
  /** The system's dialog. Empty when the person cancelled it. */
  'dialog.pick': request(z.strictObject({ what: z.enum(['folders', 'files', 'library-folder', 'model-file']) }), z.array(pickedItem)),
  'source.list': request(nothing, z.array(sourceRow)),
  'source.add': request(z.strictObject({ tokens: z.array(token).min(1).max(1000) }), z.strictObject({ added: z.number(), alreadyThere: z.number() })),
  /** Adds the sample library that comes with the app. */
  'source.addSample': request(nothing, z.strictObject({ added: z.number(), alreadyThere: z.number() })),
  /** Forgets the source: its documents leave the index; the files on disk are never touched. */
  'source.remove': request(z.strictObject({ sourceId }), nothing),
  'source.rescan': request(z.strictObject({ sourceId: sourceId.nullable() }), nothing),
  'document.list': request(
    z.strictObject({
      sourceId: sourceId.nullable(),
      state: documentState.nullable(),
      nameContains: z.string().max(200),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(500),
    }),
    z.strictObject({ rows: z.array(documentRow), total: z.number() }),
  ),
  'document.coverage': request(nothing, coverage),
  /** One document, or with null every unread one; of these, only the given source's, and only those with the words in their name. */
  'document.retry': request(
    z.strictObject({ documentId: documentId.nullable(), sourceId: sourceId.nullable().exactOptional(), nameContains: z.string().max(200).exactOptional() }),
    z.strictObject({ queued: z.number() }),
  ),
  'document.open': request(z.strictObject({ documentId, versionHash: versionHash.nullable() }), openedDocument),
  /** A window of the canonical text; at most 200,000 code units at a time. */
  'document.text': request(
    z.strictObject({ versionHash, start: z.number().int().nonnegative(), end: z.number().int().nonnegative() }),
    z.strictObject({ text: z.string(), start: z.number(), end: z.number() }),
  ),
  /** Bytes of the original, at most 4 MiB at a time; only while its hash is still the version's. */
  'document.bytes': request(
    z.strictObject({ documentId, versionHash, offset: z.number().int().nonnegative(), length: z.number().int().positive() }),
    z.strictObject({ bytes: z.instanceof(Uint8Array), totalBytes: z.number() }),
  ),
  /** Where a range of the canonical text stands on the pages of a PDF. Empty when it can't be placed with certainty. */
  'document.locate': request(
    z.strictObject({ documentId, versionHash, start: z.number().int().nonnegative(), end: z.number().int().nonnegative() }),
    z.array(pageRectangle),
  ),
  /** Shows the file in the system's file browser. */
  'document.reveal': request(z.strictObject({ documentId }), nothing),
  'ingest.progress': request(nothing, ingestProgress),
  'ingest.pause': request(nothing, nothing),
  'ingest.resume': request(nothing, nothing),
  /** Stops; files not yet read stay listed as skipped by the person and can be retried. */
  'ingest.cancel': request(nothing, nothing),
} as const;
