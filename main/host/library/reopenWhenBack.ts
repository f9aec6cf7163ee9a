// A library that could not be opened, or was lost while it was open, for a reason that passes: a drive that is not there, a
// disk that is full. Looks whether the reason is gone, and opens it again then; nobody has to press a button for that.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../../contract/errors.ts';
import { holdsLibrary } from '../../library/databaseFile.ts';
import { untilRoom } from '../../library/freeSpace.ts';

export interface ReopenWhenBack {
  /** It is not open, because of this. */
  expect(libraryDir: string, code: ErrorCode): void;
  /** Another one is opened, or this one by hand. */
  forget(): void;
}

const LOOK_EVERY_MS = 2_000;

export function createReopenWhenBack(reopen: (libraryDir: string) => Promise<unknown>, closed: AbortSignal): ReopenWhenBack {
  let waiting = new AbortController();

  async function untilBack(libraryDir: string, signal: AbortSignal): Promise<void> {
    do await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false });
    while (!holdsLibrary(libraryDir));
  }

  return {
    expect: (libraryDir, code) => {
      waiting.abort();
      if (code !== 'path-not-found' && code !== 'disk-full') return;
      waiting = new AbortController();
      const signal = AbortSignal.any([waiting.signal, closed]);
      const passed = code === 'disk-full' ? untilRoom(libraryDir, signal) : untilBack(libraryDir, signal);
      // Whoever can't be opened after all is expected anew.
      passed.then(() => reopen(libraryDir)).catch(() => undefined);
    },
    forget: () => waiting.abort(),
  };
}
