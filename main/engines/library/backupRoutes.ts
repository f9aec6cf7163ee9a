// Backups in the library engine: made of the library that is open, checked, deleted; and a library made of one in another
// folder, whichever is open. Keys come with the call and are overwritten after it.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import { hashFile } from '../../files/hashFile.ts';
import { partOf } from '../../library/backup/backups.ts';
import { unpackBackup } from '../../library/backup/unpackBackup.ts';
import { writeBackup } from '../../library/backup/writeBackup.ts';
import { placeError } from '../../library/backup/placeError.ts';
import type { Service } from '../rpc/protocol.ts';
import type { OpenedLibrary } from './openedLibrary.ts';
import type { LibraryProtocol } from './protocol.ts';

type BackupMethod = Extract<keyof LibraryProtocol, `backup.${string}`>;

export interface BackupRoutes {
  readonly service: Pick<Service<LibraryProtocol>, BackupMethod>;
  /** Ends what is being restored, and waits until nothing of it is left. */
  close(): Promise<void>;
}

export function createBackupRoutes(library: OpenedLibrary): BackupRoutes {
  const { current } = library;
  const closed = new AbortController();
  const restoring = new Set<Promise<unknown>>();

  async function during<Value>(work: Promise<Value>): Promise<Value> {
    restoring.add(work);
    try {
      return await work;
    } finally {
      restoring.delete(work);
    }
  }

  const service: BackupRoutes['service'] = {
    'backup.list': async () => current().backups.list(),
    'backup.write': async ({ key, folder, fileName, ...what }, { signal, emit }) => {
      try {
        return await library.during(signal, async ({ db, ledger, ledgerDir, backups, deletedConversations }, closing) => {
          await deletedConversations.erase();
          return writeBackup({ ...what, key, db, ledger, ledgerDir, backups, libraryDir: path.dirname(db.name), file: path.join(folder, fileName), signal: closing, onProgress: emit });
        });
      } finally {
        key.fill(0);
      }
    },
    'backup.check': ({ id }, { signal }) =>
      library.during(signal, async ({ backups }, closing) => {
        const found = backups.fileOf(id);
        if (found === null) throw new AppError('not-found');
        const sha256 = await hashFile(found.path, closing).catch((error: unknown) => {
          throw placeError(error, found.path);
        });
        const same = sha256 === found.sha256;
        if (same) backups.checked(id, Date.now());
        return { same };
      }),
    'backup.delete': async ({ id }) => {
      const { backups, ledger, db } = current();
      const found = backups.fileOf(id);
      if (found === null) throw new AppError('not-found');
      const there = existsSync(found.path);
      try {
        rmSync(found.path, { force: true });
        rmSync(partOf(found.path), { force: true });
      } catch (error) {
        throw placeError(error, path.dirname(found.path));
      }
      db.transaction(() => {
        backups.remove(id);
        ledger.record({ kind: 'backup.deleted', facts: { file: there } });
      }).immediate();
      return { deleted: there };
    },
    'backup.unpack': async ({ file, key, folder, ...as }, { signal, emit }) => {
      try {
        const { name, documents, conversations } = await during(unpackBackup({ file, key, folder, signal: AbortSignal.any([signal, closed.signal]), onProgress: emit }, as));
        return { name, documents, conversations };
      } finally {
        key.fill(0);
      }
    },
  };
  return {
    service,
    close: async () => {
      closed.abort();
      await Promise.allSettled(restoring);
    },
  };
}
