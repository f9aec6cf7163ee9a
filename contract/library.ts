// Routes of the library: opening it, its sources, documents and indexing. A renderer names files by tokens and
// ids that main gave out, never by path.
import { z } from 'zod';
import { ENCODINGS } from './encodings.ts';
import { erasureRow, quotes } from './erasure.ts';
import { request } from './route.ts';
import {
  coverage,
  documentId,
  documentKind,
  documentState,
  fileReason,
  heldFiles,
  ingestProgress,
  placeIndex,
  ruleReason,
  sourceId,
  sourceRules,
  tagName,
  versionHash,
} from './schemas.ts';

const nothing = z.strictObject({});
/** As main gives them out, base64url. */
export const token = z.string().regex(/^[\w-]{8,100}$/);

export const pickedItem = z.strictObject({ token, name: z.string(), kind: z.enum(['folder', 'file']) });

export const libraryState = z.strictObject({
  /** `locked`: it is encrypted, and its key is not here. */
  status: z.enum(['none', 'opening', 'open', 'locked', 'failed']),
  /** For display only. */
  name: z.string().nullable(),
  location: z.string().nullable(),
  defaultLocation: z.string(),
  /** Why it could not be opened; a code of the error catalogue. */
  errorCode: z.string().nullable(),
  embedderReady: z.boolean(),
  /** True while the vector index is rebuilt from the truth. */
  rebuildingIndex: z.boolean(),
  /** Its file on the disk is; also while it is locked. */
  encrypted: z.boolean(),
  /** While it is encrypted or decrypted; how much of the copy is written, 0 to 1. */
  converting: z.strictObject({ to: z.enum(['encrypted', 'plain']), share: z.number() }).nullable(),
});

/** What could be kept of a library whose database was damaged. */
export const rebuiltLibrary = z.strictObject({ sources: z.number(), conversations: z.number() });

export const libraryLanguages = z.strictObject({
  /** ISO 639-1, with their share of the passages whose language could be told. */
  languages: z.array(z.strictObject({ language: z.string(), share: z.number() })),
  /** The commonest language that the model was not made for, when much of the library is in such; `fits` are those it was made for. */
  misfit: z.strictObject({ language: z.string(), share: z.number(), fits: z.array(z.string()) }).nullable(),
});

export const sourceRow = z.strictObject({
  id: sourceId,
  kind: z.enum(['folder', 'file']),
  name: z.string(),
  location: z.string(),
  available: z.boolean(),
  /** True while changes are noticed at once; otherwise the next rescan finds them. */
  watching: z.boolean(),
  rules: sourceRules,
  held: heldFiles.nullable(),
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
  /** 1-based, as ranges: `3-7,9`. */
  unreadPages: z.string().nullable(),
  /** The file that holds this one: an archive, a message, a mailbox. */
  parentId: documentId.nullable(),
  parentName: z.string().nullable(),
  tags: z.array(z.string()),
});

/** One line of the account. `partly`: indexed, but for what `reason` says. Files on the disk only. */
export const accountRow = z.strictObject({
  state: z.enum(['indexed', 'partly', 'waiting', 'reading', 'skipped', 'failed']),
  reason: fileReason.nullable(),
  count: z.number().int().positive(),
});

export const openedDocument = z.strictObject({
  documentId,
  versionHash,
  name: z.string(),
  /** What holds it, for a file inside of another one: `mails.mbox › Re: flat`. */
  container: z.string().exactOptional(),
  kind: documentKind,
  pages: z.number().nullable(),
  /** Where each page or slide starts in the text; null where the format has neither. */
  pageStarts: z.array(z.number()).readonly().nullable(),
  /** Sheets and rows, or the file's own lines; null where the format has neither. */
  places: placeIndex.nullable(),
  textLength: z.number(),
  sizeBytes: z.number(),
  /** `same`: the file on disk is the version that was cited; `changed` and `gone` show the kept text instead. */
  original: z.enum(['same', 'changed', 'gone']),
  /** Other files with the very same bytes. `folder` begins with the source's name. */
  copies: z.array(z.strictObject({ documentId, name: z.string(), folder: z.string() })),
  /** The person's choice of an encoding; null while it is guessed. */
  encoding: z.enum(ENCODINGS).nullable(),
  /** As what the file was read; null where its format has no encoding. */
  decodedAs: z.string().nullable(),
  /** Characters that were hidden in the file, and are not in its text. */
  hiddenCharacters: z.number(),
  tags: z.array(z.string()),
});

