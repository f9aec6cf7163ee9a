// Routes of collections: where a question looks, under a name.
import { z } from 'zod';
import { request } from './route.ts';
import { collectionId, scope } from './schemas.ts';

const nothing = z.strictObject({});
const name = z.string().trim().min(1).max(80);
/** Everywhere needs no name. */
const somewhere = scope.refine((limits) => Object.keys(limits).length > 0);

export const collectionRow = z.strictObject({
  id: collectionId,
  name: z.string(),
  scope,
  /** Sources, folders and files in it that are no longer in the library. */
  gone: z.number().int().nonnegative(),
  /** So much of it is gone that nothing can be found in it. */
  empty: z.boolean(),
});

export const collectionRoutes = {
  /** By name. */
  'collection.list': request(nothing, z.array(collectionRow)),
  /** Makes a collection; one of that name, but for case and accents, looks there from now on. */
  'collection.save': request(z.strictObject({ name, scope: somewhere }), nothing),
  /** Fails with `name-taken` where another one is called that. */
  'collection.rename': request(z.strictObject({ collectionId, name }), nothing),
  'collection.delete': request(z.strictObject({ collectionId }), nothing),
} as const;
