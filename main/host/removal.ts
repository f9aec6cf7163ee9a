// Removing Freehold's own data, at the host: what there is, and the end of it. In: where things lie and how everything is
// stopped. Invariant: files go only when no engine runs any more; after that nothing is written but by the window's own
// engine, whose files go when the app ends.
import { existsSync, realpathSync } from 'node:fs';
import { AppError, toWireError } from '../../contract/errors.ts';
import type { LedgerEvent } from '../../contract/ledger.ts';
import { listData, removeData, type DataPlaces } from '../removal/removeData.ts';
import type { Log } from '../ipc/log.ts';
import type { CoreHandlers } from './handlers.ts';
import { rememberedLibraryIn } from './library/rememberedLibrary.ts';

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
  /** Of the library that this host has open; null when none is. */
  readonly openDir: () => string | null;
  /** @throws AppError `library-in-use` when another program has one of them open */
  checkFree(folders: readonly string[]): Promise<void>;
  record(event: LedgerEvent): void;
  readonly log: Log;
  /** Nothing holds a file when this is over. */
  stop(): Promise<void>;
}

export function createRemoval({ places, openDir, checkFree, record, log, stop }: RemovalContext): Removal {
  let chosen: { readonly places: DataPlaces; readonly ids: readonly string[] } | null = null;

  function unlessFailing(event: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      log('error', event, { code: toWireError(error).code });
    }
  }

  return {
    handlers: {
      'removal.list': () => listData(places()),
      'removal.run': async ({ ids }) => {
        // Engines that have stopped name no library any more.
        const of = chosen?.places ?? places();
        const items = (await listData(of)).filter(({ id }) => ids.includes(id));
        if (items.length < new Set(ids).size) throw new AppError('not-found');
        const parts = items.map(({ part }) => part);
        await checkFree(items.filter(({ part, location }) => part === 'library' && !isSame(location, openDir())).map(({ location }) => location));
        try {
          if (chosen === null) {
            const others = parts.filter((part) => part !== 'library');
            // A full disk is a reason to remove something.
            if (!parts.includes('records')) unlessFailing('ledger.not-written', () => record({ kind: 'data.removed', facts: { libraries: parts.length - others.length, parts: others.join(', ') } }));
            await stop();
          }
          chosen = { places: of, ids: [...(chosen?.ids ?? []), ...ids] };
          const removed = await removeData(of, ids);
          // A library that is gone is not looked for at the next start.
          if (parts.includes('library') && !parts.includes('settings')) unlessFailing('library.not-forgotten', () => rememberedLibraryIn(of.userDataDir).write({ libraryDir: null }));
          return removed;
        } catch (cause) {
          log('error', 'removal.cut-off', { code: toWireError(cause).code });
          throw new AppError('removal-cut-off', {}, { cause });
        }
      },
    },
    finish: async () => {
      if (chosen === null) return false;
      await removeData(chosen.places, chosen.ids);
      return true;
    },
  };
}

/** An open library whose disk was pulled out is none that can be removed. */
const isSame = (folder: string, openDir: string | null): boolean => openDir !== null && existsSync(openDir) && realpathSync(folder) === realpathSync(openDir);
