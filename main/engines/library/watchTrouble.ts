// What an open library does about trouble that is none of its own: on a full disk indexing goes on when there is room again;
// a library that is gone with its drive, or that turns out to be damaged, is reported as lost, once.
import type { WireError } from '../../../contract/errors.ts';
import { untilRoom } from '../../library/freeSpace.ts';
import { watchPlace } from '../../library/watchPlace.ts';
import type { OpenLibraryOptions } from './openLibrary.ts';

export interface Trouble {
  /** What was given, with problems looked at on their way to whoever is told of them. */
  readonly options: OpenLibraryOptions & { readonly beforeWrite: () => void; readonly afterWrite: (folder: string) => void };
  close(): void;
}

export function watchTrouble(given: OpenLibraryOptions, goOn: () => void): Trouble {
  const { libraryDir } = given;
  const closed = new AbortController();
  let lost = false;
  let waitingForRoom = false;

  function lose(code: 'path-not-found' | 'library-damaged'): void {
    if (lost || closed.signal.aborted) return;
    lost = true;
    given.onLost(code);
  }

  const place = watchPlace(libraryDir, () => lose('path-not-found'));

  function goOnWhenThereIsRoom(): void {
    if (waitingForRoom) return;
    waitingForRoom = true;
    untilRoom(libraryDir, closed.signal)
      .then(goOn)
      .catch(() => undefined)
      .finally(() => (waitingForRoom = false));
  }

  return {
    options: {
      ...given,
      beforeWrite: place.check,
      afterWrite: place.clearStray,
      onProblem: (error: WireError) => {
        given.onProblem(error);
        if (error.code === 'disk-full') goOnWhenThereIsRoom();
        if (error.code === 'library-damaged') lose(error.code);
        else if (!place.isThere()) lose('path-not-found');
      },
    },
    close: () => {
      closed.abort();
      place.close();
    },
  };
}
