// The whole contract between a window (or the command line) and Freehold: one table of routes. A host that
// misses a handler, or has one too many, does not compile.
import type { z } from 'zod';
import { appRoutes } from './app.ts';
import { askRoutes } from './ask.ts';
import { catalogRoutes } from './catalog.ts';
import { collectionRoutes } from './collections.ts';
import { embedderRoutes } from './embedders.ts';
import { erasureRoutes } from './erasure.ts';
import { backupRoutes } from './backup.ts';
import { exitRoutes } from './exit.ts';
import { keysRoutes } from './keys.ts';
import { ledgerRoutes } from './ledger.ts';
import { libraryRoutes } from './library.ts';
import { policyRoutes } from './policy.ts';
import { proofRoutes } from './proof.ts';
import type { RequestRoute, StreamRoute } from './route.ts';
import { removalRoutes } from './removal.ts';
import { selfTestRoutes } from './selfTest.ts';
import { updateRoutes } from './update.ts';

export const routes = {
  ...libraryRoutes,
  ...askRoutes,
  ...collectionRoutes,
  ...embedderRoutes,
  ...backupRoutes,
  ...keysRoutes,
  ...catalogRoutes,
  ...ledgerRoutes,
  ...erasureRoutes,
  ...exitRoutes,
  ...appRoutes,
  ...selfTestRoutes,
  ...policyRoutes,
  ...proofRoutes,
  ...updateRoutes,
  ...removalRoutes,
} as const;
export type Routes = typeof routes;
export type RouteName = keyof Routes;

export type RequestName = { [Name in RouteName]: Routes[Name] extends RequestRoute ? Name : never }[RouteName];
export type StreamName = { [Name in RouteName]: Routes[Name] extends StreamRoute ? Name : never }[RouteName];

/** What a caller passes. */
export type RouteInput<Name extends RouteName> = z.input<Routes[Name]['input']>;
/** What a handler gets: the parsed input. */
export type ParsedInput<Name extends RouteName> = z.output<Routes[Name]['input']>;
export type RouteOutput<Name extends RequestName> = Routes[Name] extends RequestRoute<z.ZodType, infer Output> ? z.output<Output> : never;
export type RouteEvent<Name extends StreamName> = Routes[Name] extends StreamRoute<z.ZodType, infer Event> ? z.output<Event> : never;

export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(routes, name) && routes[name as RouteName].verb === 'request';
}

export function isStreamName(name: string): name is StreamName {
  return Object.hasOwn(routes, name) && routes[name as RouteName].verb === 'stream';
}
