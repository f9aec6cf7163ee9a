// A receipt: one answer with all that it takes to check it later, as a JSON file that stands alone. Described for
// people in docs/guide/receipts.md. Invariant: within version 1 fields are only added, so that a reader takes what it
// knows and a hash covers what it does not know.
import { z } from 'zod';
import { ENCODINGS } from '../../../contract/encodings.ts';
import { ANSWER_STATUSES } from '../../../contract/domain.ts';
import { chatMessage, coverage, documentKind, modelRun, sampling } from '../../../contract/schemas.ts';

export const RECEIPT_FORMAT = 'freehold-receipt';
export const RECEIPT_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const offset = z.number().int().nonnegative();
const time = z.iso.datetime();

/** A file that passages are of. `sha256` is of its bytes; of those inside of another file, of the bytes in there. */
export const receiptDocument = z.object({
  id: z.string(),
  sha256,
  name: z.string(),
  kind: documentKind,
  sizeBytes: z.number().nullable(),
  /** Below the source that it was found in; begins with the source's name. Null when the library has forgotten it. */
  folder: z.string().nullable(),
  /** For a file inside of another: that file's name, and the way to it in there. */
  inside: z.object({ name: z.string(), member: z.string() }).nullable(),
  /** The encoding that the person chose for it; null where it was guessed or there is none. */
  encoding: z.enum(ENCODINGS).nullable(),
  /** The languages in which its pages were read by OCR; null where OCR had no part in it. */
  ocr: z.array(z.string()).nullable(),
});
export type ReceiptDocument = z.infer<typeof receiptDocument>;

const passage = z.object({
  /** As `[n]` counts them. */
  number: z.number().int().positive(),
  document: sha256,
  documentName: z.string(),
  start: offset,
  end: offset,
  page: z.number().nullable(),
  header: z.string(),
  /** Null when its source was forgotten, and the text with it. */
  textSha256: sha256.nullable(),
  score: z.number(),
  cosine: z.number().nullable(),
  coverage: z.number(),
});

const citation = z.object({ number: z.number().int().positive(), document: sha256, documentName: z.string(), start: offset, end: offset, page: z.number().nullable(), quote: z.string() });
export type ReceiptCitation = z.infer<typeof citation>;

const prompt = z.object({
  sha256,
  systemSha256: sha256,
  /** Null when a source that it quotes was forgotten. */
  messages: z.array(chatMessage).nullable(),
});

export const receiptSchema = z.object({
  format: z.literal(RECEIPT_FORMAT),
  version: z.literal(RECEIPT_VERSION),
  answerId: z.string(),
  app: z.object({ version: z.string(), platform: z.string() }),
  question: z.string(),
  /** The question on its own: a follow-up is completed with what it refers to. */
  standaloneQuestion: z.string(),
  /** As the app keeps it; null for the whole library. */
  scope: z.json(),
  coverage,
  documents: z.array(receiptDocument),
  passages: z.array(passage),
  /** Null when no model wrote. */
  model: modelRun.omit({ threads: true, contextTokens: true, engine: true, modifiedMs: true }).extend({ id: z.string(), name: z.string() }).nullable(),
  /** What ran the model; null when no model wrote, or nothing was noted (answers of earlier versions). */
  engine: modelRun.shape.engine.extend({ threads: z.number(), contextTokens: z.number() }).nullable(),
  sampling: sampling.nullable(),
  prompt: prompt.nullable(),
  /** What the model wrote, before anything was taken off or cited; null where that is not known. */
  reply: z.string().nullable(),
  /**
   * The person allowed the model's own knowledge. Null when it was not needed; the prompt, sampling and reply are null
   * when no model was asked. Absent: from the files only.
   */
  general: z.object({ output: z.string(), prompt: prompt.nullable(), sampling: sampling.nullable(), reply: z.string().nullable() }).nullable().exactOptional(),
  output: z.string(),
  sentences: z.array(z.object({ start: offset, end: offset, supported: z.boolean(), citations: z.array(citation) })),
  /** Where the passages disagree, and what was read of a whole set, as the answer has it. */
  contradictions: z.json().exactOptional(),
  wholeSet: z.json().exactOptional(),
  /** How it was decided whether the documents answer the question. */
  decision: z.object({ status: z.enum(ANSWER_STATUSES), cutShort: z.boolean(), evidence: z.json().exactOptional(), extract: z.json().exactOptional() }),
  times: z.object({ asked: time, saved: time, milliseconds: z.record(z.string(), z.number()).nullable() }),
  /** SHA-256 of each field above, and of them all, as canonical JSON (RFC 8785). */
  integrity: z.object({ fields: z.record(z.string(), sha256), whole: sha256 }),
});
export type Receipt = z.infer<typeof receiptSchema>;
