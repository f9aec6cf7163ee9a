// The routes of collections: scopes that have a name.
import type { Service } from '../rpc/protocol.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

type CollectionRoute = Extract<keyof LibraryProtocol, `collection.${string}`>;

export function createCollectionRoutes({ current }: Pick<OpenedLibrary, 'current'>): Pick<Service<LibraryProtocol>, CollectionRoute> {
  return {
    'collection.list': async () => current().collections.list(),
    'collection.save': async ({ name, scope }) => {
      current().collections.save(name, scope);
      return {};
    },
    'collection.rename': async ({ collectionId, name }) => {
      current().collections.rename(collectionId, name);
      return {};
    },
    'collection.delete': async ({ collectionId }) => {
      current().collections.delete(collectionId);
      return {};
    },
  };
}
