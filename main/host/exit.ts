// Taking everything with you, at the host: one export at a time, written by the library engine. Whatever ends it, nothing
// half done stays, also when the engine itself was ended.
import path from 'node:path';
import type { ExitCounts, ExitEvent } from '../../contract/exit.ts';
import { toWireError } from '../../contract/errors.ts';
import type { Language } from '../../contract/messages/index.ts';
import type { LibraryProtocol } from '../engines/library/protocol.ts';
import type { Call } from '../engines/rpc/protocol.ts';
import { removeUnfinished } from '../exit/exportFolder.ts';
import type { Log } from '../ipc/log.ts';
import type { CoreHandlers } from './handlers.ts';
import { createTurn } from './turn.ts';

export interface Exit {
  readonly handlers: Pick<CoreHandlers, 'exit.run'>;
  write(target: string, options: { readonly signal: AbortSignal; readonly onProgress: (progress: Extract<ExitEvent, { type: 'progress' }>) => void }): Promise<ExitCounts>;
  /** An encrypted library is not locked for want of keys and clicks meanwhile. */
  busy(): boolean;
  /** The folder that was written last; null when there is none. */
  lastFolder(): string | null;
  /** Ends what is being written; what it left is gone then. */
  close(): Promise<void>;
}

export interface ExitOptions {
  readonly library: () => Call<LibraryProtocol>;
  readonly state: () => { readonly name: string | null; readonly encrypted: boolean };
  readonly appVersion: string;
  readonly modelNames: () => Readonly<Record<string, string>>;
  readonly language: () => Language;
  readonly log: Log;
  readonly takePath: (token: string) => { readonly path: string };
}

export function createExit(options: ExitOptions): Exit {
  const turn = createTurn('exit-busy');
  let last: string | null = null;

  const write: Exit['write'] = (target, { signal: cancelled, onProgress }) => turn.run(cancelled, async (signal) => {
    try {
      const { name, encrypted } = options.state();
      const order = { target, language: options.language(), libraryName: name ?? '', encrypted, appVersion: options.appVersion, modelNames: { ...options.modelNames() } };
      const counts = await options.library()('exit.write', order, { signal, onEvent: onProgress });
      last = target;
      return counts;
    } catch (error) {
      // It says of itself that it can be deleted, where that fails.
      await removeUnfinished(target).catch((fault: unknown) => options.log('warn', 'export.not-removed', { code: toWireError(fault).code }));
      throw error;
    }
  });

  return {
    write,
    busy: turn.busy,
    lastFolder: () => last,
    close: turn.close,
    handlers: {
      'exit.run': async ({ token }, { signal, emit }) => {
        const target = options.takePath(token).path;
        const counts = await write(target, { signal, onProgress: emit });
        emit({ type: 'written', name: path.basename(target), counts });
      },
    },
  };
}
