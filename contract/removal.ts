// Removing what Freehold keeps on this computer: what there is, and what became of it. Nothing that Freehold did not make is
// touched; a person's own files are never part of it.
import { z } from 'zod';
import { DATA_PARTS } from './dataParts.ts';
import { request } from './route.ts';

const nothing = z.strictObject({});
const count = z.number().int().nonnegative();
const itemId = z.string().regex(/^[0-9a-f]{32}$/);

export const dataItem = z.strictObject({
  id: itemId,
  part: z.enum(DATA_PARTS),
  /** Of a library; null for the other parts, of which there is one each. */
  name: z.string().nullable(),
  location: z.string(),
  files: count,
  bytes: count,
  /** What else lies there and stays: a person's own files, and links. */
  foreign: count,
});
export type DataItem = z.output<typeof dataItem>;

export const dataLeft = z.strictObject({
  /** Below its folder, or the folder's own name. */
  name: z.string(),
  /** `foreign`: Freehold did not make it. `link`: it leads elsewhere. `failed`: the system did not let it go. */
  why: z.enum(['foreign', 'link', 'failed']),
});
export type DataLeft = z.output<typeof dataLeft>;

export const removedItem = dataItem.omit({ foreign: true }).extend({ left: z.array(dataLeft) });
export type RemovedItem = z.output<typeof removedItem>;

export const removalRoutes = {
  /** Takes as long as looking at every file of the libraries and the app. */
  'removal.list': request(nothing, z.array(dataItem)),
  /** Stops everything and removes these. From then on nothing but `removal.quit` is of use. */
  'removal.run': request(z.strictObject({ ids: z.array(itemId).min(1).max(20) }), z.array(removedItem)),
  /** Ends the app; what its window still kept of the parts that were chosen goes then. */
  'removal.quit': request(nothing, nothing),
} as const;
