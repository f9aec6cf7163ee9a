// The export of everything: refuses a place that would be read again, keeps indexing back while it runs, and records it.
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import { exportLibrary } from '../../exit/exportLibrary.ts';
import { isWithin } from '../../files/isWithin.ts';
import { writeFault } from '../../files/writeFault.ts';
import type { Sources } from '../../library/sources.ts';
import type { Service } from '../rpc/protocol.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';
import type { Scheduler } from './scheduler.ts';

const TELL_EVERY_MS = 250;

export function createExitRoutes({ during }: Pick<OpenedLibrary, 'during'>, scheduler: Pick<Scheduler, 'foreground'>): Pick<Service<LibraryProtocol>, 'exit.write'> {
  return {
    'exit.write': (order, { signal, emit }) =>
      scheduler.foreground(() =>
        during(signal, async ({ db, conversations, sources, ledger }, closing) => {
          await refuseSources(order.target, sources);
          let toldMs = Number.NEGATIVE_INFINITY;
          return exportLibrary(order, {
            db,
            conversations,
            signal: closing,
            onBegin: () => ledger.record({ kind: 'library.exported', facts: { as: 'everything' } }),
            onProgress: (done, total) => {
              if (done < total && performance.now() - toldMs < TELL_EVERY_MS) return;
              toldMs = performance.now();
              emit({ type: 'progress', done, total });
            },
          });
        }),
      ),
  };
}

/** What is written into a folder that is indexed would be read again, and doubled. */
async function refuseSources(target: string, sources: Pick<Sources, 'list'>): Promise<void> {
  const parent = path.dirname(target);
  const place = await realpath(parent).catch((cause: unknown) => {
    throw writeFault(cause, parent);
  });
  for (const { kind, path: root } of sources.list()) {
    if (kind !== 'folder') continue;
    if (isWithin(path.join(place, path.basename(target)), await realpath(root).catch(() => root))) throw new AppError('folder-in-source', { name: path.basename(root) });
  }
}
