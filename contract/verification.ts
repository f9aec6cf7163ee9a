// What still holds of an answer or of its receipt, looked up in the original files: for the window and the command line.
import { z } from 'zod';
import { fileReason } from './schemas.ts';

const range = z.strictObject({ start: z.number().int().nonnegative(), end: z.number().int().nonnegative() });

const verifiedDocument = z.strictObject({
  name: z.string(),
  sha256: z.string(),
  /** `moved`: the very bytes under another name or in another folder. `changed`: the name with other bytes. */
  outcome: z.enum(['same', 'moved', 'changed', 'missing']),
  /** Where it is, for people. */
  place: z.string().nullable(),
  /** Why its text could not be read, so that nothing can be said of its quotes. */
  unread: fileReason.nullable(),
});
export type VerifiedDocument = z.infer<typeof verifiedDocument>;

const verifiedQuote = z.strictObject({
  number: z.number(),
  documentName: z.string(),
  quote: z.string(),
  was: range,
  /** `unknown`: the file is missing or could not be read. */
  outcome: z.enum(['holds', 'moved', 'gone', 'unknown']),
  at: range.nullable(),
});
export type VerifiedQuote = z.infer<typeof verifiedQuote>;

const verifiedPassage = z.strictObject({ number: z.number(), documentName: z.string(), outcome: z.enum(['holds', 'changed', 'unknown']) });
export type VerifiedPassage = z.infer<typeof verifiedPassage>;

/** Of the model's file, by its hash. */
const modelOutcome = z.enum(['same', 'changed', 'not-here', 'not-recorded']);
export type ModelOutcome = z.infer<typeof modelOutcome>;

export const verification = z.strictObject({
  /** Fields of a receipt that were altered since it was saved. */
  altered: z.array(z.string()),
  documents: z.array(verifiedDocument),
  quotes: z.array(verifiedQuote),
  passages: z.array(verifiedPassage),
  model: modelOutcome,
  /** What was answered is from the model's own knowledge: that all of it holds says nothing of what it says. */
  general: z.boolean(),
  holds: z.boolean(),
});
export type Verification = z.infer<typeof verification>;
