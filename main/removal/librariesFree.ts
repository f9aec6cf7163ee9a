// Whether other processes have libraries open that are to be removed: `freehold index` in a terminal, another window. In: folders.
// A library engine of its own looks, since SQLite's lock is the only thing that tells; it ends before anything is removed.
import { libraryProtocol } from '../engines/library/protocol.ts';
import { superviseEngine } from '../engines/supervisor/superviseEngine.ts';
import { engineProgram } from '../host/engineProgram.ts';
import type { HostPaths } from '../host/hostOptions.ts';
import type { VerifyEngine } from '../sovereignty/verifyEngines.ts';

/** @param folders none that this program has open itself. @throws AppError `library-in-use`, or what keeps the engine from looking */
export async function checkLibrariesFree(folders: readonly string[], paths: Pick<HostPaths, 'nodeBinary' | 'enginesDir'>, verifyEngine?: VerifyEngine): Promise<void> {
  if (folders.length === 0) return;
  const engine = superviseEngine({ ...engineProgram(paths, 'library', verifyEngine), host: {}, createHostService: () => ({}), engine: libraryProtocol });
  try {
    for (const libraryDir of folders) await engine.call('library.checkFree', { libraryDir });
  } finally {
    await engine.stop();
  }
}
