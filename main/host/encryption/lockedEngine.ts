// The library engine as everybody but the lock itself sees it: while the library is locked nothing is asked of it, and what
// was under way when it was locked ends in the same word.
import { AppError } from '../../../contract/errors.ts';
import type { LibraryProtocol } from '../../engines/library/protocol.ts';
import type { Call } from '../../engines/rpc/protocol.ts';
import type { Engine } from '../../engines/supervisor/superviseEngine.ts';

export function unlessLocked(engine: Engine<LibraryProtocol>, locked: () => boolean): Engine<LibraryProtocol> {
  const call: Call<LibraryProtocol> = async (name, params, options) => {
    if (locked()) throw new AppError('library-locked');
    try {
      return await engine.call(name, params, options);
    } catch (error) {
      throw locked() ? new AppError('library-locked', {}, { cause: error }) : error;
    }
  };
  return { ...engine, call };
}
