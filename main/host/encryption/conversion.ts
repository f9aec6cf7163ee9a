// The time in which a library is encrypted or decrypted: it is closed, the engine writes the copy, and it is opened again
// whatever became of that. Invariant: afterwards the file itself says which of the two it is, and everybody goes by that.
import { AppError } from '../../../contract/errors.ts';
import { lookAtDatabase } from '../../library/databaseFile.ts';
import type { Engines } from '../engines.ts';
import type { LibraryOfHost } from './createEncryption.ts';
import { followConversion } from './followConversion.ts';

interface Keys {
  readonly from: Uint8Array | null;
  readonly to: Uint8Array | null;
}

export interface Conversion {
  /** Within the host's turn. `work` is given the library's folder, and what converts the library in it. */
  during<Value>(to: 'encrypted' | 'plain', work: (dir: string, convert: (keys: Keys) => Promise<void>) => Promise<Value>): Promise<Value>;
  /** It ends with its process, and what it has not finished never was. */
  cancel(): void;
}

export function createConversion(library: LibraryOfHost, engines: () => Pick<Engines, 'library'>): Conversion {
  let cancelled = false;

  async function convert(dir: string, to: 'encrypted' | 'plain', keys: Keys): Promise<void> {
    const stop = followConversion(dir, (share) => library.setState({ converting: { to, share } }));
    try {
      await engines().library.call('library.convert', { libraryDir: dir, ...keys });
    } catch (error) {
      // It may have been done when its process ended.
      if (lookAtDatabase(dir) !== (to === 'encrypted' ? 'sealed' : 'plain')) throw cancelled ? new AppError('cancelled') : error;
    } finally {
      stop();
    }
  }

  return {
    during: async (to, work) => {
      const dir = library.openDir();
      if (dir === null) throw new AppError('library-not-open');
      cancelled = false;
      library.leave();
      library.setState({ status: 'opening', converting: { to, share: 0 } });
      try {
        return await work(dir, (keys) => convert(dir, to, keys));
      } finally {
        library.setState({ converting: null });
        // Whether it opens is told by the library's state.
        await library.openNow(dir, { remember: false }).catch(() => undefined);
      }
    },
    cancel: () => {
      if (library.state().converting === null) return;
      cancelled = true;
      engines().library.discard();
    },
  };
}
