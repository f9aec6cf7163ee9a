// Backups of a library: one encrypted file each, checked before it counts as made; and what is made of one again. A place
// is named by a token of `dialog.pick`; what is shown of it comes from the host.
import { z } from 'zod';
import { passphrase, secret } from './keys.ts';
import { libraryState, token } from './library.ts';
import { request, stream } from './route.ts';
import { id } from './schemas.ts';

const nothing = z.strictObject({});
const count = z.number().int().nonnegative();

export const backupRow = z.strictObject({
  id,
  /** Of its file. */
  name: z.string(),
  /** Where it lies, to be shown. */
  folder: z.string(),
  madeMs: count,
  documents: count,
  conversations: count,
  bytes: count,
  /** When its bytes were last found to be what they were when it was made. */
  checkedMs: count,
  /** False: its drive is not connected, or it was moved. */
  there: z.boolean(),
  /** On the same disk as the library: lost with it. */
  sameDisk: z.boolean(),
});
export type BackupRow = z.output<typeof backupRow>;

export const backupProgress = z.strictObject({ type: z.literal('progress'), step: z.enum(['writing', 'checking', 'reading', 'proving']), doneBytes: count, totalBytes: count });
export type BackupProgress = z.output<typeof backupProgress>;

export const backupEvent = z.discriminatedUnion('type', [
  backupProgress,
  /** `recoveryCode`: of a library that is not encrypted, whose backup has a passphrase of its own. */
  z.strictObject({ type: z.literal('made'), backup: backupRow, recoveryCode: z.string().nullable() }),
]);

export const restoreEvent = z.discriminatedUnion('type', [
  backupProgress,
  z.strictObject({ type: z.literal('restored'), state: libraryState, documents: count, conversations: count }),
]);

export const backupRoutes = {
  /** Those that are complete, newest first. */
  'backup.list': request(nothing, z.array(backupRow)),
  /** Into the folder that was picked, or with null to where the last one lies. `passphrase`: null for an encrypted library, whose own ways open the backup. */
  'backup.make': stream(z.strictObject({ token: token.nullable(), passphrase: passphrase.nullable() }), backupEvent),
  /** Reads the file whole. `same`: it is, byte for byte, what was checked when it was made. */
  'backup.check': request(z.strictObject({ id }), z.strictObject({ same: z.boolean() })),
  /** Deletes the file, where it is there, and takes it off the list. */
  'backup.delete': request(z.strictObject({ id }), z.strictObject({ deleted: z.boolean() })),
  /** Of any file: whether it is a backup, and when it was made. */
  'backup.inspect': request(z.strictObject({ token }), z.strictObject({ name: z.string(), madeMs: count, hasPassphrase: z.boolean() })),
  /** Makes a library of it in an empty folder, or with null in a new one at the usual place, and opens that. `secret`: passphrase or recovery code. */
  'backup.restore': stream(z.strictObject({ token, secret, folder: token.nullable() }), restoreEvent),
} as const;
