// An update from a signed file: what this installation takes, what was found in a file, and its installation. A file is named
// by a token of main's own dialog; where anything lies on the disk never reaches a window.
import { z } from 'zod';
import { token } from './library.ts';
import { request, stream } from './route.ts';
import { PACKAGE_KINDS } from './updateKinds.ts';

const nothing = z.strictObject({});
const bytes = z.number().int().nonnegative();
const progress = z.strictObject({ type: z.literal('progress'), doneBytes: bytes, totalBytes: bytes });

export const updateState = z.strictObject({
  /** What runs. */
  version: z.string(),
  /** `no-keys`: this build knows nobody to believe. `forbidden`: by an administrator. `not-here`: no package that could be replaced. */
  takes: z.enum(['yes', 'no-keys', 'forbidden', 'not-here']),
  kind: z.enum(PACKAGE_KINDS).nullable(),
  /** Put in place already; it runs at the next start. */
  waiting: z.string().nullable(),
});

export const foundUpdate = z.strictObject({
  /** For `update.install`; of the last one that was found. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  version: z.string(),
  kind: z.enum(PACKAGE_KINDS),
  madeAtMs: z.number(),
  /** Plain text of whoever made it; may be empty. */
  notes: z.strictObject({ en: z.string(), de: z.string() }),
  /** The key's name in this build, and by what people can compare it. */
  signedBy: z.string(),
  keyId: z.string(),
  sizeBytes: bytes,
});
export type FoundUpdate = z.output<typeof foundUpdate>;

/** `replaced`: the program's file is the new one. `handedOver`: the package lies in a folder, and a person opens it. */
export const installedUpdate = z.strictObject({ version: z.string(), how: z.enum(['replaced', 'handedOver']), kind: z.enum(PACKAGE_KINDS), fileName: z.string() });
export type InstalledUpdate = z.output<typeof installedUpdate>;

export const updateRoutes = {
  'update.state': request(nothing, updateState),
  /** Reads the whole file. Ends with what was found, or with the error of the check that failed; nothing is changed. */
  'update.check': stream(z.strictObject({ token }), z.discriminatedUnion('type', [progress, z.strictObject({ type: z.literal('found'), update: foundUpdate })])),
  /** Checks the file once more while it is copied. When it fails or is cancelled, everything is as it was. */
  'update.install': stream(z.strictObject({ id: foundUpdate.shape.id }), z.discriminatedUnion('type', [progress, z.strictObject({ type: z.literal('installed'), update: installedUpdate })])),
  /** Shows the package that was handed over in the system's file browser. */
  'update.show': request(nothing, nothing),
} as const;
