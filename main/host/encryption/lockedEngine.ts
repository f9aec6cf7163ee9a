// The library engine as everybody but the lock itself sees it: while the library is locked nothing is asked of it, and what
// was under way when it was locked ends in the same word.
import { AppError } from '../../../contract/errors.ts';
import type { LibraryHostProtocol, LibraryProtocol } from '../../engines/library/protocol.ts';
import type { Call, Service } from '../../engines/rpc/protocol.ts';
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

/** What the engine asks for while it ends must not start a model or a parser with the library's text again. */
export function refusedWhileLocked(service: Service<LibraryHostProtocol>, locked: () => boolean): Service<LibraryHostProtocol> {
  const guarded = Object.entries(service).map(([name, answer]) => [
    name,
    async (params: never, context: never) => {
      if (locked()) throw new AppError('library-locked');
      return answer(params, context);
    },
  ]);
  return Object.fromEntries(guarded) as Service<LibraryHostProtocol>;
}
