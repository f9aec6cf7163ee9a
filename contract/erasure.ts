// Forgetting: single files, folders, sources and what has grown too old; the certificate in which it ends; and what is not
// to come back. Forgetting never touches the person's own files.
import { z } from 'zod';
import { request } from './route.ts';
import { documentId, folderInside, id, sourceId } from './schemas.ts';

const nothing = z.strictObject({});
const count = z.number().int().nonnegative();

/** What becomes of answers that quote a forgotten file: the quotes stay, or the answers go with it. */
export const quotes = z.enum(['kept', 'erased']);
export type Quotes = z.output<typeof quotes>;

export const erasedThings = z.strictObject({
  because: z.enum(['person', 'age']),
  quotes,
  /** Files on the disk, and files inside of them. */
  files: count,
  members: count,
  /** Texts that no other file has; those of copies elsewhere stay. */
  texts: count,
  passages: count,
  pages: count,
  /** Answers in which quotes alone were left, or that went. */
  answers: count,
  names: count,
});
export type ErasedThings = z.output<typeof erasedThings>;

/** A store that was looked through. `found`: what of the erased was still there. */
export const erasureCheck = z.strictObject({
  store: z.enum(['rows', 'database', 'writeAheadLog', 'vectors', 'otherFiles']),
  /** `bytes`: raw bytes of the files were searched. `decrypted`: as SQLite sees them, since on the disk they are encrypted. `rows`: counted. `gone`: nothing is there. */
  how: z.enum(['bytes', 'decrypted', 'rows', 'gone', 'notSearched']),
  files: count,
  bytes: count,
  found: count,
});
export type ErasureCheck = z.output<typeof erasureCheck>;

export const certificate = z.strictObject({
  format: z.literal('freehold erasure 1'),
  id,
  library: z.string(),
  begunMs: z.number(),
  finishedMs: z.number(),
  erased: erasedThings,
  /** What was looked for: pieces of the erased texts and names, and the bytes of their vectors. None after a restart in between: they were kept in memory alone. */
  lookedFor: z.strictObject({ texts: count, names: count, vectors: count }),
  resumed: z.boolean(),
  checks: z.array(erasureCheck).readonly(),
  /** Backups of Freehold's own making that still hold it; empty where it made none. */
  backups: z.array(z.strictObject({ name: z.string(), madeMs: z.number() })).readonly(),
});
export type Certificate = z.output<typeof certificate>;

export const erasureRow = z.strictObject({
  id,
  begunMs: z.number(),
  erased: erasedThings,
  /** Null while something of it may still be on the disk. */
  certificate: certificate.nullable(),
  /** Names are known, for this certificate to be saved with. */
  hasNames: z.boolean(),
});
export type ErasureRow = z.output<typeof erasureRow>;

export const forgottenPlace = z.strictObject({ id, sourceId, sourceName: z.string(), kind: z.enum(['file', 'folder']), atMs: z.number() });
export type ForgottenPlace = z.output<typeof forgottenPlace>;

/** Months; null for ever. */
export const keepMonths = z.number().int().min(1).max(1200).nullable();
const retentionOf = z.strictObject({ sourceId, sourceName: z.string(), months: keepMonths, own: z.boolean(), due: count, oldestMs: z.number().nullable(), examples: z.array(z.string()).max(5) });

export const erasureRoutes = {
  /** Takes these files out of the library for good. The certificate is null while something has to wait, e.g. for another file. */
  'document.forget': request(z.strictObject({ documentIds: z.array(documentId).min(1).max(1000), quotes }), erasureRow),
  /** Everything from a folder of a source, below it too; `folder` as in `document.list`. What comes into it later is not read either. */
  'source.forgetFolder': request(z.strictObject({ sourceId, folder: folderInside.min(1), quotes }), erasureRow),
  /** Folders of a source that hold files, below it and below each other, in order. */
  'source.folders': request(z.strictObject({ sourceId }), z.array(z.strictObject({ folder: z.string(), files: count }))),
  /** What forgetting would take: for the question before it. */
  'document.forgetPreview': request(
    z.strictObject({ documentIds: z.array(documentId).max(1000), folder: z.strictObject({ sourceId, folder: folderInside.min(1) }).nullable() }),
    z.strictObject({ files: count, answers: count, copies: count }),
  ),
  /** Newest first. */
  'erasure.list': request(nothing, z.array(erasureRow)),
  /** The certificate as JSON, or to be read, where the person says. */
  'erasure.save': request(z.strictObject({ id, as: z.enum(['json', 'text']), names: z.boolean() }), z.strictObject({ saved: z.boolean() })),
  'forgotten.list': request(nothing, z.array(forgottenPlace)),
  /** It is read again with the next scan, which begins at once. */
  'forgotten.revoke': request(z.strictObject({ id }), nothing),
  /** How long files are kept, and which are due. */
  'retention.get': request(nothing, z.strictObject({ months: keepMonths, sources: z.array(retentionOf) })),
  /** Of the library, or of one source; `inherit` has the source follow the library. Nothing is forgotten by this alone. */
  'retention.set': request(z.strictObject({ sourceId: sourceId.nullable(), months: keepMonths, inherit: z.boolean() }), nothing),
  /** Forgets what is due, as `retention.get` showed it. Null when nothing is. */
  'retention.apply': request(z.strictObject({ sourceId: sourceId.nullable(), quotes }), erasureRow.nullable()),
} as const;
