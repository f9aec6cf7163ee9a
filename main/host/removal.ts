// Removing Freehold's own data, at the host: what there is, and the end of it. In: where things lie and how everything is
// stopped. Invariant: files go only when no engine runs any more; after that nothing is written but by the window's own
// engine, whose files go when the app ends.
import { AppError } from '../../contract/errors.ts';
import type { LedgerEvent } from '../../contract/ledger.ts';
import { forgetLibrary, listData, removeData, type DataPlaces } from '../removal/removeData.ts';
import type { CoreHandlers } from './handlers.ts';

export interface Removal {
  readonly handlers: Pick<CoreHandlers, 'removal.list' | 'removal.run'>;
  /**
   * After everything was stopped: removes what was written of the chosen parts meanwhile. False where nothing was removed. From
   * then on nothing may be written any more.
   */
  finish(): Promise<boolean>;
}

export interface RemovalContext {
  readonly places: () => DataPlaces;
  record(event: LedgerEvent): void;
  /** Nothing holds a file when this is over. */
  stop(): Promise<void>;
}

export function createRemoval({ places, record, stop }: RemovalContext): Removal {
  let chosen: { readonly places: DataPlaces; readonly ids: readonly string[] } | null = null;
  return {
    handlers: {
      'removal.list': () => listData(places()),
      'removal.run': async ({ ids }) => {
        // Engines that have stopped name no library any more.
        const of = chosen?.places ?? places();
        const parts = (await listData(of)).filter(({ id }) => ids.includes(id)).map(({ part }) => part);
        if (parts.length < new Set(ids).size) throw new AppError('not-found');
        if (chosen === null) {
          const others = parts.filter((part) => part !== 'library');
          if (!parts.includes('records')) record({ kind: 'data.removed', facts: { libraries: parts.length - others.length, parts: others.join(', ') } });
          await stop();
        }
        chosen = { places: of, ids: [...(chosen?.ids ?? []), ...ids] };
        const removed = await removeData(of, ids);
        // A library that is gone is not looked for at the next start.
        if (parts.includes('library') && !parts.includes('settings')) forgetLibrary(of.userDataDir);
        return removed;
      },
    },
    finish: async () => {
      if (chosen === null) return false;
      await removeData(chosen.places, chosen.ids);
      return true;
    },
  };
}