/** Rectangle on a page of a PDF or an image, points, origin at the page's top left. */
export const pageRectangle = z.strictObject({ page: z.number().int().positive(), x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** `width` and `height` are the page's in points, as of the rectangles: an image without a declared resolution has 96 dots an inch. */
export const pageImage = z.strictObject({ type: z.literal('image/png'), bytes: z.instanceof(Uint8Array), width: z.number().positive(), height: z.number().positive() });

export const libraryRoutes = {
  'library.state': request(nothing, libraryState),
  /**
   * Makes or opens a library in the picked folder. With null, tries the one that could not be opened again, or where
   * there is none, makes or opens the one at the default place.
   */
  'library.open': request(z.strictObject({ token: token.nullable() }), libraryState),
  /**
   * For a library that could not be opened as `library-damaged`: sets its database aside, opens a new one with its sources and
   * conversations as far as they can be read, and reads the files anew. The damaged one stays in the library's folder.
   */
  'library.rebuild': request(nothing, rebuiltLibrary),
  /** Which languages the library's text is in, most of it first, and whether the model for search by meaning was made for them. */
  'library.languages': request(nothing, libraryLanguages),
  /** The system's dialog. Empty when the person cancelled it. */
  'dialog.pick': request(z.strictObject({ what: z.enum(['folders', 'files', 'library-folder', 'model-file', 'embedder-folder', 'language-file', 'backup-folder', 'backup-file', 'update-file']) }), z.array(pickedItem)),
  'source.list': request(nothing, z.array(sourceRow)),
  'source.add': request(z.strictObject({ tokens: z.array(token).min(1).max(1000) }), z.strictObject({ added: z.number(), alreadyThere: z.number() })),
  /** Adds the sample library that comes with the app. */
  'source.addSample': request(nothing, z.strictObject({ added: z.number(), alreadyThere: z.number() })),
  /** Forgets the source: its documents leave the index; the files on disk are never touched. */
  'source.remove': request(z.strictObject({ sourceId, quotes: quotes.exactOptional() }), erasureRow),
  'source.rescan': request(z.strictObject({ sourceId: sourceId.nullable() }), nothing),
  /** Takes effect with a scan that begins at once. Files left out by rules stay listed, as skipped. */
  'source.setRules': request(z.strictObject({ sourceId, rules: sourceRules }), nothing),
  /** What these rules say of one path below the source, as a person types it: `drafts/a.pdf`. `pattern`: the one that decided. */
  'source.testRules': request(z.strictObject({ sourceId, rules: sourceRules, path: z.string().min(1).max(4_000) }), z.strictObject({ read: z.boolean(), because: ruleReason, pattern: z.string().nullable() })),
  /** What these rules would make of the files known so far. `examples`: some that would newly be left out, as paths below the source. */
  'source.previewRules': request(z.strictObject({ sourceId, rules: sourceRules }), z.strictObject({ read: z.number(), leftOut: z.number(), examples: z.array(z.string()).max(5) })),
  /** The person's word on files that were not found again: they leave the library, or stay until they are found. */
  'source.confirmGone': request(z.strictObject({ sourceId, drop: z.boolean() }), nothing),
  'document.list': request(
    z.strictObject({
      sourceId: sourceId.nullable(),
      state: documentState.nullable(),
      nameContains: z.string().max(200),
      reason: fileReason.nullable().exactOptional(),
      /** True: only files that were read in part; false: only those that were not. */
      partly: z.boolean().exactOptional(),
      /** False: only files on the disk, as the account counts them. */
      members: z.boolean().exactOptional(),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(500),
    }),
    z.strictObject({ rows: z.array(documentRow), total: z.number() }),
  ),
  /** What these files are called; those that are gone are left out. */
  'document.names': request(z.strictObject({ documentIds: z.array(documentId).max(1000) }), z.array(z.strictObject({ id: documentId, name: z.string() }))),
  'document.coverage': request(nothing, coverage),
  /** Every file on the disk, by state and reason; the counts add up to `seen` of the coverage. */
  'document.account': request(z.strictObject({ sourceId: sourceId.nullable() }), z.array(accountRow)),
  /** Every file with its state, as CSV, where the person says in the system's dialog. `saved` is false when they cancelled. */
  'document.exportAccount': request(z.strictObject({ sourceId: sourceId.nullable() }), z.strictObject({ saved: z.boolean() })),
  /**
   * Tries a password. The right one is kept in memory until the library is closed, tried on every other protected file,
   * and the files that it opens are read.
   */
  'document.unlock': request(z.strictObject({ documentId, password: z.string().min(1).max(1_000) }), z.strictObject({ unlocked: z.boolean() })),
  /** One document, or with null every unread one; of these, only the given source's, those with the words in their name, those of one reason. */
  'document.retry': request(
    z.strictObject({ documentId: documentId.nullable(), sourceId: sourceId.nullable().exactOptional(), nameContains: z.string().max(200).exactOptional(), reason: fileReason.nullable().exactOptional() }),
    z.strictObject({ queued: z.number() }),
  ),
  /** The encoding in which the file and its copies are to be read from now on; with null it is guessed. */
  'document.setEncoding': request(z.strictObject({ documentId, encoding: z.enum(ENCODINGS).nullable() }), nothing),
  /** These tags and no others. A tag that differs from a known one in case or accents alone is that one. */
  'document.setTags': request(z.strictObject({ documentId, tags: z.array(tagName).max(50) }), nothing),
  'tag.list': request(nothing, z.array(z.strictObject({ name: z.string(), files: z.number() }))),
  'document.open': request(z.strictObject({ documentId, versionHash: versionHash.nullable() }), openedDocument),
  /** A window of the canonical text; at most 200,000 code units at a time. */
  'document.text': request(
    z.strictObject({ versionHash, start: z.number().int().nonnegative(), end: z.number().int().nonnegative() }),
    z.strictObject({
      text: z.string(),
      start: z.number(),
      end: z.number(),
      /** 1-based line of the whole text in which `start` lies. */
      line: z.number().int().positive(),
    }),
  ),
  /** Bytes of the original, at most 4 MiB at a time; only while its hash is still the version's. */
  'document.bytes': request(
    z.strictObject({ documentId, versionHash, offset: z.number().int().nonnegative(), length: z.number().int().positive() }),
    z.strictObject({ bytes: z.instanceof(Uint8Array), totalBytes: z.number() }),
  ),
  /** Where a range of the canonical text stands on the pages of a PDF or an image. Empty when it can't be placed with certainty. */
  'document.locate': request(
    z.strictObject({
      documentId,
      versionHash,
      start: z.number().int().nonnegative(),
      end: z.number().int().nonnegative(),
      /** The words that were cited. The text of a version may have been read anew since; then they are looked for, and nothing else is marked. */
      quote: z.string().max(200_000).exactOptional(),
    }),
    z.array(pageRectangle),
  ),
  /** A page of an image file as a picture that every window can draw, scaled down to `maxPixels`; only while the file is still the version. */
  'document.pageImage': request(
    z.strictObject({ documentId, versionHash, page: z.number().int().positive(), maxPixels: z.number().int().min(10_000).max(16_000_000) }),
    pageImage,
  ),
  /** Shows the file in the system's file browser. */
  'document.reveal': request(z.strictObject({ documentId }), nothing),
  /**
   * Opens the file in the system's application; for a file inside of another, the one that holds it. A script, which
   * the system might run, is shown in the file browser instead.
   */
  'document.openInSystem': request(z.strictObject({ documentId }), z.strictObject({ done: z.enum(['opened', 'shown']) })),
  'ingest.progress': request(nothing, ingestProgress),
  'ingest.pause': request(nothing, nothing),
  'ingest.resume': request(nothing, nothing),
  /** Stops; files not yet read stay listed as skipped by the person and can be retried. */
  'ingest.cancel': request(nothing, nothing),
} as const;
