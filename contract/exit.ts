// Taking everything with you: a whole library as a folder of Markdown, JSON lines and Parquet. A window names the folder
// by a token; main alone knows where it is.
import { z } from 'zod';
import { pickedItem, token } from './library.ts';
import { request, stream } from './route.ts';

const nothing = z.strictObject({});
const count = z.number().int().nonnegative();

/** `unread`: of the documents, those without a text. */
export const exitCounts = z.strictObject({ documents: count, unread: count, passages: count, vectors: count, conversations: count, answers: count, citations: count });
export type ExitCounts = z.output<typeof exitCounts>;

/** In passages, documents and answers together. */
export const exitProgress = z.strictObject({ type: z.literal('progress'), done: count, total: count });
/** `name`: of the folder, without its path. */
export const exitEvent = z.discriminatedUnion('type', [exitProgress, z.strictObject({ type: z.literal('written'), name: z.string(), counts: exitCounts })]);
export type ExitEvent = z.output<typeof exitEvent>;

export const exitRoutes = {
  /** The system's dialog, for a folder that is not there yet. Null when the person cancelled it. */
  'exit.pick': request(nothing, pickedItem.nullable()),
  /**
   * Writes everything into the picked folder; the last event is `written`. Cancelled, or where it fails (`disk-full`,
   * `no-permission`, `path-not-found`, `folder-not-empty`, `folder-in-source`), nothing of it stays. One at a time (`exit-busy`).
   */
  'exit.run': stream(z.strictObject({ token }), exitEvent),
  /** Shows the folder that was written last in the system's file browser. */
  'exit.reveal': request(nothing, nothing),
} as const;
