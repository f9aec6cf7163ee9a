// Routes of the model for search by meaning: which one a library is searched with, and the change to another one, whose
// vectors are made beside those that are searched until they are complete.
import { z } from 'zod';
import { request } from './route.ts';
import { id } from './schemas.ts';

const nothing = z.strictObject({});
const embedderId = id;
const count = z.number().int().nonnegative();

export const embedderState = z.strictObject({
  /** The one that questions are answered with; null while none can be used. */
  activeId: embedderId.nullable(),
  /** The one that will take its place; counts are passages. */
  building: z
    .strictObject({
      id: embedderId,
      /** `waiting`: files or a question come first. */
      state: z.enum(['running', 'waiting', 'paused']),
      done: count,
      total: count,
      secondsLeft: z.number().nullable(),
      /** Why it can't go on, a code of the error catalogue; null while all is well. */
      problem: z.string().nullable(),
    })
    .nullable(),
});
export type EmbedderState = z.infer<typeof embedderState>;

/** What making the vectors of the whole library would take. `seconds` at the speed that was just measured on some of its passages. */
export const embedderEstimate = z.strictObject({ passages: count, seconds: z.number().nonnegative(), diskBytes: count });

export const embedderRoutes = {
  'embedder.state': request(nothing, embedderState),
  /** Takes some seconds: the model is loaded and reads a few passages. */
  'embedder.estimate': request(z.strictObject({ embedderId }), embedderEstimate),
  /** Begins; ends by itself, with a swap. Another one that is being built is given up; the active one ends the change. */
  'embedder.choose': request(z.strictObject({ embedderId }), nothing),
  /** The library stays as it was. */
  'embedder.cancel': request(nothing, nothing),
} as const;
